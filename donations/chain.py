"""The chain through the ledger, computed a second time.

A trigger writes position, previous hash and hash of each entry as it is inserted; here they are
computed again from the row, in another language, so that neither a changed row nor a changed
trigger goes unnoticed.
"""

import hashlib
from datetime import UTC, datetime

from donations.models import LedgerEntry

# What is hashed, in this order; migration 0004 has the same list in SQL.
FIELDS = (
    "position",
    "previous_hash",
    "booked_at",
    "effective_at",
    "account",
    "campaign_id",
    "donation_id",
    "about_id",
    "kind",
    "amount_cents",
    "currency",
    "source_id",
    "line_number",
    "actor_id",
    "note",
)


def broken_links() -> list[str]:
    """What is wrong with the chain, in sentences that name the entries; empty when it is whole."""
    faults = []
    position, previous = 0, ""
    rows = LedgerEntry.objects.order_by("position").values("pk", "hash", *FIELDS)
    for row in rows.iterator(chunk_size=2000):
        if row["position"] != position + 1:
            faults.append(f"entries are missing between positions {position} and {row['position']}")
        if row["previous_hash"] != previous and row["position"] == position + 1:
            faults.append(f"entry {row['pk']} does not follow the one before it")
        if row["hash"] != hash_of(row):
            faults.append(f"entry {row['pk']} was changed after it was booked")
        position, previous = row["position"], row["hash"]
    return faults


def hash_of(row: dict) -> str:
    """The hash of a row (a dict of FIELDS), as the trigger computes it."""
    text = "\x1f".join(written(row[name]) for name in FIELDS)
    return hashlib.sha256(text.encode()).hexdigest()


def written(value) -> str:
    """A value as the trigger writes it: nothing for none, moments in UTC to the microsecond."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
    return str(value)
