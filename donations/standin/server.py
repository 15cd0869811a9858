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
from collections.abc import Callable
from http.server import ThreadingHTTPServer
from pathlib import Path

from donations.standin import locks, scenarios
from donations.standin.account import (
    EVENT,
    INTENT,
    ORDER,
    REFUND,
    SESSION,
    Account,
    snapshot,
)
from donations.standin.events import body_of, signature
from donations.standin.faults import Faults
from donations.standin.handler import Handler, Request
from donations.standin.postman import Postman

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


class StandIn:
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
        chaos: bool = False,
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

    def pay(self, session_id: str, *, confirmed: bool = False) -> list[dict]:
        """Pay by card. Like every act: returns the events in order, once each was sent."""
        return self._act(scenarios.pay, session_id, confirmed=confirmed)

    def pay_by_debit(self, session_id: str) -> list[dict]:
        """Pay by bank debit: complete but unpaid until `settle` or `fail`."""
        return self._act(scenarios.pay_by_debit, session_id)

    def settle(self, session_id: str) -> list[dict]:
        """The bank debit was collected."""
        return self._act(scenarios.settle, session_id)

    def fail(self, session_id: str) -> list[dict]:
        """The bank debit could not be collected."""
        return self._act(scenarios.fail, session_id)

    def decline(self, session_id: str) -> list[dict]:
        """The card is declined; the session stays open."""
        return self._act(scenarios.decline, session_id)

    def expire(self, session_id: str) -> list[dict]:
        """The session is over without a payment."""
        return self._act(scenarios.expire, session_id)

    def refund(self, session_id: str, cents: int | None = None) -> list[dict]:
        """Give back `cents` of a paid session, or all that is left."""
        charge = scenarios.charge_of(self.account, session_id)
        return self._act(scenarios.refund, charge["id"], cents=cents)

    def fail_refund(self, refund_id: str) -> list[dict]:
        """The refund came back: the account has the money again."""
        return self._act(scenarios.fail_refund, refund_id)

    def redeliver(self, session_id: str) -> list[dict]:
        """Send every event of this session once more, and return them."""
        told = self.events_of(session_id)
        if self.postman:
            self.postman.redeliver([event["id"] for event in told])
            self._await([event["id"] for event in told])
        return told

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

    def events_of(self, session_id: str) -> list[dict]:
        """Every event about a session, its payment or its refunds, oldest first."""
        with self.account.reading():
            intent_id = self.account.get(ORDER, session_id)["intent"]
            return snapshot(
                [
                    event
                    for event in self.account.all(EVENT)
                    if event["data"]["object"]["id"] in {session_id, intent_id}
                    or (intent_id and event["data"]["object"].get("payment_intent") == intent_id)
                ]
            )

    def drop_next_answer(self, times: int = 1) -> None:
        """Do the work of the next request to the API, but let its answer get lost."""
        self.faults.drop(times)

    def answer_next_with(self, status: int, times: int = 1) -> None:
        """Answer the next request to the API with a fault of Stripe's, such as 500 or 429."""
        self.faults.answer_with(status, times)

    def wait_until_delivered(self, seconds: float = SECONDS_BEFORE_REDIRECT) -> bool:
        """Wait until the product has taken every event; False when it did not in time."""
        return self.postman is None or self.postman.wait_until_delivered(seconds)

    def expire_due(self) -> list[dict]:
        """Expire every session whose time is over, and return the events."""
        return scenarios.expire_due(self.account)

    def intent_of(self, session_id: str) -> dict | None:
        """The payment intent of a session; None while nobody tried to pay."""
        with self.account.reading():
            intent_id = self.account.get(ORDER, session_id)["intent"]
            return snapshot(self.account.get(INTENT, intent_id)) if intent_id else None

    def _act(self, act: Callable[..., list[dict]], *args, **kwargs) -> list[dict]:
        self.expire_due()
        told = snapshot(act(self.account, *args, **kwargs))
        self._await([event["id"] for event in told])
        return told

    def _await(self, event_ids: list[str]) -> None:
        # Not while the account is locked: the product asks about the session meanwhile.
        if self.postman:
            self.postman.wait_for_first_tries(event_ids, SECONDS_BEFORE_REDIRECT)

    def _copies(self, kind: str) -> list[dict]:
        with self.account.reading():
            return snapshot(self.account.all(kind))

    def _tick(self) -> None:
        while not self._closing.wait(TICK_SECONDS):
            self.expire_due()
