"""What the commands of the books print, and how they end."""

import json

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts import notices
from campaigns.models import CampaignTotal
from donations.models import LedgerEntry
from tests.factories import WebhookEventFactory, book_gift


def test_verify_books_is_silent_when_all_agrees(live_campaign, capsys):
    book_gift(live_campaign)

    call_command("verify_books")

    assert capsys.readouterr().out == ""


@pytest.mark.books_differ
def test_verify_books_names_each_difference_and_ends_with_1(live_campaign, capsys):
    book_gift(live_campaign, 50_00)
    CampaignTotal.objects.update(raised_cents=1)

    with pytest.raises(SystemExit) as end:
        call_command("verify_books")

    assert end.value.code == 1
    assert capsys.readouterr().out == (
        f"total of campaign:{live_campaign.public_id}: 5000 expected, 1 found\n"
    )


@pytest.mark.books_differ
def test_verify_books_says_the_same_to_machines(live_campaign, capsys):
    book_gift(live_campaign, 50_00)
    CampaignTotal.objects.update(raised_cents=1)

    with pytest.raises(SystemExit):
        call_command("verify_books", "--json")

    said = json.loads(capsys.readouterr().out)
    assert (said["campaigns"], said["entries"]) == (1, 1)
    assert said["differences"] == [
        {
            "what": "total",
            "where": f"campaign:{live_campaign.public_id}",
            "expected_cents": 50_00,
            "found_cents": 1,
        }
    ]


def test_drain_works_off_what_makes_something_else_due(
    live_campaign, begin, standin, deliver, client, capsys, mailoutbox
):
    """The gift is booked, so its receipt is owed, and sent in the same go."""
    donation = begin(live_campaign, email="giver@mailbox.example")
    deliver(client, *standin.pay(donation.session_id))
    waiting = notices.due(timezone.now()).count()

    call_command("drain", "--json")

    said = json.loads(capsys.readouterr().out)
    assert said["events"] == 1
    assert said["notices"] == waiting + 1 == len(mailoutbox)
    assert LedgerEntry.objects.count() == 1


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
