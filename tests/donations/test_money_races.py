"""Money that moves at several places at the same moment: real threads on PostgreSQL.

As in test_races, each race is also run with its lock or unique key taken away, and then lost.
"""

import threading
from contextlib import contextmanager

import pytest
from django.db import OperationalError, connection, transaction

from accounts.models import AuditEntry
from campaigns import lifecycle, totals
from campaigns.models import CampaignTotal
from campaigns.querysets import CampaignQuerySet
from donations import (
    disbursements,
    ledger,
    proposals,
    returns,
    sync,
)
from donations.models import Donation, LedgerEntry, Proposal
from tests.donations.books import money_in, raised
from tests.factories import PaidDonationFactory
from tests.threads import PATIENCE_SECONDS, Meeting, at_once, kinds_of

pytestmark = pytest.mark.django_db(transaction=True)

goes_wrong = pytest.mark.books_differ
BOOKED = [("fee", -1_00), ("gift", 50_00)]


# Many gifts to one campaign


def give(campaign, cents: int) -> None:
    donation = PaidDonationFactory(campaign=campaign, amount_cents=cents)
    ledger.post(
        campaign_id=campaign.pk,
        donation=donation,
        kind=ledger.Kind.GIFT,
        cents=cents,
        source_id=donation.intent_id,
    )


def give_many(campaign, amounts) -> None:
    for cents in amounts:
        give(campaign, cents)


def test_two_hundred_gifts_at_once_add_up_in_one_chain(live_campaign):
    """Ten donors at a time; the chain is looked at after the test, as after each one."""
    donors = [
        lambda first=first: give_many(live_campaign, range(first, 201, 10))
        for first in range(1, 11)
    ]

    assert at_once(*donors) == [None] * 10

    assert raised(live_campaign) == (sum(range(1, 201)), 200)
    assert LedgerEntry.objects.order_by("position").last().position == 200


@contextmanager
def chain_without_lock():
    """The trigger as it is, but for the line that lets one entry in at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('ledger_follows'::regproc)")
        (whole,) = cursor.fetchone()
        lock = next(line for line in whole.splitlines() if "pg_advisory_xact_lock" in line)
        cursor.execute(whole.replace(lock, ""))
        try:
            yield
        finally:
            cursor.execute(whole)


@goes_wrong
def test_without_its_lock_the_chain_would_give_two_entries_one_place(live_campaign, monkeypatch):
    """The unique key on the place keeps the chain whole even so; a gift is lost."""
    # Whoever has booked waits here, before the end of the transaction, for somebody else.
    monkeypatch.setattr(totals, "add", Meeting().after(totals.add))
    with chain_without_lock():
        results = at_once(*[lambda: give(live_campaign, 1_00)] * 2)

    assert kinds_of(results) == ["IntegrityError", "NoneType"]
    assert LedgerEntry.objects.count() == 1


def add_one(campaign) -> None:
    with transaction.atomic():
        totals.add(campaign.pk, cents=1_00)


@goes_wrong
def test_a_total_that_is_moved_by_ten_at_once_loses_none(live_campaign):
    """Without the ledger, whose chain would let one at a time through already."""
    assert at_once(*[lambda: add_one(live_campaign)] * 10) == [None] * 10

    assert raised(live_campaign) == (10_00, 0)


@goes_wrong
def test_a_total_that_is_read_and_written_back_would_lose_gifts(live_campaign, monkeypatch):
    meeting = Meeting(10)

    def read_add_save(campaign_id, *, cents, gifts=0):
        total = CampaignTotal.objects.get(campaign=campaign_id)
        meeting.wait()
        total.raised_cents += cents
        total.save()

    monkeypatch.setattr(totals, "add", read_add_save)
    at_once(*[lambda: add_one(live_campaign)] * 10)

    assert CampaignTotal.objects.get().raised_cents < 10_00


def gift_and_offline_gift_cross(paid, campaign, staff, monkeypatch) -> list:
    """The gift holds its campaign when the offline gift, which holds the total, is committed."""
    gift_holds_campaign, entry_holds_total = threading.Event(), threading.Event()

    def oddity(*args):
        gift_holds_campaign.set()
        entry_holds_total.wait(10)
        return Donation.Flag.NONE

    def enter_by_hand():
        gift_holds_campaign.wait(10)
        with transaction.atomic():
            ledger.post(
                campaign_id=campaign.pk,
                kind=ledger.Kind.OFFLINE_GIFT,
                cents=1_00,
                source_id="offline:1",
                actor=staff.finance,
                note="cash",
            )
            entry_holds_total.set()

    monkeypatch.setattr(sync, "oddity", oddity)
    return at_once(lambda: sync.sync_session(paid), enter_by_hand)


def test_a_gift_and_an_entry_by_hand_do_not_lock_each_other_out(
    paid, live_campaign, staff, monkeypatch
):
    assert gift_and_offline_gift_cross(paid, live_campaign, staff, monkeypatch) == [None, None]

    assert CampaignTotal.objects.get().raised_cents == 51_00


def test_a_lock_that_also_holds_the_key_would_be_a_deadlock(
    paid, live_campaign, staff, monkeypatch
):
    monkeypatch.setattr(
        CampaignQuerySet, "locked", lambda rows, pk: rows.select_for_update().get(pk=pk)
    )

    results = gift_and_offline_gift_cross(paid, live_campaign, staff, monkeypatch)

    assert [type(result) for result in results if result] == [OperationalError]


# Held money that is moved while it goes back


@pytest.fixture
def crossing(paid, standin, staff, live_campaign, monkeypatch):
    """A refund has seen where the money lies; now two colleagues' transfer is booked."""
    lifecycle.move(live_campaign.pk, "withdraw", actor=staff.moderator)
    sync.sync_session(paid)
    gift = LedgerEntry.objects.get(kind="gift")
    proposal = proposals.propose(
        kind=Proposal.Kind.TRANSFER, actor=staff.finance, cents=50_00, entry=gift, note="agreed"
    )
    standin.refund(paid, 20_00)
    refund_id = standin.refunds()[0]["id"]
    has_seen, is_moved = threading.Event(), threading.Event()
    about = sync.about

    def about_and_wait(*gift):
        seen = about(*gift)
        has_seen.set()
        is_moved.wait(PATIENCE_SECONDS)
        return seen

    def move():
        has_seen.wait(10)
        try:
            return proposals.approve(proposal, actor=staff.second_finance)
        finally:
            is_moved.set()

    monkeypatch.setattr(sync, "about", about_and_wait)
    return lambda: at_once(lambda: returns.sync_refund(refund_id), move)


def test_money_is_given_back_before_it_moves_or_after_and_never_in_between(crossing):
    assert kinds_of(crossing()) == ["NoneType", "NotPossible"]

    assert (money_in("held"), money_in("general")) == (30_00, 0)


@goes_wrong
def test_without_its_lock_held_money_would_be_spent_twice(crossing, monkeypatch):
    monkeypatch.setattr(ledger, "hold_still", lambda gift: None)

    crossing()

    assert (money_in("held"), money_in("general")) == (-20_00, 50_00)


# A campaign that is taken down while somebody pays


@pytest.fixture
def paid_while_taken_down(paid, live_campaign, staff, monkeypatch):
    """The booking has seen a campaign that collects; now it is taken down."""
    has_seen, is_down = threading.Event(), threading.Event()
    oddity = sync.oddity

    def oddity_and_wait(*args):
        seen = oddity(*args)
        has_seen.set()
        is_down.wait(PATIENCE_SECONDS)
        return seen

    def take_down():
        has_seen.wait(10)
        lifecycle.move(live_campaign.pk, "withdraw", actor=staff.moderator)
        is_down.set()

    monkeypatch.setattr(sync, "oddity", oddity_and_wait)

    def race() -> tuple:
        assert at_once(lambda: sync.sync_session(paid), take_down) == [None, None]
        taken_down = AuditEntry.objects.get(action="campaign.withdraw")
        return LedgerEntry.objects.get(kind="gift"), taken_down

    return race


def test_a_gift_is_credited_before_the_take_down_or_not_at_all(paid_while_taken_down):
    gift, taken_down = paid_while_taken_down()

    assert gift.account == "campaign" and gift.booked_at < taken_down.at


def test_without_locks_a_gift_could_be_credited_after_the_take_down(
    paid_while_taken_down, without_locks
):
    gift, taken_down = paid_while_taken_down()

    assert gift.account == "campaign" and gift.booked_at > taken_down.at


# Two disbursements from one campaign


@pytest.fixture
def disbursed(live_campaign, staff, monkeypatch):
    """What comes of two colleagues each booking 30 euros, out of the 50 that are there."""
    give(live_campaign, 50_00)
    waiting = [
        proposals.propose(
            kind=Proposal.Kind.DISBURSEMENT,
            actor=staff.finance,
            cents=30_00,
            note="receipt 7",
            campaign=live_campaign,
            line_number=1,
        )
        for _ in range(2)
    ]
    monkeypatch.setattr(disbursements, "balance", Meeting().after(disbursements.balance))
    return lambda: at_once(
        *[lambda one=one: proposals.approve(one, actor=staff.second_finance) for one in waiting]
    )


def paid_out() -> int:
    entries = LedgerEntry.objects.filter(kind="disbursement")
    return -sum(entries.values_list("amount_cents", flat=True))


def test_what_a_campaign_has_is_paid_out_once(disbursed):
    assert kinds_of(disbursed()) == ["MoreThanThere", "Proposal"]

    assert paid_out() == 30_00


def test_without_its_lock_it_would_be_paid_out_twice(disbursed, without_locks):
    disbursed()

    assert paid_out() == 60_00
