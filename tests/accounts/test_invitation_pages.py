"""Invitations on the staff site."""

import pytest

from accounts import invitations, roles
from accounts.models import Invitation
from tests.factories import UserFactory
from tests.pages import desk_of, told, typed

PLACE = "/staff/accounts/invitation/"
ADDRESS = "newcomer@mailbox.example"


@pytest.fixture
def desk(staff):
    return desk_of(staff.administrator)


@pytest.fixture
def invitation(staff) -> Invitation:
    invitations.invite(
        email=ADDRESS, work_name="Newcomer", role=roles.FINANCE, actor=staff.administrator
    )
    return Invitation.objects.get()


def act(desk, invitation: Invitation, name: str):
    return desk.post(f"{PLACE}{invitation.pk}/act/", {"act": name}, follow=True)


def test_an_administrator_invites(desk):
    data = typed(
        desk.get(f"{PLACE}add/"),
        "invitation-form",
        email=ADDRESS,
        work_name="Newcomer",
        role=roles.MODERATOR,
    )

    answer = desk.post(f"{PLACE}add/", data, follow=True)

    assert told(answer) == ["Invited. The letter is on its way."]
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.role) == (ADDRESS, roles.MODERATOR)


def test_a_crafted_form_invites_no_administrator(desk):
    data = {"email": ADDRESS, "work_name": "Newcomer", "role": roles.ADMINISTRATOR}

    assert desk.post(f"{PLACE}add/", data).status_code == 400
    assert not Invitation.objects.exists()


def test_who_works_here_already_is_said_and_nothing_typed_is_lost(desk, staff):
    data = {"email": staff.finance.email, "work_name": "Newcomer", "role": roles.FINANCE}

    text = desk.post(f"{PLACE}add/", data).content.decode()

    assert "already a colleague" in text
    assert staff.finance.email in text


def test_the_list_shows_names_and_no_address(desk, invitation):
    text = desk.get(PLACE).content.decode()

    assert "Newcomer" in text
    assert ADDRESS not in text


def test_it_is_sent_again_and_revoked_by_buttons(desk, invitation):
    assert "Sent again." in told(act(desk, invitation, "resend"))[0]
    assert "Revoked." in told(act(desk, invitation, "revoke"))[0]

    invitation.refresh_from_db()
    assert invitation.revoked_at
    assert 'value="resend"' not in desk.get(f"{PLACE}{invitation.pk}/change/").content.decode()


def test_what_is_over_is_said(desk, invitation):
    act(desk, invitation, "revoke")

    assert told(act(desk, invitation, "resend")) == ["This invitation is not open any more."]
    assert told(act(desk, invitation, "forget")) == ["Choose what to do."]


def test_the_page_says_who_came_of_it(desk, invitation):
    user = UserFactory(work_name="Newcomer")
    Invitation.objects.update(user=user, accepted_at=invitation.invited_at)

    text = desk.get(f"{PLACE}{invitation.pk}/change/").content.decode()

    assert f"/staff/accounts/user/{user.pk}/change/" in text
