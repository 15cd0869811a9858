"""Opened campaigns and their news for feed readers; it knows days, no hours."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.contrib.syndication.views import Feed
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from campaigns import choices, public, timeline
from campaigns.localized import in_language
from campaigns.models import Campaign, Update

NEWEST = 30
# What XML cannot hold; pasted from a word processor it would break the feed for everybody.
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True)
class Entry:
    """One thing that is new; `text` is HTML with the short list of tags a story may hold."""

    day: date
    title: str
    text: str
    link: str


def opened(language: str) -> list[Entry]:
    now = timezone.now()
    newest = Campaign.objects.public().for_page().newest_first()[:NEWEST]
    shown = [public.present(campaign, language=language, now=now) for campaign in newest]
    return [
        Entry(
            campaign.opened_on,
            campaign.title.text,
            escape(campaign.lead.text),
            page(campaign.public_id),
        )
        for campaign in shown
    ]


def news(language: str) -> list[Entry]:
    newest = Update.objects.public().newest_first().select_related("campaign__live_revision")
    entries = []
    for row in newest[:NEWEST]:
        update = timeline.present(row, language)
        about, _language = in_language(row.campaign.live_revision.content["title"], language)
        link = f"{page(row.campaign.public_id)}#{update.anchor}"
        entries.append(Entry(update.day, f"{about}: {update.title}", update.html, link))
    return entries


def page(public_id: str) -> str:
    return reverse("campaigns:detail", args=[public_id])


class CampaignFeed(Feed):
    feed_type = Atom1Feed
    subtitle = _("Fundraising for people who cannot safely give their names.")
    link = reverse_lazy("campaigns:list")

    def title(self):
        return _("%(name)s: campaigns") % {"name": choices.current().name}

    def author_name(self):
        return choices.current().name

    def items(self):
        language = get_language()
        entries = opened(language) + news(language)
        return sorted(entries, key=lambda entry: entry.day, reverse=True)[:NEWEST]

    def item_title(self, entry):
        return UNPRINTABLE.sub("", entry.title)

    def item_description(self, entry):
        return UNPRINTABLE.sub("", entry.text)

    def item_link(self, entry):
        return entry.link

    def item_pubdate(self, entry):
        return datetime.combine(entry.day, time(), UTC)

    item_updateddate = item_pubdate


feed = require_safe(CampaignFeed())
