"""The donation report: what the ledger says, by campaign and month and by day.

Page, chart and export read the same entries through `entries`, and all sums of a page are made
of its rows, so they cannot disagree. Days and months are those of settings.TIME_ZONE.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncDate, TruncMonth
from django.utils import timezone

from campaigns.models import Campaign
from donations.models import LedgerEntry

Kind = LedgerEntry.Kind

# Every kind that moves the public total is in exactly one of the first four groups.
GROSS = (Kind.GIFT, Kind.OFFLINE_GIFT, Kind.OPENING_BALANCE)
RETURNED = (Kind.REFUND, Kind.REFUND_FAILED, Kind.DISPUTE, Kind.DISPUTE_WON)
CORRECTED = (Kind.ADJUSTMENT,)
MOVED = (Kind.TRANSFER,)
FEES = (Kind.FEE, Kind.FEE_RETURNED)
REPORTED = (*LedgerEntry.RAISED, *FEES)


@dataclass(frozen=True)
class Filters:
    """What a report is about. None means no limit; `last_day` is included.

    Entries booked after `as_of` do not count: the ledger only grows, so whoever asks again with
    the same moment gets the same figures.
    """

    as_of: datetime
    first_day: date | None = None
    last_day: date | None = None
    campaign: Campaign | None = None

    def as_query(self) -> dict[str, str]:
        """The same filters as text, under the names the forms know them by."""
        limits = {
            "from": self.first_day and self.first_day.isoformat(),
            "to": self.last_day and self.last_day.isoformat(),
            "campaign": self.campaign and self.campaign.public_id,
        }
        return {name: value for name, value in limits.items() if value}


@dataclass(frozen=True)
class Figures:
    """Sums in signed cents, and a number of gifts. What went back is below zero."""

    gifts: int = 0
    gross_cents: int = 0
    opening_cents: int = 0  # the part of gross that was collected before this ledger began
    returned_cents: int = 0
    corrected_cents: int = 0
    moved_cents: int = 0  # gifts that were held first, and then given to the campaign
    fee_cents: int = 0

    @property
    def net_cents(self) -> int:
        """What the public total is made of."""
        return self.gross_cents + self.returned_cents + self.corrected_cents + self.moved_cents

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(**{name: getattr(self, name) + getattr(other, name) for name in MEASURES})


def cents_of(*kinds: str) -> Coalesce:
    return Coalesce(Sum("amount_cents", filter=Q(kind__in=kinds)), 0)


# How the database computes each of the figures.
MEASURES = {
    "gifts": Count("pk", filter=Q(kind__in=(Kind.GIFT, Kind.OFFLINE_GIFT))),
    "gross_cents": cents_of(*GROSS),
    "opening_cents": cents_of(Kind.OPENING_BALANCE),
    "returned_cents": cents_of(*RETURNED),
    "corrected_cents": cents_of(*CORRECTED),
    "moved_cents": cents_of(*MOVED),
    "fee_cents": cents_of(*FEES),
}


@dataclass(frozen=True)
class Row:
    """One campaign in one month; `month` is its first day."""

    month: date
    campaign_pk: int
    figures: Figures


@dataclass(frozen=True)
class Bar:
    """One day, week, month or year of all campaigns together."""

    first_day: date
    figures: Figures


def entries(filters: Filters) -> QuerySet[LedgerEntry]:
    """The entries a report is made of; the only place that says which count."""
    return LedgerEntry.objects.filter(limits(filters, "effective_at"), booked_at__lte=filters.as_of)


def of_campaigns(filters: Filters) -> QuerySet[LedgerEntry]:
    """The entries that rows and bars are made of: what is held or in the common fund is not."""
    return entries(filters).filter(kind__in=REPORTED, account=LedgerEntry.Account.CAMPAIGN)


@dataclass(frozen=True)
class Elsewhere:
    """Money that is no campaign's: a signed sum in one account and currency."""

    account: LedgerEntry.Account
    currency: str
    cents: int


def elsewhere(filters: Filters) -> list[Elsewhere]:
    """What came and went outside the campaigns, fees apart; sums of nothing are left out."""
    sums = (
        entries(filters)
        .filter(kind__in=LedgerEntry.RAISED)
        .exclude(account=LedgerEntry.Account.CAMPAIGN)
        .values_list("account", "currency")
        .annotate(cents=Sum("amount_cents"))
        .exclude(cents=0)
        .order_by("-account", "currency")
    )
    return [
        Elsewhere(LedgerEntry.Account(account), currency, cents)
        for account, currency, cents in sums
    ]


def limits(filters: Filters, moment: str) -> Q:
    """Period and campaign as a condition; `moment` is the field the period is about."""
    condition = Q()
    if filters.first_day:
        condition &= Q(**{f"{moment}__gte": start_of(filters.first_day)})
    if filters.last_day:
        condition &= Q(**{f"{moment}__lt": start_of(filters.last_day + timedelta(days=1))})
    if filters.campaign:
        condition &= Q(campaign=filters.campaign)
    return condition


def rows(filters: Filters) -> Iterator[Row]:
    """The report itself, newest month first, one row at a time."""
    for row in monthly(filters).iterator():
        yield Row(row["month"], row["campaign"], Figures(**{name: row[name] for name in MEASURES}))


def count_rows(filters: Filters) -> int:
    """How many rows the report has."""
    return monthly(filters).count()


def monthly(filters: Filters) -> QuerySet:
    month = TruncMonth(TruncDate("effective_at", tzinfo=site_zone()))
    return (
        of_campaigns(filters)
        .annotate(month=month)
        .values("month", "campaign")
        .annotate(**MEASURES)
        .order_by("-month", "campaign")
    )


def total(all_figures: Iterable[Figures]) -> Figures:
    """The footing of any number of rows or bars."""
    return sum(all_figures, start=Figures())


# What a bar can stand for, from fine to coarse: the day it begins with, given any day of it.
STEPS = {
    "day": lambda day: day,
    "week": lambda day: day - timedelta(days=day.weekday()),
    "month": lambda day: day.replace(day=1),
    "year": lambda day: day.replace(month=1, day=1),
}
MOST_BARS = 120
# More than these are hard to read, so nobody gets them without asking.
EASY_BARS = 45


def bars(filters: Filters, step: str = "") -> tuple[str, list[Bar]]:
    """The report along time, without gaps: the step that was used, and its bars.

    step names one of STEPS, or is empty for the finest that reads easily. Where it would make
    more than MOST_BARS a coarser one is taken.
    """
    figures = daily(filters)
    if not figures:
        return step or "day", []
    first = filters.first_day or min(figures)
    last = filters.last_day or max(figures)
    names = list(STEPS)
    for name in names[names.index(step or "day") :]:
        beginnings = periods(first, last, name)
        if len(beginnings) <= (MOST_BARS if step else EASY_BARS):
            break
    summed = dict.fromkeys(beginnings, Figures())
    for day, figure in figures.items():
        summed[STEPS[name](day)] += figure
    return name, [Bar(day, figure) for day, figure in summed.items()]


def daily(filters: Filters) -> dict[date, Figures]:
    found = (
        of_campaigns(filters)
        .annotate(day=TruncDate("effective_at", tzinfo=site_zone()))
        .values("day")
        .annotate(**MEASURES)
        .order_by("day")
    )
    return {row.pop("day"): Figures(**row) for row in found}


def periods(first: date, last: date, step: str) -> list[date]:
    """The first days of all periods that touch the days from first to last."""
    beginning_of = STEPS[step]
    found = [beginning_of(first)]
    while (following := after(found[-1], step)) <= last:
        found.append(following)
    return found


def after(beginning: date, step: str) -> date:
    """The first day of the period that follows."""
    if step == "day":
        return beginning + timedelta(days=1)
    if step == "week":
        return beginning + timedelta(days=7)
    # Any day well inside the next month or year, brought back to its beginning.
    return STEPS[step](beginning + timedelta(days=32 if step == "month" else 366))


def start_of(day: date) -> datetime:
    """The moment a day begins where the organisation is."""
    return datetime.combine(day, time.min, tzinfo=site_zone())


def site_zone():
    return timezone.get_default_timezone()
