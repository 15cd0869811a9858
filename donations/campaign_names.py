"""What colleagues at the money desk see of a campaign: its code and, while public, the alias.

Never the draft, which may say more than its page does.
"""

from typing import NamedTuple

from django.db.models import Case, F, When

from campaigns.localized import in_language
from campaigns.models import Campaign

PUBLIC = (Campaign.Status.LIVE, Campaign.Status.PAUSED, Campaign.Status.CLOSED)


class CampaignName(NamedTuple):
    """Reads "8kq2mwx3za Alesia", or the code alone."""

    code: str
    alias: str

    def __str__(self):
        return f"{self.code} {self.alias}".rstrip()


def hero_name(path: str = "") -> Case:
    """An expression: the alias on the public page, by language; NULL where there is no page.

    path leads from the queried model to the campaign, e.g. "donation__campaign__".
    """
    return Case(
        When(**{f"{path}status__in": PUBLIC}, then=F(f"{path}live_revision__content__hero_name"))
    )


def name(code: str, hero_name: dict | None) -> CampaignName:
    """Code and alias, the alias in the language of the reader."""
    return CampaignName(code, in_language(hero_name or {})[0])


def name_of(campaign: Campaign) -> CampaignName:
    """The name of one campaign."""
    return next(iter(names(Campaign.objects.filter(pk=campaign.pk)).values()))


def names(campaigns) -> dict[int, CampaignName]:
    """The names of the campaigns of a queryset, by primary key, in its order."""
    rows = campaigns.annotate(names=hero_name()).values_list("pk", "public_id", "names")
    return {pk: name(code, alias) for pk, code, alias in rows}


def codes() -> dict[int, str]:
    """The code of every campaign."""
    return dict(Campaign.objects.values_list("pk", "public_id"))
