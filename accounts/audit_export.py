"""The audit log as CSV: every entry with its place in the chain, written as it is read."""

import csv
import io
import json
from collections.abc import Iterator

from django.utils import timezone

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
HEADER = (
    *("entry", "at", "actor_id", "actor", "action", "target", "details"),
    *("position", "previous_hash", "hash"),
)
READ_AT_ONCE = 1000
# What makes a spreadsheet read a cell as a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def stream(entries) -> Iterator[bytes]:
    """The entries as blocks of bytes; memory stays the same for any number of them."""
    yield BYTE_ORDER_MARK + lines([HEADER])
    block = []
    rows = entries.select_related("actor", "link").iterator(chunk_size=READ_AT_ONCE)
    for entry in rows:
        block.append(cells(entry))
        if len(block) == READ_AT_ONCE:
            yield lines(block)
            block.clear()
    yield lines(block)


def cells(entry) -> tuple:
    link = getattr(entry, "link", None)
    return (
        entry.pk,
        timezone.localtime(entry.at).isoformat(),
        entry.actor_id,
        harmless(str(entry.actor or "")),
        entry.action,
        harmless(entry.target),
        json.dumps(entry.data, ensure_ascii=False),
        *((link.position, link.previous_hash, link.hash) if link else ("", "", "")),
    )


def lines(rows) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


def harmless(text: str) -> str:
    """The text with a quote before it if a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
