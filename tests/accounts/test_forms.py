"""What administrators choose about colleagues."""

import pytest

from accounts.forms import DetailsForm, InvitationForm, RolesForm
from accounts.roles import ADMINISTRATOR, CASEWORKER, FINANCE, MODERATOR, ROLES


def test_an_invitation_offers_every_role_but_the_administrators(db):
    offered = {name for name, _ in InvitationForm().fields["role"].choices}

    assert offered == set(ROLES) - {ADMINISTRATOR}


def test_one_person_has_one_role(staff):
    form = RolesForm({"new_roles": MODERATOR, "note": "asked"}, person=staff.finance)

    assert form.is_valid()
    assert form.proposed() == {"new_roles": (MODERATOR,), "note": "asked"}


def test_in_a_small_team_one_person_may_have_several(staff, settings):
    settings.SMALL_TEAM = True
    form = RolesForm({"new_roles": [CASEWORKER, FINANCE], "note": "asked"}, person=staff.finance)

    assert form.is_valid()
    assert form.proposed()["new_roles"] == (CASEWORKER, FINANCE)


def test_the_role_stands_as_it_is(staff):
    assert RolesForm(person=staff.finance).fields["new_roles"].initial == FINANCE


@pytest.mark.parametrize("name", ["email", "is_active", "is_staff", "is_superuser", "password"])
def test_one_administrator_alone_changes_nothing_that_opens_a_door(name):
    assert name not in DetailsForm().fields
