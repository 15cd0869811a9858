"""What one administrator may do about a colleague alone."""

import pytest
from django.core.exceptions import PermissionDenied

from accounts import people, roles
from accounts.models import AuditEntry, Notice, User
from tests.factories import UserFactory
from tests.pages import desk_of


def test_who_is_disabled_is_out_at_once(staff):
    browser = desk_of(staff.finance)

    people.disable(staff.finance, actor=staff.administrator)

    assert browser.get("/staff/").status_code == 302
    assert not User.objects.get(pk=staff.finance.pk).is_active


def test_who_is_let_in_again_has_the_role_they_had(staff):
    people.disable(staff.finance, actor=staff.administrator)

    people.enable(staff.finance, actor=staff.administrator)

    person = User.objects.get(pk=staff.finance.pk)
    assert person.is_active
    assert roles.of(person) == [roles.FINANCE]


def test_the_last_administrator_stays_active(staff):
    with pytest.raises(people.NotPossible, match="last administrator"):
        people.disable(staff.administrator, actor=staff.administrator)


def test_one_of_two_administrators_may_go(staff):
    UserFactory(role=roles.ADMINISTRATOR)

    people.disable(staff.administrator, actor=staff.administrator)

    assert not User.objects.get(pk=staff.administrator.pk).is_active


def test_an_inactive_administrator_does_not_count(staff):
    UserFactory(role=roles.ADMINISTRATOR, is_active=False)

    with pytest.raises(people.NotPossible):
        people.disable(staff.administrator, actor=staff.administrator)


def test_an_administrator_ends_anothers_sessions(staff):
    browsers = [desk_of(staff.finance), desk_of(staff.finance)]

    assert people.end_sessions(staff.finance, actor=staff.administrator) == 2

    assert {browser.get("/staff/").status_code for browser in browsers} == {302}


@pytest.mark.parametrize("act", [people.disable, people.enable, people.end_sessions])
@pytest.mark.parametrize("role", ["caseworker", "moderator", "finance"])
def test_nobody_else_does_any_of_it(staff, act, role):
    with pytest.raises(PermissionDenied):
        act(staff.second_finance, actor=getattr(staff, role))


def test_each_is_audited(staff):
    desk_of(staff.finance)
    people.end_sessions(staff.finance, actor=staff.administrator)
    people.disable(staff.finance, actor=staff.administrator)
    people.enable(staff.finance, actor=staff.administrator)

    entries = AuditEntry.objects.filter(actor=staff.administrator).order_by("pk")
    assert [entry.action for entry in entries] == ["session.end", "user.disable", "user.enable"]


def test_an_account_without_limits_sounds_the_alarm(staff):
    root = User.objects.create_superuser("root@office.example", "seven lanterns on a sill")

    assert AuditEntry.objects.get(action="user.make_superuser").target == f"user:{root.pk}"
    assert Notice.objects.get(template="superuser_made")
    assert list(people.superusers()) == [root]


def test_so_does_a_colleague_who_becomes_one(staff):
    staff.finance.is_superuser = True
    staff.finance.save()

    assert AuditEntry.objects.filter(action="user.make_superuser").exists()
