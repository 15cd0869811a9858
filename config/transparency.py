"""The public books: what came in, went back and was paid out, month by month."""

from dataclasses import dataclass
from datetime import date
from functools import reduce
from itertools import pairwise
from operator import add

from django.core.cache import caches
from django.db.models import F, Max, Sum
from django.db.models.functions import TruncMonth
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from campaigns.models import CampaignTotal
from donations import public_payments, summaries
from donations.models import DaySummary, LedgerEntry

# The columns of the table, and the sums of a summary row that each is made of.
COLUMNS = {
    "collected": ("gross_cents", "corrected_cents", "moved_cents"),
    "returned": ("returned_cents",),
    "fees": ("fee_cents",),
    "paid_out": ("paid_out_cents",),
}
KEPT_SECONDS = 300

PAYMENTS_SHOWN = 100
CHART_MONTHS = 24
# The chart is drawn in units of its own: ten across for a month, a hundred high.
MONTH_WIDTH, BAR_WIDTH, HEIGHT = 10, 2.9, 100
ROOM_ABOVE = 1.1


@dataclass(frozen=True)
class Month:
    """The movements of one month, all as positive cents, and what was held at its end."""

    first_day: date
    collected_cents: int
    returned_cents: int
    fees_cents: int
    paid_out_cents: int
    held_cents: int


@dataclass(frozen=True)
class Bar:
    css: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Chart:
    """Bars of what was collected and paid out, with lines every step_cents."""

    months: list[Month]
    width: int
    bars: list[Bar]
    lines: list[float]
    step_cents: int


@require_safe
def page(request):
    """The whole ledger by month; campaigns that were taken down stay in the sums."""
    today = timezone.localdate()
    months = months_until(today)
    return render(
        request,
        "pages/transparency.html",
        {
            "months": months[::-1],
            "all": whole(months),
            "chart": chart(months[-CHART_MONTHS:]) if months else None,
            "today": today,
            "payments": public_payments.of_closed(get_language(), most=PAYMENTS_SHOWN),
            "campaign_count": CampaignTotal.objects.filter(shown_cents__gt=0).count(),
        },
    )


def months_until(today: date) -> list[Month]:
    """Every month from the first entry to today, oldest first; quiet ones too."""
    # The ledger only grows: as long as its last entry is the same, so are its sums. The time is
    # for entries that were written at once and became visible in another order.
    last = LedgerEntry.objects.aggregate(last=Max("pk"))["last"]
    return caches["process"].get_or_set(
        f"months:{today}:{last}", lambda: add_up(today), KEPT_SECONDS
    )


def add_up(today: date) -> list[Month]:
    # Of campaigns alone: held money is nobody's yet, and the common fund is no campaign's.
    by_month = DaySummary.objects.annotate(month=TruncMonth("day")).order_by().values("month")
    found = by_month.annotate(
        **{name: Sum(reduce(add, map(F, parts))) for name, parts in COLUMNS.items()}
    )
    sums = {row.pop("month"): row for row in found}
    for row in not_yet_shown():
        month = sums[row.pop("month")]
        for name, parts in COLUMNS.items():
            month[name] -= sum(row[part] for part in parts)
    months, held_cents = [], 0
    for first_day in every_month(min(sums), max(today, *sums)) if sums else ():
        moved = sums.get(first_day) or dict.fromkeys(COLUMNS, 0)
        held_cents += sum(moved.values())
        months.append(
            Month(
                first_day=first_day,
                collected_cents=moved["collected"],
                returned_cents=-moved["returned"],
                fees_cents=-moved["fees"],
                paid_out_cents=-moved["paid_out"],
                held_cents=held_cents,
            )
        )
    return months


def not_yet_shown():
    """What discreet totals keep back until their next step, by month, in columns of a summary.

    Their campaigns would be found out by the sums of all.
    """
    kept_back = LedgerEntry.objects.filter(
        campaign__total__is_discreet=True, booked_at__gt=F("campaign__total__shown_at")
    )
    by_month = kept_back.annotate(month=TruncMonth(summaries.day())).order_by().values("month")
    return by_month.annotate(**{name: summaries.FROM_ENTRIES[name] for name in summaries.CENTS})


def every_month(first: date, last: date):
    """The first day of each month from one day to another."""
    number, end = first.year * 12 + first.month - 1, last.year * 12 + last.month - 1
    while number <= end:
        yield date(number // 12, number % 12 + 1, 1)
        number += 1


def whole(months: list[Month]) -> Month | None:
    """All months in one; None when there are none."""
    if not months:
        return None
    return Month(
        first_day=months[0].first_day,
        collected_cents=sum(month.collected_cents for month in months),
        returned_cents=sum(month.returned_cents for month in months),
        fees_cents=sum(month.fees_cents for month in months),
        paid_out_cents=sum(month.paid_out_cents for month in months),
        held_cents=months[-1].held_cents,
    )


def chart(months: list[Month]) -> Chart:
    highest = max(max(month.collected_cents, month.paid_out_cents) for month in months)
    top = max(highest * ROOM_ABOVE, 1)
    step_cents = step_for(highest)
    bars = []
    for number, month in enumerate(months):
        x = number * MONTH_WIDTH + 2
        for css, cents in (("a", month.collected_cents), ("b", month.paid_out_cents)):
            height = round(max(0, cents) / top * HEIGHT, 1)
            bars.append(Bar(css, round(x, 1), round(HEIGHT - height, 1), BAR_WIDTH, height))
            x += BAR_WIDTH + 0.2
    lines = [
        round(HEIGHT - cents / top * HEIGHT, 1)
        for cents in range(step_cents, highest + 1, step_cents)
    ]
    return Chart(months, len(months) * MONTH_WIDTH, bars, lines, step_cents)


def step_for(highest_cents: int) -> int:
    """A round distance between lines, so that two to five of them fit under the highest bar."""
    rounds = [unit * 10**power for power in range(2, 12) for unit in (1, 2, 5)]
    for smaller, larger in pairwise(rounds):
        if larger * 2 > highest_cents:
            return smaller
    return rounds[-1]
