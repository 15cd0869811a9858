"""Payouts: beside the books, compared with their parts."""

import pytest

from donations import matters, payouts
from donations.models import LedgerEntry, Matter, Payout
from tests.donations.books import entries, hear, raised, waiting


@pytest.fixture
def payout_id(booked, standin) -> str:
    """Everything in Stripe's balance has gone to the bank."""
    standin.pay_out()
    return standin.payouts()[0]["id"]


def test_a_payout_is_written_down_with_the_sum_of_its_parts(payout_id):
    payouts.sync_payout(payout_id)

    payout = Payout.objects.get()
    assert (payout.payout_id, payout.status, payout.currency) == (payout_id, "paid", "EUR")
    assert payout.amount_cents == payout.movements_cents == 49_00
    assert waiting() == []


def test_a_payout_moves_no_campaigns_money(payout_id, booked, live_campaign):
    payouts.sync_payout(payout_id)

    assert entries() == [("gift", 50_00)]
    assert raised(live_campaign) == (50_00, 1)


@pytest.mark.parametrize("heard", ["payout.paid", "payout.reconciliation_completed"])
def test_a_payout_is_heard_of_by_each_of_its_events(booked, standin, heard):
    told = standin.pay_out()

    for _ in range(2):
        hear(*[event for event in told if event["type"] == heard])

    assert Payout.objects.count() == 1


def test_a_payout_that_failed_waits_for_finance_once(payout_id, standin, staff):
    told = standin.fail_payout(payout_id)
    hear(*told, *told)

    matter = Matter.objects.get()
    assert (matter.kind, matter.subject) == ("payout_failed", payout_id)
    assert matter.data == {"cents": 49_00}

    Matter.objects.update(resolved_at=matter.opened_at, resolved_by=staff.finance)
    hear(*told)
    assert waiting() == []


@pytest.fixture
def say(payout_id, standin):
    """say(cents): Stripe names another amount of the payout, and we hear of it."""

    def change(cents: int) -> None:
        with standin.account.changing():
            standin.account.get("payout", payout_id)["amount"] = cents
        payouts.sync_payout(payout_id)

    return change


def test_a_payout_that_is_not_its_parts_waits_until_it_is(say):
    say(48_00)

    matter = Matter.objects.get()
    assert (matter.kind, matter.data) == (
        "payout_differs",
        {"cents": 48_00, "movements_cents": 49_00, "currency": "EUR"},
    )

    say(49_00)
    assert waiting() == []


def test_a_difference_that_finance_settled_comes_again_only_with_other_sums(say, staff):
    say(48_00)
    matters.resolve(Matter.objects.get(), actor=staff.finance, resolution="Stripe was asked.")

    say(48_00)
    assert waiting() == []

    say(47_00)
    assert waiting() == ["payout_differs"]


def test_a_payout_by_hand_says_nothing_of_its_parts(payout_id, standin):
    with standin.account.changing():
        standin.account.get("payout", payout_id)["automatic"] = False

    payouts.sync_payout(payout_id)

    assert Payout.objects.get().movements_cents is None
    assert waiting() == []
    assert LedgerEntry.objects.count() == 1
