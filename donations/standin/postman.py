"""Carries events to the product's webhook until it says 2xx: at least once, in no order.

How far each delivery has come is part of the account's state, so a restart goes on with what
was left over.
"""

import http.client
import threading
import time
from urllib.parse import urlsplit

from donations.standin.account import DELIVERY, EVENT, Account
from donations.standin.chaos import Chaos
from donations.standin.events import body_of, signature

# Seconds before the second, third, … try; the last one is repeated for three days.
PAUSES = (1, 5, 15, 60, 300, 1800)
SECONDS_UNTIL_GIVING_UP = 3 * 24 * 60 * 60
ANSWER_SECONDS = 10


class Postman:
    """Sends what is due to one address, on a thread of its own."""

    def __init__(self, account: Account, *, url: str, secret: str, chaos: Chaos | None = None):
        self.account = account
        self.secret = secret
        self.chaos = chaos
        self.on = True
        self._address = urlsplit(url)
        self._news = threading.Condition()
        self._closing = False
        self._thread = threading.Thread(target=self._work, name="standin-postman", daemon=True)

    def start(self) -> None:
        """Begin to deliver, first of all what an earlier run left over."""
        self._thread.start()

    def close(self) -> None:
        """Finish the letter in hand and stop."""
        with self._news:
            self._closing = True
            self._news.notify_all()
        self._thread.join(ANSWER_SECONDS + 1)

    def wake(self) -> None:
        """Something may be due."""
        with self._news:
            self._news.notify_all()

    def turn(self, on: bool) -> None:
        """Deliver, or let everything pile up until this is said again."""
        self.on = on
        self.wake()

    def wait_for_first_tries(self, event_ids: list[str], seconds: float) -> bool:
        """Wait until each event was tried once; False when nobody tries, or not in time."""
        self._wait(
            lambda: not self.on or all(self._delivery(one)["attempts"] for one in event_ids),
            seconds,
        )
        return all(self._delivery(one)["attempts"] for one in event_ids)

    def wait_until_delivered(self, seconds: float) -> bool:
        """Wait until nothing is left over; False when the time is over before that."""
        return self._wait(lambda: not self._left_over(), seconds)

    def redeliver(self, event_ids: list[str]) -> None:
        """Send these once more, whether or not they have arrived before."""
        with self.account.changing():
            for event_id in event_ids:
                now = self.account.clock()
                again = {"attempts": 0, "due_at": now, "delivered_at": None, "asked_at": now}
                self.account.save(DELIVERY, {**self._delivery(event_id), **again})

    def _work(self) -> None:
        while not self._closing:
            if not self._deliver_due():
                with self._news:
                    # A second at most, because a pause or a session may have run out.
                    self._news.wait(1)

    def _deliver_due(self) -> bool:
        if not self.on:
            return False
        due = [one["id"] for one in self._left_over() if one["due_at"] <= self.account.clock()]
        if self.chaos:
            due = self.chaos.stir(due)
        for event_id in due:
            if self._closing or not self.on:
                break
            tried_at = self.account.clock()
            status = self._post(body_of(self.account.get(EVENT, event_id)))
            self._record(event_id, status, tried_at)
        return bool(due)

    def _post(self, body: bytes) -> int | None:
        """Send one body and return the status of the answer; None when there was none."""
        secure = self._address.scheme == "https"
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        connection = kind(self._address.hostname, self._address.port, timeout=ANSWER_SECONDS)
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Stripe-Signature": signature(body, self.secret, int(time.time())),
            "User-Agent": "Stripe/1.0 (stand-in)",
        }
        try:
            connection.request("POST", self._address.path or "/", body, headers)
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()

    def _record(self, event_id: str, status: int | None, tried_at: float) -> None:
        with self.account.changing():
            delivery = self._delivery(event_id)
            attempts = delivery["attempts"] + 1
            pause = PAUSES[min(attempts, len(PAUSES)) - 1]
            delivery.update(attempts=attempts, status=status, due_at=tried_at + pause)
            # A redirect is a failure, as with Stripe.
            if status is not None and 200 <= status < 300:
                delivery["delivered_at"] = tried_at
            self.account.save(DELIVERY, delivery)

    def _left_over(self) -> list[dict]:
        with self.account.reading():
            return [
                delivery
                for delivery in self.account.all(DELIVERY)
                if delivery["delivered_at"] is None and not self._is_given_up(delivery)
            ]

    def _is_given_up(self, delivery: dict) -> bool:
        # An old event that somebody asked for once more is as good as a new one.
        began = delivery.get("asked_at", self.account.get(EVENT, delivery["id"])["created"])
        return began < self.account.clock() - SECONDS_UNTIL_GIVING_UP

    def _delivery(self, event_id: str) -> dict:
        return self.account.get(DELIVERY, event_id)

    def _wait(self, is_so, seconds: float) -> bool:
        with self._news:
            return self._news.wait_for(is_so, seconds)
