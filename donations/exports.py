"""How figures leave the house: as streamed CSV, without people and without formulas.

UTF-8 with a mark for spreadsheets, ISO dates, sums both in cents and as decimals, and in every
line the moment up to which it counts. Nothing runs before the first byte is asked for, and
memory stays the same for any number of lines.
"""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import CharField, DecimalField, F, Func, Value
from django.db.models.functions import Cast, TruncDate

from accounts.spreadsheets import BYTE_ORDER_MARK, harmless_sql, line
from donations import campaign_names, reports
from donations.reports import Filters

BLOCK_BYTES = 64 * 1024

EUROS = DecimalField(max_digits=20, decimal_places=2)

REPORT_HEADER = (
    *("month", "campaign", "gifts"),
    *("gross_minor", "gross", "refunds_minor", "refunds", "corrections_minor", "corrections"),
    *("moved_minor", "moved"),
    *("net_minor", "net", "opening_minor", "opening", "fees_minor", "fees"),
    *("currency", "as_of"),
)
ENTRIES_HEADER = (
    *("date", "account", "campaign", "kind"),
    *("amount_minor", "amount", "currency", "code", "as_of"),
)


class Export(NamedTuple):
    """A file that finance may take along: how many lines it will have, and its bytes."""

    count: Callable[[Filters], int]
    stream: Callable[[Filters], Iterator[bytes]]


def stream_report(filters: Filters) -> Iterator[bytes]:
    """The report by campaign and month, in blocks of bytes."""
    yield BYTE_ORDER_MARK + line(REPORT_HEADER)
    yield from blocks(line(cells) for cells in report_lines(filters))


def report_lines(filters: Filters) -> Iterator[tuple]:
    codes, as_of = campaign_names.codes(), stamp(filters)
    for row in reports.rows(filters):
        figures = row.figures
        yield (
            f"{row.month:%Y-%m}",
            codes[row.campaign_pk],
            figures.gifts,
            *both(figures.gross_cents),
            *both(figures.returned_cents),
            *both(figures.corrected_cents),
            *both(figures.moved_cents),
            *both(figures.net_cents),
            *both(figures.opening_cents),
            *both(figures.fee_cents),
            "EUR",
            as_of,
        )


def stream_entries(filters: Filters) -> Iterator[bytes]:
    """Every entry of the ledger, oldest first, in blocks of bytes.

    PostgreSQL writes the lines itself: a million rows pass through here without becoming
    objects.
    """
    yield BYTE_ORDER_MARK + line(ENTRIES_HEADER)
    query, params = entry_lines(filters).query.sql_with_params()
    with transaction.atomic(), connection.cursor() as cursor:
        # A colleague on a slow line may take longer over the file than any page may take.
        cursor.execute("SET LOCAL statement_timeout = 0")
        with cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT csv)", params) as copy:
            yield from blocks(copy)


def entry_lines(filters: Filters):
    """The cells of ENTRIES_HEADER, as the database computes them."""
    day = TruncDate("effective_at", tzinfo=reports.site_zone())
    # Made a decimal before the division, which would otherwise drop the cents.
    euros = Cast("amount_cents", EUROS) / 100
    return (
        reports.entries(filters)
        .order_by("effective_at", "pk")
        .values_list(
            iso(day),
            harmless_sql(F("account")),
            harmless_sql(F("campaign__public_id")),
            harmless_sql(F("kind")),
            "amount_cents",
            Cast(euros, EUROS),
            "currency",
            harmless_sql(F("donation__receipt_code")),
            Value(stamp(filters)),
        )
    )


EXPORTS = {
    "months": Export(reports.count_rows, stream_report),
    "entries": Export(lambda filters: reports.entries(filters).count(), stream_entries),
}


def file_name(what: str, filters: Filters) -> str:
    """A name that says when, and nothing about whom: "entries-20261122-1530.csv"."""
    return f"{what}-{filters.as_of.astimezone(reports.site_zone()):%Y%m%d-%H%M}.csv"


def iso(day) -> Func:
    return Func(day, Value("YYYY-MM-DD"), function="to_char", output_field=CharField())


def both(cents: int) -> tuple[int, Decimal]:
    """An amount in minor units and in euros."""
    return cents, euros(cents)


def euros(cents: int) -> Decimal:
    """An amount as a file says it, without ever being a float."""
    return Decimal(cents).scaleb(-2)


def stamp(filters: Filters) -> str:
    """The moment up to which everything counts, with its offset."""
    return filters.as_of.astimezone(reports.site_zone()).isoformat(timespec="seconds")


def blocks(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Join small pieces to blocks worth sending, without waiting for more than one block."""
    block = bytearray()
    for piece in pieces:
        block += piece
        if len(block) >= BLOCK_BYTES:
            yield bytes(block)
            block.clear()
    if block:
        yield bytes(block)
