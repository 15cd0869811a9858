"""Real processes: a worker that works, a worker that is killed, a web server without a broker."""

import os
import signal
import socket
import time

import pytest
from django.core.management import call_command

from campaigns.models import CampaignTotal
from donations.models import LedgerEntry, WebhookEvent

pytestmark = pytest.mark.django_db(transaction=True)


def wait_until(is_so, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def gifts() -> int:
    return LedgerEntry.objects.filter(kind="gift").count()


def all_done() -> bool:
    return not WebhookEvent.objects.filter(processed_at=None).exists()


def test_a_worker_books_what_stripe_tells(
    live_campaign, begin, standin, deliver, client, start_worker
):
    donation = begin(live_campaign, 50_00)
    start_worker()

    deliver(client, *standin.pay(donation.session_id))

    wait_until(all_done)
    assert CampaignTotal.objects.get().raised_cents == 50_00


def test_a_worker_that_is_killed_loses_nothing(
    live_campaign, begin, standin, deliver, client, start_worker
):
    for _ in range(30):
        deliver(client, *standin.pay(begin(live_campaign, 1_00).session_id))
    worker = start_worker()
    wait_until(gifts)

    os.killpg(worker.process.pid, signal.SIGKILL)
    worker.process.wait()
    assert not all_done()

    def drained() -> bool:
        # PostgreSQL may need a moment to notice whose locks are free.
        call_command("drain", "--json")
        return all_done()

    wait_until(drained)
    assert gifts() == 30
    assert CampaignTotal.objects.get().raised_cents == 30_00


@pytest.fixture
def refusing(db) -> str:
    """The address of a broker that is not there."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        yield f"redis://127.0.0.1:{closed.getsockname()[1]}/0"


def test_without_a_broker_stripe_is_answered_at_once_and_nothing_is_lost(
    live_campaign, begin, standin, start_web, refusing
):
    web = start_web(REDIS_URL=refusing)
    assert web.ask("GET", "/readyz") == (503, b"not ready: broker\n")
    events = standin.pay(begin(live_campaign, 50_00).session_id)

    for event in events:
        body, signature = standin.sign(event)
        headers = {"Stripe-Signature": signature}
        assert web.ask("POST", "/stripe/webhook/", body, headers)[0] == 200

    call_command("drain")
    assert CampaignTotal.objects.get().raised_cents == 50_00
