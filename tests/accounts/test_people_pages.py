"""The page of a colleague, as an administrator finds it."""

import pytest

from accounts import access, roles
from accounts.models import AccessChange, AuditEntry, User
from tests.doors import new_secret
from tests.factories import UserFactory
from tests.pages import desk_of, told, typed

PEOPLE = "/staff/accounts/user/"


@pytest.fixture
def desk(staff):
    return desk_of(staff.administrator)


def page(user: User, name: str = "change/") -> str:
    return f"{PEOPLE}{user.pk}/{name}"


def test_there_is_no_way_to_make_an_account_here(desk):
    assert desk.get(f"{PEOPLE}add/").status_code == 403
    assert desk.post(f"{PEOPLE}add/", {"email": "new@office.example"}).status_code == 403


def test_there_is_no_way_to_set_anybodys_password(desk, staff):
    assert desk.get(page(staff.finance, "password/")).status_code in {302, 404}
    before = staff.finance.password
    desk.post(page(staff.finance, "password/"), {"password1": "x" * 20, "password2": "x" * 20})

    staff.finance.refresh_from_db()
    assert staff.finance.password == before


def test_details_are_saved_and_audited(desk, staff):
    data = typed(desk.get(page(staff.finance)), "user_form", work_name="Someone else")

    desk.post(page(staff.finance), data)

    staff.finance.refresh_from_db()
    assert staff.finance.work_name == "Someone else"
    entry = AuditEntry.objects.get(action="user.edit")
    assert (entry.target, entry.data) == (f"user:{staff.finance.pk}", {"fields": ["work_name"]})


@pytest.mark.parametrize("typed_name", ["", "  "])
def test_a_colleague_keeps_a_work_name(desk, staff, typed_name):
    before = staff.finance.work_name
    data = typed(desk.get(page(staff.finance)), "user_form", work_name=typed_name)

    answer = desk.post(page(staff.finance), data)

    staff.finance.refresh_from_db()
    assert staff.finance.work_name == before
    assert "This field is required." in answer.content.decode()


def test_nothing_else_is_saved_whatever_is_sent(desk, staff):
    data = typed(
        desk.get(page(staff.finance)),
        "user_form",
        email="mine@office.example",
        is_superuser="on",
        is_active="",
        groups="1",
        password="x",
    )

    desk.post(page(staff.finance), data)

    after = User.objects.get(pk=staff.finance.pk)
    assert (after.email, after.is_superuser, after.is_active) == (staff.finance.email, False, True)
    assert roles.of(after) == [roles.FINANCE]


def test_the_page_says_who_it_is(desk, staff):
    new_secret(staff.finance)
    desk_of(staff.finance)

    text = desk.get(page(staff.finance)).content.decode()

    for words in (staff.finance.email, "Finance", "Codes of an app", "1 open", "may log in"):
        assert words in text


def test_a_colleague_is_logged_out_by_a_button(desk, staff):
    theirs = desk_of(staff.finance)

    answer = desk.post(page(staff.finance, "act/"), {"act": "end_sessions"}, follow=True)

    assert told(answer) == ["They are logged out everywhere."]
    assert theirs.get("/staff/").status_code == 302


def test_a_colleague_is_disabled_and_let_in_again_by_a_button(desk, staff):
    desk.post(page(staff.finance, "act/"), {"act": "disable"})
    assert not User.objects.get(pk=staff.finance.pk).is_active

    desk.post(page(staff.finance, "act/"), {"act": "enable"})
    assert User.objects.get(pk=staff.finance.pk).is_active


def test_the_last_administrator_is_told_why_they_stay(desk, staff):
    answer = desk.post(page(staff.administrator, "act/"), {"act": "disable"}, follow=True)

    assert told(answer) == ["This is the last administrator. Make somebody else one first."]


def test_an_unknown_act_is_said(desk, staff):
    answer = desk.post(page(staff.finance, "act/"), {"act": "promote"}, follow=True)

    assert told(answer) == ["Choose what to do."]


def test_another_role_is_proposed(desk, staff):
    form = desk.get(page(staff.finance, "propose/roles/"))
    data = typed(form, "propose-form", new_roles=roles.MODERATOR, note="They change desks.")

    answer = desk.post(page(staff.finance, "propose/roles/"), data)

    change = AccessChange.objects.get()
    assert answer.url == f"/staff/accounts/accesschange/{change.pk}/change/"
    assert (change.roles, change.note) == ([roles.MODERATOR], "They change desks.")
    assert "Change of role: proposed" in desk.get(page(staff.finance)).content.decode()


def test_a_lost_factor_is_proposed(desk, staff):
    new_secret(staff.finance)

    desk.post(page(staff.finance, "propose/factors/"), {"note": "Called them."})

    assert AccessChange.objects.get().kind == access.Kind.FACTORS


def test_what_cannot_be_proposed_is_said_and_nothing_typed_is_lost(desk, staff):
    answer = desk.post(page(staff.finance, "propose/factors/"), {"note": "Called them."})

    text = answer.content.decode()
    assert answer.status_code == 400
    assert "no second factor to remove" in text
    assert "Called them." in text


def test_there_is_nothing_else_to_propose(desk, staff):
    assert desk.get(page(staff.finance, "propose/everything/")).status_code == 404


def test_an_administrator_does_not_find_superusers(desk):
    root = UserFactory(is_superuser=True)

    assert desk.get(page(root)).status_code == 302
    for name in ("act/", "propose/roles/", "propose/factors/"):
        assert desk.post(page(root, name), {"act": "disable"}).status_code == 404


def test_no_list_of_people_shows_an_address(desk, staff):
    text = desk.get(PEOPLE).content.decode()

    assert staff.finance.work_name in text
    assert "@office.example" not in text


def test_nobody_is_deleted(desk, staff):
    assert desk.get(page(staff.finance, "delete/")).status_code == 403
    assert desk.post(page(staff.finance, "delete/"), {"post": "yes"}).status_code == 403


def test_what_happened_to_a_colleague_is_one_link_away(desk, staff):
    answer = desk.get(page(staff.finance, "history/"))

    assert answer.url == f"/staff/accounts/auditentry/?q=user:{staff.finance.pk}"
