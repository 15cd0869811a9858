"""Comparing the books with themselves: each difference names the ids and amounts it is about."""

from dataclasses import asdict, dataclass

from django.db.models import Case, Count, F, Q, Sum, When
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
    """Every paid donation has its gift in the ledger, to the cent, and no other has one.

    A gift counts wherever its money lies. Odd ones may differ from what was asked, not be missing.
    """
    paid = Q(status=Donation.Status.PAID)
    odd = Q(flag__in=[Donation.Flag.AMOUNT, Donation.Flag.CURRENCY, Donation.Flag.WITHDRAWN])
    booked = Coalesce(Sum("ledger__amount_cents", filter=Q(ledger__kind=LedgerEntry.Kind.GIFT)), 0)
    agree = (
        paid & ~odd & Q(booked=F("amount_cents"))
        | paid & odd & Q(booked__gt=0)
        | ~paid & Q(booked=0)
    )
    owed = Case(When(paid, then="amount_cents"), default=0)
    rows = Donation.objects.annotate(booked=booked, owed=owed).exclude(agree).order_by("pk")
    return [
        Difference("gift", f"donation:{public_id}", owed, booked)
        for public_id, owed, booked in rows.values_list("public_id", "owed", "booked")
    ]
