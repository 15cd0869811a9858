"""The public totals: moved with the ledger, by this module alone."""

from django.db import connection
from django.db.models import F
from django.utils import timezone

from campaigns.models import CampaignTotal


def open_for(campaign_id: int) -> None:
    """Make sure the campaign has a total; begins at nothing."""
    CampaignTotal.objects.bulk_create(
        [CampaignTotal(campaign_id=campaign_id)], ignore_conflicts=True
    )


def add(campaign_id: int, *, cents: int, gifts: int = 0) -> None:
    """Move a total by signed cents and a number of gifts.

    Belongs into the transaction of the ledger entry that is the reason; refuses to run outside
    of one.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("totals.add belongs into the transaction of its ledger entry")
    now = timezone.now()
    moved = {"raised_cents": F("raised_cents") + cents, "gift_count": F("gift_count") + gifts}
    if gifts > 0:
        moved["last_gift_at"] = now
    rows = CampaignTotal.objects.filter(campaign=campaign_id)
    if not rows.update(**moved):
        open_for(campaign_id)
        rows.update(**moved)
    rows.filter(
        goal_reached_at=None, campaign__live_revision__goal_cents__lte=F("raised_cents")
    ).update(goal_reached_at=now)
