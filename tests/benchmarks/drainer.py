"""A worker without a broker: works off the inbox when it is told to, and looks at the clock.

python -m tests.benchmarks.drainer inbox | fetch says "ready", waits for a line on its standard
input, and prints one line of JSON. `fetch` asks Stripe for sessions of the inbox, as many at a
time as the inbox does, and books nothing: what is left is our own part of the work. Its line of
input is "PART PARTS MOST".
"""

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import django
from django.conf import settings


def main(what: str) -> None:
    django.setup()
    settings.DEBUG = False  # it would keep every query
    # Models can be imported only now.
    from django.db import connection

    from donations import inbox, stripe_gateway
    from donations.models import WebhookEvent

    def fetch(part: int, parts: int, most: int) -> int:
        sessions = WebhookEvent.objects.filter(type="checkout.session.completed")
        wanted = list(sessions.values_list("object_id", flat=True)[:most][part::parts])
        with ThreadPoolExecutor(inbox.LOOKS_AT_ONCE) as pool:
            return len(list(pool.map(stripe_gateway.fetch_session, wanted)))

    connection.ensure_connection()
    print("ready", flush=True)
    asked = sys.stdin.readline().split()
    begun = time.monotonic()
    done = inbox.process() if what == "inbox" else fetch(*map(int, asked))
    print(json.dumps({"done": done, "seconds": time.monotonic() - begun}))


if __name__ == "__main__":
    main(*sys.argv[1:])
