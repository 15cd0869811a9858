"""What working off by hand prints, and how it ends."""

import json

from django.core.management import call_command
from django.utils import timezone

from accounts import notices
from campaigns.models import CampaignTotal
from donations.models import LedgerEntry
from tests.factories import WebhookEventFactory


def test_drain_works_off_what_makes_something_else_due(
    live_campaign, begin, standin, deliver, client, capsys, mailoutbox
):
    """The gift and its fee are booked; its receipt is owed, and sent in the same go."""
    donation = begin(live_campaign, email="giver@mailbox.example")
    deliver(client, *standin.pay(donation.session_id))
    waiting = notices.due(timezone.now()).count()

    call_command("drain", "--json")

    said = json.loads(capsys.readouterr().out)
    assert said["events"] == 2
    assert said["notices"] == waiting + 1 == len(mailoutbox)
    assert LedgerEntry.objects.count() == 2


def test_drain_ends_when_what_is_left_is_not_due(standin, db, capsys):
    WebhookEventFactory()

    call_command("drain")

    assert capsys.readouterr().out == "events: 0, notices: 0\n"


def test_drain_books_a_refund_that_came_before_its_gift(
    live_campaign, begin, standin, deliver, client
):
    donation = begin(live_campaign, 50_00)
    paid, refunded = standin.pay(donation.session_id), standin.refund(donation.session_id, 20_00)
    deliver(client, *reversed(refunded), *reversed(paid))

    call_command("drain")

    assert CampaignTotal.objects.get().raised_cents == 30_00
