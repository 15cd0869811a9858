"""The command that gives events another try."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.command_line import BadUsage
from accounts.models import AuditEntry
from donations import inbox
from donations.models import WebhookEvent
from tests.factories import WebhookEventFactory


@pytest.fixture
def events(db) -> dict[str, WebhookEvent]:
    """One event in each state."""
    later = timezone.now() + timedelta(hours=1)
    return {
        "waiting": WebhookEventFactory(attempts=3, due_at=later),
        "given up": WebhookEventFactory(attempts=inbox.TRIES, due_at=later),
        "done": WebhookEventFactory(attempts=1, processed_at=timezone.now()),
    }


def due(events) -> set[str]:
    pks = set(inbox.due(timezone.now()).values_list("pk", flat=True))
    return {state for state, event in events.items() if event.pk in pks}


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ([], {"waiting", "given up"}),
        (["--given-up"], {"given up"}),
    ],
)
def test_all_that_wait_become_due(events, capsys, asked, expected):
    call_command("replay_events", *asked)

    assert due(events) == expected
    assert capsys.readouterr().out == f"due again: {len(expected)}\n"


@pytest.mark.parametrize("state", ["waiting", "given up"])
def test_an_event_can_be_named(events, state):
    call_command("replay_events", events[state].event_id)

    assert due(events) == {state}


def test_what_is_done_stays_done(events, capsys):
    call_command("replay_events", events["done"].event_id)

    assert due(events) == set()
    assert capsys.readouterr().out == "due again: 0\n"


def test_the_audit_log_says_that_a_command_did_it(events):
    call_command("replay_events", "--given-up")

    entry = AuditEntry.objects.get(action="inbox.retry")
    assert (entry.actor, entry.data["events"]) == (None, [events["given up"].event_id])


def test_an_unknown_event_is_named_and_nothing_is_done(events):
    with pytest.raises(BadUsage, match="evt_nowhere") as error:
        call_command("replay_events", events["waiting"].event_id, "evt_nowhere")

    assert error.value.returncode == 2
    assert due(events) == set()


def test_a_replayed_event_is_worked_off(live_campaign, begin, standin):
    donation = begin(live_campaign)
    standin.pay(donation.session_id)
    event = WebhookEventFactory(object_id=donation.session_id, attempts=inbox.TRIES)

    call_command("replay_events", event.event_id)

    assert inbox.process() == 1
