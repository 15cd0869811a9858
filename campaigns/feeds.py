"""News of opened campaigns for feed readers; it knows days, no hours."""

import re
from datetime import UTC, datetime, time

from django.contrib.syndication.views import Feed
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from campaigns import public
from campaigns.models import Campaign

NEWEST = 30
# What XML cannot hold; pasted from a word processor it would break the feed for everybody.
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class CampaignFeed(Feed):
    feed_type = Atom1Feed
    title = _("Śviatło: campaigns")
    subtitle = _("Fundraising for people who cannot safely give their names.")
    link = reverse_lazy("campaigns:list")

    def items(self):
        now = timezone.now()
        newest = Campaign.objects.public().for_page().newest_first()[:NEWEST]
        return [public.present(campaign, language=get_language(), now=now) for campaign in newest]

    def item_title(self, campaign):
        return UNPRINTABLE.sub("", campaign.title.text)

    def item_description(self, campaign):
        return UNPRINTABLE.sub("", campaign.lead.text)

    def item_link(self, campaign):
        return reverse("campaigns:detail", args=[campaign.public_id])

    def item_pubdate(self, campaign):
        return datetime.combine(campaign.opened_on, time(), UTC)

    item_updateddate = item_pubdate


feed = require_safe(CampaignFeed())
