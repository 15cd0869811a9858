"""What a bank takes back, gives back and asks about."""

import pytest

from donations import (
    ledger,
    returns,
)
from donations.models import Dispute, Matter
from tests.donations.books import entries, hear, raised, waiting

GIFT = ("gift", 50_00)
FEE, DISPUTE_FEE = ("fee", -1_00), ("fee", -15_00)


def last_dispute(standin) -> str:
    return standin.disputes()[-1]["id"]


def test_an_inquiry_moves_no_money_and_waits_for_finance(booked, standin, live_campaign):
    hear(*standin.dispute(booked.session_id, inquiry=True))

    assert entries(booked) == [GIFT]
    matter = Matter.objects.get()
    assert (matter.kind, matter.subject) == ("inquiry", last_dispute(standin))
    assert matter.due_at is not None
    assert Dispute.objects.get().status == "warning_needs_response"


def test_an_inquiry_that_comes_to_nothing_settles_itself(booked, standin):
    hear(*standin.dispute(booked.session_id, inquiry=True))

    hear(*standin.close_inquiry(last_dispute(standin)))

    assert waiting() == []
    assert Dispute.objects.get().status == "warning_closed"
    assert entries(booked) == [GIFT]


def test_an_inquiry_can_become_a_dispute(booked, standin):
    hear(*standin.dispute(booked.session_id, inquiry=True))

    hear(*standin.withdraw_funds(last_dispute(standin)))

    assert waiting() == ["dispute"]
    assert entries(booked) == [("dispute", -50_00), DISPUTE_FEE, GIFT]


def test_a_dispute_is_booked_only_when_the_money_is_taken(booked, standin, live_campaign):
    hear(*standin.dispute(booked.session_id, withdraw=False))
    assert entries(booked) == [GIFT]
    assert waiting() == ["dispute"]

    hear(*standin.withdraw_funds(last_dispute(standin)))
    assert entries(booked) == [("dispute", -50_00), DISPUTE_FEE, GIFT]
    assert raised(live_campaign) == (0, 1)


def test_a_dispute_that_is_won_brings_the_money_back_but_not_its_fee(
    booked, standin, live_campaign
):
    hear(*standin.dispute(booked.session_id))

    told = standin.win(last_dispute(standin))
    hear(*told, *told)

    assert entries(booked) == [("dispute", -50_00), ("dispute_won", 50_00), DISPUTE_FEE, GIFT]
    assert raised(live_campaign) == (50_00, 1)
    assert (Dispute.objects.get().status, waiting()) == ("won", [])


def test_a_dispute_that_is_lost_leaves_the_money_with_the_donor(booked, standin, live_campaign):
    hear(*standin.dispute(booked.session_id))

    hear(*standin.lose(last_dispute(standin)))

    assert raised(live_campaign) == (0, 1)
    assert (Dispute.objects.get().status, waiting()) == ("lost", [])


def test_a_dispute_that_was_prevented_takes_nothing(booked, standin):
    hear(*standin.dispute(booked.session_id, withdraw=False))

    hear(*standin.prevent(last_dispute(standin)))

    assert entries(booked) == [GIFT]
    assert waiting() == []


def test_a_dispute_may_be_about_a_part_of_the_gift(booked, standin, live_campaign):
    hear(*standin.dispute(booked.session_id, 20_00))

    assert raised(live_campaign) == (30_00, 1)


def test_a_dispute_about_more_than_the_gift_is_booked_as_it_happened(
    booked, standin, live_campaign
):
    hear(*standin.dispute(booked.session_id, 60_00))

    assert raised(live_campaign) == (-10_00, 1)


def test_a_dispute_after_a_refund_takes_what_was_left(booked, standin, live_campaign):
    hear(*standin.refund(booked.session_id, 20_00))

    hear(*standin.dispute(booked.session_id))

    assert raised(live_campaign) == (0, 1)
    assert ledger.remainder(ledger.gift_of(booked.intent_id)) == 0


def test_a_dispute_whose_gift_was_never_heard_of_brings_it_along(donation, standin, live_campaign):
    standin.pay(donation.session_id)
    standin.dispute(donation.session_id)

    returns.sync_dispute(last_dispute(standin))

    assert entries(donation) == [("dispute", -50_00), DISPUTE_FEE, FEE, GIFT]


def test_a_dispute_of_a_payment_no_session_of_ours_made_waits(donation, standin):
    standin.pay(donation.session_id)
    standin.dispute(donation.session_id)
    with standin.account.changing():
        standin.account.forget("checkout.session", donation.session_id)

    with pytest.raises(returns.NotYet):
        returns.sync_dispute(last_dispute(standin))


def test_what_a_colleague_has_settled_comes_up_again_only_if_the_dispute_does(
    booked, standin, staff
):
    hear(*standin.dispute(booked.session_id, inquiry=True))
    Matter.objects.update(resolved_at=booked.paid_at, resolved_by=staff.finance)

    hear(*standin.review(last_dispute(standin)))
    assert waiting() == []

    hear(*standin.withdraw_funds(last_dispute(standin)))
    assert waiting() == ["dispute"]
