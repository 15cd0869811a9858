"""What a campaign's moves mean for its donors. Writes rows; see campaigns.signals."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Least
from django.dispatch import receiver

from campaigns.models import Campaign
from campaigns.signals import status_changed
from donations import receipts, tasks
from donations.models import DonorContact


@receiver(status_changed)
def follow_ending(sender, campaign: Campaign, move: str, **kwargs):
    if move not in {"close", "withdraw"}:
        return
    over_since = campaign.closed_at or campaign.withdrawn_at
    last_day = over_since.date() + timedelta(days=settings.CONTACT_KEPT_DAYS_AFTER_CLOSING)
    DonorContact.objects.filter(donation__campaign=campaign).update(
        purge_after=Least("purge_after", last_day)
    )
    if move == "close":
        receipts.queue_closing_notices(campaign)


@receiver(status_changed)
def end_sessions(sender, campaign: Campaign, move: str, **kwargs):
    """Have open pages to pay on ended now, not at the next round of the timetable."""
    if campaign.status != Campaign.Status.LIVE:
        transaction.on_commit(lambda: tasks.nudge(tasks.expire_orphans))
