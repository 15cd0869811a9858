"""The inbox: hints that something changed at Stripe, worked off until none is due.

The database is the queue. A worker that dies in the middle loses nothing: the hint is still
unprocessed, and its lock went with the worker's connection.
"""

import logging
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from accounts import audit
from accounts.locks import try_lock
from donations import matters, payouts, returns, stripe_gateway, sync
from donations.models import WebhookEvent

logger = logging.getLogger(__name__)

# What each type of event asks us to look at again. Everything else is answered and forgotten:
# payment_intent.succeeded and charge.succeeded among them, for one payment has one source.
HANDLERS = {
    "checkout.session.completed": sync.sync_session,
    "checkout.session.async_payment_succeeded": sync.sync_session,
    "checkout.session.async_payment_failed": sync.fail_session,
    "checkout.session.expired": sync.sync_session,
    "charge.updated": returns.sync_charge,
    "charge.refunded": returns.sync_charge,
    "charge.refund.updated": returns.sync_refund,
    "refund.created": returns.sync_refund,
    "refund.updated": returns.sync_refund,
    "refund.failed": returns.sync_refund,
    "charge.dispute.created": returns.sync_dispute,
    "charge.dispute.updated": returns.sync_dispute,
    "charge.dispute.funds_withdrawn": returns.sync_dispute,
    "charge.dispute.funds_reinstated": returns.sync_dispute,
    "charge.dispute.closed": returns.sync_dispute,
    "radar.early_fraud_warning.created": returns.sync_fraud_warning,
    "payout.paid": payouts.sync_payout,
    "payout.failed": payouts.sync_payout,
    "payout.reconciliation_completed": payouts.sync_payout,
}
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


def process(now=None) -> int:
    """Work off every hint that is due; gives how many were finished."""
    now = now or timezone.now()
    return sum(process_one(pk, now) for pk in due(now).order_by("pk").values_list("pk", flat=True))


def due(now):
    return WebhookEvent.objects.filter(
        Q(due_at=None) | Q(due_at__lte=now), processed_at=None, attempts__lt=TRIES
    )


def process_one(pk: int, now) -> bool:
    """Work off one hint, unless another worker is at it. A failure waits and comes again."""
    with try_lock("webhook-event", pk) as held:
        # The other worker may have finished or postponed it between our list and our lock.
        event = held and due(now).filter(pk=pk).first()
        if not event:
            return False
        event.attempts += 1
        try:
            HANDLERS[event.type](event.object_id)
        except Exception as error:  # noqa: BLE001 - one bad event must not stop those behind it
            postpone(event, error, now)
            return False
        if event.last_error:
            matters.settle_by_fact(matters.Kind.GIVEN_UP, event.event_id, "It was worked off.")
        event.processed_at, event.last_error = now, ""
        event.save(update_fields=["processed_at", "attempts", "last_error"])
        return True


def postpone(event: WebhookEvent, error: Exception, now) -> None:
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
