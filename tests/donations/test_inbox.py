"""The inbox: hints are worked off until none is due, and none holds up those behind it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import AuditEntry
from donations import inbox, payouts, returns, sync
from donations.models import LedgerEntry, Matter, WebhookEvent
from donations.stripe_gateway import Event, StripeUnavailable
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


def test_a_hint_that_is_given_up_waits_for_finance_until_it_is_worked_off(paid, standin, staff):
    event = paid()
    WebhookEvent.objects.update(attempts=inbox.TRIES - 1)
    standin.answer_next_with(503)
    inbox.process()

    matter = Matter.objects.get()
    assert (matter.kind, matter.subject) == ("given_up", event.event_id)
    assert matter.data == {"type": event.type, "error": "StripeUnavailable"}

    inbox.retry([event.pk], actor=staff.finance)
    assert inbox.process() == 1
    matter.refresh_from_db()
    assert matter.resolved_at


def test_a_worker_that_dies_after_its_act_leaves_the_hint_to_the_next(paid, monkeypatch):
    """The gift is booked; that the hint was worked off is not written down any more."""
    event = paid()

    class Killed(BaseException):
        pass

    def die(*args, **kwargs):
        raise Killed

    with monkeypatch.context() as dying, pytest.raises(Killed):
        dying.setattr(WebhookEvent, "save", die)
        inbox.process()
    event.refresh_from_db()
    assert (event.processed_at, LedgerEntry.objects.count()) == (None, 1)

    assert inbox.process() == 1
    assert LedgerEntry.objects.count() == 1


def test_a_hint_says_which_way_it_came_and_when_it_happened(db):
    event = Event(
        id="evt_1",
        type="payout.paid",
        object_id="po_1",
        created_at=timezone.now(),
        livemode=False,
        api_version=None,
        account=None,
        object_ref=None,
    )

    inbox.note(event, by_sweep=True)
    inbox.note(event)

    row = WebhookEvent.objects.get()
    assert (row.created_at, row.by_sweep) == (event.created_at, True)


def test_every_kind_of_hint_has_its_act():
    acts = {
        "checkout.session.": {
            sync.sync_session: {"completed", "async_payment_succeeded", "expired"},
            sync.fail_session: {"async_payment_failed"},
        },
        "charge.": {
            returns.sync_charge: {"updated", "refunded"},
            returns.sync_refund: {"refund.updated"},
        },
        "refund.": {returns.sync_refund: {"created", "updated", "failed"}},
        "charge.dispute.": {
            returns.sync_dispute: {
                "created",
                "updated",
                "funds_withdrawn",
                "funds_reinstated",
                "closed",
            }
        },
        "radar.": {returns.sync_fraud_warning: {"early_fraud_warning.created"}},
        "payout.": {payouts.sync_payout: {"paid", "failed", "reconciliation_completed"}},
    }
    for prefix, by_act in acts.items():
        for act, names in by_act.items():
            assert {inbox.HANDLERS[prefix + name] for name in names} == {act}


@pytest.mark.parametrize(
    "name", ["payment_intent.succeeded", "charge.succeeded", "customer.created", "payout.created"]
)
def test_one_payment_has_one_source_and_everything_else_is_forgotten(name):
    assert name not in inbox.HANDLERS
