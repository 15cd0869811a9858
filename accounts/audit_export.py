"""The audit log as CSV: every entry with its place in the chain, written as it is read."""

import json
from collections.abc import Iterator

from django.utils import timezone

from accounts.spreadsheets import BYTE_ORDER_MARK, line

HEADER = (
    *("entry", "at", "actor_id", "actor", "action", "target", "details"),
    *("position", "previous_hash", "hash"),
)
READ_AT_ONCE = 1000


def stream(entries) -> Iterator[bytes]:
    """The entries as blocks of bytes; memory stays the same for any number of them."""
    yield BYTE_ORDER_MARK + line(HEADER)
    block = []
    rows = entries.select_related("actor", "link").iterator(chunk_size=READ_AT_ONCE)
    for entry in rows:
        block.append(line(cells(entry)))
        if len(block) == READ_AT_ONCE:
            yield b"".join(block)
            block.clear()
    yield b"".join(block)


def cells(entry) -> tuple:
    link = getattr(entry, "link", None)
    return (
        entry.pk,
        timezone.localtime(entry.at).isoformat(),
        entry.actor_id,
        str(entry.actor or ""),
        entry.action,
        entry.target,
        json.dumps(entry.data, ensure_ascii=False),
        *((link.position, link.previous_hash, link.hash) if link else ("", "", "")),
    )
