"""Who may do what: the table, and that the groups are nothing else."""

import pytest
from django.contrib.auth.models import Group, Permission

from accounts import roles
from accounts.roles import ADMINISTRATOR, CASEWORKER, FINANCE, MODERATOR, ROLES
from tests.factories import UserFactory


@pytest.mark.parametrize("role", ROLES)
def test_a_group_holds_exactly_what_the_table_says(role, db):
    permissions = Group.objects.get(name=role).permissions.values_list(
        "content_type__app_label", "codename"
    )

    assert {f"{app}.{codename}" for app, codename in permissions} == ROLES[role]


def test_syncing_takes_away_what_the_table_does_not_name(db):
    group = Group.objects.get(name=CASEWORKER)
    group.permissions.add(Permission.objects.get(codename="delete_campaign"))

    roles.sync_roles()

    assert not group.permissions.filter(codename="delete_campaign").exists()


def test_no_role_both_writes_and_reviews():
    for names in ROLES.values():
        assert not {"campaigns.change_campaign", "campaigns.review_campaign"} <= names


def test_nothing_but_the_lines_of_a_draft_can_be_deleted():
    deletions = {name for names in ROLES.values() for name in names if ".delete_" in name}

    assert deletions == {"campaigns.delete_budgetline"}


def test_people_are_the_business_of_administrators_alone():
    touched = {
        role: {name for name in names if name.startswith("accounts.")}
        for role, names in ROLES.items()
    }

    assert touched.pop(ADMINISTRATOR)
    assert touched == {CASEWORKER: {"accounts.view_own_acts"}, MODERATOR: set(), FINANCE: set()}


def test_administrators_neither_moderate_nor_handle_money():
    assert "campaigns.review_campaign" not in ROLES[ADMINISTRATOR]
    assert not any(name.startswith("donations.") for name in ROLES[ADMINISTRATOR])


def test_the_report_is_for_finance_alone():
    assert [role for role in ROLES if "donations.export_report" in ROLES[role]] == [FINANCE]


def test_every_role_has_a_word_for_people():
    assert set(roles.LABELS) == set(ROLES)


def test_holders_are_the_active_colleagues_whose_role_grants_it(staff):
    UserFactory(role=MODERATOR, is_active=False)

    found = roles.holders("campaigns.review_campaign")

    assert set(found) == {staff.moderator, staff.second_moderator}
