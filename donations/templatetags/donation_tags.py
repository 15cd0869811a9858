"""What templates ask about gifts: whom they are for, words with them, what was paid of them."""

from datetime import date

from django import template

from campaigns.public import PublicCampaign, PublicLine
from donations import disbursements, shares
from donations.models import Donation, DonorMessage

register = template.Library()

WORDS_SHOWN = 10


@register.inclusion_tag("donations/_gift_words.html")
def gift_words(campaign):
    """The newest words that a moderator has let through: name and text, and nothing else.

    An amount or a date beside them would let somebody with a bank statement find the donor.
    """
    approved = DonorMessage.objects.filter(
        donation__campaign__public_id=campaign.public_id,
        donation__status=Donation.Status.PAID,
        state=DonorMessage.State.APPROVED,
    )
    return {"words": approved.order_by("-pk").values("display_name", "text")[:WORDS_SHOWN]}


@register.filter
def name_shown(campaign: PublicCampaign | None) -> str:
    """The alias with its asterisk, "Alesia*"; "" where there is nothing to show."""
    if not campaign:
        return ""
    return f"{campaign.hero}*" if campaign.is_starred else str(campaign.hero)


@register.simple_tag
def paid_by_line(campaign: PublicCampaign) -> dict[int, int]:
    """Cents handed over to the hero of a campaign that is over, by the number of the line.

    While it runs, what was paid and when is nobody's business but the hero's.
    """
    return disbursements.paid_by_line(campaign.pk) if campaign.is_over else {}


@register.filter
def handed_over(line: PublicLine, paid: dict[int, int]) -> str:
    """How much of a line that is: "all", "part" or ""."""
    return shares.paid_out(paid.get(line.number, 0), line.amount_cents)


@register.filter
def as_day(text: str) -> date:
    """A day again, after it was stored with a letter: "2026-03-18"."""
    return date.fromisoformat(text)
