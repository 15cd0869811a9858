"""The only way into the house: who invites, and when a link opens it."""

from datetime import timedelta

import pytest
from django.contrib.auth import authenticate
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import invitations, notices, roles
from accounts.models import AuditEntry, Invitation, Notice, User
from tests.factories import UserFactory
from tests.threads import at_once

ADDRESS = "newcomer@mailbox.example"
SECRET = "seven lanterns on a sill"


@pytest.fixture
def invite(staff):
    def send(**words) -> str:
        return invitations.invite(
            **{
                "email": ADDRESS,
                "work_name": "Newcomer",
                "role": roles.MODERATOR,
                "actor": staff.administrator,
            }
            | words
        )

    return send


def test_who_accepts_gets_the_role_and_the_password_they_chose(invite):
    user = invitations.accept(invite(), SECRET)

    assert (user.email, user.work_name) == (ADDRESS, "Newcomer")
    assert roles.of(user) == [roles.MODERATOR]
    assert user.is_staff and not user.is_superuser
    assert authenticate(email=ADDRESS, password=SECRET) == user


def test_the_letter_brings_a_link_and_says_nothing_about_the_house(invite, mailoutbox):
    token = invite()
    notices.deliver()

    letter = next(letter for letter in mailoutbox if letter.to == [ADDRESS])
    assert f"/staff/invitation/{token}/" in letter.body
    for word in ("campaign", "moderator", "Śviatło", "Newcomer"):
        assert word.lower() not in (letter.subject + letter.body).lower()


def test_the_token_is_stored_nowhere_after_the_letter_is_out(invite):
    token = invite()
    notices.deliver()

    stored = str(list(Invitation.objects.values())) + str(list(Notice.objects.values()))
    assert token not in stored
    assert set(Notice.objects.values_list("secret", flat=True)) == {""}


def test_before_the_letter_is_out_the_token_is_sealed(invite):
    token = invite()

    assert token not in str(list(Notice.objects.values()))


def test_a_link_works_once(invite):
    token = invite()
    invitations.accept(token, SECRET)

    assert invitations.find(token) is None
    assert invitations.accept(token, SECRET) is None
    assert User.objects.filter(email=ADDRESS).count() == 1


def test_a_link_works_for_48_hours(invite):
    token = invite()
    sent_at = Invitation.objects.get().invited_at

    assert invitations.find(token, now=sent_at + timedelta(hours=47, minutes=59))
    assert invitations.find(token, now=sent_at + timedelta(hours=48, minutes=1)) is None


def test_an_unknown_token_opens_nothing(invite):
    invite()

    assert invitations.find("x") is None
    assert invitations.accept("", SECRET) is None


@pytest.mark.parametrize(
    ("field", "value"), [("role", roles.FINANCE), ("email", "other@mailbox.example")]
)
def test_the_token_is_bound_to_role_and_address(invite, field, value):
    token = invite()
    Invitation.objects.update(**{field: value})

    assert invitations.find(token) is None


def test_a_revoked_invitation_opens_nothing_and_its_letter_does_not_go_out(invite, staff):
    token = invite()

    invitations.revoke(Invitation.objects.get(), actor=staff.administrator)

    assert invitations.find(token) is None
    assert Notice.objects.get(template="invitation").state == Notice.State.CANCELLED


def test_sent_again_the_new_link_counts_and_the_old_one_is_dead(invite, staff, mailoutbox):
    old = invite()
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))

    invitations.resend(Invitation.objects.get(), actor=staff.administrator)
    notices.deliver()

    assert invitations.find(old) is None
    (letter,) = (letter for letter in mailoutbox if letter.to == [ADDRESS])
    new = letter.body.split("/staff/invitation/")[1].split("/")[0]
    assert invitations.find(new)


@pytest.mark.parametrize("act", [invitations.resend, invitations.revoke])
def test_what_is_accepted_can_be_neither_resent_nor_revoked(invite, staff, act):
    invitations.accept(invite(), SECRET)

    with pytest.raises(invitations.NotPossible):
        act(Invitation.objects.get(), actor=staff.administrator)


def test_there_is_one_open_invitation_to_an_address(invite):
    invite()

    with pytest.raises(invitations.NotPossible, match="open invitation"):
        invite(email=ADDRESS.upper())


def test_the_database_refuses_a_second_open_one_too(invite):
    invite()
    first = Invitation.objects.get()

    with pytest.raises(IntegrityError, match="invitation_open_once"), transaction.atomic():
        Invitation.objects.create(
            email=ADDRESS.upper(), role="finance", digest="x", expires_at=first.expires_at
        )


def test_a_colleague_is_not_invited_again(invite, staff):
    with pytest.raises(invitations.NotPossible, match="already a colleague"):
        invite(email=staff.finance.email.upper())


@pytest.mark.parametrize("role", ["caseworker", "moderator", "finance"])
def test_only_administrators_invite(invite, staff, role):
    with pytest.raises(PermissionDenied):
        invite(actor=getattr(staff, role))


@pytest.mark.parametrize("role", [roles.ADMINISTRATOR, "owner", ""])
def test_one_administrator_makes_no_other(invite, role):
    with pytest.raises(PermissionDenied):
        invite(role=role)


def test_the_other_administrators_hear_of_it(invite, staff):
    other = UserFactory(role=roles.ADMINISTRATOR)

    invite()

    told = Notice.objects.filter(template="colleague_invited")
    assert [notice.dedupe_key.split(":")[-1] for notice in told] == [str(other.pk)]


def test_every_step_is_audited_without_the_address(invite, staff):
    invite()
    invitation = Invitation.objects.get()
    invitations.resend(invitation, actor=staff.administrator)
    invitations.revoke(invitation, actor=staff.administrator)
    user = invitations.accept(invite(), SECRET)

    entries = AuditEntry.objects.order_by("pk")
    assert [(entry.action, entry.actor) for entry in entries] == [
        ("invitation.send", staff.administrator),
        ("invitation.resend", staff.administrator),
        ("invitation.revoke", staff.administrator),
        ("invitation.send", staff.administrator),
        ("invitation.accept", user),
        ("user.change_password", user),
    ]
    assert ADDRESS not in str(list(entries.values()))


@pytest.mark.django_db(transaction=True)
def test_accepted_in_two_windows_at_once_makes_one_colleague():
    roles.sync_roles()
    token = invitations.invite(email=ADDRESS, work_name="Newcomer", role=roles.FINANCE, actor=None)

    results = at_once(*[lambda: invitations.accept(token, SECRET)] * 2)

    assert sorted(result is None for result in results) == [False, True]
    assert User.objects.count() == 1
