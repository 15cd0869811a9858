"""Comparing the books with themselves: each difference names the ids and amounts it is about."""

from dataclasses import asdict, dataclass

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce

from campaigns.models import Campaign
from donations.models import Donation, LedgerEntry


@dataclass(frozen=True)
class Difference:
    """Two figures, in cents, that should be one."""

    what: str
    where: str
    expected_cents: int
    found_cents: int

    def as_json(self) -> dict:
        return asdict(self)


def check_books() -> list[Difference]:
    """Totals against ledger, and donations against ledger. Empty means: they agree."""
    return check_totals() + check_gift_counts() + check_donations()


def check_totals() -> list[Difference]:
    """Each public total against the sum of its ledger; reports, never repairs."""
    return [
        Difference("total", f"campaign:{public_id}", ledger, total)
        for public_id, ledger, total in Campaign.objects.annotate(
            booked=Coalesce(
                Sum("ledger__amount_cents", filter=Q(ledger__kind__in=LedgerEntry.RAISED)), 0
            ),
            shown=Coalesce("total__raised_cents", 0),
        )
        .values_list("public_id", "booked", "shown")
        .order_by("pk")
        if ledger != total
    ]


def check_gift_counts() -> list[Difference]:
    """Each public number of gifts against the gifts in the ledger."""
    gifts = Q(ledger__kind__in=[LedgerEntry.Kind.GIFT, LedgerEntry.Kind.OFFLINE_GIFT])
    return [
        Difference("gift count", f"campaign:{public_id}", booked, shown)
        for public_id, booked, shown in Campaign.objects.annotate(
            booked=Count("ledger", filter=gifts), shown=Coalesce("total__gift_count", 0)
        )
        .values_list("public_id", "booked", "shown")
        .order_by("pk")
        if booked != shown
    ]


def check_donations() -> list[Difference]:
    """Every paid donation has its gift in the ledger, and every gift a paid donation."""
    booked = Coalesce(Sum("ledger__amount_cents", filter=Q(ledger__kind=LedgerEntry.Kind.GIFT)), 0)
    paid = Q(status=Donation.Status.PAID) & ~Q(flag=Donation.Flag.CURRENCY)
    rows = Donation.objects.annotate(booked=booked)
    missing = rows.filter(paid, booked=0)
    unpaid = rows.exclude(status=Donation.Status.PAID).exclude(booked=0)
    return [
        Difference("paid without gift", f"donation:{row.public_id}", row.amount_cents, 0)
        for row in missing
    ] + [
        Difference("gift without payment", f"donation:{row.public_id}", 0, row.booked)
        for row in unpaid
    ]
