"""Somebody with a hand in the database, whom no rule of the product stops."""

from contextlib import contextmanager

from django.db import connection

from donations.models import LedgerEntry

WATCHMEN = ("ledger_append_only", "ledger_follows")


@contextmanager
def unwatched():
    """The ledger without its triggers."""
    with connection.cursor() as cursor:
        # Foreign keys that are still to be checked would not let the table be altered.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for name in WATCHMEN:
            cursor.execute(f"ALTER TABLE donations_ledgerentry DISABLE TRIGGER {name}")
        yield
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for name in WATCHMEN:
            cursor.execute(f"ALTER TABLE donations_ledgerentry ENABLE TRIGGER {name}")


def change(entry: LedgerEntry, **fields) -> None:
    """Change a booked entry."""
    with unwatched():
        LedgerEntry.objects.filter(pk=entry.pk).update(**fields)


def cut_off(number: int) -> None:
    """Take the last entries off the ledger: what is left is a whole chain."""
    last = LedgerEntry.objects.order_by("-position").values_list("pk", flat=True)[:number]
    with unwatched():
        LedgerEntry.objects.filter(pk__in=list(last)).delete()


def take_out(entry: LedgerEntry) -> None:
    """Take a booked entry out of the ledger."""
    with unwatched():
        LedgerEntry.objects.filter(pk=entry.pk).delete()


def put_in(**fields) -> LedgerEntry:
    """Put an entry into the ledger that nobody booked."""
    with unwatched():
        return LedgerEntry.objects.create(position=1_000_000, **fields)
