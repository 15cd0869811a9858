"""The inbox: hints are worked off until none is due, and none holds up those behind it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import AuditEntry
from donations import inbox, sync
from donations.models import LedgerEntry, WebhookEvent
from donations.stripe_gateway import StripeUnavailable
from tests.factories import WebhookEventFactory


@pytest.fixture
def paid(live_campaign, begin, standin):
    """paid(): a hint about a session that is paid at Stripe."""

    def pay() -> WebhookEvent:
        donation = begin(live_campaign)
        standin.pay(donation.session_id)
        return WebhookEventFactory(object_id=donation.session_id)

    return pay


@pytest.fixture
def unknown(db, standin) -> WebhookEvent:
    """A hint about a session that Stripe does not know."""
    return WebhookEventFactory()


def test_a_hint_is_worked_off_once(paid):
    event = paid()

    assert [inbox.process(), inbox.process()] == [1, 0]

    event.refresh_from_db()
    assert (bool(event.processed_at), event.attempts) == (True, 1)
    assert LedgerEntry.objects.count() == 1


def test_a_bad_hint_does_not_hold_up_those_behind_it(unknown, paid):
    paid()

    assert inbox.process() == 1
    assert LedgerEntry.objects.count() == 1


def test_a_hint_that_fails_comes_again_after_growing_pauses(unknown):
    now = timezone.now()
    pauses = []
    for _ in range(inbox.TRIES):
        assert inbox.process(now) == 0
        unknown.refresh_from_db()
        pauses.append(unknown.due_at - now)
        now = unknown.due_at

    assert pauses[:4] == [timedelta(seconds=seconds) for seconds in (15, 30, 60, 120)]
    assert pauses[-1] == inbox.LONGEST_PAUSE
    assert sum(pauses, timedelta()) > timedelta(days=2)


def test_a_hint_waits_until_it_is_due(unknown):
    now = timezone.now()
    inbox.process(now)

    inbox.process(now + timedelta(seconds=14))
    unknown.refresh_from_db()
    assert unknown.attempts == 1

    inbox.process(now + timedelta(seconds=15))
    unknown.refresh_from_db()
    assert unknown.attempts == 2


def test_a_worker_with_an_older_list_leaves_a_postponed_hint_alone(unknown):
    now = timezone.now()
    inbox.process_one(unknown.pk, now)

    assert inbox.process_one(unknown.pk, now) is False

    unknown.refresh_from_db()
    assert unknown.attempts == 1


def test_after_twenty_tries_a_hint_is_left_to_people(unknown):
    WebhookEvent.objects.update(attempts=inbox.TRIES)

    assert inbox.process(timezone.now() + timedelta(days=9)) == 0

    unknown.refresh_from_db()
    assert (unknown.attempts, unknown.processed_at) == (inbox.TRIES, None)


def test_a_given_up_hint_can_be_tried_again_by_a_person(unknown, staff):
    WebhookEvent.objects.update(attempts=inbox.TRIES, due_at=timezone.now() + timedelta(days=1))
    done = WebhookEventFactory(processed_at=timezone.now())

    assert inbox.retry([unknown.pk, done.pk], actor=staff.finance) == 1

    inbox.process()
    unknown.refresh_from_db()
    assert unknown.attempts == 1
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.data) == (staff.finance, {"events": [unknown.event_id]})


def test_what_is_kept_of_a_failure_is_its_kind(unknown):
    inbox.process()

    unknown.refresh_from_db()
    assert unknown.last_error == "StripeRefused"


def test_stripe_being_away_is_no_alarm(paid, standin, caplog):
    event = paid()
    standin.answer_next_with(503, times=3)

    assert inbox.process() == 0

    event.refresh_from_db()
    assert event.last_error == StripeUnavailable.__name__
    assert "ERROR" not in caplog.text


def test_an_error_nobody_expected_is_one(unknown, caplog):
    WebhookEvent.objects.update(type="no.longer.handled")

    inbox.process()

    assert "KeyError" in caplog.text


def test_every_kind_of_hint_has_its_act():
    acts = {
        sync.sync_session: {"completed", "async_payment_succeeded", "expired"},
        sync.fail_session: {"async_payment_failed"},
        sync.sync_charge: {"refunded"},
        sync.sync_refund: {"created", "updated", "failed"},
    }
    assert {name: act for act, names in acts.items() for name in names} == {
        name.split(".")[-1]: act for name, act in inbox.HANDLERS.items()
    }
