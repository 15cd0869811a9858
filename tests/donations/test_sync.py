"""Levelling the books with Stripe: any order, any number of times, one and the same end."""

from itertools import permutations

import pytest
from django.utils import timezone

from accounts.models import Notice
from campaigns import lifecycle
from donations import inbox, ledger, sync
from donations.models import Donation, LedgerEntry, Matter
from donations.stripe_gateway import StripeUnavailable
from tests.donations.books import entries, hear, hints, money_in, raised, waiting
from tests.factories import DonorContactFactory

Status = Donation.Status
Flag = Donation.Flag


@pytest.fixture
def paid(donation, standin) -> Donation:
    """A donation that is paid at Stripe; here nobody knows yet."""
    standin.pay(donation.session_id)
    return donation


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
    [([], Flag.NONE), (["pause"], Flag.NONE), (["close"], Flag.LATE), (["close", "reopen"], "")],
)
def test_a_gift_after_the_end_counts_and_is_pointed_out(paid, live_campaign, staff, moves, flag):
    for name in moves:
        lifecycle.move(live_campaign.pk, name, actor=staff.moderator)

    sync.sync_session(paid.session_id)

    paid.refresh_from_db()
    assert (paid.status, paid.flag) == (Status.PAID, flag)
    assert raised(live_campaign) == (50_00, 1)
    assert waiting() == ([flag] if flag else [])


def test_a_gift_after_the_take_down_is_held(paid, live_campaign, staff):
    lifecycle.move(live_campaign.pk, "withdraw", actor=staff.moderator)

    for _ in range(2):
        sync.sync_session(paid.session_id)

    paid.refresh_from_db()
    assert (paid.status, paid.flag) == (Status.PAID, Flag.WITHDRAWN)
    assert (raised(live_campaign), money_in("held")) == ((0, 0), 50_00)
    matter = Matter.objects.get()
    assert (matter.kind, matter.subject, matter.donation) == ("withdrawn", paid.intent_id, paid)


def test_what_was_booked_before_the_take_down_stays_where_it_is(booked, live_campaign, staff):
    lifecycle.move(live_campaign.pk, "withdraw", actor=staff.moderator)

    sync.sync_session(booked.session_id)

    assert (raised(live_campaign), money_in("held")) == ((50_00, 1), 0)
    assert waiting() == []


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
    assert Matter.objects.get().data == {
        "cents": 50_00,
        "asked_cents": 10_00,
        "currency": "EUR",
    }


@pytest.fixture
def in_dollars(donation, standin):
    """The same donation, after Stripe took another currency for it."""
    with standin.account.changing():
        standin.account.get("checkout.session", donation.session_id)["currency"] = "usd"
    standin.pay(donation.session_id)
    return donation


def test_another_currency_is_held_and_pointed_out(in_dollars, live_campaign):
    for _ in range(2):
        sync.sync_session(in_dollars.session_id)

    in_dollars.refresh_from_db()
    assert (in_dollars.status, in_dollars.flag) == (Status.PAID, Flag.CURRENCY)
    assert raised(live_campaign) == (0, 0)
    assert money_in("held", "USD") == 50_00
    assert waiting() == ["currency"]


def test_no_receipt_calls_dollars_euros(in_dollars):
    DonorContactFactory(donation=in_dollars)

    sync.sync_session(in_dollars.session_id)

    assert not Notice.objects.filter(template="gift_received").exists()


def test_a_session_with_nothing_to_pay_is_no_gift_and_waits_for_finance(donation, standin):
    with standin.account.changing():
        standin.account.get("checkout.session", donation.session_id).update(
            status="complete", payment_status="no_payment_required", amount_total=0
        )

    for _ in range(2):
        sync.sync_session(donation.session_id)

    donation.refresh_from_db()
    assert (donation.status, donation.flag) == (Status.EXPIRED, Flag.ZERO)
    assert not LedgerEntry.objects.exists()
    matter = Matter.objects.get()
    assert (matter.kind, matter.subject) == ("zero", donation.session_id)


def test_an_answer_that_was_lost_is_made_up_for(paid, live_campaign):
    """Stripe opened the session, but we never heard its id."""
    session_id = paid.session_id
    Donation.objects.update(session_id=None, checkout_url="")

    sync.sync_session(session_id)

    paid.refresh_from_db()
    assert paid.session_id == session_id
    assert raised(live_campaign) == (50_00, 1)


def test_a_donation_that_is_paid_twice_is_booked_twice_and_pointed_out(paid_twice, live_campaign):
    assert paid_twice.flag == Flag.AMOUNT
    assert raised(live_campaign) == (100_00, 2)
    assert waiting() == ["paid_twice"]


def test_a_second_payment_after_the_take_down_is_held(
    second_page, booked, standin, live_campaign, staff
):
    lifecycle.move(live_campaign.pk, "withdraw", actor=staff.moderator)

    hear(*standin.pay(second_page))

    assert (raised(live_campaign), money_in("held")) == ((50_00, 1), 50_00)
    assert waiting() == ["paid_twice", "withdrawn"]


@pytest.mark.parametrize("which", ["earlier", "own"])
def test_either_payment_of_a_donation_paid_twice_can_be_given_back(
    paid_twice, standin, live_campaign, which
):
    session_id = "cs_test_earlier" if which == "earlier" else paid_twice.session_id

    hear(*standin.refund(session_id))

    assert raised(live_campaign) == (50_00, 2)
    assert waiting() == []


# What is not known here


@pytest.fixture
def unknown(paid) -> str:
    """A session of ours that is paid, and whose donation is not here: a backup was older."""
    session_id = paid.session_id
    paid.delete()
    return session_id


def test_a_payment_nobody_asked_for_is_held_and_waits_for_finance(unknown, live_campaign):
    for _ in range(2):
        sync.sync_session(unknown)

    assert (entries(), money_in("held")) == ([("fee", -1_00), ("gift", 50_00)], 50_00)
    assert raised(live_campaign) == (0, 0)
    matter = Matter.objects.get()
    assert (matter.kind, matter.donation) == ("unknown_payment", None)
    assert matter.data == {"cents": 50_00, "currency": "EUR"}


def test_what_goes_back_of_an_unknown_payment_is_taken_from_the_held_money(unknown, standin):
    hear(*standin.refund(unknown, 20_00))
    assert money_in("held") == 30_00
    assert waiting() == ["unknown_payment"]

    hear(*standin.refund(unknown))
    assert money_in("held") == 0
    assert waiting() == []


@pytest.mark.parametrize("act", ["expire", "pay_by_debit"])
def test_an_unknown_session_that_is_not_paid_is_nothing(donation, standin, act):
    session_id = donation.session_id
    donation.delete()

    hear(*getattr(standin, act)(session_id))
    sync.fail_session(session_id)

    assert not LedgerEntry.objects.exists() and not Matter.objects.exists()


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
