"""What an administrator finds on the first page."""

from accounts import audit, desk
from tests.factories import UserFactory


def test_an_administrator_sees_how_many_have_which_role(staff):
    UserFactory(role="moderator", is_active=False)

    _waiting, people, _latest = desk.sections(staff.administrator)

    assert [(row.text, row.note) for row in people.rows] == [
        ("Caseworker", "2 active"),
        ("Moderator", "2 active"),
        ("Finance", "2 active"),
        ("Administrator", "1 active"),
    ]


def test_what_happened_last_comes_first(staff):
    for number in range(desk.LATEST + 1):
        audit.record(None, "campaign.close", f"campaign:{number}")

    _waiting, _people, latest = desk.sections(staff.administrator)

    assert len(latest.rows) == desk.LATEST
    assert latest.rows[0].text == f"campaign.close · campaign:{desk.LATEST}"


def test_nobody_else_sees_people_or_the_log(staff):
    for person in (staff.caseworker, staff.moderator, staff.finance):
        assert desk.sections(person) == []
