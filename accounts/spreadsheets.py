"""Lines of CSV that a spreadsheet can open, and that no spreadsheet takes for formulas."""

import csv
import io
from collections.abc import Iterable

from django.db.models import Case, CharField, Value, When
from django.db.models.functions import Concat, Left
from django.db.models.lookups import In

# Without it, spreadsheets do not read UTF-8.
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# What makes a spreadsheet read a cell as a formula, with the wide forms that some fold into
# the plain ones.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def line(cells: Iterable) -> bytes:
    """One line of CSV; text is made harmless, numbers stay numbers."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(
        [harmless(cell) if isinstance(cell, str) else cell for cell in cells]
    )
    return out.getvalue().encode()


def harmless(text: str) -> str:
    """The text with a quote before it if a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def harmless_sql(text) -> Case:
    """The same as `harmless`, done by the database."""
    return Case(
        When(In(Left(text, 1), FORMULA_STARTS), then=Concat(Value("'"), text)),
        default=text,
        output_field=CharField(),
    )
