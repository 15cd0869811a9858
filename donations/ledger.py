"""The books: the only writer of ledger entries."""

import logging

from django.db import IntegrityError, transaction
from django.utils import timezone

from campaigns import totals
from donations.models import LedgerEntry

logger = logging.getLogger(__name__)

Kind = LedgerEntry.Kind


def post(
    *,
    campaign_id: int,
    kind: str,
    cents: int,
    source_id: str,
    donation=None,
    effective_at=None,
    actor=None,
    note: str = "",
) -> LedgerEntry | None:
    """Append one entry and move the public total with it.

    cents is signed, in minor units. effective_at is when it happened (now if unknown). Returns
    None if this source was booked before under this kind: callers may repeat themselves freely.
    """
    try:
        with transaction.atomic():
            entry = LedgerEntry.objects.create(
                campaign_id=campaign_id,
                donation=donation,
                kind=kind,
                amount_cents=cents,
                source_id=source_id,
                effective_at=effective_at or timezone.now(),
                actor=actor,
                note=note,
            )
            if kind in LedgerEntry.RAISED:
                totals.add(campaign_id, cents=cents, gifts=gifts_in(kind))
    except IntegrityError as error:
        if broken_constraint(error) == "ledger_source_once":
            return None
        raise
    logger.info("booked", extra={"kind": str(kind), "cents": cents, "source": source_id})
    return entry


def gifts_in(kind: str) -> int:
    """How many gifts an entry of this kind adds: gifts are counted, people never."""
    return int(kind in {Kind.GIFT, Kind.OFFLINE_GIFT})


def broken_constraint(error: IntegrityError) -> str | None:
    """The name of the constraint that the database says was broken."""
    return getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
