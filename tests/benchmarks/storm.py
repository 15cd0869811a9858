"""The storm: thousands of events at the door, worked off by two workers, and the books after it.

What the machine itself can do is measured in the same run: the figures that mean something are
the ratios.
"""

import json
import subprocess
import sys
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
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
from launcher import CannotGoOn
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
PATIENCE_SECONDS = 900
# What we aim at: a share of plain SQL, and events in a second without Stripe's part.
ACCEPTED_OF_SQL = 0.25
BOOKED_PER_SECOND = 500


def run(house: House, standin: StandIn, *, events: int, gifts: int) -> int:
    """Send, work off, compare; gives 1 when anything was lost or differs."""
    call_command("sample_data", campaigns=CAMPAIGNS, gifts=gifts)
    samples = Donation.objects.aggregate(last=Max("pk"))["last"] or 0
    letters = write_letters(standin, house.state / "letters", events)
    faults = accept(house, letters)
    drain(house, standin)
    return judge(standin, faults, samples)


def accept(house: House, letters: int) -> list[str]:
    """Send the letters to the door; gives a sentence for each kind of answer but 200."""
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
    show("", f"{accepted / per_sql / ACCEPTED_OF_SQL:.0%} of the goal, {ACCEPTED_OF_SQL:.0%} of it")
    show("", f"{accepted / per_http:.0%} of an empty view ({per_http:.0f}/s)")
    return [
        f"{number} answers {status}"
        for status, number in sent["answers"].items()
        if status != "200"
    ]


def drain(house: House, standin: StandIn) -> None:
    """Let the workers work off the inbox, and tell their part from Stripe's."""
    per_fetch = rate(workers("fetch", house))
    noted = WebhookEvent.objects.count()
    standin.requests = deque()  # all of them, not the last thousand
    said = workers("inbox", house)
    done, seconds = sum(one["done"] for one in said), max(one["seconds"] for one in said)
    if not done:
        raise CannotGoOn("The workers finished nothing.\n" + log_tail("drainer", house))
    asked = len(standin.requests)
    show("drained", f"{done / seconds:.0f} events/s by {WORKERS} workers, of {noted} in the inbox")
    show("", f"{asked / done:.2f} questions to Stripe for each; {per_fetch:.0f}/s alone")
    own = done / max(seconds - asked / per_fetch, 0.001)
    show("", f"{own:.0f} events/s without what the questions alone take")
    show("", f"{own / BOOKED_PER_SECOND:.0%} of the goal, {BOOKED_PER_SECOND}/s")


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

    def insert(sender: int) -> int:
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
        return number

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        return sum(pool.map(insert, range(CONNECTIONS))) / LIMIT_SECONDS


def send(house: House, path: str, file: Path | None) -> dict:
    """What the sender says, which is a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.sender", str(house.port), path]
    command += [str(file or "-"), str(CONNECTIONS)]
    with (house.state / "sender.log").open("a") as log:
        child = subprocess.Popen(command, env=house.env, stdout=subprocess.PIPE, stderr=log)
        return last_word(child, "sender", house)


def workers(what: str, house: House) -> list[dict]:
    """What each worker says, all begun at the same moment."""
    command = [sys.executable, "-m", "tests.benchmarks.drainer", what]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with (house.state / "drainer.log").open("a") as log:
        children = [
            subprocess.Popen(command, env=house.env, stderr=log, **pipes) for _ in range(WORKERS)
        ]
        for child in children:
            if child.stdout.readline() != "ready\n":
                raise CannotGoOn(ended(child, "drainer", house))
        for part, child in enumerate(children):
            child.stdin.write(f"{part} {WORKERS} {FETCHES}\n")
            child.stdin.flush()
        return [last_word(child, "drainer", house) for child in children]


def last_word(child: subprocess.Popen, name: str, house: House) -> dict:
    """The line of JSON that a process of ours ends with. Raises CannotGoOn without one."""
    try:
        said = child.communicate(timeout=PATIENCE_SECONDS)[0]
        return json.loads(said)
    except subprocess.TimeoutExpired:
        child.kill()
        raise CannotGoOn(
            f"The {name} was not done after {PATIENCE_SECONDS} s.\n{log_tail(name, house)}"
        ) from None
    except ValueError:
        raise CannotGoOn(ended(child, name, house)) from None


def ended(child: subprocess.Popen, name: str, house: House) -> str:
    return f"The {name} ended with status {child.wait()}.\n{log_tail(name, house)}"


def log_tail(name: str, house: House) -> str:
    return "\n".join((house.state / f"{name}.log").read_text().splitlines()[-15:])


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
