"""Several at the same moment: real threads on PostgreSQL.

Each race is run twice: once as the product is, and once with its lock or its unique key taken
away, which must go wrong. A race that cannot be lost proves nothing when it is won.
"""

import threading
from contextlib import contextmanager

import pytest
from django.db import IntegrityError

from accounts import notices
from accounts.models import AuditEntry, Notice
from campaigns import lifecycle, moderation
from campaigns.models import Campaign, Revision
from donations import checkout, ledger, proposals, refund_orders, stripe_gateway, tasks
from donations.models import Donation, Proposal, RefundOrder
from tests.donations.books import raised
from tests.factories import UserFactory
from tests.threads import PATIENCE_SECONDS, Meeting, at_once, kinds_of, without_unique_key

pytestmark = pytest.mark.django_db(transaction=True)

# Two moderators, two workers


@pytest.fixture
def approvals(draft, staff, monkeypatch):
    """What comes of two moderators approving one revision, who both looked before either wrote."""
    revision = moderation.submit(draft, actor=draft.owner)
    monkeypatch.setattr(moderation, "is_author", Meeting().after(moderation.is_author))

    def race() -> list:
        return at_once(
            lambda: moderation.approve(
                revision, actor=staff.moderator, checklist=moderation.CHECKLIST
            ),
            lambda: moderation.approve(
                revision, actor=staff.second_moderator, checklist=moderation.CHECKLIST
            ),
        )

    return race


def acts(name: str) -> int:
    return AuditEntry.objects.filter(action=name).count()


def test_a_revision_is_approved_once(approvals):
    results = approvals()

    assert kinds_of(results) == ["NotPossible", "Revision"]
    assert (acts("revision.approved"), acts("campaign.publish")) == (1, 1)


def test_without_locks_it_would_be_approved_twice(without_locks, approvals):
    approvals()

    assert acts("revision.approved") == 2


def submissions(draft, monkeypatch) -> list:
    monkeypatch.setattr(moderation, "obstacles", Meeting().after(moderation.obstacles))
    return at_once(*[lambda: moderation.submit(draft, actor=draft.owner)] * 2)


def test_a_draft_sent_twice_is_in_review_once_and_the_second_is_told_so(draft, monkeypatch):
    results = submissions(draft, monkeypatch)

    assert kinds_of(results) == ["NotReady", "Revision"]
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


# Two beats


@pytest.fixture
def rounds(db, monkeypatch):
    """How many rounds run beside each other when two beats ask for one at the same moment."""
    begun, meeting = [], Meeting()

    def one_round():
        begun.append(True)
        meeting.wait()

    monkeypatch.setattr(checkout, "expire_orphans", one_round)

    def race() -> int:
        at_once(tasks.expire_orphans, tasks.expire_orphans)
        return len(begun)

    return race


def test_two_beats_end_unfinished_sessions_in_one_round(rounds):
    assert rounds() == 1


def test_without_its_lock_there_would_be_two_rounds(rounds, monkeypatch):
    @contextmanager
    def no_lock(*args):
        yield True

    monkeypatch.setattr(tasks, "try_lock", no_lock)

    assert rounds() == 2


def test_two_rounds_beside_each_other_do_no_harm(live_campaign, begin, standin, staff):
    donation = begin(live_campaign)
    lifecycle.move(live_campaign.pk, "close", actor=staff.moderator)

    assert at_once(*[checkout.expire_orphans] * 2) == [1, 1]

    donation.refresh_from_db()
    assert donation.status == Donation.Status.EXPIRED


# Double clicks


def form_sent_twice(campaign) -> list:
    def send():
        return checkout.start(campaign.pk, cents=50_00, locale="en", form_token="t" * 32).pk

    return at_once(send, send)


def test_a_form_sent_twice_at_once_is_one_donation(live_campaign):
    first, second = form_sent_twice(live_campaign)

    assert first == second
    assert Donation.objects.count() == 1


def test_without_lock_and_unique_key_it_would_be_two(live_campaign, without_locks, monkeypatch):
    # Both have looked for the token before either has written it down.
    monkeypatch.setattr(checkout.Campaign, "collects", Meeting().after(checkout.Campaign.collects))
    with without_unique_key(Donation, "form_token"):
        first, second = form_sent_twice(live_campaign)

        assert first != second


def ordered_twice(donation, staff, monkeypatch) -> list:
    """Two windows order a refund, and both have seen that nothing is under way."""
    monkeypatch.setattr(ledger, "remainder", Meeting().after(ledger.remainder))

    def order():
        return refund_orders.order(donation, actor=staff.finance, cents=20_00, reason="duplicate")

    return at_once(order, order)


def test_two_windows_order_one_refund(booked, staff, monkeypatch):
    results = ordered_twice(booked, staff, monkeypatch)

    assert kinds_of(results) == ["NotPossible", "RefundOrder"]


def test_without_locks_the_database_still_lets_only_one_order_wait(
    booked, staff, monkeypatch, without_locks
):
    results = ordered_twice(booked, staff, monkeypatch)

    assert kinds_of(results) == ["IntegrityError", "RefundOrder"]


def carried_out_twice(donation, staff) -> None:
    made = refund_orders.order(donation, actor=staff.finance, cents=20_00, reason="duplicate")
    copies = [RefundOrder.objects.get(pk=made.pk) for _ in range(2)]
    at_once(*[lambda copy=copy: refund_orders.carry_out(copy) for copy in copies])


def test_an_order_carried_out_twice_at_once_is_one_refund(booked, staff, standin, live_campaign):
    carried_out_twice(booked, staff)

    assert len(standin.refunds()) == 1
    assert raised(live_campaign) == (30_00, 1)


def test_without_the_orders_key_it_would_be_two_refunds(booked, staff, standin, monkeypatch):
    ask = stripe_gateway.refund
    keys = iter(["one", "another"])
    monkeypatch.setattr(
        stripe_gateway, "refund", lambda **asked: ask(**asked | {"idempotency_key": next(keys)})
    )

    carried_out_twice(booked, staff)

    assert len(standin.refunds()) == 2


# Two colleagues decide on one proposal


@pytest.fixture
def bookings(live_campaign, staff, monkeypatch):
    """What comes of two colleagues booking one proposal that both found waiting."""
    proposal = proposals.propose(
        kind=Proposal.Kind.OFFLINE_GIFT,
        actor=staff.finance,
        cents=40_00,
        note="statement of March",
        campaign=live_campaign,
    )
    third = UserFactory(role="finance")
    monkeypatch.setattr(proposals, "check", Meeting().after(proposals.check))

    def race() -> list:
        return at_once(
            lambda: proposals.approve(proposal, actor=staff.second_finance),
            lambda: proposals.approve(proposal, actor=third),
        )

    return race


def test_a_proposal_is_booked_once(bookings, live_campaign):
    assert kinds_of(bookings()) == ["NotPossible", "Proposal"]

    assert raised(live_campaign) == (40_00, 1)
    assert AuditEntry.objects.filter(action="proposal.approved").count() == 1


def test_without_locks_it_would_be_decided_twice(bookings, live_campaign, without_locks):
    bookings()

    assert AuditEntry.objects.filter(action="proposal.approved").count() == 2
    # The ledger's unique key still keeps the money right.
    assert raised(live_campaign) == (40_00, 1)


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
