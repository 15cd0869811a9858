"""Letting the time of something come."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from donations import retention

DAY = timedelta(days=1)
PAYMENTS_KEPT = settings.PAYMENT_ID_KEPT_DAYS * DAY


def purge(now) -> dict:
    purged = retention.run(now)
    assert purged.failed == []
    return {table: count for table, count in purged.counts.items() if count}


def noon(day):
    return timezone.make_aware(timezone.datetime(day.year, day.month, day.day, 12))
