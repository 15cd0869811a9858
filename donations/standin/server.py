"""The stand-in as one object: acts to call, and an HTTP server for the product's SDK.

with StandIn() as standin:
    settings.STRIPE_API_BASE = standin.url
    …
    events = standin.pay(session_id)
    body, header = standin.sign(events[-1])
"""

import socket
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from http.server import ThreadingHTTPServer
from pathlib import Path

from donations.standin import locks
from donations.standin.account import (
    DISPUTE,
    EVENT,
    INTENT,
    ORDER,
    PAYOUT,
    REFUND,
    SESSION,
    Account,
    snapshot,
)
from donations.standin.balance import totals
from donations.standin.bank import Bank
from donations.standin.books import books
from donations.standin.chaos import Chaos
from donations.standin.errors import Refusal
from donations.standin.events import about, body_of, signature
from donations.standin.faults import DROP_AFTER, Fault, Faults
from donations.standin.handler import Handler, Request
from donations.standin.postman import Postman
from donations.standin.storm import make_paid

REQUESTS_KEPT = 1000
# The payment page waits this long for the product's webhook before it sends the donor back.
SECONDS_BEFORE_REDIRECT = 5
TICK_SECONDS = 1
SECONDS_TO_NOTICE_THE_END = 0.05


class Door(ThreadingHTTPServer):
    """Where requests come in, one thread for each."""

    daemon_threads = True

    def __init__(self, host: str, port: int, standin: "StandIn"):
        self.standin = standin
        if ":" in host:
            self.address_family = socket.AF_INET6
        super().__init__((host, port), Handler)

    def handle_error(self, request, client_address) -> None:
        """A browser that went away is no news; everything else is."""
        if not isinstance(sys.exc_info()[1], ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class StandIn(Bank):
    """A Stripe account with an address. Raises Unsafe for any address beyond this machine.

    Without `webhook_url` events are recorded and returned, but nobody is told. `clock` gives
    the time in seconds, so that a test can let a session expire without waiting.
    """

    def __init__(
        self,
        *,
        secret: str = "whsec_standin",  # noqa: S107
        webhook_url: str | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        state_file: str | Path | None = None,
        chaos: Chaos | None = None,
        clock: Callable[[], float] = time.time,
    ):
        locks.check(host, webhook_url)
        self.door = Door(host, port, self)
        self.account = Account(state_file, clock)
        self.secret = secret
        self.faults = Faults()
        self.requests: deque[Request] = deque(maxlen=REQUESTS_KEPT)
        self.postman = None
        if webhook_url:
            self.postman = Postman(self.account, url=webhook_url, secret=secret, chaos=chaos)
            self.account.after_change = self.postman.wake
        self._closing = threading.Event()
        self._threads = [
            threading.Thread(
                target=self.door.serve_forever,
                args=(SECONDS_TO_NOTICE_THE_END,),
                name="standin-server",
                daemon=True,
            ),
            threading.Thread(target=self._tick, name="standin-clock", daemon=True),
        ]

    @property
    def url(self) -> str:
        """The address to set as STRIPE_API_BASE."""
        host, port = self.door.server_address[:2]
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    def start(self) -> "StandIn":
        """Serve, deliver and let time pass, each on its own thread."""
        for thread in self._threads:
            thread.start()
        if self.postman:
            self.postman.start()
        return self

    def close(self) -> None:
        """Stop everything; the state file is complete."""
        self._closing.set()
        self.door.shutdown()
        self.door.server_close()
        for thread in self._threads:
            thread.join()
        if self.postman:
            self.postman.close()
        self.account.close()

    def __enter__(self) -> "StandIn":
        return self.start()

    def __exit__(self, *error) -> None:
        self.close()

    def make_paid(
        self, gifts: Iterable[tuple[str, int]], *, seed: int = 0
    ) -> list[tuple[bytes, str]]:
        """One paid session for each (reference, euro cents), without a request.

        Some are refunded or disputed; the seed decides which. Returns body and signature header
        of every event, in order. Ten thousand take a few seconds.
        """
        return [
            self.sign(event) for event in make_paid(self.account, gifts, seed=seed, url=self.url)
        ]

    def redeliver(self, object_id: str) -> list[dict]:
        """Send every event of a session, or of any object, once more, and return them."""
        told = self.events_of(object_id)
        if self.postman:
            self.postman.redeliver([event["id"] for event in told])
            self._wait_for_first_tries(told)
        return told

    def webhooks(self, on: bool) -> None:
        """Fall silent towards the product, or tell it everything that has piled up since."""
        if self.postman is None:
            raise Refusal("There is no webhook to turn off: the stand-in was given no address.")
        self.postman.turn(on)

    def sign(self, event: dict, *, at: float | None = None) -> tuple[bytes, str]:
        """The body and the Stripe-Signature header of one delivery, sent at this second."""
        body = body_of(event)
        return body, signature(body, self.secret, int(time.time() if at is None else at))

    def session(self, session_id: str) -> dict:
        """One checkout session as it is now."""
        with self.account.reading():
            return snapshot(self.account.get(SESSION, session_id))

    def sessions(self) -> list[dict]:
        """Every checkout session, oldest first."""
        return self._copies(SESSION)

    def refunds(self) -> list[dict]:
        """Every refund, oldest first."""
        return self._copies(REFUND)

    def events(self) -> list[dict]:
        """Every event, oldest first."""
        return self._copies(EVENT)

    def disputes(self) -> list[dict]:
        """Every dispute, oldest first."""
        return self._copies(DISPUTE)

    def payouts(self) -> list[dict]:
        """Every payout, oldest first."""
        return self._copies(PAYOUT)

    def events_of(self, object_id: str) -> list[dict]:
        """Every event about an object, oldest first; a session's include all of its payment."""
        with self.account.reading():
            return snapshot(about(self.account, object_id))

    def books(self) -> dict[str, dict[str, int]]:
        """What happened to each donation's money, in euro cents by reference (see books.py)."""
        with self.account.reading():
            return books(self.account)

    def balance(self) -> dict[str, int]:
        """The euro cents that are available, and those that are pending."""
        with self.account.reading():
            return totals(self.account)

    def fault(
        self,
        kind: str,
        *,
        times: int = 1,
        method: str = "",
        path: str = "",
        seconds: float = 0,
        final: bool = True,
        remembered: bool = False,
    ) -> None:
        """Let the next requests to the API go wrong (see faults.py).

        Those of this method whose path begins so; by default all.
        """
        self.faults.add(Fault(kind, method, path, seconds, final, remembered), times)

    def drop_next_answer(self, times: int = 1) -> None:
        """Do the work of the next request to the API, but let its answer get lost."""
        self.fault(DROP_AFTER, times=times)

    def answer_next_with(self, status: int, times: int = 1) -> None:
        """Answer the next request to the API with a fault of Stripe's, such as 500 or 429."""
        self.fault(str(status), times=times)

    def wait_until_delivered(self, seconds: float = SECONDS_BEFORE_REDIRECT) -> bool:
        """Wait until the product has taken every event; False when it did not in time."""
        return self.postman is None or self.postman.wait_until_delivered(seconds)

    def intent_of(self, session_id: str) -> dict | None:
        """The payment intent of a session; None while nobody tried to pay."""
        with self.account.reading():
            intent_id = self.account.get(ORDER, session_id)["intent"]
            return snapshot(self.account.get(INTENT, intent_id)) if intent_id else None

    def wait(self, seconds: float) -> None:
        """Let so much time pass, unless the stand-in is closed meanwhile."""
        self._closing.wait(seconds)

    def _wait_for_first_tries(self, events: list[dict]) -> None:
        # Not while the account is locked: the product asks about the session meanwhile.
        if self.postman:
            self.postman.wait_for_first_tries(
                [event["id"] for event in events], SECONDS_BEFORE_REDIRECT
            )

    def _copies(self, kind: str) -> list[dict]:
        with self.account.reading():
            return snapshot(self.account.all(kind))

    def _tick(self) -> None:
        while not self._closing.wait(TICK_SECONDS):
            self.expire_due()
