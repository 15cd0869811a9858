"""Who may use what this clone has only once: its data, and its set-up.

A claim is a lock on an open file. The kernel drops it when the process ends, however it ends, so
nothing is left to clean up after a crash.
"""

import contextlib
import fcntl
import json
import os
from dataclasses import dataclass

from launcher import places


@dataclass(frozen=True)
class Holder:
    purpose: str
    pid: int

    def __str__(self):
        return f"{self.purpose} (process {self.pid})"


def take(purpose: str) -> Holder | None:
    """Claim this clone's data until our process ends. Gives None, or who has it already."""
    file = open_lock("data")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        with contextlib.suppress(ValueError, TypeError):
            return Holder(**json.loads(os.pread(file, 1000, 0)))
        return Holder("another command", 0)
    else:
        os.ftruncate(file, 0)
        os.pwrite(file, json.dumps({"purpose": purpose, "pid": os.getpid()}).encode(), 0)
        return None


@contextlib.contextmanager
def exclusive(what: str):
    """Wait until nobody else of this clone is inside."""
    file = open_lock(what)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
    finally:
        os.close(file)


def open_lock(name: str) -> int:
    places.LOCAL.mkdir(exist_ok=True, mode=0o700)
    return os.open(places.LOCAL / f"{name}.lock", os.O_RDWR | os.O_CREAT, 0o600)
