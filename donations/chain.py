"""The chain through the ledger, computed a second time.

A trigger writes position, previous hash and hash of each entry as it is inserted; here they are
computed again from the row, in another language, so that neither a changed row nor a changed
trigger goes unnoticed.

The source of an entry is hashed by way of a salted seal, so that the number of a payment can be
forgotten by order of retention: salt and number go, the seal stays, and the chain holds.

Entries that are taken off the end leave a whole chain behind. Against that each reconciliation
notes where the ledger ended, and what was noted must still be there.
"""

import hashlib
from datetime import UTC, datetime

from django.db.models import F, OuterRef, Q, Subquery

from donations.ledger import FORGOTTEN
from donations.models import LedgerEntry, ReconciliationRun

# What is hashed, in this order; migration 0011 has the same list in SQL.
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
    "source_seal",
    "line_number",
    "actor_id",
    "note",
)


def broken_links() -> list[str]:
    """What is wrong with the chain, in sentences that name the entries; empty when it is whole."""
    faults = []
    position, previous = 0, ""
    rows = LedgerEntry.objects.order_by("position").values(
        "pk", "hash", "source_id", "source_salt", *FIELDS
    )
    for row in rows.iterator(chunk_size=2000):
        if row["position"] != position + 1:
            faults.append(f"entries are missing between positions {position} and {row['position']}")
        if row["previous_hash"] != previous and row["position"] == position + 1:
            faults.append(f"entry {row['pk']} does not follow the one before it")
        if row["hash"] != hash_of(row) or not is_sealed(row):
            faults.append(f"entry {row['pk']} was changed after it was booked")
        position, previous = row["position"], row["hash"]
    return faults


def head() -> dict:
    """Where the ledger ends now, as the columns of a ReconciliationRun; 0 for an empty one."""
    last = LedgerEntry.objects.order_by("-position").values_list("position", "hash").first()
    position, last_hash = last or (0, "")
    count = LedgerEntry.objects.filter(position__lte=position).count()
    return {"head_position": position, "head_hash": last_hash, "entry_count": count}


def lost_ends() -> list[str]:
    """Where the ledger is not what a reconciliation found, in sentences as above.

    Of several runs that say so, the one that saw the least is named.
    """
    runs = ReconciliationRun.objects.filter(head_position__gt=0)
    there = LedgerEntry.objects.filter(position=OuterRef("head_position")).values("hash")
    wrong = runs.annotate(there=Subquery(there)).filter(Q(there=None) | ~Q(there=F("head_hash")))
    first = wrong.order_by("head_position", "pk").first()
    if first and first.there is None:
        return [f"the ledger was longer {noted(first)}: it is cut off"]
    if first:
        return [f"another entry stands where the ledger ended {noted(first)}"]
    newest = runs.order_by("pk").last()
    count = newest and LedgerEntry.objects.filter(position__lte=newest.head_position).count()
    if newest and count != newest.entry_count:
        return [f"{count} entries are left of the {newest.entry_count} {noted(newest)}"]
    return []


def noted(run: ReconciliationRun) -> str:
    return f"on {run.started_at.astimezone(UTC):%Y-%m-%d}, at position {run.head_position}"


def hash_of(row: dict) -> str:
    """The hash of a row (a dict of FIELDS), as the trigger computes it."""
    text = "\x1f".join(written(row[name]) for name in FIELDS)
    return hashlib.sha256(text.encode()).hexdigest()


def is_sealed(row: dict) -> bool:
    """Whether the source of an entry is the one it was booked with, or was forgotten."""
    if not row["source_salt"]:
        return row["source_id"] == f"{FORGOTTEN}{row['pk']}"
    text = f"{row['source_salt']}\x1f{row['source_id']}"
    return row["source_seal"] == hashlib.sha256(text.encode()).hexdigest()


def written(value) -> str:
    """A value as the trigger writes it: nothing for none, moments in UTC to the microsecond."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
    return str(value)
