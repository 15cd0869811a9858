"""What follows from a move: the caseworker hears of an ending, news go down with the campaign."""

from django.dispatch import receiver

from accounts import notices
from campaigns import updates
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
