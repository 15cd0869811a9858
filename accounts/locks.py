"""Locks that PostgreSQL holds for a connection and drops when the process dies.

A lease in a column has to wait for its time to run out after a `kill -9`; these are free again
with the lost connection. Needs a session per process: no transaction-pooling proxy in between.
"""

from collections.abc import Collection
from contextlib import contextmanager

from django.db import connection


@contextmanager
def try_lock(name: str, key: int = 0):
    """Hold the lock (name, key) for the block; gives False at once if somebody else has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s), %s)", [name, key % 2**31])
        held = cursor.fetchone()[0]
    try:
        yield held
    finally:
        if held:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtext(%s), %s)", [name, key % 2**31])


def hold(name: str, *, shared: bool = False) -> None:
    """Hold the lock of this name until the caller's transaction ends; waits for its turn.

    Shared holders wait for one that holds it alone, not for each other.
    """
    function = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(hashtext(%s))", [name])  # noqa: S608 - one of two words


@contextmanager
def try_locks(name: str, keys: Collection[str]):
    """Hold those of the locks (name, key) that are free for the block; gives their keys, a set.

    By a chance of one in four billion two keys share a lock. Both are then held or both are not.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT key FROM unnest(%s::text[]) AS key "
            "WHERE pg_try_advisory_lock(hashtext(%s), hashtext(key))",
            [list(keys), name],
        )
        held = {key for (key,) in cursor.fetchall()}
    try:
        yield held
    finally:
        unlock(name, held)


@contextmanager
def wait_for_lock(name: str, key: str):
    """Hold the lock (name, key) of `try_locks` for the block, as soon as nobody else has it.

    Raises OperationalError when that takes longer than the database's lock_timeout.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s), hashtext(%s))", [name, key])
    try:
        yield
    finally:
        unlock(name, {key})


def unlock(name: str, keys: Collection[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_unlock(hashtext(%s), hashtext(key)) FROM unnest(%s::text[]) AS key",
            [name, list(keys)],
        )
