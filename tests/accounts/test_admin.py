"""People, audit log and outbox, as an administrator finds them."""

import pytest
from django.contrib.auth.models import Group

from accounts import audit, notices
from accounts.models import AuditEntry, Notice, User
from accounts.roles import ADMINISTRATOR, FINANCE, MODERATOR
from tests.doors import enter
from tests.factories import PASSWORD, UserFactory
from tests.pages import desk_of, typed

PEOPLE = "/staff/accounts/user/"
AUDIT = "/staff/accounts/auditentry/"
NOTICES = "/staff/accounts/notice/"
SECRET = "seven lanterns on a sill"


@pytest.fixture
def desk(staff):
    return desk_of(staff.administrator)


def page(user: User, name: str = "change") -> str:
    return f"{PEOPLE}{user.pk}/{name}/"


def role(name: str) -> int:
    return Group.objects.get(name=name).pk


def entry(action: str) -> AuditEntry:
    return AuditEntry.objects.get(action=action)


def test_a_new_colleague_can_log_in_and_has_one_role(desk, client):
    data = typed(
        desk.get(f"{PEOPLE}add/"),
        "user_form",
        email="new@office.example",
        work_name="Newcomer",
        role=role(MODERATOR),
        password1=SECRET,
        password2=SECRET,
    )

    desk.post(f"{PEOPLE}add/", data)

    user = User.objects.get(email="new@office.example")
    assert [group.name for group in user.groups.all()] == [MODERATOR]
    assert client.login(username="NEW@office.example", password=SECRET)
    assert enter(client, user).get("/staff/").status_code == 200


def test_adding_a_colleague_is_audited_without_the_address(desk, staff):
    data = typed(
        desk.get(f"{PEOPLE}add/"),
        "user_form",
        email="new@office.example",
        role=role(MODERATOR),
        password1=SECRET,
        password2=SECRET,
    )

    desk.post(f"{PEOPLE}add/", data)

    user = User.objects.get(email="new@office.example")
    created, given = entry("user.create"), entry("user.set_role")
    assert created.target == given.target == f"user:{user.pk}"
    assert given.data == {"before": [], "after": MODERATOR}
    assert given.actor == staff.administrator
    assert not AuditEntry.objects.filter(data__icontains="office.example").exists()


def test_a_change_of_role_is_audited(desk, staff):
    data = typed(desk.get(page(staff.finance)), "user_form", role=role(MODERATOR))

    desk.post(page(staff.finance), data)

    assert [group.name for group in staff.finance.groups.all()] == [MODERATOR]
    assert entry("user.set_role").data == {"before": [FINANCE], "after": MODERATOR}


def test_saving_without_a_change_of_role_writes_no_such_entry(desk, staff):
    data = typed(desk.get(page(staff.finance)), "user_form", work_name="Someone else")

    desk.post(page(staff.finance), data)

    staff.finance.refresh_from_db()
    assert staff.finance.work_name == "Someone else"
    assert entry("user.edit").data == {"fields": ["work_name"]}
    assert not AuditEntry.objects.filter(action="user.set_role").exists()


def test_who_leaves_can_no_longer_log_in(desk, staff, client):
    data = typed(desk.get(page(staff.finance)), "user_form")
    del data["is_active"]

    desk.post(page(staff.finance), data)

    assert not client.login(username=staff.finance.email, password=PASSWORD)


def test_a_session_ends_with_the_new_password(desk, staff):
    theirs = desk_of(staff.finance)
    data = typed(
        desk.get(page(staff.finance, "password")), "user_form", password1=SECRET, password2=SECRET
    )

    desk.post(page(staff.finance, "password"), data)

    assert theirs.get("/staff/").status_code == 302
    assert desk_of(staff.finance).login(username=staff.finance.email, password=SECRET)
    assert entry("user.edit").data == {"fields": ["password"]}


def test_nobody_can_be_made_a_superuser(desk, staff):
    answer = desk.get(page(staff.finance))
    data = typed(answer, "user_form", is_superuser="on", is_staff="")

    desk.post(page(staff.finance), data)

    staff.finance.refresh_from_db()
    assert not staff.finance.is_superuser
    assert staff.finance.is_staff
    assert "is_superuser" not in answer.context["adminform"].form.fields


def test_an_administrator_does_not_find_superusers(desk):
    root = UserFactory(is_superuser=True)

    assert desk.get(page(root)).status_code == 302
    assert desk.post(page(root, "password"), {}).status_code == 404


def test_the_last_administrator_is_told_why_they_stay(desk, staff):
    data = typed(desk.get(page(staff.administrator)), "user_form", role=role(FINANCE))

    answer = desk.post(page(staff.administrator), data)

    assert "This is the last administrator." in answer.content.decode()
    assert staff.administrator.groups.get().name == ADMINISTRATOR


def test_no_list_of_people_shows_an_address(desk, staff):
    text = desk.get(PEOPLE).content.decode()

    assert staff.finance.work_name in text
    assert "@office.example" not in text


def test_nobody_is_deleted(desk, staff):
    assert desk.get(page(staff.finance, "delete")).status_code == 403
    assert desk.post(page(staff.finance, "delete"), {"post": "yes"}).status_code == 403


def test_what_happened_to_a_colleague_is_one_link_away(desk, staff):
    answer = desk.get(page(staff.finance, "history"))

    assert answer.url == f"{AUDIT}?q=user:{staff.finance.pk}"


def test_the_audit_log_is_found_by_target_act_and_actor(desk, staff):
    audit.record(staff.moderator, "campaign.pause", "campaign:2222222222", reason="a call")
    audit.record(None, "campaign.close", "campaign:3333333333")

    def shown(query: str) -> list[str]:
        return [row.target for row in desk.get(AUDIT + query).context["cl"].result_list]

    assert shown("?q=campaign:2222222222") == ["campaign:2222222222"]
    assert shown("?action=campaign.close") == ["campaign:3333333333"]
    assert shown(f"?actor__id__exact={staff.moderator.pk}") == ["campaign:2222222222"]


def test_an_entry_shows_its_reasons_and_says_when_it_was_the_system(desk, staff):
    row = audit.record(None, "campaign.close", "campaign:3333333333", reason="last day over")

    text = desk.get(f"{AUDIT}{row.pk}/change/").content.decode()

    assert "last day over" in text
    assert "the system" in text


@pytest.mark.parametrize("place", [AUDIT, NOTICES])
def test_what_the_system_writes_nobody_can_add_to(desk, place):
    assert desk.get(f"{place}add/").status_code == 403
    assert desk.post(f"{place}add/", {}).status_code == 403


def test_an_entry_of_the_audit_log_can_be_neither_changed_nor_deleted(desk):
    row = audit.record(None, "campaign.close", "campaign:3333333333")

    assert desk.post(f"{AUDIT}{row.pk}/change/", {"action": "other"}).status_code == 403
    assert desk.post(f"{AUDIT}{row.pk}/delete/", {"post": "yes"}).status_code == 403


def test_notices_are_listed_without_their_readers(desk):
    notices.queue(
        template="own_campaign_closed",
        to="reader@mailbox.example",
        dedupe_key="own-closed:2222222222",
        context={},
    )
    notice = Notice.objects.get()

    for place in (NOTICES, f"{NOTICES}{notice.pk}/change/"):
        text = desk.get(place).content.decode()
        assert "own_campaign_closed" in text
        assert "reader@" not in text
        assert notice.to not in text
