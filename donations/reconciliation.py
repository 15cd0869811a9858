"""Our books against Stripe's, and against themselves.

What Stripe proves and our books lack is booked by the same functions that a webhook sets off.
What remains is put before finance and never guessed away.
"""

import logging
from datetime import datetime, timedelta

from django.utils import timezone

from donations import chain, matters, stripe_comparison, sweep, sync
from donations.books_check import Difference, check_books
from donations.models import LedgerEntry, Matter, ReconciliationRun

logger = logging.getLogger(__name__)

# Movements of a day may be listed late, and a night may be missed.
OVERLAP = timedelta(hours=48)
FIRST_LOOK_BACK = timedelta(days=30)


def run(*, since: datetime | None = None, now: datetime | None = None) -> ReconciliationRun:
    """Compare, repair what is proven, open and settle matters; gives the row that says so.

    since is None for the usual window: from the last complete run, with an overlap. Raises
    StripeUnavailable when Stripe cannot be asked; the row then stays unfinished, and the next
    run looks as far back. May be repeated; the caller sees to it that one runs at a time. No run
    looks back further than the numbers of payments are kept.
    """
    now = now or timezone.now()
    since = max(since or usual_start(now), sync.payments_known_since(now))
    record = ReconciliationRun.objects.create(window_from=since, **chain.head())
    outcome = stripe_comparison.compare(since)
    settle_what_agrees(outcome)
    # Last, so that it speaks of the books as the repairs have left them.
    outcome.differences += compare_with_ourselves()
    sweep.run(since=since, now=now)
    record.checked, record.repaired = outcome.checked, outcome.repaired
    record.discrepancies = [difference.as_json() for difference in outcome.differences]
    record.finished_at = timezone.now()
    record.save(update_fields=["checked", "repaired", "discrepancies", "finished_at"])
    logger.info(
        "reconciled",
        extra={
            "checked": record.checked,
            "repaired": record.repaired,
            "differences": len(record.discrepancies),
            # Whoever keeps the logs elsewhere has a witness that no hand in the database reaches.
            "ledger_ended_at": record.head_position,
            "ledger_hash": record.head_hash,
        },
    )
    return record


def usual_start(now: datetime) -> datetime:
    last = ReconciliationRun.objects.exclude(finished_at=None).first()
    return last.started_at - OVERLAP if last else now - FIRST_LOOK_BACK


def settle_what_agrees(outcome: stripe_comparison.Outcome) -> None:
    """Close the matters that this comparison has found true no longer."""
    for matter in matters.still_open(kind__in=stripe_comparison.MATTERS):
        if matter.subject in outcome.seen and (matter.kind, matter.subject) not in outcome.true:
            matters.settle_by_fact(matter.kind, matter.subject, "Stripe and our books agree.")
        elif matter.kind == matters.Kind.MISSING_HERE and is_booked(matter):
            matters.settle_by_fact(matter.kind, matter.subject, "It is in our books now.")


def is_booked(matter: Matter) -> bool:
    kind, _, source_id = matter.subject.partition(":")
    return LedgerEntry.objects.filter(
        kind=kind, source_id=source_id, amount_cents=matter.data["stripe_cents"]
    ).exists()


def compare_with_ourselves() -> list[Difference]:
    """Report what disagrees within our own books; a wrong total is never repaired silently."""
    differences = check_books()
    for difference in differences:
        matters.open_matter(
            matters.Kind.BOOKS_DIFFER,
            difference.subject,
            expected_cents=difference.expected_cents,
            found_cents=difference.found_cents,
        )
    wrong = {difference.subject for difference in differences}
    for matter in matters.still_open(kind=matters.Kind.BOOKS_DIFFER):
        if matter.subject not in wrong:
            matters.settle_by_fact(matter.kind, matter.subject, "The books agree again.")
    return differences
