"""Real threads with real connections, and places where they meet."""

import threading
from contextlib import contextmanager, suppress

from django.db import connection

from accounts.locks import try_lock, try_locks

PATIENCE_SECONDS = 0.8


def at_once(*calls) -> list:
    """Run every call on a thread of its own, begun together; gives results or exceptions."""
    start = threading.Barrier(len(calls))
    results = [None] * len(calls)

    def run(place, call):
        try:
            connection.ensure_connection()
            start.wait(10)
            results[place] = call()
        except Exception as error:
            results[place] = error
        finally:
            connection.close()

    threads = [
        threading.Thread(target=run, args=numbered, daemon=True) for numbered in enumerate(calls)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive(), "a thread hangs"
    return results


def kinds_of(results) -> list[str]:
    """The classes of what came of a race, by name, sorted."""
    return sorted(type(result).__name__ for result in results)


@contextmanager
def held_elsewhere(name: str, key: str | None = None):
    """Another process is at it: somebody else's connection holds the lock of this name.

    With a key it is one of those that are held for keys.
    """
    ready, over = threading.Event(), threading.Event()

    def hold():
        try:
            with try_lock(name) if key is None else try_locks(name, [key]) as held:
                assert held
                ready.set()
                over.wait(10)
        finally:
            connection.close()

    thread = threading.Thread(target=hold, daemon=True)
    thread.start()
    assert ready.wait(10)
    yield
    over.set()
    thread.join(10)


@contextmanager
def without_unique_key(model, *columns):
    """The table of a model without its unique key over these columns; emptied afterwards."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'u' "
            "AND conrelid = %s::regclass AND pg_get_constraintdef(oid) = %s",
            [table, f"UNIQUE ({', '.join(columns)})"],
        )
        ((name, definition),) = cursor.fetchall()
        cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
        try:
            yield
        finally:
            cursor.execute(f'TRUNCATE "{table}" CASCADE')
            cursor.execute(f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {definition}')


class Meeting:
    """A place in the code where so many threads wait for each other, but not for ever.

    With a lock before this place only one of them gets here, loses its patience and goes on
    alone; without the lock they all stand here with what they have read.
    """

    def __init__(self, threads: int = 2):
        self.barrier = threading.Barrier(threads)

    def wait(self):
        with suppress(threading.BrokenBarrierError):
            self.barrier.wait(PATIENCE_SECONDS)

    def after(self, function):
        """The function, whose callers then meet here."""

        def met(*args, **kwargs):
            result = function(*args, **kwargs)
            self.wait()
            return result

        return met
