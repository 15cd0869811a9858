"""The chain through the ledger, computed a second time as accounts/chain.py says.

The source of an entry is hashed by way of a salted seal, so that the number of a payment can be
forgotten by order of retention: salt and number go, the seal stays, and the chain holds.

Entries that are taken off the end leave a whole chain behind. Against that each reconciliation
notes where the ledger ended, and what was noted must still be there.
"""

from datetime import UTC

from django.db.models import F, OuterRef, Q, Subquery

from accounts import chain
from donations.ledger import FORGOTTEN
from donations.models import LedgerEntry, ReconciliationRun

# What is hashed, in this order; migration 0012 has the same list in SQL.
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
    rows = LedgerEntry.objects.order_by("position").values(
        "pk", "hash", "source_id", "source_salt", *FIELDS
    )
    read = map(unsealed_if_broken, rows.iterator(chunk_size=2000))
    return list(chain.faults(read, fields=FIELDS, name="pk"))


def unsealed_if_broken(row: dict) -> dict:
    """The row as it is read; without its seal, and so with another hash, if that does not fit."""
    is_forgotten = not row["source_salt"] and row["source_id"] == f"{FORGOTTEN}{row['pk']}"
    fits = row["source_seal"] == chain.hash_of([row["source_salt"], row["source_id"]])
    return row if is_forgotten or fits else row | {"source_seal": ""}


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
