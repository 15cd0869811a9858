"""The imaginary Stripe account: every object in it, in the order they were made.

Objects live in memory as the dicts that Stripe would answer with. With a state file each change
is also written to SQLite, so that a demo goes on where it stopped.
"""

import json
import random
import sqlite3
import string
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path

from donations.standin.errors import missing

SESSION, INTENT, CHARGE, REFUND = "checkout.session", "payment_intent", "charge", "refund"
DISPUTE, WARNING, PAYOUT = "dispute", "radar.early_fraud_warning", "payout"
TRANSACTION, EVENT = "balance_transaction", "event"
# What Stripe keeps to itself: how a session was asked for, answers to repeated requests, how far
# the delivery of an event has come, and which payout took a balance transaction along.
ORDER, ANSWER, DELIVERY, PAID_OUT = "order", "answer", "delivery", "paid_out"

PREFIXES = {
    SESSION: "cs_test_",
    INTENT: "pi_",
    CHARGE: "ch_",
    REFUND: "re_",
    DISPUTE: "du_",
    WARNING: "issfr_",
    PAYOUT: "po_",
    TRANSACTION: "txn_",
    EVENT: "evt_",
}
# Fields that say which other object one is about: lists are asked for by these.
ABOUT = ("payment_intent", "charge", "source")
LETTERS = string.ascii_letters + string.digits
CHANCE = random.SystemRandom()


class Account:
    """All objects by kind and id. Change them inside `changing()` and `save` what changed."""

    def __init__(
        self, state_file: str | Path | None = None, clock: Callable[[], float] = time.time
    ):
        self.clock = clock
        self.told: list[dict] = []
        self.after_change: Callable[[], None] = lambda: None
        self._lock = threading.RLock()
        self._depth = 0
        self._things: dict[str, dict[str, dict]] = {}
        self._about: dict[tuple[str, str, str], dict[str, dict]] = {}
        self._open_sessions: dict[str, dict] = {}
        self._unwritten: dict[tuple[str, str], dict] = {}
        self._file = _open(state_file) if state_file else None
        if self._file:
            for kind, thing_id, body in self._file.execute(
                "SELECT kind, id, body FROM thing ORDER BY position"
            ):
                self._keep(kind, thing_id, json.loads(body))

    def now(self) -> int:
        """The time in whole seconds, as Stripe writes it."""
        return int(self.clock())

    def new_id(self, prefix: str) -> str:
        """An id that nobody had before."""
        length = 58 if prefix == PREFIXES[SESSION] else 24
        return prefix + "".join(CHANCE.choices(LETTERS, k=length))

    def get(self, kind: str, thing_id: str) -> dict:
        """The object itself, not a copy. Raises Refusal when there is none."""
        try:
            return self._things[kind][thing_id]
        except KeyError:
            raise missing(kind, thing_id) from None

    def find(self, kind: str, thing_id: str) -> dict | None:
        """The object itself, or None."""
        return self._things.get(kind, {}).get(thing_id)

    def all(self, kind: str) -> list[dict]:
        """Every object of a kind, oldest first."""
        return list(self._things.get(kind, {}).values())

    def about(self, kind: str, field: str, other_id: str) -> list[dict]:
        """Every object of a kind whose field (one of ABOUT) names another, oldest first."""
        return list(self._about.get((kind, field, other_id), {}).values())

    def asked_for(self, kind: str, params: dict) -> list[dict]:
        """The same, or every object of the kind when the parameters name no other object."""
        for field in ABOUT:
            if field in params:
                return self.about(kind, field, params[field])
        return self.all(kind)

    def open_sessions(self) -> list[dict]:
        """Every checkout session that waits to be paid, oldest first."""
        return list(self._open_sessions.values())

    def save(self, kind: str, thing: dict) -> dict:
        """Keep a new object, or write down that one has changed."""
        self._keep(kind, thing["id"], thing)
        self._unwritten[kind, thing["id"]] = thing
        return thing

    def forget(self, kind: str, thing_id: str) -> None:
        """Drop an object for good."""
        gone = self._things[kind].pop(thing_id)
        self._open_sessions.pop(thing_id, None)
        for field, other_id in others_in(gone):
            self._about[kind, field, other_id].pop(thing_id)
        self._unwritten.pop((kind, thing_id), None)
        if self._file:
            self._file.execute("DELETE FROM thing WHERE kind = ? AND id = ?", (kind, thing_id))

    @contextmanager
    def reading(self):
        """Nothing changes meanwhile."""
        with self._lock:
            yield

    @contextmanager
    def changing(self):
        """One change after the other: written down, and its events told, when it is complete."""
        with self._lock:
            if self._depth == 0:
                self.told = []
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
                if self._depth == 0:
                    self._write()
                outermost = self._depth == 0
        if outermost:
            self.after_change()

    def close(self) -> None:
        """Let go of the state file."""
        with self._lock:
            if self._file:
                self._file.close()

    def _keep(self, kind: str, thing_id: str, thing: dict) -> None:
        self._things.setdefault(kind, {})[thing_id] = thing
        for field, other_id in others_in(thing):
            # Once it names another, an object never names a third.
            self._about.setdefault((kind, field, other_id), {})[thing_id] = thing
        if kind == SESSION and thing["status"] == "open":
            self._open_sessions[thing_id] = thing
        elif kind == SESSION:
            self._open_sessions.pop(thing_id, None)

    def _write(self) -> None:
        if self._file:
            self._file.executemany(
                "INSERT INTO thing (kind, id, body) VALUES (?, ?, ?) "
                "ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body",
                [(*key, json.dumps(thing)) for key, thing in self._unwritten.items()],
            )
            self._file.commit()
        self._unwritten.clear()


def others_in(thing: dict) -> list[tuple[str, str]]:
    """The fields that name another object, each with its id."""
    return [(field, thing[field]) for field in ABOUT if isinstance(thing.get(field), str)]


def snapshot(thing):
    """A copy that later changes do not reach."""
    # Everything here is JSON anyway, and this way is several times faster than copy.deepcopy.
    return json.loads(json.dumps(thing))


def _open(state_file: str | Path) -> sqlite3.Connection:
    # Threads share the connection; the account's own lock keeps them apart.
    connection = sqlite3.connect(state_file, check_same_thread=False)
    connection.execute(
        "CREATE TABLE IF NOT EXISTS thing (position INTEGER PRIMARY KEY AUTOINCREMENT, "
        "kind TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, UNIQUE (kind, id))"
    )
    connection.commit()
    return connection
