"""News of a campaign in templates: for readers, and for colleagues at the desk."""

from django import template

from campaigns import timeline as news
from campaigns.models import Campaign, Update
from campaigns.public import PublicCampaign

register = template.Library()

# Of one campaign, at the desk.
SHOWN = 10


@register.simple_tag
def timeline(campaign: PublicCampaign) -> news.Timeline:
    """The public news of a campaign, in the language of its page."""
    return news.of(campaign.pk, campaign.language)


@register.inclusion_tag("admin/campaigns/update/_of_campaign.html")
def updates_of(campaign: Campaign, user) -> dict:
    """The news of a campaign that a colleague may open, and whether they write it."""
    rows = Update.objects.visible_to(user).filter(campaign=campaign, successor=None)
    return {
        "campaign": campaign,
        "updates": rows.order_by("-created_at")[:SHOWN],
        "may_write": campaign.owner_id == user.pk and user.has_perm("campaigns.submit_campaign"),
        "is_public": campaign.status in {"live", "paused", "closed"},
    }


@register.inclusion_tag("admin/campaigns/update/_waiting.html")
def waiting_updates(user) -> dict:
    """News in review, the longest wait first, for whoever decides on them."""
    waiting = Update.objects.waiting().select_related("campaign", "author")
    return {"updates": waiting if user.has_perm("campaigns.review_campaign") else []}
