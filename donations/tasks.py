"""When the inbox is worked off and swept, sessions end, books are compared, much is forgotten."""

import logging
from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from accounts.locks import try_lock
from donations import (
    checkout,
    inbox,
    reconciliation,
    refund_orders,
    retention,
    stripe_gateway,
    sweep,
    sync,
)
from donations.models import Donation, ReconciliationRun

logger = logging.getLogger(__name__)

# Of the inbox: much less than a task may take, for the last looks at Stripe may run out of
# patience one after the other.
ROUND_SECONDS = 60
# The name of the lock that lets one reconciliation run at a time.
RECONCILING = "reconciliation"
# And the one that lets one purge run at a time.
PURGING = "purge"
# Two beats send the nightly task twice, and each of them tries several times in a night: whoever
# comes later finds it done.
TONIGHT = timedelta(hours=6)
NOT_REACHED = (stripe_gateway.StripeUnavailable, stripe_gateway.StripeRefused)


@shared_task(name="donations.process_inbox")
def process_inbox():
    inbox.process(seconds=ROUND_SECONDS)


@shared_task(name="donations.expire_orphans")
def expire_orphans():
    # One round at a time: while Stripe is slow, a round outlasts the minute until the next, and
    # rounds beside each other would take every worker from the inbox.
    with try_lock("expire-orphans") as held:
        if held:
            checkout.expire_orphans()


@shared_task(name="donations.carry_out_refunds")
def carry_out_refunds():
    """Ask Stripe for the refunds that were ordered and never answered, one round at a time."""
    with try_lock("carry-out-refunds") as held:
        if held:
            refund_orders.carry_out_left()


@shared_task(name="donations.sync_donation")
def sync_donation(pk: int):
    """Ask Stripe how a payment stands. What fails here, its webhook or the sweep will bring."""
    donation = Donation.objects.filter(pk=pk, status__in=sync.UNSETTLED).first()
    if donation is None or not donation.session_id:
        return
    try:
        sync.sync_session(donation.session_id)
    except NOT_REACHED:
        logger.info("donation not looked at", extra={"donation": donation.public_id})


@shared_task(name="donations.sweep_events", soft_time_limit=25 * 60, time_limit=30 * 60)
def sweep_events():
    """Fetch what the door has not heard. What fails now is fetched an hour later."""
    with try_lock("sweep") as held:
        if not held:
            return
        try:
            swept = sweep.run()
        except NOT_REACHED:
            logger.warning("not swept: Stripe did not answer")
            return
    if swept.fetched:
        nudge(process_inbox)


@shared_task(name="donations.reconcile", soft_time_limit=50 * 60, time_limit=55 * 60)
def reconcile():
    """The nightly comparison. A night that fails as a whole is made up for by the next."""
    with try_lock(RECONCILING) as held:
        tonight = timezone.now() - TONIGHT
        if not held or ReconciliationRun.objects.filter(finished_at__gt=tonight).exists():
            return
        try:
            reconciliation.run()
        except NOT_REACHED:
            logger.warning("not reconciled: Stripe did not answer")
            return
    nudge(process_inbox)


@shared_task(name="donations.purge")
def purge():
    """The nightly forgetting. What fails is logged, and due again the next night."""
    with try_lock(PURGING) as held:
        if held:
            retention.run()


def nudge(task, *args, countdown: int = 0) -> None:
    """Ask a worker to do this in so many seconds. Without a broker the timetable comes to it."""
    try:
        task.apply_async(args, countdown=countdown, retry=False, expires=30)
    except Exception:  # noqa: BLE001 - whatever the broker's client throws, nothing is lost
        logger.warning("broker not reached", extra={"task": task.name})
