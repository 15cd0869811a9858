"""Sends a file of events to a webhook over kept connections, as a process of its own.

python -m tests.benchmarks.sender PORT PATH FILE CONNECTIONS prints one line of JSON. The file
has an event in each line; without one (“-”) the path is fetched again and again.
"""

import http.client
import json
import os
import sys
import threading
import time
from collections import Counter
from pathlib import Path

from donations.standin.events import signature

SECONDS_OF_FETCHING = 3
ANSWER_SECONDS = 60
# What the proxy in front would say.
HTTPS = {"X-Forwarded-Proto": "https"}


class Sender(threading.Thread):
    """One connection: posts its share of the letters, and remembers the answers."""

    def __init__(self, port: int, path: str, bodies: list[bytes] | None):
        super().__init__()
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_SECONDS)
        self.path, self.bodies = path, bodies
        self.statuses: Counter[str] = Counter()
        self.seconds: list[float] = []

    def run(self) -> None:
        if self.bodies is None:
            end = time.monotonic() + SECONDS_OF_FETCHING
            while time.monotonic() < end:
                self.ask("GET")
            return
        secret = os.environ["STRIPE_WEBHOOK_SECRETS"]
        for body in self.bodies:
            # Signed as it is sent: a signature is good for five minutes only.
            self.ask("POST", body, {"Stripe-Signature": signature(body, secret, int(time.time()))})

    def ask(self, method: str, body: bytes | None = None, headers: dict | None = None) -> None:
        begun = time.monotonic()
        try:
            self.connection.request(method, self.path, body, HTTPS | (headers or {}))
            answer = self.connection.getresponse()
            answer.read()
            self.statuses[str(answer.status)] += 1
        except (OSError, http.client.HTTPException) as error:
            self.statuses[type(error).__name__] += 1
            self.connection.close()
        self.seconds.append(time.monotonic() - begun)


def main(port: str, path: str, file: str, connections: str) -> None:
    bodies = None if file == "-" else Path(file).read_bytes().splitlines()
    number = int(connections)
    senders = [Sender(int(port), path, bodies and bodies[place::number]) for place in range(number)]
    begun = time.monotonic()
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    waited = sorted(seconds for sender in senders for seconds in sender.seconds)
    print(
        json.dumps(
            {
                "seconds": time.monotonic() - begun,
                "answers": sum((sender.statuses for sender in senders), Counter()),
                "median_ms": waited[len(waited) // 2] * 1000,
                "p99_ms": waited[len(waited) * 99 // 100] * 1000,
            }
        )
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
