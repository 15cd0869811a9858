"""Several at the same moment: real threads on PostgreSQL.

Each race is run twice: once as the product is, and once with its lock or its unique key taken
away, which must go wrong. A race that cannot be lost proves nothing when it is won.
"""

import threading
from contextlib import contextmanager

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts import notices
from accounts.models import AuditEntry, Notice
from campaigns import lifecycle, moderation, totals
from campaigns.models import Campaign, CampaignTotal, Revision
from campaigns.querysets import CampaignQuerySet
from donations import checkout, inbox, ledger, stripe_gateway, sync
from donations.models import Donation, LedgerEntry, WebhookEvent
from tests.factories import PaidDonationFactory, WebhookEventFactory
from tests.threads import PATIENCE_SECONDS, Meeting, at_once

pytestmark = pytest.mark.django_db(transaction=True)

goes_wrong = pytest.mark.books_differ


@pytest.fixture
def without_locks(monkeypatch):
    """Rows are read, and nobody keeps others away from them."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **kwargs: rows.all())


@contextmanager
def without_unique_key(model, *columns):
    """The table of a model without its unique key over these columns; emptied afterwards."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'u' "
            "AND conrelid = %s::regclass AND pg_get_constraintdef(oid) = %s",
            [table, f"UNIQUE ({', '.join(columns)})"],
        )
        ((name, definition),) = cursor.fetchall()
        cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
        try:
            yield
        finally:
            cursor.execute(f'TRUNCATE "{table}"')
            cursor.execute(f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {definition}')


# One payment that is told about twenty times


@pytest.fixture
def paid(live_campaign, begin, standin) -> str:
    """The id of a session that is paid at Stripe."""
    donation = begin(live_campaign, 50_00)
    standin.pay(donation.session_id)
    return donation.session_id


def told_by(times: int, session_id: str) -> None:
    for _ in range(times):
        WebhookEventFactory(object_id=session_id)


def test_twenty_workers_book_one_payment_once(paid):
    told_by(20, paid)

    assert sum(at_once(*[inbox.process] * 20)) == 20

    assert LedgerEntry.objects.count() == 1
    assert CampaignTotal.objects.get().raised_cents == 50_00


@goes_wrong
def test_without_its_unique_key_the_ledger_would_book_it_again(paid):
    with without_unique_key(LedgerEntry, "kind", "source_id"):
        told_by(5, paid)
        at_once(*[inbox.process] * 5)

        assert LedgerEntry.objects.count() > 1


def note(session_id: str) -> None:
    inbox.note(
        stripe_gateway.Event(
            id="evt_same",
            type="checkout.session.completed",
            object_id=session_id,
            created_at=timezone.now(),
            livemode=False,
            api_version=None,
            account=None,
            object_ref=None,
        )
    )


def test_twenty_deliveries_of_one_event_are_one_hint(paid):
    assert at_once(*[lambda: note(paid)] * 20) == [None] * 20

    assert WebhookEvent.objects.count() == 1


def test_without_its_unique_key_the_inbox_would_keep_them_all(paid):
    with without_unique_key(WebhookEvent, "event_id"):
        at_once(*[lambda: note(paid)] * 5)

        assert WebhookEvent.objects.count() == 5


# Many gifts to one campaign


def give(campaign, cents: int):
    donation = PaidDonationFactory(campaign=campaign, amount_cents=cents)
    ledger.post(
        campaign_id=campaign.pk,
        donation=donation,
        kind=ledger.Kind.GIFT,
        cents=cents,
        source_id=donation.intent_id,
    )


def test_fifty_gifts_at_once_add_up(live_campaign):
    gifts = [lambda cents=cents: give(live_campaign, cents) for cents in range(1, 51)]

    assert at_once(*gifts) == [None] * 50

    total = CampaignTotal.objects.get()
    assert (total.raised_cents, total.gift_count) == (sum(range(1, 51)), 50)


@goes_wrong
def test_a_total_that_is_read_and_written_back_would_lose_gifts(live_campaign, monkeypatch):
    meeting = Meeting(10)

    def read_add_save(campaign_id, *, cents, gifts=0):
        total = CampaignTotal.objects.get(campaign=campaign_id)
        meeting.wait()
        total.raised_cents += cents
        total.save()

    monkeypatch.setattr(totals, "add", read_add_save)
    at_once(*[lambda: give(live_campaign, 1_00)] * 10)

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


# Two moderators, two workers


@pytest.fixture
def approvals(draft, staff, monkeypatch):
    """What comes of two moderators approving one revision, who both looked before either wrote."""
    revision = moderation.submit(draft, actor=draft.owner)
    monkeypatch.setattr(moderation, "is_author", Meeting().after(moderation.is_author))

    def race() -> list:
        return at_once(
            lambda: moderation.approve(revision, actor=staff.moderator),
            lambda: moderation.approve(revision, actor=staff.second_moderator),
        )

    return race


def acts(name: str) -> int:
    return AuditEntry.objects.filter(action=name).count()


def test_a_revision_is_approved_once(approvals):
    results = approvals()

    assert sorted(type(result).__name__ for result in results) == ["NotPossible", "Revision"]
    assert (acts("revision.approved"), acts("campaign.publish")) == (1, 1)


def test_without_locks_it_would_be_approved_twice(without_locks, approvals):
    approvals()

    assert acts("revision.approved") == 2


def submissions(draft, monkeypatch) -> list:
    monkeypatch.setattr(moderation, "obstacles", Meeting().after(moderation.obstacles))
    return at_once(*[lambda: moderation.submit(draft, actor=draft.owner)] * 2)


def test_a_draft_sent_twice_is_in_review_once_and_the_second_is_told_so(draft, monkeypatch):
    results = submissions(draft, monkeypatch)

    assert sorted(type(result).__name__ for result in results) == ["NotReady", "Revision"]
    assert Revision.objects.count() == 1


def test_without_locks_the_database_still_lets_only_one_wait(draft, monkeypatch, without_locks):
    results = submissions(draft, monkeypatch)

    assert sorted(type(result) is IntegrityError for result in results) == [False, True]
    assert Revision.objects.count() == 1


@pytest.fixture
def closings(live_campaign, monkeypatch):
    """What comes of two workers that both found the campaign due before either closed it."""
    Campaign.objects.update(closing_rule="on_date", ends_at=live_campaign.published_at)
    monkeypatch.setattr(lifecycle, "may", Meeting().after(lifecycle.may))
    return lambda: at_once(lifecycle.close_due, lifecycle.close_due)


def test_two_workers_close_a_campaign_once(live_campaign, closings):
    assert sorted(closings()) == [[], [live_campaign.public_id]]

    assert acts("campaign.close") == 1
    assert Notice.objects.filter(template="own_campaign_closed").count() == 1


def test_without_locks_they_would_close_it_twice(without_locks, closings):
    closings()

    assert acts("campaign.close") == 2


@pytest.fixture
def letters(db, monkeypatch, mailoutbox):
    """How many letters go out when two senders both have the same one in hand."""
    notices.queue(template="revision_approved", to="a@office.example", dedupe_key="x", context={})
    monkeypatch.setattr(notices, "letter", Meeting().after(notices.letter))

    def race() -> int:
        at_once(notices.deliver, notices.deliver)
        return len(mailoutbox)

    return race


def test_two_senders_send_a_letter_once(letters):
    assert letters() == 1


def test_without_its_lock_a_letter_would_go_out_twice(letters, monkeypatch):
    @contextmanager
    def no_lock(*args):
        yield True

    monkeypatch.setattr(notices, "try_lock", no_lock)

    assert letters() == 2


# A donor who begins while the campaign closes


@pytest.fixture
def begun_while_closing(live_campaign, staff, monkeypatch):
    """The donor's form has seen an open campaign; now somebody closes it."""
    has_seen, is_closed = threading.Event(), threading.Event()
    collects = Campaign.collects

    def collects_and_waits(campaign, now):
        seen = collects(campaign, now)
        has_seen.set()
        is_closed.wait(PATIENCE_SECONDS)
        return seen

    def close():
        has_seen.wait(10)
        lifecycle.move(live_campaign.pk, "close", actor=staff.moderator)
        is_closed.set()

    monkeypatch.setattr(Campaign, "collects", collects_and_waits)

    def race() -> tuple[Donation, Campaign]:
        donation, _ = at_once(
            lambda: checkout.start(live_campaign.pk, cents=50_00, locale="en", form_token="t" * 32),
            close,
        )
        return donation, Campaign.objects.get()

    return race


def test_a_donation_begins_before_the_closing_or_not_at_all(begun_while_closing):
    donation, campaign = begun_while_closing()

    assert donation.created_at < campaign.closed_at


def test_without_locks_a_donation_could_begin_after_the_closing(without_locks, begun_while_closing):
    donation, campaign = begun_while_closing()

    assert donation.created_at > campaign.closed_at
