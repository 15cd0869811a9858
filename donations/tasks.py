"""When the inbox is worked off, a donation is looked at, and unfinished sessions end."""

import logging

from celery import shared_task

from accounts.locks import try_lock
from donations import checkout, inbox, stripe_gateway, sync
from donations.models import Donation

logger = logging.getLogger(__name__)


@shared_task(name="donations.process_inbox")
def process_inbox():
    inbox.process()


@shared_task(name="donations.expire_orphans")
def expire_orphans():
    # One round at a time: while Stripe is slow, a round outlasts the minute until the next, and
    # rounds beside each other would take every worker from the inbox.
    with try_lock("expire-orphans") as held:
        if held:
            checkout.expire_orphans()


@shared_task(name="donations.sync_donation")
def sync_donation(pk: int):
    """Ask Stripe how a payment stands. What fails here, its webhook or the sweep will bring."""
    donation = Donation.objects.filter(pk=pk, status__in=sync.UNSETTLED).first()
    if donation is None or not donation.session_id:
        return
    try:
        sync.sync_session(donation.session_id)
    except (stripe_gateway.StripeUnavailable, stripe_gateway.StripeRefused):
        logger.info("donation not looked at", extra={"donation": donation.public_id})


def nudge(task, *args) -> None:
    """Ask a worker to do this soon. Without a broker the timetable comes to it later."""
    try:
        task.apply_async(args, retry=False, expires=30)
    except Exception:  # noqa: BLE001 - whatever the broker's client throws, nothing is lost
        logger.warning("broker not reached", extra={"task": task.name})
