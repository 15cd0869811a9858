"""Pages that many ask for at once: kept ones, and the same made anew for every reader."""

import threading
from contextlib import contextmanager

from django.db import connection

from campaigns.models import Campaign, PublicChange
from tests.benchmarks.storm import answers_per_second, send, show
from tests.house import House

CHANGES_PAUSE_SECONDS = 0.002
# What we aim at: a share of an empty view on the same server.
KEPT_OF_EMPTY = 0.9


def run(house: House) -> None:
    """Ask for the list and for the campaign with the most gifts."""
    busiest = Campaign.objects.public().order_by("-total__gift_count").first()
    empty = answers_per_second(send(house, "/healthz", None))
    for name, path in [("list", "/en/"), ("campaign", f"/en/c/{busiest.public_id}/")]:
        kept = answers_per_second(send(house, path, None))
        with something_changing():
            made = answers_per_second(send(house, path, None))
        show(name, f"{kept:.0f} kept pages/s, {made:.0f}/s when each is made anew")
        show("", f"{kept / empty:.0%} of an empty view ({empty:.0f}/s)")
        show("", f"{kept / empty / KEPT_OF_EMPTY:.0%} of the goal, {KEPT_OF_EMPTY:.0%} of it")


@contextmanager
def something_changing():
    """As long as this lasts, no page is the same as a moment ago."""
    over = threading.Event()

    def change() -> None:
        while not over.wait(CHANGES_PAUSE_SECONDS):
            PublicChange.objects.create()
        connection.close()

    changing = threading.Thread(target=change, daemon=True)
    changing.start()
    try:
        yield
    finally:
        over.set()
        changing.join()
