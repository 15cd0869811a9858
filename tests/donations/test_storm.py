"""A storm of webhooks in small: repeated, in no order, by eight senders through the real door.

`make bench` sends ten thousand and looks at the clock.
"""

import http.client
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.utils import timezone

from donations import inbox
from donations.models import Donation, WebhookEvent
from donations.standin.chaos import Chaos
from tests.donations import agreement, books
from tests.factories import DonationFactory
from tests.threads import at_once

GIFTS = 100
SENDERS = 8
WORKERS = 2


@pytest.fixture
def letters(live_campaign, standin) -> list[tuple[bytes, str]]:
    """Every event of a hundred gifts, some of which go back; a third twice, in no order."""
    gifts = [
        DonationFactory(campaign=live_campaign, amount_cents=5_00 + number)
        for number in range(GIFTS)
    ]
    made = standin.make_paid([(gift.public_id, gift.amount_cents) for gift in gifts], seed=3)
    return Chaos(3).stir(made, repeated=1 / 3)


def send(url: str, letters: list[tuple[bytes, str]]) -> set[int]:
    """Post the letters over one connection; gives the statuses of the answers."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    statuses = set()
    for body, signature in letters:
        connection.request("POST", "/stripe/webhook/", body, {"Stripe-Signature": signature})
        answer = connection.getresponse()
        answer.read()
        statuses.add(answer.status)
    connection.close()
    return statuses


def work_off() -> int:
    """Until nothing waits any more, also not for its next try."""
    done, later = 0, timezone.now() + timedelta(days=1)
    while finished := inbox.process(later):
        done += finished
    return done


@pytest.mark.django_db(transaction=True)
def test_a_storm_is_taken_worked_off_and_booked_to_the_cent(
    live_server, letters, standin, live_campaign, capsys
):
    shares = [letters[number::SENDERS] for number in range(SENDERS)]

    answers = at_once(*[lambda share=share: send(live_server.url, share) for share in shares])

    assert answers == [{200}] * SENDERS
    told = {event["id"] for event in books.hints(standin.events())}
    assert set(WebhookEvent.objects.values_list("event_id", flat=True)) == told
    assert sum(at_once(*[work_off] * WORKERS)) == len(told)
    assert not WebhookEvent.objects.filter(processed_at=None).exists()
    assert Donation.objects.filter(status="paid").count() == GIFTS
    assert agreement.differences(standin.books()) == []
    call_command("verify_books")
    assert capsys.readouterr().out == ""


@pytest.mark.django_db(transaction=True)
def test_a_cent_that_is_missing_would_be_seen(live_campaign, standin):
    gift = DonationFactory(campaign=live_campaign, amount_cents=5_00)
    standin.make_paid([(gift.public_id, 5_00)])

    (difference,) = agreement.differences(standin.books())

    assert gift.public_id in difference
