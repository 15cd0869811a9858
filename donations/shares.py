"""Which lines of a budget one gift went to: gifts fill them in the order they came."""

from typing import NamedTuple

from django.db.models import Sum

from campaigns import money
from campaigns.public import PublicCampaign, Text
from donations import disbursements
from donations.models import LedgerEntry

Kind = LedgerEntry.Kind


class Share(NamedTuple):
    """A gift's part in one line; `paid_out` is "all", "part" or empty, of the whole line."""

    label: Text
    cents: int
    paid_out: str


class Shares(NamedTuple):
    """The parts of a gift by line, and the cents that came in above the goal."""

    lines: list[Share]
    above_cents: int


def of(gift: LedgerEntry, campaign: PublicCampaign, *, left_cents: int) -> Shares:
    """Where a booked gift went, as far as it was not given back.

    left_cents: what is left of it. What came in before it counts as it is by now.
    """
    before_cents = max(0, raised_before(gift))
    amounts = [line.amount_cents for line in campaign.lines]
    before = money.spread(before_cents, amounts)
    after = money.spread(before_cents + left_cents, amounts)
    paid = disbursements.paid_by_line(campaign.pk)
    lines = [
        Share(line.label, filled - full, paid_out(paid.get(line.number, 0), line.amount_cents))
        for line, full, filled in zip(campaign.lines, before, after, strict=True)
        if filled > full
    ]
    return Shares(lines, left_cents - sum(line.cents for line in lines))


def raised_before(gift: LedgerEntry) -> int:
    """Cents of the gifts before this one, less what went back of them since."""
    earlier = LedgerEntry.objects.filter(
        campaign=gift.campaign_id, kind__in=LedgerEntry.RAISED, position__lt=gift.position
    )
    returned_since = LedgerEntry.objects.filter(
        campaign=gift.campaign_id,
        kind__in=LedgerEntry.RAISED,
        position__gt=gift.position,
        donation__in=earlier.filter(kind=Kind.GIFT).values("donation"),
    )
    return sum(
        rows.order_by().aggregate(cents=Sum("amount_cents", default=0))["cents"]
        for rows in (earlier, returned_since)
    )


def paid_out(paid_cents: int, amount_cents: int) -> str:
    if paid_cents >= amount_cents:
        return "all"
    return "part" if paid_cents else ""
