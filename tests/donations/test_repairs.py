"""What only Stripe knows of is booked as if its webhook had come."""

import pytest

from campaigns.models import CampaignTotal
from donations import ledger, reconciliation, returns, sync
from donations.models import LedgerEntry
from tests.donations import breaking
from tests.donations.comparing import entry, found

Kind = ledger.Kind
books_differ = pytest.mark.books_differ


def test_a_gift_whose_webhook_was_lost_is_booked_with_its_fee(begun, standin):
    donation = begun()
    standin.pay(donation.session_id)

    runs = [reconciliation.run(), reconciliation.run()]

    assert [(run.repaired, run.discrepancies) for run in runs] == [(2, []), (0, [])]
    donation.refresh_from_db()
    assert donation.status == "paid"
    assert CampaignTotal.objects.get().raised_cents == 50_00


def refund_of(standin, donation):
    standin.refund(donation.session_id, 20_00)


def refund_that_failed(standin, donation):
    refund_of(standin, donation)
    returns.sync_refund(standin.refunds()[0]["id"])
    standin.fail_refund(standin.refunds()[0]["id"])


def dispute_of(standin, donation):
    standin.dispute(donation.session_id)


def dispute_won(standin, donation):
    dispute_of(standin, donation)
    returns.sync_dispute(standin.disputes()[0]["id"])
    standin.win(standin.disputes()[0]["id"])


def dispute_won_with_its_fee(standin, donation):
    dispute_of(standin, donation)
    returns.sync_dispute(standin.disputes()[0]["id"])
    standin.win(standin.disputes()[0]["id"], fee_returned=True)


def refund_with_its_fee(standin, donation):
    standin.refund(donation.session_id, fee_returned=True)


def a_fee_that_came_back(standin, donation):
    standin.return_fee(7_00)


def stripes_own_fee(standin, donation):
    standin.charge_fee(7_00)


@pytest.mark.parametrize(
    ("happens", "repaired"),
    [
        (refund_of, {Kind.REFUND: -20_00}),
        (refund_that_failed, {Kind.REFUND_FAILED: 20_00}),
        (dispute_of, {Kind.DISPUTE: -50_00, Kind.FEE: -15_00}),
        (dispute_won, {Kind.DISPUTE_WON: 50_00}),
        (dispute_won_with_its_fee, {Kind.DISPUTE_WON: 50_00, Kind.FEE_RETURNED: 15_00}),
        (refund_with_its_fee, {Kind.REFUND: -50_00, Kind.FEE_RETURNED: 1_00}),
        (stripes_own_fee, {Kind.FEE: -7_00}),
        (a_fee_that_came_back, {Kind.FEE_RETURNED: 7_00}),
    ],
)
def test_what_only_stripe_knows_of_is_booked(given, standin, happens, repaired):
    happens(standin, given())
    before = set(LedgerEntry.objects.values_list("pk", flat=True))

    run = reconciliation.run()

    booked = LedgerEntry.objects.exclude(pk__in=before)
    assert dict(booked.values_list("kind", "amount_cents")) == repaired
    assert (run.repaired, run.discrepancies) == (len(repaired), [])


def test_a_fee_that_is_missing_is_booked(begun, standin, fees_unknown):
    donation = begun()
    standin.pay(donation.session_id)
    with fees_unknown():
        sync.sync_session(donation.session_id)

    assert reconciliation.run().repaired == 1
    assert entry(Kind.FEE).amount_cents == -1_00


def test_a_fee_of_stripes_own_is_paid_by_the_common_fund(db, standin):
    standin.charge_fee(7_00)
    standin.return_fee(2_00)

    reconciliation.run()

    assert {entry(kind).account for kind in (Kind.FEE, Kind.FEE_RETURNED)} == {"general"}


@books_differ
def test_a_gift_that_was_taken_out_is_booked_again_and_the_books_still_speak(
    begun, standin, fees_unknown
):
    for donation in (begun(), begun()):
        standin.pay(donation.session_id)
        with fees_unknown():
            sync.sync_session(donation.session_id)
    breaking.take_out(LedgerEntry.objects.last())

    run = reconciliation.run()

    assert run.repaired == len([Kind.GIFT, Kind.FEE, Kind.FEE])
    assert {what for what, *_ in found(run)} == {"total", "gift count", "day", "chain"}


def test_what_fails_does_not_hide_what_is_behind_it(given, standin, monkeypatch):
    donation = given()
    standin.refund(donation.session_id, 20_00)
    standin.charge_fee(7_00)

    def stumble(refund_id):
        raise ValueError("not today")

    monkeypatch.setattr(returns, "sync_refund", stumble)
    run = reconciliation.run()

    refund_id = standin.refunds()[0]["id"]
    assert (run.repaired, found(run)) == (1, [("missing_here", f"refund:{refund_id}", -20_00, 0)])
