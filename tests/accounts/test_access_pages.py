"""Changes of access on the staff site: the second administrator's page."""

import pytest

from accounts import access, roles
from accounts.models import AccessChange, User
from tests.factories import UserFactory
from tests.pages import desk_of, told


@pytest.fixture
def change(staff) -> AccessChange:
    return access.propose(
        kind=access.Kind.ROLES,
        person=staff.finance,
        actor=staff.administrator,
        note="They change desks.",
        new_roles=(roles.MODERATOR,),
    )


@pytest.fixture
def second(staff) -> User:
    return UserFactory(role=roles.ADMINISTRATOR)


def decide(person, change, decision: str):
    path = f"/staff/accounts/accesschange/{change.pk}/decide/"
    return desk_of(person).post(path, {"decision": decision}, follow=True)


def page(person, change) -> str:
    path = f"/staff/accounts/accesschange/{change.pk}/change/"
    return desk_of(person).get(path).content.decode()


def test_the_second_administrator_reads_why_and_agrees(change, second, staff):
    text = page(second, change)
    assert "They change desks." in text
    assert 'value="agree"' in text

    assert told(decide(second, change, "agree")) == ["Done. They are logged out everywhere."]
    assert roles.of(User.objects.get(pk=staff.finance.pk)) == [roles.MODERATOR]


def test_the_first_one_finds_no_button_to_agree_and_a_crafted_one_does_nothing(change, staff):
    assert 'value="agree"' not in page(staff.administrator, change)

    answer = decide(staff.administrator, change, "agree")

    assert told(answer) == ["Another administrator has to agree."]
    assert roles.of(User.objects.get(pk=staff.finance.pk)) == [roles.FINANCE]


def test_either_drops_it(change, staff):
    assert told(decide(staff.administrator, change, "drop")) == ["Dropped."]
    assert 'value="drop"' not in page(staff.administrator, change)


def test_too_late_is_said(change, second):
    decide(second, change, "drop")

    assert "Somebody was faster" in told(decide(second, change, "agree"))[0]


def test_no_decision_is_said(change, second):
    assert told(decide(second, change, "")) == ["Choose whether to agree or to drop it."]


def test_it_waits_on_the_desk_of_the_second_alone(change, second, staff):
    def first_page(person) -> str:
        return desk_of(person).get("/staff/").content.decode()

    address = f"/staff/accounts/accesschange/{change.pk}/change/"
    assert address in first_page(second)
    assert address not in first_page(staff.administrator)
    assert "Waiting for a second administrator" not in first_page(staff.moderator)
