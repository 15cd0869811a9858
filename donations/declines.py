"""Declined cards: too many for one campaign in a short time, and it begins no new payments.

Stripe's event is counted at the door and not kept: what is left of it for some minutes is its id,
beside the campaign's.
"""

import logging
from datetime import timedelta

import redis
from django.conf import settings
from django.utils import timezone

from donations import counting, matters
from donations.models import Donation
from donations.stripe_gateway import Event

logger = logging.getLogger(__name__)

EVENT_TYPE = "payment_intent.payment_failed"


def count(event: Event, *, now=None) -> None:
    """Count a declined card for its campaign, once however often Stripe tells.

    Above the limit the campaign begins no sessions for a while, and finance is told. It counts
    when it happened: told late, it may count no more.
    """
    now = now or timezone.now()
    campaign_id = campaign_of(event)
    if campaign_id is None:
        return
    try:
        seen = times_declined(campaign_id, event, now)
    except redis.RedisError as error:
        logger.warning("decline not counted", extra={"error": type(error).__name__})
        return
    if seen > settings.DECLINES_PER_CAMPAIGN:
        pause(campaign_id, now)
        # Repeated, too: the matter is opened once, also if the first try to open it failed.
        matters.open_matter(matters.Kind.DECLINES, campaign_id, sign="declines", seen=seen)


def campaign_of(event: Event) -> str | None:
    """The public id of the campaign whose donor was declined."""
    donations = Donation.objects.filter(public_id=event.object_ref or "")
    return donations.values_list("campaign__public_id", flat=True).first()


def times_declined(campaign_id: str, event: Event, now) -> int:
    """How many cards were declined for a campaign lately, this one included."""
    place, seconds = counting.key("declines", campaign_id), settings.DECLINES_WINDOW_SECONDS
    with counting.client().pipeline() as steps:
        steps.zadd(place, {event.id: event.created_at.timestamp()})
        steps.zremrangebyscore(place, "-inf", now.timestamp() - seconds)
        steps.zcard(place)
        steps.expire(place, seconds)
        return steps.execute()[2]


def pause(campaign_id: str, now) -> None:
    """Begin no sessions for a while, unless there is a pause already: it ends when it was to."""
    if pause_left(campaign_id, now):
        return
    seconds = settings.DECLINES_PAUSE_SECONDS
    end = now + timedelta(seconds=seconds)
    try:
        counting.client().set(counting.key("pause", campaign_id), end.timestamp(), ex=seconds)
    except redis.RedisError as error:
        logger.warning("pause not begun", extra={"error": type(error).__name__})
        return
    logger.warning("declines pause a campaign", extra={"campaign": campaign_id})


def pause_left(campaign_id: str, now) -> float:
    """Seconds until a campaign begins sessions again; 0 when it does now, or Redis is away."""
    try:
        end = counting.client().get(counting.key("pause", campaign_id))
    except redis.RedisError:
        return 0
    return max(0, float(end) - now.timestamp()) if end else 0
