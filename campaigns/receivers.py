"""What follows from a move: who hears of it, and what goes down with a campaign."""

from django.dispatch import receiver

from accounts import notices
from campaigns import preview_links, schedule, updates
from campaigns.models import Campaign
from campaigns.signals import status_changed


@receiver(status_changed)
def tell_owner_of_closing(sender, campaign: Campaign, move: str, **kwargs):
    if move == "close":
        notices.queue(
            template="own_campaign_closed",
            to=campaign.owner.email,
            # Closed, reopened and closed again is news again.
            dedupe_key=f"own-closed:{campaign.public_id}:{campaign.closed_at:%Y%m%dT%H%M%S}",
            context={},
        )


@receiver(status_changed)
def take_news_down(sender, campaign: Campaign, move: str, **kwargs):
    if move == "withdraw":
        updates.withdraw_all(campaign)


@receiver(status_changed)
def end_what_was_on_its_way(sender, campaign: Campaign, move: str, **kwargs):
    if move in {"close", "withdraw"}:
        schedule.cancel_for(campaign)
    if move == "withdraw":
        preview_links.revoke_all(campaign)
