"""What is odd about a payment is booked as it happened, pointed out, and never hidden."""

import pytest
from django.utils import timezone

from accounts.models import Notice
from campaigns import lifecycle
from campaigns.models import CampaignTotal
from donations import ledger, sync
from donations.models import Donation, LedgerEntry

Status = Donation.Status
Flag = Donation.Flag


def raised(campaign) -> tuple[int, int]:
    """What the page shows: cents and number of gifts."""
    return CampaignTotal.objects.values_list("raised_cents", "gift_count").get(campaign=campaign)


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


EARLIER = "cs_test_earlier"


@pytest.fixture
def paid_earlier(donation, standin) -> Donation:
    """Somebody paid on the page of an earlier attempt; that of the last one is still open."""
    with standin.account.changing():
        session = standin.account.get("checkout.session", donation.session_id)
        order = standin.account.get("order", donation.session_id)
        standin.account.save("checkout.session", {**session, "id": EARLIER})
        standin.account.save("order", {**order, "id": EARLIER})
    standin.pay(EARLIER)
    sync.sync_session(EARLIER)
    donation.refresh_from_db()
    return donation


def test_a_payment_of_an_earlier_attempt_is_a_gift(paid_earlier, live_campaign):
    assert paid_earlier.status == Status.PAID
    assert raised(live_campaign) == (50_00, 1)


def test_the_end_of_the_last_attempt_does_not_undo_the_payment_of_an_earlier_one(
    paid_earlier, standin, live_campaign
):
    standin.expire(paid_earlier.session_id)

    sync.sync_session(paid_earlier.session_id)

    paid_earlier.refresh_from_db()
    assert paid_earlier.status == Status.PAID


@pytest.fixture
def paid_twice(paid_earlier, standin) -> Donation:
    standin.pay(paid_earlier.session_id)
    sync.sync_session(paid_earlier.session_id)
    paid_earlier.refresh_from_db()
    return paid_earlier


def test_a_donation_that_is_paid_twice_is_booked_twice_and_pointed_out(paid_twice, live_campaign):
    assert paid_twice.flag == Flag.AMOUNT
    assert raised(live_campaign) == (100_00, 2)


@pytest.mark.parametrize("which", ["earlier", "own"])
def test_either_payment_of_a_donation_paid_twice_can_be_given_back(
    paid_twice, standin, live_campaign, which
):
    session_id = EARLIER if which == "earlier" else paid_twice.session_id
    refund = standin.refund(session_id)[0]["data"]["object"]["id"]

    sync.sync_refund(refund)

    assert raised(live_campaign) == (50_00, 2)


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
