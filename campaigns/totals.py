"""The public totals: moved with the ledger, and shown at once or in steps, by this module alone."""

from datetime import timedelta

from django.db import connection
from django.db.models import Case, F, Q, When
from django.utils import timezone

from campaigns.models import CampaignTotal

# A step of a discreet total holds so many gifts, or everything of such a time.
GIFTS_OF_A_STEP = 3
LONGEST_STEP = timedelta(hours=24)
# Below this a discreet campaign does not say how many gave.
FEWEST_TO_COUNT = 10


def open_for(campaign_id: int, *, discreet: bool = False) -> None:
    """Make sure the campaign has a total, which begins at nothing, and say how it is shown."""
    CampaignTotal.objects.bulk_create(
        [CampaignTotal(campaign_id=campaign_id, is_discreet=discreet)], ignore_conflicts=True
    )
    rows = CampaignTotal.objects.filter(campaign=campaign_id)
    if discreet:
        rows.update(is_discreet=True)
    else:
        show(rows, timezone.now(), is_discreet=False)


def add(campaign_id: int, *, cents: int, gifts: int = 0) -> None:
    """Move a total by signed cents and a number of gifts.

    Belongs into the transaction of the ledger entry that is the reason; refuses to run outside
    of one.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("totals.add belongs into the transaction of its ledger entry")
    now = timezone.now()
    raised_cents, gift_count = F("raised_cents") + cents, F("gift_count") + gifts
    moved = {"raised_cents": raised_cents, "gift_count": gift_count}
    moved["shown_cents"] = Case(When(is_discreet=True, then="shown_cents"), default=raised_cents)
    moved["shown_gifts"] = Case(When(is_discreet=True, then="shown_gifts"), default=gift_count)
    if gifts > 0:
        moved["last_gift_at"] = now
    rows = CampaignTotal.objects.filter(campaign=campaign_id)
    if not rows.update(**moved):
        open_for(campaign_id)
        rows.update(**moved)
    rows.filter(
        goal_reached_at=None, campaign__live_revision__goal_cents__lte=F("raised_cents")
    ).update(goal_reached_at=now)


def show_due(now=None) -> int:
    """Let discreet totals take their step, as far as one is due; gives how many did.

    Called at fixed hours: a step that came with a gift would tell when the gift came. Once a day
    everything is shown, also when that is a single gift or none.
    """
    now = now or timezone.now()
    enough = Q(gift_count__gte=F("shown_gifts") + GIFTS_OF_A_STEP)
    long_ago = Q(shown_at__lte=now - LONGEST_STEP)
    return show(CampaignTotal.objects.filter(enough | long_ago, is_discreet=True), now)


def show(rows, now, **changes) -> int:
    return rows.update(
        shown_cents=F("raised_cents"), shown_gifts=F("gift_count"), shown_at=now, **changes
    )
