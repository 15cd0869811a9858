"""The storm: thousands of events at the door, worked off by two workers, and the books after it.

What the machine itself can do is measured in the same run: the figures that mean something are
the ratios.
"""

import json
import subprocess
import sys
import threading
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.db.models import Max
from django.utils import timezone

from campaigns.models import Campaign
from donations import books_check, inbox
from donations.models import Donation, WebhookEvent
from donations.standin.chaos import Chaos
from donations.standin.events import body_of
from donations.standin.server import StandIn
from tests.donations import agreement
from tests.house import House

CONNECTIONS = 8
WORKERS = 2
REPEATED = 0.3
SEED = 20
CAMPAIGNS = 20
# Events that a gift of the stand-in's mixture sets off and the product listens to.
EVENTS_PER_GIFT = 2.4
LIMIT_SECONDS = 3
FETCHES = 400
FAULTS_SHOWN = 20


def run(house: House, standin: StandIn, *, events: int, gifts: int) -> int:
    """Send, work off, compare; gives 1 when anything was lost or differs."""
    call_command("sample_data", campaigns=CAMPAIGNS, gifts=gifts)
    samples = Donation.objects.aggregate(last=Max("pk"))["last"] or 0
    letters = write_letters(standin, house.state / "letters", events)
    per_sql = plain_inserts()
    empty = send(house, "/healthz", None)
    per_http = sum(empty["answers"].values()) / empty["seconds"]
    sent = send(house, "/stripe/webhook/", house.state / "letters")
    accepted = letters / sent["seconds"]
    show(
        "accepted",
        f"{accepted:.0f} events/s, median {sent['median_ms']:.0f} ms, "
        f"99 % within {sent['p99_ms']:.0f} ms",
    )
    show("", f"{accepted / per_sql:.0%} of the same rows by plain SQL ({per_sql:.0f}/s)")
    show("", f"{accepted / per_http:.0%} of an empty view ({per_http:.0f}/s)")
    faults = [
        f"{number} answers {status}"
        for status, number in sent["answers"].items()
        if status != "200"
    ]
    per_fetch = rate(workers("fetch", house))
    noted = WebhookEvent.objects.count()
    drained = rate(workers("inbox", house))
    show("drained", f"{drained:.0f} events/s by {WORKERS} workers, of {noted} in the inbox")
    show("", f"{drained / per_fetch:.0%} of one fetch each and nothing else ({per_fetch:.0f}/s)")
    return judge(standin, faults, samples)


def write_letters(standin: StandIn, file: Path, events: int) -> int:
    """Gifts of about so many events, into a file in no order, three in ten twice; gives lines."""
    campaigns = list(Campaign.objects.values_list("pk", flat=True))
    wanted = Donation.objects.bulk_create(
        Donation(
            # Half of them go to one campaign, as on the day after a newspaper wrote.
            campaign_id=campaigns[0 if place % 2 else place // 2 % len(campaigns)],
            amount_cents=5_00 + place,
        )
        for place in range(round(events / EVENTS_PER_GIFT))
    )
    standin.make_paid([(one.public_id, one.amount_cents) for one in wanted], seed=SEED)
    # Stripe is asked to send these types only.
    told = [body_of(event) for event in standin.events() if event["type"] in inbox.HANDLERS]
    letters = Chaos(SEED).stir(told, repeated=REPEATED)
    file.write_bytes(b"\n".join(letters))
    show("storm", f"{len(told)} events, {len(letters)} letters over {CONNECTIONS} connections")
    return len(letters)


def plain_inserts() -> float:
    """Rows of the inbox that eight connections write in a second, each committed on its own."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE plain_inbox (LIKE donations_webhookevent INCLUDING ALL)")
    end = time.monotonic() + LIMIT_SECONDS
    written = []

    def insert(sender: int) -> None:
        number = 0
        with closing(connection.copy()) as own, own.cursor() as cursor:
            while time.monotonic() < end:
                number += 1
                cursor.execute(
                    "INSERT INTO plain_inbox (event_id, type, object_id, created_at, by_sweep, "
                    "received_at, attempts, last_error) "
                    "VALUES (%s, 'charge.updated', 'ch_1', now(), false, now(), 0, '') "
                    "ON CONFLICT DO NOTHING",
                    [f"evt_{sender}_{number}"],
                )
        written.append(number)

    threads = [threading.Thread(target=insert, args=[one]) for one in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(written) / LIMIT_SECONDS


def send(house: House, path: str, file: Path | None) -> dict:
    """What the sender says, which is a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.sender", str(house.port), path]
    command += [str(file or "-"), str(CONNECTIONS)]
    done = subprocess.run(command, env=house.env, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def workers(what: str, house: House) -> list[dict]:
    """What each worker says, all begun at the same moment."""
    command = [sys.executable, "-m", "tests.benchmarks.drainer", what]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    log = (house.state / "drainers.log").open("a")
    with log:
        children = [
            subprocess.Popen(command, env=house.env, stderr=log, **pipes) for _ in range(WORKERS)
        ]
        for child in children:
            child.stdout.readline()
        for part, child in enumerate(children):
            child.stdin.write(f"{part} {WORKERS} {FETCHES}\n")
            child.stdin.flush()
        return [json.loads(child.communicate()[0]) for child in children]


def rate(said: list[dict]) -> float:
    return sum(one["done"] for one in said) / max(one["seconds"] for one in said)


def judge(standin: StandIn, faults: list[str], samples: int) -> int:
    """Compare the books with the stand-in's and with themselves; gives the exit status."""
    later = timezone.now() + timedelta(days=1)
    while again := inbox.process(later):
        show("", f"{again} events more, which had to wait for another")
    told = {event["id"] for event in standin.events() if event["type"] in inbox.HANDLERS}
    kept = set(WebhookEvent.objects.exclude(processed_at=None).values_list("event_id", flat=True))
    faults += [f"{len(told - kept)} events are lost"] if told - kept else []
    faults += agreement.differences(standin.books(), since=samples)
    faults += map(str, books_check.check_books())
    show("books", "equal the stand-in's to the cent" if not faults else "DIFFER")
    for fault in faults[:FAULTS_SHOWN]:
        print(fault)
    return int(bool(faults))


def show(name: str, figures: str) -> None:
    print(f"{name:10} {figures}", flush=True)
