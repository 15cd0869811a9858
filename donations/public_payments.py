"""What was paid to heroes, as everybody may read it: by month, once the campaign is closed.

While a campaign runs, what its hero got and when is nobody's business but theirs.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Sum
from django.db.models.functions import TruncMonth

from campaigns.localized import in_language
from campaigns.models import Campaign
from campaigns.public import Text
from donations.models import LedgerEntry


@dataclass(frozen=True)
class PublicPayment:
    """What one budget line was paid in one month, in cents. line is empty where none was named."""

    month: date
    cents: int
    line: Text
    campaign: Text
    public_id: str


def of_closed(language: str, *, most: int | None = None) -> list[PublicPayment]:
    """Those of campaigns whose page says that they are closed, the latest month first."""
    paid = (
        LedgerEntry.objects.filter(
            kind=LedgerEntry.Kind.DISBURSEMENT, campaign__status=Campaign.Status.CLOSED
        )
        .annotate(month=TruncMonth("effective_at"))
        .order_by("-month", "campaign", "line_number")
    )
    rows = list(
        paid.values_list("month", "campaign", "line_number").annotate(cents=-Sum("amount_cents"))[
            :most
        ]
    )
    campaigns = (
        Campaign.objects.select_related("live_revision")
        .only("public_id", "live_revision__content")
        .in_bulk({campaign for _month, campaign, _line, _cents in rows})
    )
    return [
        payment(month, campaigns[campaign], line, cents, language)
        for month, campaign, line, cents in rows
    ]


def payment(
    month, campaign: Campaign, line: int | None, cents: int, language: str
) -> PublicPayment:
    content = campaign.live_revision.content
    label = content["lines"][line - 1]["label"] if line else {}
    return PublicPayment(
        month=month.date(),
        cents=cents,
        line=Text(*in_language(label, language)),
        campaign=Text(*in_language(content["title"], language)),
        public_id=campaign.public_id,
    )
