"""The tables of the transparency page as CSV, with the columns named in English everywhere."""

from collections.abc import Iterable

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts.spreadsheets import BYTE_ORDER_MARK, line
from config import transparency
from donations import public_payments
from donations.exports import euros

MONTHS_HEADER = ("month", "collected", "given_back", "fees", "paid_out", "held", "currency")
PAYMENTS_HEADER = ("month", "amount", "currency", "for", "campaign", "code")


@require_safe
def months(request):
    rows = (
        (
            f"{month.first_day:%Y-%m}",
            euros(month.collected_cents),
            euros(month.returned_cents),
            euros(month.fees_cents),
            euros(month.paid_out_cents),
            euros(month.held_cents),
            settings.CURRENCY,
        )
        for month in transparency.months_until(timezone.localdate())
    )
    return file("months", MONTHS_HEADER, rows)


@require_safe
def payments(request):
    rows = (
        (
            f"{payment.month:%Y-%m}",
            euros(payment.cents),
            settings.CURRENCY,
            str(payment.line),
            str(payment.campaign),
            payment.public_id,
        )
        for payment in public_payments.of_closed(get_language())
    )
    return file("payments", PAYMENTS_HEADER, rows)


def file(name: str, header: tuple, rows: Iterable[tuple]) -> HttpResponse:
    """A file to take along; a page that is asked for as one is not shown but saved."""
    body = BYTE_ORDER_MARK + line(header) + b"".join(map(line, rows))
    return HttpResponse(
        body,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )
