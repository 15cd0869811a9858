"""How we count: a page whose every figure is the one that the program works with."""

from datetime import timedelta

from django.conf import settings
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from campaigns import choices, money, public, totals
from campaigns.models import Campaign
from config.celery import app
from donations.models import LedgerEntry

Rule, Kind = Campaign.ClosingRule, LedgerEntry.Kind

CLOSING = {
    Rule.ON_GOAL: _("As soon as its goal is reached."),
    Rule.ON_DATE: _("After its last day. That day counts to its end."),
    Rule.MANUAL: _("When a colleague closes it. It has no last day."),
}
# What moves a total, in the order in which the ledger names it.
MOVES_A_TOTAL = {
    Kind.GIFT: _("a gift, once the payment is confirmed"),
    Kind.OFFLINE_GIFT: _("a gift by bank transfer or in cash, entered by two colleagues"),
    Kind.OPENING_BALANCE: _("what a campaign had collected before it came here"),
    Kind.REFUND: _("a gift given back, in whole or in part"),
    Kind.REFUND_FAILED: _("money that we sent back and that could not be delivered"),
    Kind.DISPUTE: _("a gift that a bank has taken back for now"),
    Kind.DISPUTE_WON: _("such a gift when the bank returns it"),
    Kind.ADJUSTMENT: _("a correction by two colleagues"),
    Kind.TRANSFER: _("a gift that moves to another campaign"),
}
# The example on the page: the lines of a budget, and what two gifts brought.
EXAMPLE_LINES = (300_00, 200_00, 500_00)
EXAMPLE_RAISED, EXAMPLE_ABOVE = 410_00, 1_080_00


@require_safe
def page(request):
    return render(request, "pages/how_we_count.html", rules())


def rules() -> dict:
    """Every figure and rule of the page; amounts in cents."""
    holds, goal_cents = choices.current(), sum(EXAMPLE_LINES)
    return {
        "least_cents": holds.least_cents,
        "most_cents": holds.most_cents,
        "payment_minutes": settings.CHECKOUT_MINUTES,
        "zone": settings.TIME_ZONE,
        "moves_a_total": [MOVES_A_TOTAL[kind] for kind in LedgerEntry.RAISED],
        "closing": [CLOSING[rule] for rule in Rule],
        "example": {
            "goal_cents": goal_cents,
            "raised_cents": EXAMPLE_RAISED,
            "lines": list(
                zip(EXAMPLE_LINES, money.spread(EXAMPLE_RAISED, EXAMPLE_LINES), strict=True)
            ),
            "above_cents": EXAMPLE_ABOVE,
            "above_percent": money.percent(EXAMPLE_ABOVE, goal_cents),
            "surplus_cents": money.surplus(EXAMPLE_ABOVE, goal_cents),
            "almost_cents": goal_cents - 1,
            "almost_percent": money.percent(goal_cents - 1, goal_cents),
        },
        "gifts_of_a_step": totals.GIFTS_OF_A_STEP,
        "longest_step_hours": totals.LONGEST_STEP // timedelta(hours=1),
        "fewest_to_count": totals.FEWEST_TO_COUNT,
        "step_clocks": step_clocks(),
        "nearly_percent": public.NEARLY_PERCENT,
        "urgent_days": holds.urgent_days,
        "new_days": public.NEW_DAYS,
        "contact_kept_at_most_days": settings.CONTACT_KEPT_DAYS_AT_MOST,
        "words_kept_days": settings.WORDS_KEPT_DAYS_AFTER_CLOSING,
        "unpaid_kept_days": settings.UNPAID_KEPT_DAYS,
        "payment_kept_days": settings.PAYMENT_ID_KEPT_DAYS,
        "shown_days": settings.SHOWN_DAYS_AFTER_CLOSING,
    }


def step_clocks() -> str:
    """When discreet totals take their steps, as the timetable has it: "0:00, 6:00"."""
    schedule = app.conf.beat_schedule["show-due-totals"]["schedule"]
    return ", ".join(
        f"{hour}:{minute:02}" for hour in sorted(schedule.hour) for minute in schedule.minute
    )
