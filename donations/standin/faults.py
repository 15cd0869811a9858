"""Trouble to order: answers that get lost on the way, and answers that are no help."""

from collections import deque
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one answer: `status` None means the work is done but nobody hears."""

    status: int | None


class Faults:
    """A queue: each request to the API takes the next fault, if there is one."""

    def __init__(self):
        self._waiting: deque[Fault] = deque()

    def drop(self, times: int = 1) -> None:
        """Do the next request's work and close the connection without an answer."""
        self._waiting.extend([Fault(None)] * times)

    def answer_with(self, status: int, times: int = 1) -> None:
        """Answer the next request with this status and do nothing."""
        self._waiting.extend([Fault(status)] * times)

    def next(self) -> Fault | None:
        """What goes wrong this time; None: nothing."""
        return self._waiting.popleft() if self._waiting else None
