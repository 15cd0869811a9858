"""Trouble to order: answers that get lost on the way, come late, or are no help."""

import threading
from dataclasses import dataclass

from donations.standin.errors import Refusal

# What can go wrong beside an error's number.
DROP_BEFORE, DROP_AFTER, HANG, SLOW = "drop_before", "drop_after", "hang", "slow"
LOCK_TIMEOUT = "lock_timeout"
WORDS = {DROP_BEFORE, DROP_AFTER, HANG, SLOW, LOCK_TIMEOUT}
LOCKED = "This object cannot be accessed right now because another request is working on it."


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one answer.

    kind is the number of an error (429, 500, …) or a word: "lock_timeout" is the other kind of
    429, "drop_before" and "drop_after" lose the connection before or after the work is done,
    "hang" does no work and is silent for so many `seconds`, and "slow" answers after them.

    method and path, the beginning of one, say which requests it is meant for; empty is any.
    Unless it is final, Stripe does not say whether to try again, and the SDK thinks for itself.
    A remembered one is given again to whoever repeats the request under the same idempotency
    key, which Stripe does with errors of its own.
    """

    kind: str
    method: str = ""
    path: str = ""
    seconds: float = 0
    final: bool = True
    remembered: bool = False

    def __post_init__(self):
        number = self.kind.isascii() and self.kind.isdigit() and 400 <= int(self.kind) <= 599
        if not number and self.kind not in WORDS:
            raise Refusal(f"There is no fault called {self.kind}.", param="kind")

    @property
    def refusal(self) -> Refusal | None:
        """How Stripe says no; None when the fault is not an answer."""
        if self.kind == LOCK_TIMEOUT:
            return Refusal(LOCKED, code="lock_timeout", status=429)
        if self.kind == "429":
            return Refusal("Too many requests.", code="rate_limit", status=429)
        if self.kind == "409":
            return Refusal("Another request is under way.", kind="idempotency_error", status=409)
        if self.kind.isdigit():
            return Refusal("Trouble was ordered.", kind="api_error", status=int(self.kind))
        return None

    def is_meant_for(self, method: str, path: str) -> bool:
        """Whether this is one of the requests that it spoils."""
        return self.method in {"", method} and path.startswith(self.path)


class Faults:
    """A queue: each request to the API takes the first fault that is meant for it."""

    def __init__(self):
        self._waiting: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, fault: Fault, times: int = 1) -> None:
        """Spoil so many requests."""
        with self._lock:
            self._waiting.extend([fault] * times)

    def take(self, method: str, path: str) -> Fault | None:
        """What goes wrong this time; None: nothing."""
        with self._lock:
            for place, fault in enumerate(self._waiting):
                if fault.is_meant_for(method, path):
                    return self._waiting.pop(place)
        return None
