"""One payment that many hear of, and states that two look at: real threads on PostgreSQL.

As in test_races, each race is also run with its lock or unique key taken away, and then lost.
"""

import random
import threading
from contextlib import nullcontext

import pytest

from campaigns.models import CampaignTotal
from donations import (
    inbox,
    payouts,
    returns,
    stripe_gateway,
    sync,
)
from donations.models import Dispute, LedgerEntry, Payout, WebhookEvent
from tests.donations.agreement import differences
from tests.donations.books import entries, hints
from tests.factories import DonationFactory, WebhookEventFactory
from tests.threads import PATIENCE_SECONDS, Meeting, at_once, without_unique_key

pytestmark = pytest.mark.django_db(transaction=True)

goes_wrong = pytest.mark.books_differ
BOOKED = [("fee", -1_00), ("gift", 50_00)]


def told_by(times: int, session_id: str) -> None:
    for _ in range(times):
        WebhookEventFactory(object_id=session_id)


def test_twenty_workers_book_one_payment_once(paid):
    told_by(20, paid)

    assert sum(at_once(*[inbox.process] * 20)) == 20

    assert entries() == BOOKED
    assert CampaignTotal.objects.get().raised_cents == 50_00


def heard_of_by_two(session_id: str, monkeypatch) -> int:
    """A worker, and the page that thanks the donor, both look whether the gift is booked."""
    monkeypatch.setattr(sync, "oddity", Meeting().after(sync.oddity))
    at_once(*[lambda: sync.sync_session(session_id)] * 2)
    return LedgerEntry.objects.filter(kind="gift").count()


def test_a_payment_that_two_hear_of_at_once_is_booked_once(paid, monkeypatch):
    assert heard_of_by_two(paid, monkeypatch) == 1
    assert entries() == BOOKED


def test_without_locks_its_unique_key_still_lets_one_gift_in(paid, monkeypatch, without_locks):
    assert heard_of_by_two(paid, monkeypatch) == 1


@goes_wrong
def test_without_locks_and_unique_key_it_would_be_booked_twice(paid, monkeypatch, without_locks):
    with without_unique_key(LedgerEntry, "kind", "source_id"):
        assert heard_of_by_two(paid, monkeypatch) == 2


# A state that is looked at by two: whoever looked earlier must not write later


@pytest.fixture(params=["dispute", "payout"])
def state_after(request, paid, standin, monkeypatch):
    """What is written down when one is slow: Stripe's state changes, and another looks and writes.

    It should be the second of the two states.
    """
    sync.sync_session(paid)
    if request.param == "dispute":
        standin.dispute(paid)
        name, (thing,), change, model = "fetch_dispute", standin.disputes(), standin.lose, Dispute
        level = returns.sync_dispute
    else:
        standin.pay_out()
        (thing,), change, model = standin.payouts(), standin.fail_payout, Payout
        name, level = "fetch_payout", payouts.sync_payout
    fetch, first = getattr(stripe_gateway, name), iter([True])
    has_looked, is_written = threading.Event(), threading.Event()

    def fetch_and_wait(object_id):
        seen = fetch(object_id)
        if next(first, False):
            change(object_id)
            has_looked.set()
            is_written.wait(PATIENCE_SECONDS)
        return seen

    def another():
        has_looked.wait(10)
        level(thing["id"])
        is_written.set()

    monkeypatch.setattr(stripe_gateway, name, fetch_and_wait)

    def race() -> str:
        assert at_once(lambda: level(thing["id"]), another) == [None, None]
        return model.objects.get().status

    return race


def test_an_older_answer_of_stripes_does_not_outlast_a_newer_one(state_after):
    assert state_after() in {"lost", "failed"}


def test_without_its_lock_the_older_answer_would_be_kept(state_after, monkeypatch):
    monkeypatch.setattr(sync, "alone_with", nullcontext)

    assert state_after() in {"needs_response", "paid"}


@pytest.fixture
def hundred_events(live_campaign, standin) -> list[stripe_gateway.Event]:
    """The first hundred hints of some donations: all paid, some given back, some disputed."""
    gifts = [
        (donation.public_id, donation.amount_cents)
        for donation in DonationFactory.create_batch(50, campaign=live_campaign)
    ]
    standin.make_paid(gifts, seed=3)
    events = [stripe_gateway.read_event(*standin.sign(event)) for event in hints(standin.events())]
    assert len(events) >= 100
    return events


def in_some_order(events, seed: int) -> list:
    return random.Random(seed).sample(events, len(events))  # noqa: S311 - repeatable


def test_twenty_deliveries_of_each_of_a_hundred_events_are_one_truth(hundred_events, standin):
    def deliver_all(seed: int):
        def deliver():
            for event in in_some_order(hundred_events, seed):
                inbox.note(event)

        return deliver

    for first in range(0, 20, 10):
        results = at_once(*[deliver_all(seed) for seed in range(first, first + 10)])
        assert results == [None] * 10
    assert WebhookEvent.objects.count() == len(hundred_events)

    assert sum(at_once(*[inbox.process] * 4)) == len(hundred_events)
    assert differences(standin.books()) == []


def test_without_its_unique_key_the_inbox_would_keep_them_all(hundred_events):
    with without_unique_key(WebhookEvent, "event_id"):
        at_once(*[lambda: inbox.note(hundred_events[0])] * 5)

        assert WebhookEvent.objects.count() == 5
