"""The donation report: what the ledger says, by campaign and month and by day.

Page, chart and export read the same summary rows through `summed`, and all sums of a page are
made of its rows, so they cannot disagree. Days and months are those of settings.TIME_ZONE.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from itertools import groupby

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone

from campaigns.models import Campaign
from donations import summaries
from donations.models import DaySummary, LedgerEntry


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
        return Figures(*(getattr(self, name) + getattr(other, name) for name in NAMES))


NAMES = tuple(field.name for field in fields(Figures))


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
    """The entries a report is made of, wherever they lie."""
    return LedgerEntry.objects.filter(limits(filters, "effective_at"), booked_at__lte=filters.as_of)


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
    """Period and campaign as a condition on entries; `moment` is what the period is about."""
    condition = Q()
    if filters.first_day:
        condition &= Q(**{f"{moment}__gte": start_of(filters.first_day)})
    if filters.last_day:
        condition &= Q(**{f"{moment}__lt": start_of(filters.last_day + timedelta(days=1))})
    if filters.campaign:
        condition &= Q(campaign=filters.campaign)
    return condition


def limits_in_days(filters: Filters) -> Q:
    """The same as a condition on summary rows."""
    condition = Q()
    if filters.first_day:
        condition &= Q(day__gte=filters.first_day)
    if filters.last_day:
        condition &= Q(day__lte=filters.last_day)
    if filters.campaign:
        condition &= Q(campaign=filters.campaign)
    return condition


def rows(filters: Filters) -> Iterator[Row]:
    """The report itself, newest month first, one row at a time."""
    for (month, campaign_pk), figures in summed(filters, TruncMonth("day"), "campaign"):
        yield Row(month, campaign_pk, figures)


def count_rows(filters: Filters) -> int:
    """How many rows the report has."""
    return sum(1 for _ in rows(filters))


def summed(filters: Filters, period, *keys: str) -> Iterator[tuple[tuple, Figures]]:
    """Figures of the campaigns by period and other keys, newest first.

    `period` is an expression over a day. The sums are those of the summary rows, less what was
    booked after the moment of the report: a few entries, and in the same question, so that one
    that is booked meanwhile is in both or in neither.
    """
    columns = ("entries", *NAMES)
    kept = DaySummary.objects.filter(limits_in_days(filters)).annotate(period=period)
    later = (
        LedgerEntry.objects.filter(
            limits(filters, "effective_at"),
            booked_at__gt=filters.as_of,
            account=LedgerEntry.Account.CAMPAIGN,
        )
        .annotate(day=summaries.day())
        .annotate(period=period)
    )
    added = {f"{name}_there": Sum(name) for name in columns}
    taken = {f"{name}_there": -summaries.FROM_ENTRIES[name] for name in columns}
    parts = (
        part.order_by().values("period", *keys).annotate(**sums).values_list("period", *keys, *sums)
        for part, sums in ((kept, added), (later, taken))
    )
    both = next(parts).union(*parts, all=True).order_by("-period", *keys)
    width = 1 + len(keys)
    for key, found in groupby(both.iterator(), key=lambda row: row[:width]):
        entries, *figures = map(sum, zip(*(row[width:] for row in found), strict=True))
        if entries:
            yield key, Figures(*figures)


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
    return {day: figures for (day,), figures in summed(filters, F("day"))}


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
