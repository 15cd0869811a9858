"""What goes back: refunds, the sum of them, and warnings."""

import pytest

from donations import (
    matters,
    returns,
    stripe_gateway,
)
from donations.models import LedgerEntry, Matter
from tests.donations.books import entries, hear, hints, raised, waiting

GIFT, FEE = ("gift", 50_00), ("fee", -1_00)


def last_refund(standin) -> str:
    return standin.refunds()[-1]["id"]


def last_dispute(standin) -> str:
    return standin.disputes()[-1]["id"]


# Refunds


@pytest.mark.parametrize("heard", ["refund.created", "refund.updated", "charge.refund.updated"])
def test_a_refund_is_booked_once_whoever_tells_of_it(booked, standin, live_campaign, heard):
    told = standin.refund(booked.session_id, 20_00)

    for _ in range(2):
        hear(*[event for event in told if event["type"] == heard])

    assert entries(booked) == [GIFT, ("refund", -20_00)]
    assert raised(live_campaign) == (30_00, 1)


def test_a_refund_that_is_heard_of_first_brings_its_gift_along(donation, standin, live_campaign):
    standin.pay(donation.session_id)
    standin.refund(donation.session_id, 20_00)

    returns.sync_refund(last_refund(standin))

    assert entries(donation) == [FEE, GIFT, ("refund", -20_00)]


def test_a_refund_happened_when_stripe_says_so(booked, standin):
    standin.refund(booked.session_id)

    returns.sync_refund(last_refund(standin))

    refund = LedgerEntry.objects.get(kind="refund")
    assert refund.effective_at.timestamp() == standin.refunds()[0]["created"]


def test_partial_refunds_add_up(booked, standin, live_campaign):
    first = standin.refund(booked.session_id, 20_00)
    second = standin.refund(booked.session_id, 5_00)

    hear(*second, *first, *second)

    assert entries(booked) == [FEE, GIFT, ("refund", -20_00), ("refund", -5_00)]
    assert raised(live_campaign) == (25_00, 1)


def test_a_refund_that_failed_gives_the_money_back_to_the_campaign(booked, standin, live_campaign):
    hear(*standin.refund(booked.session_id, 20_00))
    assert raised(live_campaign) == (30_00, 1)

    told = standin.fail_refund(last_refund(standin))
    hear(*told, *told)

    assert entries(booked) == [FEE, GIFT, ("refund", -20_00), ("refund_failed", 20_00)]
    assert raised(live_campaign) == (50_00, 1)
    assert waiting() == ["refund_failed"]


def test_who_hears_late_of_a_failed_refund_ends_with_the_same_books(booked, standin, live_campaign):
    standin.refund(booked.session_id, 20_00)
    standin.fail_refund(last_refund(standin))

    returns.sync_refund(last_refund(standin))

    assert entries(booked) == [GIFT, ("refund", -20_00), ("refund_failed", 20_00)]
    assert raised(live_campaign) == (50_00, 1)


def test_after_a_refund_that_failed_the_gift_can_be_given_back_again(
    booked, standin, live_campaign
):
    hear(*standin.refund(booked.session_id))
    hear(*standin.fail_refund(last_refund(standin)))

    hear(*standin.refund(booked.session_id))

    assert raised(live_campaign) == (0, 1)


def test_a_refund_of_a_payment_no_session_of_ours_made_waits(live_campaign, begin, standin):
    donation = begin(live_campaign)
    standin.pay(donation.session_id)
    standin.refund(donation.session_id)
    with standin.account.changing():
        standin.account.forget("checkout.session", donation.session_id)

    with pytest.raises(returns.NotYet):
        returns.sync_refund(last_refund(standin))


# Charges: the fee, and the sum of refunds


def test_the_fee_is_booked_beside_the_gift_and_taken_from_no_total(
    donation, standin, live_campaign
):
    hear(*standin.pay(donation.session_id))

    assert entries(donation) == [FEE, GIFT]
    assert raised(live_campaign) == (50_00, 1)
    fee = LedgerEntry.objects.get(kind="fee")
    assert (fee.campaign, fee.about.kind) == (live_campaign, "gift")


def test_a_charge_whose_fee_is_not_known_yet_waits_for_its_update(booked, standin):
    """Stripe captures in the background: the movement is there seconds after the payment."""
    (charge,) = standin.account.all("charge")
    with standin.account.changing():
        movement, charge["balance_transaction"] = charge["balance_transaction"], None
    returns.sync_charge(charge["id"])
    assert entries(booked) == [GIFT]

    with standin.account.changing():
        charge["balance_transaction"] = movement
    returns.sync_charge(charge["id"])
    assert entries(booked) == [FEE, GIFT]


def test_a_charge_brings_all_its_refunds(booked, standin, live_campaign):
    standin.refund(booked.session_id, 20_00)
    standin.refund(booked.session_id, 5_00)

    returns.sync_charge(standin.refunds()[0]["charge"])

    assert raised(live_campaign) == (25_00, 1)
    assert waiting() == []


def test_a_charge_of_somebody_else_is_none_of_our_business(live_campaign, begin, standin):
    donation = begin(live_campaign)
    standin.pay(donation.session_id)
    with standin.account.changing():
        standin.account.forget("checkout.session", donation.session_id)

    returns.sync_charge(standin.account.all("charge")[0]["id"])

    assert not LedgerEntry.objects.exists()


@pytest.fixture
def say_refunded(booked, standin):
    """say_refunded(cents): Stripe names this sum of refunds, and we hear of the charge."""
    (charge,) = standin.account.all("charge")

    def change(cents: int) -> None:
        with standin.account.changing():
            charge["amount_refunded"] = cents
        returns.sync_charge(charge["id"])

    return change


def test_another_sum_of_refunds_than_stripes_waits_for_finance_until_it_agrees(
    booked, say_refunded
):
    for _ in range(2):
        say_refunded(7_00)

    matter = Matter.objects.get()
    assert (matter.kind, matter.subject) == ("refunds_differ", booked.intent_id)
    assert matter.data == {"ours_cents": 0, "stripe_cents": 7_00, "currency": "EUR"}

    say_refunded(0)
    assert waiting() == []


def test_a_difference_that_finance_settled_comes_again_only_with_other_sums(say_refunded, staff):
    say_refunded(7_00)
    matters.resolve(Matter.objects.get(), actor=staff.finance, resolution="Stripe was asked.")

    say_refunded(7_00)
    assert waiting() == []

    say_refunded(8_00)
    assert waiting() == ["refunds_differ"]


def test_a_refund_between_two_questions_is_no_difference(booked, standin):
    """The charge was fetched before it, the list of refunds after it."""
    seen = stripe_gateway.fetch_charge(standin.account.all("charge")[0]["id"])
    hear(*standin.refund(booked.session_id, 20_00))

    returns.book_charge(seen)

    assert entries(booked) == [FEE, GIFT, ("refund", -20_00)]
    assert not Matter.objects.exists()


def test_a_charge_that_brings_no_news_costs_one_question(booked, standin):
    (charge,) = standin.account.all("charge")
    returns.sync_charge(charge["id"])
    standin.requests.clear()

    returns.sync_charge(charge["id"])

    assert [request.path for request in standin.requests] == [f"/v1/charges/{charge['id']}"]


# Warnings


def test_an_early_warning_of_fraud_waits_for_finance(booked, standin):
    told = standin.warn_of_fraud(booked.session_id)
    hear(*told, *told)

    matter = Matter.objects.get()
    assert (matter.kind, matter.entry.source_id) == ("fraud_warning", booked.intent_id)
    assert entries(booked) == [GIFT]


def test_a_warning_after_the_refund_is_late_and_no_matter(booked, standin):
    hear(*standin.refund(booked.session_id))

    hear(*standin.warn_of_fraud(booked.session_id))

    assert waiting() == []


def test_giving_the_whole_gift_back_answers_the_warning(booked, standin):
    hear(*standin.warn_of_fraud(booked.session_id))

    hear(*standin.refund(booked.session_id, 20_00))
    assert waiting() == ["fraud_warning"]

    hear(*standin.refund(booked.session_id))
    assert waiting() == []


# All of it


def test_events_that_tell_of_the_same_money_are_heard_of_in_the_usual_story(donation, standin):
    """The seven and more hints of a gift, in the order in which Stripe usually sends them."""
    told = standin.pay(donation.session_id) + standin.refund(donation.session_id, 20_00)
    told += standin.dispute(donation.session_id)
    told += standin.win(last_dispute(standin))

    assert [event["type"] for event in hints(told)] == [
        "checkout.session.completed",
        "charge.updated",
        "refund.created",
        "charge.refunded",
        "refund.updated",
        "charge.refund.updated",
        "charge.dispute.created",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.updated",
        "charge.dispute.funds_reinstated",
        "charge.dispute.closed",
    ]
