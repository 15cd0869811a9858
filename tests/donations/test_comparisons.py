"""Looking at something again at Stripe, because a colleague asks."""

import pytest

from donations import comparisons, matters
from donations.models import LedgerEntry, Matter
from donations.stripe_gateway import StripeRefused
from tests.donations.comparing import movement
from tests.factories import book_gift

Kind = Matter.Kind


def test_every_id_that_a_matter_names_is_looked_up_once(live_campaign):
    gift = book_gift(live_campaign)
    matter = matters.open_matter(
        Kind.AMOUNTS_DIFFER, "fee:txn_1", entry=gift, movement="txn_1", stripe_cents=-1_00
    )

    assert comparisons.stripe_ids(matter) == ["txn_1", gift.source_id]


def test_what_names_nothing_of_stripes_cannot_be_compared(db):
    matter = matters.open_matter(Kind.SILENT, "webhooks", missed=3)

    assert comparisons.stripe_ids(matter) == []


def missing(found: dict) -> Matter:
    """The matter of a movement that we have not heard of, as a comparison opens it."""
    return matters.open_matter(
        Kind.MISSING_HERE,
        f"fee:{found['id']}",
        stripe_cents=found["amount"],
        ours_cents=0,
        currency="EUR",
        movement=found["id"],
    )


def test_a_fee_that_has_no_other_id_than_its_movement_is_booked_and_settled(standin, db):
    standin.charge_fee(2_00)
    matter = missing(movement(standin, "fee"))

    comparisons.compare(matter)

    fee = LedgerEntry.objects.get()
    assert (fee.kind, fee.amount_cents, fee.account) == ("fee", -2_00, "general")
    assert not matters.still_open().exists()


def test_a_movement_of_a_refund_brings_the_refund(booked, standin):
    standin.refund(booked.session_id, 20_00)
    found = movement(standin, "refund")
    matter = matters.open_matter(
        Kind.MISSING_HERE, found["id"], stripe_cents=-20_00, ours_cents=0, currency="EUR"
    )

    comparisons.compare(matter)

    assert LedgerEntry.objects.get(kind="refund").amount_cents == -20_00


def test_a_movement_that_stripe_does_not_know_is_told(standin, db):
    matter = missing({"id": "txn_nowhere", "amount": -2_00})

    with pytest.raises(StripeRefused):
        comparisons.compare(matter)
