"""How long a payment may be begun with one checkout session."""

from datetime import datetime, timedelta

from django.conf import settings

# Stripe asks for 30 minutes between the request and the end of a session; one for the clocks.
LEAST_MINUTES_LEFT = 31


def ends_at(created_at: datetime) -> datetime:
    return created_at + timedelta(minutes=settings.CHECKOUT_MINUTES)


def is_over(created_at: datetime, *, now: datetime) -> bool:
    """Whether Stripe would refuse a session for an attempt that began at `created_at`."""
    return ends_at(created_at) - now < timedelta(minutes=LEAST_MINUTES_LEFT)
