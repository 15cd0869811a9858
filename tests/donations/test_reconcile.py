"""The command that compares the books with Stripe's: what it prints, and how it ends."""

import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.command_line import BadUsage
from donations.models import ReconciliationRun, WebhookEvent
from donations.tasks import RECONCILING
from tests.factories import book_gift
from tests.threads import held_elsewhere


@pytest.fixture
def lost(live_campaign, begin, standin):
    """A payment of which no webhook arrived."""
    return standin.pay(begin(live_campaign).session_id)


def test_what_was_lost_is_booked_and_counted(lost, capsys):
    call_command("reconcile", "--json")

    assert json.loads(capsys.readouterr().out) == {"checked": 1, "repaired": 2, "differences": []}


def test_the_events_that_were_lost_are_fetched_too(lost):
    call_command("reconcile")

    assert set(WebhookEvent.objects.values_list("by_sweep", flat=True)) == {True}


def test_people_read_one_line_when_all_agrees(db, standin, capsys):
    call_command("reconcile")

    assert capsys.readouterr().out == "checked: 0, repaired: 0\n"


def test_each_difference_is_named_and_the_end_is_1(live_campaign, standin, capsys):
    gift = book_gift(live_campaign, 50_00)

    with pytest.raises(SystemExit) as end:
        call_command("reconcile")

    assert end.value.code == 1
    assert capsys.readouterr().out == (
        f"missing_there of gift:{gift.source_id}: 0 expected, 5000 found\nchecked: 1, repaired: 0\n"
    )


def test_machines_read_the_same(live_campaign, standin, capsys):
    gift = book_gift(live_campaign, 50_00)

    with pytest.raises(SystemExit) as end:
        call_command("reconcile", "--json")

    assert end.value.code == 1
    assert json.loads(capsys.readouterr().out)["differences"] == [
        {
            "what": "missing_there",
            "where": f"gift:{gift.source_id}",
            "expected_cents": 0,
            "found_cents": 50_00,
        }
    ]


@pytest.mark.parametrize(
    ("since", "meant"),
    [
        ("2026-03-31", "2026-03-31T00:00:00+02:00"),
        ("2026-03-31T18:00", "2026-03-31T18:00:00+02:00"),
        ("2026-03-31T18:00+05:00", "2026-03-31T15:00:00+02:00"),
    ],
)
def test_a_day_to_look_back_to_can_be_given(db, standin, settings, since, meant):
    settings.TIME_ZONE = "Europe/Warsaw"

    call_command("reconcile", "--since", since)

    assert timezone.localtime(ReconciliationRun.objects.get().window_from).isoformat() == meant


@pytest.mark.parametrize(
    "since", ["yesterday", "31.3.2026", "2026-02-30", "0001-01-01", "9999-12-31", ""]
)
def test_what_is_no_such_day_is_said_in_one_line(db, standin, since):
    with pytest.raises(BadUsage) as error:
        call_command("reconcile", "--since", since)

    assert error.value.returncode == 2
    assert "\n" not in str(error.value) and f"“{since}”" in str(error.value)
    assert not ReconciliationRun.objects.exists()


def test_a_day_to_come_is_refused(db, standin):
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()

    with pytest.raises(BadUsage, match="has not come yet"):
        call_command("reconcile", "--since", tomorrow)


def test_a_stripe_that_does_not_answer_is_said_in_one_line(db, standin):
    standin.answer_next_with(500)

    with pytest.raises(CommandError, match="cannot be reached") as error:
        call_command("reconcile")

    assert error.value.returncode == 1


def test_a_key_that_may_not_look_is_said_in_one_line(db, standin):
    standin.answer_next_with(403)

    with pytest.raises(CommandError, match="May the key read"):
        call_command("reconcile")


@pytest.mark.django_db(transaction=True)
def test_one_comparison_is_made_at_a_time(standin):
    with held_elsewhere(RECONCILING), pytest.raises(CommandError, match="under way"):
        call_command("reconcile")

    assert not ReconciliationRun.objects.exists()
