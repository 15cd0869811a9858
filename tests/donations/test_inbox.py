"""The inbox: hints are worked off until none is due, and none holds up those behind it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from accounts.models import AuditEntry
from donations import inbox, sync
from donations.models import Matter, WebhookEvent
from donations.stripe_gateway import Event, StripeUnavailable
from tests.donations.books import entries, hints
from tests.factories import WebhookEventFactory
from tests.threads import at_once, held_elsewhere

BOOKED = [("fee", -1_00), ("gift", 50_00)]


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
    assert entries() == BOOKED


def test_a_bad_hint_does_not_hold_up_those_behind_it(unknown, paid):
    paid()

    assert inbox.process() == 1
    assert entries() == BOOKED


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
    with ThreadPoolExecutor() as pool:
        for _ in range(2):
            assert inbox.work_off([unknown.pk], now, pool) == 0

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


def test_an_error_nobody_expected_is_one(paid, caplog, monkeypatch):
    def stumble(*args):
        raise ZeroDivisionError

    paid()
    monkeypatch.setattr(sync, "book_gift", stumble)

    inbox.process()

    assert "ZeroDivisionError" in caplog.text


def test_a_type_that_only_a_newer_version_of_us_knows_waits_for_it(unknown, paid, caplog):
    WebhookEvent.objects.update(type="not.known.yet")
    paid()

    assert inbox.process() == 1

    unknown.refresh_from_db()
    assert (unknown.last_error, unknown.attempts) == ("NotYet", 1)
    assert "ERROR" not in caplog.text


# Hints that ask the same


def requests_of(standin) -> list[str]:
    """The paths that were asked for since the last look at them."""
    paths = [request.path for request in standin.requests]
    standin.requests.clear()
    return paths


def test_hints_that_ask_the_same_are_answered_by_one_look_at_stripe(paid, standin):
    first = paid()
    others = [
        WebhookEventFactory(object_id=first.object_id, type=name)
        for name in ("checkout.session.async_payment_succeeded", "checkout.session.expired")
    ]
    standin.requests.clear()

    assert inbox.process() == 3

    assert requests_of(standin) == [f"/v1/checkout/sessions/{first.object_id}"]
    for event in (first, *others):
        event.refresh_from_db()
        assert (bool(event.processed_at), event.attempts) == (True, 1)


def test_hints_that_ask_the_same_fail_together_and_each_keeps_its_own_count(unknown):
    again = WebhookEventFactory(object_id=unknown.object_id, attempts=3)

    inbox.process(now := timezone.now())

    waits = [(one.attempts, one.due_at - now) for one in WebhookEvent.objects.order_by("pk")]
    assert waits == [(1, timedelta(seconds=15)), (4, timedelta(seconds=120))]
    assert again.last_error == ""


def test_hints_that_ask_otherwise_about_the_same_object_are_each_acted_on(donation, standin):
    """A debit that failed: its session never says so, only the second of the two events."""
    for event in hints(
        standin.pay_by_debit(donation.session_id) + standin.fail(donation.session_id)
    ):
        WebhookEventFactory(object_id=event["data"]["object"]["id"], type=event["type"])

    inbox.process()

    donation.refresh_from_db()
    assert donation.status == "failed"


def test_a_hint_that_arrives_after_the_look_gets_a_look_of_its_own(paid, standin, monkeypatch):
    """Stripe's answer was under way already; what the new hint tells of may not be in it."""
    event = paid()
    standin.requests.clear()
    book = sync.book_gift

    def book_while_another_arrives(*args):
        monkeypatch.setattr(sync, "book_gift", book)
        WebhookEventFactory(object_id=event.object_id)
        return book(*args)

    monkeypatch.setattr(sync, "book_gift", book_while_another_arrives)

    assert inbox.process() == 2
    assert len(requests_of(standin)) == 2


def test_more_objects_than_are_taken_at_a_time_are_worked_off(paid, monkeypatch):
    monkeypatch.setattr(inbox, "OBJECTS_AT_ONCE", 2)
    events = [paid() for _ in range(5)]

    assert inbox.process() == len(events)


def test_a_round_that_has_lasted_long_enough_leaves_the_rest_to_the_next(paid, monkeypatch):
    monkeypatch.setattr(inbox, "OBJECTS_AT_ONCE", 2)
    [paid() for _ in range(3)]
    clock = iter([0, 0, 61])
    monkeypatch.setattr(inbox, "time", SimpleNamespace(monotonic=lambda: next(clock, 61)))

    assert inbox.process(seconds=60) == 2
    assert inbox.process(seconds=60) == 1


@pytest.mark.django_db(transaction=True)
def test_an_object_that_another_worker_is_at_is_left_to_it(paid):
    """Whoever looks at a dispute while another writes it down might write an older state."""
    first, second = paid(), paid()

    with held_elsewhere(sync.OBJECT, first.object_id):
        assert inbox.process() == 1

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.processed_at, first.attempts, bool(second.processed_at)) == (None, 0, True)


@pytest.mark.django_db(transaction=True)
def test_what_arrives_while_an_object_is_worked_on_is_found_by_the_same_worker(paid, monkeypatch):
    """Another worker finds it locked and goes away; it must not wait for the timetable."""
    event = paid()

    def another_worker_comes_by(session):
        if WebhookEvent.objects.count() == 1:
            WebhookEventFactory(object_id=event.object_id)
            assert at_once(inbox.process) == [0]
        sync.book_session(session)

    act = inbox.SESSION._replace(book=another_worker_comes_by)
    monkeypatch.setattr(inbox, "HANDLERS", {event.type: act})

    assert inbox.process() == 2


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
        dying.setattr(inbox, "finish", die)
        inbox.process()
    event.refresh_from_db()
    assert (event.processed_at, entries()) == (None, BOOKED)

    assert inbox.process() == 1
    assert entries() == BOOKED


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
            inbox.SESSION: {"completed", "async_payment_succeeded", "expired"},
            inbox.FAILURE: {"async_payment_failed"},
        },
        "charge.": {
            inbox.CHARGE: {"updated", "refunded"},
            inbox.REFUND: {"refund.updated"},
        },
        "refund.": {inbox.REFUND: {"created", "updated", "failed"}},
        "charge.dispute.": {
            inbox.DISPUTE: {
                "created",
                "updated",
                "funds_withdrawn",
                "funds_reinstated",
                "closed",
            }
        },
        "radar.": {inbox.WARNING: {"early_fraud_warning.created"}},
        "payout.": {inbox.PAYOUT: {"paid", "failed", "reconciliation_completed"}},
    }
    for prefix, by_act in acts.items():
        for act, names in by_act.items():
            assert {inbox.HANDLERS[prefix + name] for name in names} == {act}


@pytest.mark.parametrize(
    "name", ["payment_intent.succeeded", "charge.succeeded", "customer.created", "payout.created"]
)
def test_one_payment_has_one_source_and_everything_else_is_forgotten(name):
    assert name not in inbox.HANDLERS
