"""How colleagues are added and changed."""

from django.contrib.auth.models import Group

from accounts.forms import ColleagueForm, NewColleagueForm, NewPasswordForm
from accounts.models import User
from accounts.roles import ADMINISTRATOR, CASEWORKER, FINANCE
from tests.factories import UserFactory

SECRET = "seven lanterns on a sill"


def role(name: str) -> int:
    return Group.objects.get(name=name).pk


def changing(user: User, **changes) -> ColleagueForm:
    data = {
        "email": user.email,
        "work_name": user.work_name,
        "is_active": user.is_active,
        "role": role(user.groups.get().name),
    }
    return ColleagueForm(data | changes, instance=user)


def test_a_new_colleague_needs_a_role(db):
    form = NewColleagueForm(
        {"email": "new@office.example", "password1": SECRET, "password2": SECRET}
    )

    assert set(form.errors) == {"role"}


def test_a_short_password_is_refused(db):
    form = NewColleagueForm(
        {
            "email": "new@office.example",
            "role": role(FINANCE),
            "password1": "fourteen chars",
            "password2": "fourteen chars",
        }
    )

    assert "at least 15 characters" in str(form.errors["password2"])


def test_an_address_is_taken_whatever_its_case(staff):
    form = changing(staff.finance, email=staff.moderator.email.upper())

    assert form.non_field_errors() == ["There is already a colleague with this address."]


def test_the_role_stands_as_it_is(staff):
    assert changing(staff.finance).fields["role"].initial.name == FINANCE


def test_the_last_administrator_stays_one(staff):
    form = changing(staff.administrator, role=role(CASEWORKER))

    assert "the last administrator" in str(form.non_field_errors())


def test_the_last_administrator_stays_active(staff):
    form = changing(staff.administrator, is_active=False)

    assert "the last administrator" in str(form.non_field_errors())


def test_one_of_two_administrators_may_go(staff):
    UserFactory(role=ADMINISTRATOR)

    assert changing(staff.administrator, is_active=False).is_valid()


def test_an_inactive_administrator_does_not_count(staff):
    UserFactory(role=ADMINISTRATOR, is_active=False)

    assert not changing(staff.administrator, role=role(FINANCE)).is_valid()


def test_no_colleague_goes_without_a_password(staff):
    form = NewPasswordForm(staff.finance, {"usable_password": "false"})

    assert "usable_password" not in form.fields
    assert not form.is_valid()
