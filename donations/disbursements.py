"""What a campaign has, and what its budget lines were paid: read before money goes to a hero."""

from typing import NamedTuple

from django.db.models import Sum

from campaigns.localized import in_language
from campaigns.models import Campaign
from donations.models import LedgerEntry


class Line(NamedTuple):
    """One line of a published budget; `place` is counted from 1."""

    place: int
    label: str
    planned_cents: int
    paid_cents: int

    def takes(self, cents: int) -> bool:
        """Whether so much can be paid out without leaving the plan."""
        return self.paid_cents + cents <= self.planned_cents


def balance(campaign_id: int) -> int:
    """What is there in cents: raised, less fees, less what was paid out."""
    entries = LedgerEntry.objects.filter(campaign=campaign_id).order_by()
    return entries.aggregate(cents=Sum("amount_cents", default=0))["cents"]


def paid_by_line(campaign_id: int) -> dict[int, int]:
    """The cents that were paid out for each line of a budget, counted from 1."""
    paid = LedgerEntry.objects.filter(
        campaign=campaign_id, kind=LedgerEntry.Kind.DISBURSEMENT
    ).order_by()
    sums = paid.values_list("line_number").annotate(cents=Sum("amount_cents"))
    return {number: -cents for number, cents in sums}


def lines(campaign: Campaign) -> list[Line]:
    """The published budget with what is paid of it."""
    paid = paid_by_line(campaign.pk)
    return [
        Line(place, in_language(line["label"])[0], line["amount_cents"], paid.get(place, 0))
        for place, line in enumerate(campaign.live_revision.content["lines"], start=1)
    ]
