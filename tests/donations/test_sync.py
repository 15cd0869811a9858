"""Levelling the books with Stripe: any order, any number of times, one and the same end."""

from itertools import permutations

import pytest

from campaigns.models import CampaignTotal
from donations import inbox, sync
from donations.models import Donation, LedgerEntry, WebhookEvent
from donations.stripe_gateway import StripeUnavailable
from tests.factories import book_gift

Status = Donation.Status
Flag = Donation.Flag

UNHANDLED = {"charge.updated", "charge.succeeded", "charge.refund.updated"}


def raised(campaign) -> tuple[int, int]:
    """What the page shows: cents and number of gifts."""
    return CampaignTotal.objects.values_list("raised_cents", "gift_count").get(campaign=campaign)


def entries(donation) -> list[tuple[str, int]]:
    rows = LedgerEntry.objects.filter(donation=donation).order_by("pk")
    return list(rows.values_list("kind", "amount_cents"))


def hints(events) -> list[dict]:
    return [event for event in events if event["type"] in inbox.HANDLERS]


@pytest.fixture
def donation(begin, live_campaign) -> Donation:
    return begin(live_campaign, 50_00)


@pytest.fixture
def paid(donation, standin) -> Donation:
    """A donation that is paid at Stripe; here nobody knows yet."""
    standin.pay(donation.session_id)
    return donation


@pytest.fixture
def booked(paid) -> Donation:
    sync.sync_session(paid.session_id)
    paid.refresh_from_db()
    return paid


def test_a_paid_session_is_a_gift(booked, live_campaign):
    assert booked.status == Status.PAID
    assert booked.paid_at and booked.intent_id and not booked.checkout_url
    assert entries(booked) == [("gift", 50_00)]
    assert raised(live_campaign) == (50_00, 1)


def test_hearing_of_it_again_changes_nothing(booked, live_campaign):
    before = Donation.objects.values().get()

    for _ in range(3):
        sync.sync_session(booked.session_id)

    assert Donation.objects.values().get() == before
    assert raised(live_campaign) == (50_00, 1)


def story_of_a_gift(standin, donation) -> list[dict]:
    """Paid, and twenty of fifty euros given back: what Stripe has to tell about it."""
    return hints(standin.pay(donation.session_id) + standin.refund(donation.session_id, 20_00))


def test_the_story_of_a_gift_has_four_hints(donation, standin):
    assert [event["type"] for event in story_of_a_gift(standin, donation)] == [
        "checkout.session.completed",
        "refund.created",
        "charge.refunded",
        "refund.updated",
    ]


def test_every_order_of_events_ends_with_the_same_books(
    live_campaign, begin, standin, deliver, client
):
    """All orders, and each event a second time after the others."""
    for number, order in enumerate(permutations(range(4)), start=1):
        donation = begin(live_campaign, 50_00)
        events = story_of_a_gift(standin, donation)

        for _ in range(2):
            for place in order:
                deliver(client, events[place])
                inbox.process()
            assert entries(donation) == [("gift", 50_00), ("refund", -20_00)]
            assert raised(live_campaign) == (number * 30_00, number)
    assert not WebhookEvent.objects.filter(processed_at=None).exists()


def test_a_refund_that_is_heard_of_first_brings_its_gift_along(
    live_campaign, donation, standin, deliver, client
):
    events = story_of_a_gift(standin, donation)

    deliver(client, events[1])
    inbox.process()

    assert entries(donation) == [("gift", 50_00), ("refund", -20_00)]


def test_a_gift_whose_own_news_is_lost_is_booked_with_its_refund(
    live_campaign, donation, standin, deliver, client
):
    standin.pay(donation.session_id)

    deliver(client, *hints(standin.refund(donation.session_id)))
    inbox.process()

    assert entries(donation) == [("gift", 50_00), ("refund", -50_00)]
    assert raised(live_campaign) == (0, 1)


def test_partial_refunds_add_up(booked, standin, live_campaign, deliver, client):
    first = standin.refund(booked.session_id, 20_00)
    second = standin.refund(booked.session_id, 5_00)

    deliver(client, *hints(second), *hints(first), *hints(second))
    inbox.process()

    assert sorted(entries(booked)) == [("gift", 50_00), ("refund", -20_00), ("refund", -5_00)]
    assert raised(live_campaign) == (25_00, 1)


def test_a_refund_that_failed_gives_the_money_back_to_the_campaign(booked, standin, live_campaign):
    refund = standin.refund(booked.session_id, 20_00)[0]["data"]["object"]["id"]
    sync.sync_refund(refund)
    assert raised(live_campaign) == (30_00, 1)

    standin.fail_refund(refund)
    for _ in range(2):
        sync.sync_refund(refund)

    assert entries(booked)[1:] == [("refund", -20_00), ("refund_failed", 20_00)]
    assert raised(live_campaign) == (50_00, 1)


def test_who_hears_late_of_a_failed_refund_ends_with_the_same_books(booked, standin, live_campaign):
    refund = standin.refund(booked.session_id, 20_00)[0]["data"]["object"]["id"]
    standin.fail_refund(refund)

    sync.sync_refund(refund)

    assert entries(booked)[1:] == [("refund", -20_00), ("refund_failed", 20_00)]
    assert raised(live_campaign) == (50_00, 1)


def test_a_charge_brings_all_its_refunds(booked, standin, live_campaign):
    standin.refund(booked.session_id, 20_00)
    charge = standin.refund(booked.session_id, 5_00)[0]["data"]["object"]["charge"]

    sync.sync_charge(charge)

    assert raised(live_campaign) == (25_00, 1)


# Payments that take days


def test_a_debit_waits_and_is_booked_when_it_is_collected(donation, standin, live_campaign):
    standin.pay_by_debit(donation.session_id)
    sync.sync_session(donation.session_id)
    donation.refresh_from_db()
    assert donation.status == Status.PROCESSING
    assert not LedgerEntry.objects.exists()

    standin.settle(donation.session_id)
    sync.sync_session(donation.session_id)
    donation.refresh_from_db()
    assert donation.status == Status.PAID
    assert raised(live_campaign) == (50_00, 1)


@pytest.mark.parametrize("order", list(permutations(range(2))))
def test_a_debit_that_fails_is_no_gift_whatever_is_heard_first(
    donation, standin, deliver, client, order
):
    events = hints(standin.pay_by_debit(donation.session_id) + standin.fail(donation.session_id))

    deliver(client, *[events[place] for place in order])
    inbox.process()

    donation.refresh_from_db()
    assert donation.status == Status.FAILED
    assert not LedgerEntry.objects.exists()


def test_old_news_of_a_failure_does_not_undo_a_payment(booked):
    sync.fail_session(booked.session_id)

    booked.refresh_from_db()
    assert booked.status == Status.PAID


def test_news_of_a_failure_finds_a_payment_that_nobody_told_us_of(paid, live_campaign):
    sync.fail_session(paid.session_id)

    assert raised(live_campaign) == (50_00, 1)


def test_a_session_nobody_paid_expires(donation, standin):
    standin.expire(donation.session_id)
    sync.sync_session(donation.session_id)

    donation.refresh_from_db()
    assert (donation.status, donation.checkout_url) == (Status.EXPIRED, "")


def test_an_expired_donation_that_is_paid_after_all_is_a_gift(paid, live_campaign):
    Donation.objects.update(status=Status.EXPIRED)

    sync.sync_session(paid.session_id)

    assert raised(live_campaign) == (50_00, 1)


@pytest.mark.parametrize("act", ["expire", "decline"])
def test_nothing_but_a_payment_is_booked(donation, standin, deliver, client, act):
    deliver(client, *getattr(standin, act)(donation.session_id))
    inbox.process()

    assert not LedgerEntry.objects.exists()


# What is not known here


@pytest.mark.parametrize("look", [sync.sync_session, sync.fail_session])
def test_a_session_of_somebody_else_waits(live_campaign, begin, standin, look):
    donation = begin(live_campaign)
    Donation.objects.all().delete()

    with pytest.raises(sync.NotYet):
        look(donation.session_id)


def test_a_refund_of_a_payment_that_no_session_made_waits(live_campaign, begin, standin):
    """As one that finance took by telephone; an old gift may have lost its payment's id."""
    book_gift(live_campaign)
    Donation.objects.update(intent_id=None)
    donation = begin(live_campaign)
    standin.pay(donation.session_id)
    refund = standin.refund(donation.session_id)[0]["data"]["object"]["id"]
    with standin.account.changing():
        standin.account.get("refund", refund)["payment_intent"] = None

    with pytest.raises(sync.NotYet):
        sync.sync_refund(refund)


def test_a_refund_of_somebody_elses_payment_waits(live_campaign, begin, standin):
    donation = begin(live_campaign)
    standin.pay(donation.session_id)
    refund = standin.refund(donation.session_id)[0]["data"]["object"]["id"]
    Donation.objects.all().delete()

    with pytest.raises(sync.NotYet):
        sync.sync_refund(refund)


def test_nothing_is_half_booked_when_stripe_is_away(paid, standin):
    standin.answer_next_with(500, times=3)

    with pytest.raises(StripeUnavailable):
        sync.sync_session(paid.session_id)

    paid.refresh_from_db()
    assert paid.status == Status.OPEN
