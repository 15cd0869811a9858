"""The inbox: hints that something changed at Stripe, worked off until none is due.

The database is the queue. A worker that dies in the middle loses nothing: the hint is still
unprocessed, and its lock went with the worker's connection.
"""

import logging
import math
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from datetime import timedelta
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts import audit
from accounts.locks import try_locks
from donations import matters, payouts, returns, stripe_gateway, sync
from donations.models import WebhookEvent

logger = logging.getLogger(__name__)


class Act(NamedTuple):
    """What a hint asks for: a look at Stripe, and what our books make of it.

    `look` takes the object's id and asks Stripe, on any thread and without our database. `book`
    takes what was seen; its transactions are short, and it may be repeated.
    """

    look: Callable[[str], Any]
    book: Callable[[Any], None]


SESSION = Act(stripe_gateway.fetch_session, sync.book_session)
FAILURE = Act(stripe_gateway.fetch_session, sync.book_failure)
CHARGE = Act(stripe_gateway.fetch_charge, returns.book_charge)
REFUND = Act(stripe_gateway.fetch_refund, returns.book_refund)
DISPUTE = Act(stripe_gateway.fetch_dispute, returns.book_dispute)
WARNING = Act(stripe_gateway.fetch_fraud_warning, returns.book_fraud_warning)
PAYOUT = Act(payouts.look_at, payouts.write_down)

# By type of event. Everything else is answered and forgotten: payment_intent.succeeded and
# charge.succeeded among them, for one payment has one source.
HANDLERS = {
    "checkout.session.completed": SESSION,
    "checkout.session.async_payment_succeeded": SESSION,
    "checkout.session.async_payment_failed": FAILURE,
    "checkout.session.expired": SESSION,
    "charge.updated": CHARGE,
    "charge.refunded": CHARGE,
    "charge.refund.updated": REFUND,
    "refund.created": REFUND,
    "refund.updated": REFUND,
    "refund.failed": REFUND,
    "charge.dispute.created": DISPUTE,
    "charge.dispute.updated": DISPUTE,
    "charge.dispute.funds_withdrawn": DISPUTE,
    "charge.dispute.funds_reinstated": DISPUTE,
    "charge.dispute.closed": DISPUTE,
    "radar.early_fraud_warning.created": WARNING,
    "payout.paid": PAYOUT,
    "payout.failed": PAYOUT,
    "payout.reconciliation_completed": PAYOUT,
}
# How many objects are ours at a time, and how many questions wait for Stripe's answer: it takes
# a hundred a second, of all workers together.
OBJECTS_AT_ONCE = 64
LOOKS_AT_ONCE = 8
FIRST_PAUSE = timedelta(seconds=15)
LONGEST_PAUSE = timedelta(hours=6)
TRIES = 20
# The door does nothing else for each event: by way of the model it would take it twice as long.
NOTE = """
INSERT INTO donations_webhookevent
    (event_id, type, object_id, created_at, by_sweep, received_at, attempts, last_error)
VALUES (%s, %s, %s, %s, %s, %s, 0, '')
ON CONFLICT DO NOTHING
"""


def note(event: stripe_gateway.Event, *, by_sweep: bool = False) -> None:
    """Put a hint into the inbox; one that is there already changes nothing.

    by_sweep says that it was fetched, and did not come by the door.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            NOTE,
            [event.id, event.type, event.object_id, event.created_at, by_sweep, timezone.now()],
        )


def process(now=None, *, seconds: float = math.inf) -> int:
    """Work off every hint that is due; gives how many were finished.

    After so many seconds nothing more is begun: the rest is for the next round.
    """
    now, end = now or timezone.now(), time.monotonic() + seconds
    done = 0
    with ThreadPoolExecutor(LOOKS_AT_ONCE, thread_name_prefix="look") as pool:
        # Until nothing is left that is free: what another worker found locked may be for us.
        while finished := one_pass(now, end, pool):
            done += finished
    return done


def one_pass(now, end: float, pool: Executor) -> int:
    """Work off what is due now, until the clock says `end`; gives how many were finished."""
    done = 0
    hints_of = defaultdict(list)
    for pk, object_id in due(now).order_by("pk").values_list("pk", "object_id"):
        hints_of[object_id].append(pk)
    object_ids = list(hints_of)
    for first in range(0, len(object_ids), OBJECTS_AT_ONCE):
        if time.monotonic() > end:
            break
        with try_locks(sync.OBJECT, object_ids[first : first + OBJECTS_AT_ONCE]) as held:
            pks = [pk for object_id in held for pk in hints_of[object_id]]
            done += work_off(pks, now, pool)
    return done


def work_off(pks: list[int], now, pool: Executor) -> int:
    """Work off these hints, whose objects are ours alone; gives how many were finished.

    Stripe is asked about several objects at a time, and once for all hints that ask the same. A
    failure waits and comes again.
    """
    asking = defaultdict(list)
    # Another worker may have finished or postponed some between our list and our locks.
    for event in due(now).filter(pk__in=pks).order_by("pk"):
        if act := HANDLERS.get(event.type):
            asking[act, event.object_id].append(event)
        else:
            postpone(event, sync.NotYet("a newer version of us knows this type"), now)
    looks = {(act, object_id): pool.submit(act.look, object_id) for act, object_id in asking}
    done = []
    for question, events in asking.items():
        try:
            question[0].book(looks[question].result())
        except Exception as error:  # noqa: BLE001 - one bad event must not stop those behind it
            for event in events:
                postpone(event, error, now)
        else:
            done += events
    finish(done, now)
    return len(done)


def finish(events: list[WebhookEvent], now) -> None:
    """Write down that these were worked off."""
    for event in events:
        if event.last_error:
            matters.settle_by_fact(matters.Kind.GIVEN_UP, event.event_id, "It was worked off.")
    WebhookEvent.objects.filter(pk__in=[event.pk for event in events]).update(
        processed_at=now, attempts=F("attempts") + 1, last_error=""
    )


def received_before(moment):
    """Hints that old were worked off or given up long ago, and the sweep fetches none so late."""
    return WebhookEvent.objects.filter(received_at__lt=moment)


def due(now):
    return WebhookEvent.objects.filter(
        Q(due_at=None) | Q(due_at__lte=now), processed_at=None, attempts__lt=TRIES
    )


def postpone(event: WebhookEvent, error: Exception, now) -> None:
    event.attempts += 1
    event.last_error = type(error).__name__
    event.due_at = now + min(FIRST_PAUSE * 2 ** (event.attempts - 1), LONGEST_PAUSE)
    event.save(update_fields=["attempts", "due_at", "last_error"])
    expected = isinstance(error, sync.NotYet | stripe_gateway.StripeUnavailable)
    log = logger.info if expected else logger.exception
    log("event waits", extra={"event": event.event_id, "type": event.type})
    if event.attempts >= TRIES:
        matters.open_matter(
            matters.Kind.GIVEN_UP, event.event_id, type=event.type, error=event.last_error
        )


def retry(pks, *, actor) -> int:
    """Make hints due at once that wait or were given up; gives how many.

    Those that are done stay done. actor None is a command.
    """
    with transaction.atomic():
        waiting = WebhookEvent.objects.select_for_update().filter(pk__in=pks, processed_at=None)
        event_ids = list(waiting.order_by("pk").values_list("event_id", flat=True))
        if event_ids:
            WebhookEvent.objects.filter(event_id__in=event_ids).update(attempts=0, due_at=None)
            audit.record(actor, "inbox.retry", "inbox", events=event_ids)
    return len(event_ids)
