"""The sweep: what Stripe has told and our door has not heard is fetched.

It goes through the same inbox as what came by the door, so that hearing of something twice, or
by both ways, changes nothing.
"""

import logging
from datetime import datetime, timedelta
from operator import attrgetter
from typing import NamedTuple

from django.conf import settings
from django.db.models import Max
from django.utils import timezone

from donations import inbox, matters, stripe_gateway
from donations.models import WebhookEvent
from donations.stripe_objects import Event

logger = logging.getLogger(__name__)

OVERLAP = timedelta(hours=2)
# Stripe refuses a question that names more types.
TYPES_AT_ONCE = 20
# Younger events may be on their way to the door.
DELIVERY_TAKES = timedelta(minutes=10)
PAID = {"checkout.session.completed", "checkout.session.async_payment_succeeded"}
SUBJECT = "webhooks"


class Swept(NamedTuple):
    """How many events Stripe listed, how many were new to us, and how many the door missed."""

    listed: int
    fetched: int
    missed: int


def run(*, since: datetime | None = None, now: datetime | None = None) -> Swept:
    """Put into the inbox what is not there yet, and say whether the door is silent.

    Nothing is worked off here. since is None for the usual window: from the last event that we
    know of, with an overlap. Raises StripeUnavailable; the same call may be repeated.
    """
    now = now or timezone.now()
    since = max(since or usual_start(now), now - stripe_gateway.EVENTS_KEPT)
    events = [
        event
        for event in listed(since)
        if event.livemode == settings.STRIPE_LIVEMODE and not event.account
    ]
    new = unknown(events)
    for event in new:
        inbox.note(event, by_sweep=True)
    missed = [event for event in new if event.created_at <= now - DELIVERY_TAKES]
    tell_of_silence(events, missed)
    swept = Swept(listed=len(events), fetched=len(new), missed=len(missed))
    logger.info("swept", extra=swept._asdict())
    return swept


def listed(since: datetime) -> list[Event]:
    """What Stripe lists of the types that ask something of us, oldest first."""
    types = list(inbox.HANDLERS)
    events = [
        event
        for first in range(0, len(types), TYPES_AT_ONCE)
        for event in stripe_gateway.events_since(since, types[first : first + TYPES_AT_ONCE])
    ]
    return sorted(events, key=attrgetter("created_at"))


def usual_start(now: datetime) -> datetime:
    last = WebhookEvent.objects.aggregate(last=Max("created_at"))["last"]
    return last - OVERLAP if last else now - stripe_gateway.EVENTS_KEPT


def unknown(events: list[Event]) -> list[Event]:
    known = set(
        WebhookEvent.objects.filter(event_id__in=[event.id for event in events]).values_list(
            "event_id", flat=True
        )
    )
    return [event for event in events if event.id not in known]


def tell_of_silence(events: list[Event], missed: list[Event]) -> None:
    """Raise the alarm when the door missed something while donors pay; end it when it hears."""
    if missed and any(event.type in PAID for event in events):
        matters.open_matter(
            matters.Kind.SILENT,
            SUBJECT,
            missed=len(missed),
            types=sorted({event.type for event in missed}),
            first=missed[0].id,
        )
    elif not missed:
        for matter in matters.still_open(kind=matters.Kind.SILENT, subject=SUBJECT):
            if WebhookEvent.objects.filter(
                by_sweep=False, received_at__gt=matter.opened_at
            ).exists():
                matters.settle_by_fact(matter.kind, matter.subject, "Webhooks arrive again.")
