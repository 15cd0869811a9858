"""Real threads with real connections, and places where they meet."""

import threading
from contextlib import contextmanager, suppress

from django.db import connection

from accounts.locks import try_lock

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


@contextmanager
def held_elsewhere(name: str):
    """Another process is at it: somebody else's connection holds the lock of this name."""
    ready, over = threading.Event(), threading.Event()

    def hold():
        try:
            with try_lock(name) as held:
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
