"""How passwords are set, and what ends with the old one."""

from datetime import timedelta

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.tokens import default_token_generator
from django.utils import timezone

from accounts import factors, notices, passwords
from accounts.models import AuditEntry, Notice
from tests.doors import new_secret
from tests.factories import PASSWORD
from tests.pages import desk_of

SECRET = "seven lanterns on a sill"


def link_in(letter) -> list[str]:
    """Name and token of the link in a letter."""
    return letter.body.split("/staff/password/new/")[1].split("/")[:2]


def test_every_session_ends_with_the_old_password(staff):
    here, there = desk_of(staff.finance), desk_of(staff.finance)

    passwords.change(staff.finance, SECRET, how="changed")

    assert {browser.get("/staff/").status_code for browser in (here, there)} == {302}
    assert authenticate(email=staff.finance.email, password=SECRET) == staff.finance


def test_second_factors_stay_as_they_are(staff):
    new_secret(staff.finance)
    before = factors.of(staff.finance)

    passwords.change(staff.finance, SECRET, how="reset")

    assert factors.of(staff.finance) == before != {}


def test_a_change_is_audited_and_its_owner_told(staff):
    passwords.change(staff.finance, SECRET, how="reset")

    entry = AuditEntry.objects.get(action="user.change_password")
    assert (entry.actor, entry.data) == (staff.finance, {"how": "reset"})
    assert Notice.objects.get().template == "password_changed"


def test_a_link_in_a_letter_opens_a_new_password_once(staff, mailoutbox):
    passwords.offer_reset(staff.finance.email.upper())
    notices.deliver()
    name, token = link_in(mailoutbox[0])

    assert passwords.person_of(name, token) == staff.finance

    passwords.change(staff.finance, SECRET, how="reset")
    assert passwords.person_of(name, token) is None


def test_a_link_holds_for_an_hour(staff, settings, monkeypatch):
    name, token = passwords.link_of(staff.finance).split("/")
    made = default_token_generator._now()
    late = made + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT + 1)
    monkeypatch.setattr(type(default_token_generator), "_now", lambda self: late)

    assert settings.PASSWORD_RESET_TIMEOUT == 60 * 60
    assert passwords.person_of(name, token) is None


@pytest.mark.parametrize("address", ["nobody@office.example", "", "x" * 300])
def test_a_stranger_gets_no_letter_and_what_they_typed_is_kept_nowhere(staff, address):
    passwords.offer_reset(address)

    assert not Notice.objects.exists()
    assert AuditEntry.objects.get().target == "user:unknown"


def test_who_left_gets_no_letter(staff):
    staff.finance.is_active = False
    staff.finance.save()

    passwords.offer_reset(staff.finance.email)

    assert not Notice.objects.exists()


def test_who_left_meanwhile_cannot_use_the_link(staff):
    name, token = passwords.link_of(staff.finance).split("/")
    staff.finance.is_active = False
    staff.finance.save()

    assert passwords.person_of(name, token) is None


def test_one_letter_in_a_quarter_of_an_hour(staff, monkeypatch):
    moment = timezone.now().replace(minute=20)
    monkeypatch.setattr(timezone, "now", lambda: moment)

    for _ in range(5):
        passwords.offer_reset(staff.finance.email)

    assert Notice.objects.count() == 1


def test_a_link_of_one_colleague_opens_nobody_elses_password(staff):
    token = passwords.link_of(staff.finance).split("/")[1]
    other = passwords.link_of(staff.moderator).split("/")[0]

    assert passwords.person_of(other, token) is None


@pytest.mark.parametrize("name", ["", "x", "-", "ÿ", "A" * 500])
def test_a_link_that_is_none_opens_nothing(db, name):
    assert passwords.person_of(name, "x-y") is None


def test_the_old_password_opens_nothing_any_more(staff):
    passwords.change(staff.finance, SECRET, how="changed")

    assert authenticate(email=staff.finance.email, password=PASSWORD) is None
