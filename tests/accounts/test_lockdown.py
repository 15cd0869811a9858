"""The house locked down: everybody out, nothing published, the public pages as before."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import lockdown
from accounts.command_line import BadUsage
from accounts.models import AuditEntry, DeskSession, Lockdown
from campaigns import lifecycle, moderation, schedule, updates
from tests.factories import UpdateFactory
from tests.pages import desk_of


def test_every_session_ends(staff):
    browsers = [desk_of(staff.finance), desk_of(staff.moderator)]

    _, ended = lockdown.begin("a laptop is gone")

    assert ended == 2
    assert {browser.get("/staff/").status_code for browser in browsers} == {302}


def test_nothing_is_published_until_it_ends(draft, publish):
    lockdown.begin()

    with pytest.raises(lifecycle.NotPossible, match="locked down"), transaction.atomic():
        publish(draft)

    lockdown.end()
    assert publish(draft).status == "live"


def test_what_is_scheduled_waits_until_it_ends(draft, staff):
    later = timezone.now() + timedelta(hours=1)
    moderation.approve(
        moderation.submit(draft, actor=draft.owner),
        actor=staff.moderator,
        publish_at=later,
        checklist=moderation.CHECKLIST,
    )
    lockdown.begin()
    assert schedule.publish_due(later) == []

    lockdown.end()
    assert schedule.publish_due(later) == [draft.public_id]


def test_no_news_is_published_either(live_campaign, staff):
    news = updates.submit(UpdateFactory(campaign=live_campaign), actor=staff.caseworker)
    lockdown.begin()

    with pytest.raises(updates.NotPossible, match="locked down"):
        updates.approve(news, actor=staff.moderator, checklist=list(updates.CHECKLIST))


def test_what_stops_giving_or_takes_down_is_not_stopped(live_campaign, staff):
    lockdown.begin()

    lifecycle.move(live_campaign.pk, "pause", actor=staff.moderator)
    with pytest.raises(lifecycle.NotPossible):
        lifecycle.move(live_campaign.pk, "resume", actor=staff.moderator)
    lifecycle.move(live_campaign.pk, "withdraw", actor=staff.moderator)


def test_the_public_pages_stay(live_campaign, visitor):
    lockdown.begin()

    assert visitor.get("/en/").status_code == 200
    assert visitor.get(f"/en/c/{live_campaign.public_id}/").status_code == 200


def test_every_desk_says_so_in_red(staff):
    lockdown.begin()

    for person in (staff.caseworker, staff.moderator, staff.finance, staff.administrator):
        text = desk_of(person).get("/staff/").content.decode()
        assert "Locked down since" in text
        assert 'role="alert"' in text

    lockdown.end()
    assert "Locked down" not in desk_of(staff.moderator).get("/staff/").content.decode()


def test_locked_twice_it_is_one_lockdown_and_the_sessions_end_again(staff):
    first, _ = lockdown.begin("first")
    desk_of(staff.finance)

    again, ended = lockdown.begin("second")

    assert (again, ended) == (first, 1)
    assert not DeskSession.objects.exists()


def test_the_database_knows_one_at_a_time(db):
    lockdown.begin()

    with pytest.raises(IntegrityError, match="lockdown_one_at_a_time"), transaction.atomic():
        Lockdown.objects.create()


def test_beginning_and_end_are_audited(db):
    lockdown.begin("a laptop is gone")
    lockdown.end()

    entries = AuditEntry.objects.order_by("pk")
    assert [(entry.action, entry.actor) for entry in entries] == [
        ("lockdown.begin", None),
        ("lockdown.end", None),
    ]
    assert entries[0].data == {"reason": "a laptop is gone", "sessions": 0}


def test_the_command_says_in_one_line_what_it_did(staff, capsys):
    desk_of(staff.finance)

    call_command("lockdown", "--reason", "a laptop is gone")

    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("lockdown: on since ")
    assert line.endswith("1 sessions ended, nothing is published")


def test_undone_by_the_command_it_is_off(db, capsys):
    lockdown.begin()

    call_command("lockdown", "--undo")

    assert capsys.readouterr().out == "lockdown: off\n"
    assert lockdown.current() is None


def test_undoing_what_was_not_on_ends_with_1(db, capsys):
    with pytest.raises(SystemExit) as end:
        call_command("lockdown", "--undo", "--json")

    assert end.value.code == 1
    assert json.loads(capsys.readouterr().out) == {"locked": False}


@pytest.mark.parametrize("words", [["--undo", "--reason", "x"], ["--reason", "x" * 201]])
def test_bad_usage_is_one_line(db, words):
    with pytest.raises(BadUsage, match="--reason") as error:
        call_command("lockdown", *words)

    assert error.value.returncode == 2
