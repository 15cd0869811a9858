"""An alias that another campaign bears in public: readers take two people for one.

Beside the leak guard, which reads texts and knows no other campaigns.
"""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from campaigns.leakguard import WARN, Finding, located
from campaigns.leakguard.aliases import is_same
from campaigns.models import Campaign

RULE = "same_alias"
# Of these campaigns, so many are named.
MOST_NAMED = 3


def find(campaign: Campaign, content: dict) -> list[Finding]:
    """One finding, at the first way of writing an alias that a collecting campaign has too."""
    known = list(taken(campaign))
    for place, language, text in written(content):
        bearers = [code for code, names in known if any(is_same(text, one) for one in names)]
        if bearers:
            advice = _("Another campaign bears this alias: %(codes)s. Choose another, or say why.")
            codes = ", ".join(bearers[:MOST_NAMED])
            found = Finding(0, len(text), text, RULE, WARN, advice % {"codes": codes})
            return [located(found, place, language)]
    return []


def taken(campaign: Campaign) -> Iterator[tuple[str, list[str]]]:
    """The code and the aliases, in any language, of each other campaign that still collects."""
    content = "live_revision__content__"
    others = Campaign.objects.filter(status__in=["live", "paused"]).exclude(pk=campaign.pk)
    rows = others.order_by("pk").values_list(
        "public_id", f"{content}hero_name", f"{content}hero_spellings"
    )
    for code, hero_name, hero_spellings in rows:
        names = written({"hero_name": hero_name, "hero_spellings": hero_spellings})
        yield code, [text for _place, _language, text in names]


def written(content: dict) -> Iterator[tuple[str, str, str]]:
    """Every way in which a content writes its alias, as (place, language, text)."""
    for language, text in content["hero_name"].items():
        yield "hero_name", language, text
    for language, spellings in content["hero_spellings"].items():
        for text in spellings:
            yield "hero_spellings", language, text
