"""What tests of comparisons with Stripe read from both sides."""

from donations.models import LedgerEntry, ReconciliationRun
from donations.standin.account import TRANSACTION


def found(run: ReconciliationRun) -> list[tuple]:
    """The differences of a run: what, where, expected and found cents."""
    return [tuple(difference.values()) for difference in run.discrepancies]


def entry(kind: str) -> LedgerEntry:
    return LedgerEntry.objects.get(kind=kind)


def movement(standin, category: str) -> dict:
    """The stand-in's own last balance transaction of a category: change it, and Stripe has."""
    return [
        one for one in standin.account.all(TRANSACTION) if one["reporting_category"] == category
    ][-1]
