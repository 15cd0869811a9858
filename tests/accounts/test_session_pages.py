"""A colleague's own sessions, on a page of their own."""

import pytest

from accounts import sessions
from accounts.models import AuditEntry, DeskSession
from tests.pages import desk_of, told

PLACE = "/staff/accounts/desksession/"


def key_of(browser) -> str:
    return browser.cookies["sessionid"].value


def handle_of(browser) -> str:
    return sessions.handle(DeskSession.objects.get(pk=key_of(browser)))


@pytest.mark.parametrize("role", ["caseworker", "moderator", "finance", "administrator"])
def test_everybody_finds_their_own_and_nobody_elses(staff, role):
    person = getattr(staff, role)
    here, there = desk_of(person), desk_of(person)
    theirs = desk_of(staff.second_finance)

    text = here.get(PLACE).content.decode()

    assert text.count("Last used about") == 2
    assert handle_of(there) in text
    assert handle_of(theirs) not in text
    assert key_of(here) not in text and key_of(there) not in text
    assert "codes of an app" in text


def test_one_is_ended_by_its_button(staff):
    here, there = desk_of(staff.finance), desk_of(staff.finance)

    answer = here.post(f"{PLACE}end/", {"session": handle_of(there)}, follow=True)

    assert told(answer) == ["Ended."]
    assert there.get("/staff/").status_code == 302
    assert AuditEntry.objects.get(action="session.end").actor == staff.finance


def test_all_others_are_ended_by_one_button(staff):
    here, there, elsewhere = (desk_of(staff.finance) for _ in range(3))

    answer = here.post(f"{PLACE}end/", {"all": "1"}, follow=True)

    assert told(answer) == ["You are logged out everywhere else."]
    assert here.get("/staff/").status_code == 200
    assert {one.get("/staff/").status_code for one in (there, elsewhere)} == {302}


def test_nobody_ends_anothers_session_with_its_handle(staff):
    here, theirs = desk_of(staff.finance), desk_of(staff.moderator)

    answer = here.post(f"{PLACE}end/", {"session": handle_of(theirs)}, follow=True)

    assert told(answer) == ["It had ended already."]
    assert theirs.get("/staff/").status_code == 200


def test_sessions_have_no_page_each(staff):
    here = desk_of(staff.administrator)

    assert here.get(f"{PLACE}{key_of(here)}/change/").status_code == 404
    assert here.post(f"{PLACE}end/", {}).status_code == 403
