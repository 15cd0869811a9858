"""One round: donors give, banks take back, something is killed in the middle, and all comes back.

The process that kills is not the one that is killed: donations are begun before, and what is
checked is read after, so that nothing here has to survive.
"""

import os
import random
import secrets
import signal
import threading
import time
from contextlib import suppress
from datetime import datetime, timedelta

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from accounts import notices
from campaigns.models import Campaign
from donations import checkout, inbox, reconciliation
from donations.models import Donation
from donations.standin.errors import Refusal
from donations.standin.server import StandIn
from tests.faults import invariants
from tests.house import House
from tests.mailserver import MailServer

CAMPAIGNS = 5
GIFTS = 25
VICTIMS = ["web", "worker", "database", "broker"]
# How long after the beginning of a round the last kill may come.
KILLS_WITHIN_SECONDS = 2.0
DELIVERED_WITHIN_SECONDS = 90
PATIENCE_SECONDS = 30
# Every so many rounds the comparison with Stripe goes back to the first; in between, as long as
# the round took. All of it each time would make the last rounds the slowest.
COMPARE_ALL_EVERY = 10


class Loop:
    """What goes on from round to round: the site, the stand-in, and the books until now."""

    def __init__(self, house: House, standin: StandIn, mail: MailServer):
        self.house, self.standin, self.mail = house, standin, mail
        self.last = None
        self.victims = VICTIMS
        self.rounds = 0
        call_command("sample_data", campaigns=CAMPAIGNS, gifts=0, verbosity=0)
        self.campaigns = list(Campaign.objects.values_list("pk", flat=True))

    def forget_on_crash(self) -> None:
        """Let the database promise what it has not written down yet, and make it the victim.

        The control of this whole loop: what a site with a fault of this kind loses must be found.
        """
        with connection.cursor() as cursor:
            cursor.execute("ALTER SYSTEM SET synchronous_commit = off")
            cursor.execute("SELECT pg_reload_conf()")
        self.victims = ["database"]

    def round(self, seed: int) -> tuple[str, list[str]]:
        """Break and mend once; gives what was killed when, and what is wrong afterwards."""
        self.rounds += 1
        compares_all = self.rounds % COMPARE_ALL_EVERY == 0
        since = None if compares_all else timezone.now() - timedelta(seconds=2)
        # Two of them, because two threads draw; the same seed must give the same round.
        chance, chance_at_stripe = (random.Random(f"{seed} {who}") for who in ("we", "Stripe"))  # noqa: S311
        sessions = [self.begin(chance) for _ in range(GIFTS)]
        connection.close()
        donors = threading.Thread(target=self.live, args=[sessions, chance_at_stripe])
        donors.start()
        killed = self.kill(chance)
        donors.join()
        faults = self.wait_for_stripe() + self.work_off(since)
        faults += invariants.broken(self.standin, self.mail.letters, self.last)
        self.last = invariants.last_link()
        return killed, faults

    def begin(self, chance: random.Random) -> str:
        """A donor fills in the form; every second one leaves an address."""
        donation = checkout.start(
            chance.choice(self.campaigns),
            cents=chance.randint(2_00, 200_00),
            locale="en",
            form_token=secrets.token_hex(16),
            email=f"{secrets.token_hex(8)}@mailbox.example" if chance.random() < 0.5 else "",
        )
        return checkout.open_session(donation, host="https://example.org").session_id

    def live(self, sessions: list[str], chance: random.Random) -> None:
        """What becomes of the payments at Stripe, while nobody waits for our answers."""
        acts = {"kept": 8, "debit": 2, "refund": 3, "part": 2, "in vain": 2, "won": 1, "lost": 1}
        for session_id in sessions:
            fate = chance.choices(list(acts), list(acts.values()))[0]
            with suppress(Refusal):
                happen(self.standin, session_id, fate)
            time.sleep(chance.random() * KILLS_WITHIN_SECONDS / len(sessions))

    def kill(self, chance: random.Random) -> str:
        """Kill one to three services, each at a moment of its own; gives what, and when."""
        self.house.supervisor.restarts.clear()
        count = chance.choices([1, 2, 3], [6, 3, 1])[0]
        victims = chance.sample(self.victims, min(count, len(self.victims)))
        said, begun = [], time.monotonic()
        for moment, name in sorted(
            (chance.uniform(0, KILLS_WITHIN_SECONDS), name) for name in victims
        ):
            time.sleep(max(0, moment - (time.monotonic() - begun)))
            kill(self.house, name)
            said.append(f"{name} after {moment:.2f} s")
        time.sleep(chance.random())
        for name in ("database", "broker", "web", "worker"):
            service = self.house.services[name]
            if name in victims or service.process.poll() is not None:
                service.process.wait(PATIENCE_SECONDS)
                self.house.supervisor.restart(service)
        return ", ".join(said)

    def wait_for_stripe(self) -> list[str]:
        """Stripe repeats what was not answered; gives a fault when it does not get through."""
        if self.standin.wait_until_delivered(DELIVERED_WITHIN_SECONDS):
            return []
        return [f"not all events were taken within {DELIVERED_WITHIN_SECONDS} s"]

    def work_off(self, since: datetime | None) -> list[str]:
        """Beside the workers, which may be at it: until nothing waits, also for its next try.

        Gives what the nightly comparison with Stripe would find, going back to `since`.
        """
        later = timezone.now() + timedelta(days=1)
        end = time.monotonic() + PATIENCE_SECONDS
        while invariants.something_waits() and time.monotonic() < end:
            inbox.process(later)
            notices.deliver(later)
            time.sleep(0.1)
        found = reconciliation.run(since=since).discrepancies
        return [str(reconciliation.Difference(**one)) for one in found]

    def told(self) -> str:
        return f"{Donation.objects.filter(status='paid').count()} gifts in the books"


def happen(standin: StandIn, session_id: str, fate: str) -> None:
    if fate == "debit":
        standin.pay_by_debit(session_id)
        standin.settle(session_id)
        return
    standin.pay(session_id)
    if fate in {"refund", "part", "in vain"}:
        told = standin.refund(session_id, 1_00 if fate == "part" else None)
        if fate == "in vain":
            standin.fail_refund(of(told, "refund"))
    elif fate in {"won", "lost"}:
        dispute_id = of(standin.dispute(session_id), "dispute")
        (standin.win if fate == "won" else standin.lose)(dispute_id)


def of(told: list[dict], kind: str) -> str:
    """The id of the object of this kind that the events are about."""
    objects = (event["data"]["object"] for event in told)
    return next(thing["id"] for thing in objects if thing["object"] == kind)


def kill(house: House, name: str) -> None:
    """As the kernel does when memory is short; a database loses its head and its sessions."""
    pid = house.services[name].process.pid
    if name == "database":
        os.kill(pid, signal.SIGKILL)
    else:
        os.killpg(pid, signal.SIGKILL)
