"""Levelling the books with Stripe: any order, any number of times, one and the same end."""

from itertools import permutations

import pytest
from django.utils import timezone

from accounts.models import Notice
from campaigns import lifecycle
from campaigns.models import CampaignTotal
from donations import inbox, ledger, sync
from donations.models import Donation, LedgerEntry, WebhookEvent
from donations.stripe_gateway import StripeUnavailable

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


@pytest.mark.parametrize("times", [1, 2])
def test_every_order_of_events_ends_with_the_same_books(
    live_campaign, begin, standin, deliver, client, times
):
    """All orders of all deliveries; after every single one Stripe's truth may be booked."""
    for number, order in enumerate(permutations(range(4)), start=1):
        donation = begin(live_campaign, 50_00)
        events = story_of_a_gift(standin, donation)

        for event in [events[place] for place in order] * times:
            deliver(client, event)
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


# What is odd about a gift


@pytest.mark.parametrize(
    ("moves", "flag"),
    [
        ([], Flag.NONE),
        (["pause"], Flag.NONE),
        (["close"], Flag.LATE),
        (["withdraw"], Flag.WITHDRAWN),
        (["close", "reopen"], Flag.NONE),
    ],
)
def test_a_gift_after_the_end_counts_and_is_pointed_out(paid, live_campaign, staff, moves, flag):
    for name in moves:
        lifecycle.move(live_campaign.pk, name, actor=staff.moderator)

    sync.sync_session(paid.session_id)

    paid.refresh_from_db()
    assert (paid.status, paid.flag) == (Status.PAID, flag)
    assert raised(live_campaign) == (50_00, 1)


def test_a_gift_in_time_does_not_look_late_when_it_is_heard_of_again(booked, live_campaign, staff):
    lifecycle.move(live_campaign.pk, "close", actor=staff.moderator)

    sync.sync_session(booked.session_id)

    booked.refresh_from_db()
    assert booked.flag == Flag.NONE


def test_what_was_paid_is_booked_and_not_what_was_asked(paid, live_campaign):
    Donation.objects.update(amount_cents=10_00)

    sync.sync_session(paid.session_id)

    paid.refresh_from_db()
    assert paid.flag == Flag.AMOUNT
    assert raised(live_campaign) == (50_00, 1)


@pytest.fixture
def in_dollars(donation, standin):
    """The same donation, after Stripe took another currency for it."""
    with standin.account.changing():
        standin.account.get("checkout.session", donation.session_id)["currency"] = "usd"
    standin.pay(donation.session_id)
    return donation


def test_another_currency_is_pointed_out_and_kept_out_of_the_books(in_dollars, live_campaign):
    for _ in range(2):
        sync.sync_session(in_dollars.session_id)

    in_dollars.refresh_from_db()
    assert (in_dollars.status, in_dollars.flag) == (Status.PAID, Flag.CURRENCY)
    assert raised(live_campaign) == (0, 0)


def test_a_refund_in_another_currency_takes_nothing_from_the_campaign(
    in_dollars, standin, live_campaign
):
    sync.sync_session(in_dollars.session_id)
    refund = standin.refund(in_dollars.session_id)[0]["data"]["object"]
    assert refund["currency"] == "usd"

    sync.sync_refund(refund["id"])

    assert raised(live_campaign) == (0, 0)


def test_an_answer_that_was_lost_is_made_up_for(paid, live_campaign):
    """Stripe opened the session, but we never heard its id."""
    session_id = paid.session_id
    Donation.objects.update(session_id=None, checkout_url="")

    sync.sync_session(session_id)

    paid.refresh_from_db()
    assert paid.session_id == session_id
    assert raised(live_campaign) == (50_00, 1)


@pytest.fixture
def paid_twice(booked, standin, live_campaign):
    """Somebody paid on the page of an earlier attempt, too."""
    with standin.account.changing():
        other = dict(standin.account.get("checkout.session", booked.session_id))
        order = dict(standin.account.get("order", booked.session_id), intent=None)
        other.update(
            id="cs_test_earlier", status="open", payment_status="unpaid", payment_intent=None
        )
        standin.account.save("checkout.session", other)
        standin.account.save("order", order | {"id": other["id"]})
    standin.pay("cs_test_earlier")
    sync.sync_session("cs_test_earlier")
    booked.refresh_from_db()
    return booked


def test_a_donation_that_is_paid_twice_is_booked_twice_and_pointed_out(paid_twice, live_campaign):
    assert paid_twice.flag == Flag.AMOUNT
    assert raised(live_campaign) == (100_00, 2)


@pytest.mark.parametrize("which", ["earlier", "own"])
def test_either_payment_of_a_donation_paid_twice_can_be_given_back(
    paid_twice, standin, live_campaign, which
):
    session_id = "cs_test_earlier" if which == "earlier" else paid_twice.session_id
    refund = standin.refund(session_id)[0]["data"]["object"]["id"]

    sync.sync_refund(refund)

    assert raised(live_campaign) == (50_00, 2)


# What is not known here


def test_a_session_of_somebody_else_waits(live_campaign, begin, standin):
    donation = begin(live_campaign)
    standin.pay(donation.session_id)
    Donation.objects.all().delete()

    with pytest.raises(sync.NotYet):
        sync.sync_session(donation.session_id)


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


# Letters


def test_a_receipt_is_owed_once_to_who_left_an_address(live_campaign, begin, standin):
    quiet = begin(live_campaign)
    asked = begin(live_campaign, email="giver@mailbox.example")
    for donation in (quiet, asked):
        standin.pay(donation.session_id)
        sync.sync_session(donation.session_id)
        sync.sync_session(donation.session_id)

    notice = Notice.objects.get(template="gift_received")
    assert notice.dedupe_key == f"receipt:{asked.public_id}"
    assert notice.context["cents"] == 50_00


def test_a_gift_is_booked_even_if_its_donors_address_cannot_be_read(
    live_campaign, begin, standin, settings
):
    donation = begin(live_campaign, email="giver@mailbox.example")
    standin.pay(donation.session_id)
    settings.SEAL_KEYS = ["AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="]

    sync.sync_session(donation.session_id)

    assert raised(live_campaign) == (50_00, 1)


def test_a_gift_and_its_receipt_are_written_together_or_not_at_all(
    live_campaign, begin, standin, monkeypatch
):
    donation = begin(live_campaign, email="giver@mailbox.example")
    standin.pay(donation.session_id)

    def fail(*args, **kwargs):
        raise RuntimeError("the outbox failed")

    with monkeypatch.context() as patched, pytest.raises(RuntimeError):
        patched.setattr("accounts.notices.queue", fail)
        sync.sync_session(donation.session_id)
    donation.refresh_from_db()
    assert donation.status == Status.OPEN
    assert not LedgerEntry.objects.exists()

    sync.sync_session(donation.session_id)
    assert raised(live_campaign) == (50_00, 1)


def test_the_gift_happened_when_it_was_received(booked):
    (entry,) = LedgerEntry.objects.all()

    assert entry.effective_at == booked.paid_at <= timezone.now()
    assert entry.kind in ledger.Kind and entry.source_id == booked.intent_id
