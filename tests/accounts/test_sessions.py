"""Sessions that can be listed and ended."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts import sessions
from accounts.models import AuditEntry, DeskSession
from tests.pages import desk_of


def is_inside(browser: Client) -> bool:
    return browser.get("/staff/").status_code == 200


def key_of(browser: Client) -> str:
    return browser.cookies[settings.SESSION_COOKIE_NAME].value


def test_a_session_knows_whose_it_is_and_since_when(staff):
    before = timezone.now()
    desk_of(staff.finance)

    session = DeskSession.objects.get()
    assert session.user == staff.finance
    assert before <= session.began_at <= timezone.now()


def test_a_session_keeps_its_beginning_while_it_is_used(staff):
    browser = desk_of(staff.finance)
    began_at = DeskSession.objects.get().began_at
    session = browser.session
    session["anything"] = 1

    session.save()

    assert DeskSession.objects.get().began_at == began_at


def test_the_last_use_is_known_to_a_quarter_of_an_hour():
    moment = datetime(2026, 11, 22, 14, 44, 59, 7, tzinfo=UTC)

    assert sessions.coarsely(moment) == datetime(2026, 11, 22, 14, 30, tzinfo=UTC)


def test_the_factor_proved_last_is_kept_by_its_kind():
    records = [
        {"method": "password", "at": 1},
        {"method": "mfa", "type": "recovery_codes", "at": 2},
        {"method": "mfa", "type": "webauthn", "id": 7, "at": 3},
    ]

    assert sessions.factor_of({sessions.RECORDS: records}) == "webauthn"
    assert sessions.factor_of({sessions.RECORDS: records[:1]}) == ""
    assert sessions.factor_of({}) == ""


def test_only_the_sessions_of_a_person_that_still_hold_are_theirs(staff):
    desk_of(staff.finance)
    desk_of(staff.moderator)
    old = desk_of(staff.finance)
    DeskSession.objects.filter(pk=key_of(old)).update(expire_date=timezone.now())

    assert [session.user for session in sessions.of(staff.finance)] == [staff.finance]


def test_one_session_is_ended_by_its_handle_and_the_others_stay(staff):
    here, there = desk_of(staff.finance), desk_of(staff.finance)
    handle = sessions.handle(DeskSession.objects.get(pk=key_of(there)))

    assert sessions.end_one(staff.finance, handle, actor=staff.finance)

    assert is_inside(here)
    assert not is_inside(there)
    assert not sessions.end_one(staff.finance, handle, actor=staff.finance)


def test_a_handle_opens_nobody_elses_session(staff):
    theirs = desk_of(staff.moderator)
    handle = sessions.handle(DeskSession.objects.get())

    assert not sessions.end_one(staff.finance, handle, actor=staff.finance)
    assert is_inside(theirs)


def test_a_handle_is_not_the_key(staff):
    desk_of(staff.finance)
    session = DeskSession.objects.get()

    assert session.session_key not in sessions.handle(session)


def test_all_sessions_of_a_person_end_but_one_and_it_is_written_down_once(staff):
    here, there = desk_of(staff.finance), desk_of(staff.finance)
    theirs = desk_of(staff.moderator)

    ended = sessions.end_all(
        staff.finance, actor=staff.administrator, why="laptop gone", but=key_of(here)
    )

    assert ended == 1
    assert [is_inside(browser) for browser in (here, there, theirs)] == [True, False, True]
    entry = AuditEntry.objects.get(action="session.end")
    assert (entry.actor, entry.target) == (staff.administrator, f"user:{staff.finance.pk}")
    assert entry.data == {"sessions": 1, "why": "laptop gone"}


def test_where_nothing_ends_nothing_is_written_down(staff):
    assert sessions.end_all(staff.finance, actor=None, why="role") == 0
    assert not AuditEntry.objects.exists()


def test_a_session_ended_while_a_request_was_on_its_way_stays_ended(staff):
    on_its_way = desk_of(staff.finance).session
    on_its_way["anything"] = 1
    sessions.end_all(staff.finance, actor=None, why="role")

    with pytest.raises(sessions.db.UpdateError):
        on_its_way.save()

    assert not DeskSession.objects.exists()


def test_everybodys_sessions_end_also_those_not_complete(staff):
    desk_of(staff.finance)
    half = Client().session
    half["waits"] = "for the second factor"
    half.save()

    assert sessions.end_everybodys() == 2
    assert not DeskSession.objects.exists()


def test_what_expired_is_found_and_nothing_else(staff):
    here, old = desk_of(staff.finance), desk_of(staff.finance)
    DeskSession.objects.filter(pk=key_of(old)).update(
        expire_date=timezone.now() - timedelta(seconds=1)
    )

    assert [one.pk for one in sessions.expired(timezone.now())] == [key_of(old)]
    assert DeskSession.objects.filter(pk=key_of(here)).exists()
