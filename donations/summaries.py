"""The ledger summed up by campaign and day, so that a report of years scans no entries.

Rows are moved by `ledger.post` in the transaction of each entry; what is held or in the common
fund is in none. Days are those of settings.TIME_ZONE: whoever changes it rebuilds the rows.
"""

from collections.abc import Iterable
from datetime import date, datetime
from itertools import islice

from django.db import connection, transaction
from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from donations.models import DaySummary, LedgerEntry

Kind = LedgerEntry.Kind

# Every kind that moves the public total is in exactly one of the first four groups, and every
# other kind in one of the rest.
GROSS = (Kind.GIFT, Kind.OFFLINE_GIFT, Kind.OPENING_BALANCE)
RETURNED = (Kind.REFUND, Kind.REFUND_FAILED, Kind.DISPUTE, Kind.DISPUTE_WON)
CORRECTED = (Kind.ADJUSTMENT,)
MOVED = (Kind.TRANSFER,)
FEES = (Kind.FEE, Kind.FEE_RETURNED)
PAID_OUT = (Kind.DISBURSEMENT,)

# The columns of a row, with the kinds of entries that are counted or summed in each.
COUNTS = {
    # What a report is made of: it says nothing of money handed to heroes.
    "entries": (*LedgerEntry.RAISED, *FEES),
    "gifts": (Kind.GIFT, Kind.OFFLINE_GIFT),
}
CENTS = {
    "gross_cents": GROSS,
    "opening_cents": (Kind.OPENING_BALANCE,),
    "returned_cents": RETURNED,
    "corrected_cents": CORRECTED,
    "moved_cents": MOVED,
    "fee_cents": FEES,
    "paid_out_cents": PAID_OUT,
}
COLUMNS = (*COUNTS, *CENTS)
# The same, as the database computes it from entries.
FROM_ENTRIES = {
    **{name: Count("pk", filter=Q(kind__in=kinds)) for name, kinds in COUNTS.items()},
    **{
        name: Coalesce(Sum("amount_cents", filter=Q(kind__in=kinds)), 0)
        for name, kinds in CENTS.items()
    },
}
AT_A_TIME = 2000


def add(entry: LedgerEntry) -> None:
    """Add an entry of a campaign to its row. Belongs into the transaction that books it."""
    if not connection.in_atomic_block:
        raise RuntimeError("summaries.add belongs into the transaction of its ledger entry")
    moved = {name: F(name) + 1 for name, kinds in COUNTS.items() if entry.kind in kinds}
    moved |= {
        name: F(name) + entry.amount_cents for name, kinds in CENTS.items() if entry.kind in kinds
    }
    key = {"campaign_id": entry.campaign_id, "day": day_of(entry.effective_at)}
    if not DaySummary.objects.filter(**key).update(**moved):
        DaySummary.objects.bulk_create([DaySummary(**key)], ignore_conflicts=True)
        DaySummary.objects.filter(**key).update(**moved)


def day_of(moment: datetime) -> date:
    """The day on which something happened, where the organisation is."""
    return timezone.localdate(moment, timezone.get_default_timezone())


def day(moment: str = "effective_at") -> TruncDate:
    """The same, as the database computes it from a field."""
    return TruncDate(moment, tzinfo=timezone.get_default_timezone())


def kept() -> QuerySet[DaySummary]:
    """The rows there are, as tuples of campaign, day and COLUMNS."""
    return DaySummary.objects.order_by().values_list("campaign", "day", *COLUMNS)


def expected() -> QuerySet[LedgerEntry]:
    """The rows there should be, computed from the whole ledger, as tuples like those kept."""
    return (
        LedgerEntry.objects.filter(account=LedgerEntry.Account.CAMPAIGN)
        .order_by()
        .annotate(day=day())
        .values("campaign", "day")
        .annotate(**FROM_ENTRIES)
        .values_list("campaign", "day", *COLUMNS)
    )


def rebuild(campaigns: Iterable[int] | None = None) -> int:
    """Write the rows of these campaigns, or of all, anew from the ledger; gives their number.

    Nothing is booked meanwhile.
    """
    wanted = Q() if campaigns is None else Q(campaign__in=list(campaigns))
    written = 0
    with transaction.atomic():
        with connection.cursor() as cursor:
            # The lock that every new entry takes for its place in the chain (migration 0004).
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('donations_ledgerentry'))")
        DaySummary.objects.filter(wanted).delete()
        rows = expected().filter(wanted).iterator(chunk_size=AT_A_TIME)
        while batch := [row_of(*found) for found in islice(rows, AT_A_TIME)]:
            DaySummary.objects.bulk_create(batch)
            written += len(batch)
    return written


def row_of(campaign_pk: int, day: date, *figures: int) -> DaySummary:
    """A row from a tuple of `expected`."""
    named = dict(zip(COLUMNS, figures, strict=True))
    return DaySummary(campaign_id=campaign_pk, day=day, **named)
