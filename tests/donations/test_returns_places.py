"""What goes back is booked where the money of its gift lies: held, moved, in dollars."""

import pytest

from campaigns import lifecycle
from donations import (
    ledger,
    proposals,
    sync,
)
from donations.models import Donation, LedgerEntry, Proposal
from tests.donations.books import hear, money_in, raised, waiting


def last_dispute(standin) -> str:
    return standin.disputes()[-1]["id"]


@pytest.fixture
def held(donation, standin, live_campaign, staff) -> Donation:
    """Paid after the campaign was taken down: the money is held."""
    lifecycle.move(live_campaign.pk, "withdraw", actor=staff.moderator)
    standin.pay(donation.session_id)
    sync.sync_session(donation.session_id)
    donation.refresh_from_db()
    return donation


@pytest.fixture
def moved(held, staff):
    """The held money, which two colleagues moved to the common fund."""
    gift = ledger.gift_of(held.intent_id)
    proposal = proposals.propose(
        kind=Proposal.Kind.TRANSFER,
        actor=staff.finance,
        cents=gift.amount_cents,
        entry=gift,
        note="the donor agreed",
    )
    proposals.approve(proposal, actor=staff.second_finance)
    return held


def test_the_refund_of_a_held_gift_is_taken_from_the_held_money(held, standin, live_campaign):
    assert waiting() == ["withdrawn"]

    hear(*standin.refund(held.session_id))

    assert money_in("held") == 0
    assert raised(live_campaign) == (0, 0)
    assert waiting() == []


def test_the_refund_of_a_transferred_gift_is_taken_from_where_it_went(
    moved, standin, live_campaign
):
    assert (money_in("held"), money_in("general")) == (0, 50_00)

    hear(*standin.refund(moved.session_id, 20_00))

    assert (money_in("held"), money_in("general")) == (0, 30_00)
    assert raised(live_campaign) == (0, 0)


def test_a_dispute_about_a_held_gift_takes_and_brings_held_money(held, standin, live_campaign):
    hear(*standin.dispute(held.session_id))
    assert money_in("held") == 0
    assert waiting() == ["dispute", "withdrawn"]

    hear(*standin.win(last_dispute(standin)))
    assert money_in("held") == 50_00
    assert waiting() == ["withdrawn"]
    assert raised(live_campaign) == (0, 0)


def test_a_dispute_about_a_transferred_gift_takes_from_where_it_went(moved, standin):
    hear(*standin.dispute(moved.session_id))

    assert (money_in("held"), money_in("general")) == (0, 0)


def test_what_was_disputed_before_the_transfer_comes_back_where_the_gift_is(held, standin, staff):
    hear(*standin.dispute(held.session_id, 20_00))
    gift = ledger.gift_of(held.intent_id)
    proposal = proposals.propose(
        kind="transfer", actor=staff.finance, cents=30_00, entry=gift, note="the donor agreed"
    )
    proposals.approve(proposal, actor=staff.second_finance)

    hear(*standin.win(last_dispute(standin)))

    assert (money_in("held"), money_in("general")) == (0, 50_00)


def test_the_fee_of_a_held_gift_is_no_campaigns(held, standin):
    hear(*standin.events_of(held.session_id))

    assert LedgerEntry.objects.get(kind="fee").account == "held"


@pytest.fixture
def in_dollars(donation, standin) -> Donation:
    """Stripe took dollars for it; what it moves afterwards are euros."""
    with standin.account.changing():
        standin.account.get("checkout.session", donation.session_id)["currency"] = "usd"
    standin.pay(donation.session_id)
    sync.sync_session(donation.session_id)
    return donation


def test_a_refund_of_dollars_is_booked_in_dollars(in_dollars, standin, live_campaign):
    hear(*standin.refund(in_dollars.session_id))

    assert money_in("held", "USD") == 0
    assert raised(live_campaign) == (0, 0)
    assert waiting() == []


def test_a_dispute_about_dollars_is_booked_in_dollars_and_its_fee_in_euro(in_dollars, standin):
    hear(*standin.dispute(in_dollars.session_id))
    assert money_in("held", "USD") == 0

    hear(*standin.win(last_dispute(standin)))
    assert money_in("held", "USD") == 50_00
    assert money_in("held", "EUR") == 0
    assert LedgerEntry.objects.get(kind="fee", amount_cents=-15_00).currency == "EUR"
