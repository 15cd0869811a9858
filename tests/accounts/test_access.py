"""What takes two administrators: roles, and second factors that were lost."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_used
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from accounts import access, factors, roles
from accounts.models import AccessChange, AuditEntry, Notice, User
from tests.doors import new_secret
from tests.factories import UserFactory
from tests.pages import desk_of
from tests.threads import at_once

State = AccessChange.State


@pytest.fixture
def second(staff) -> User:
    """The second administrator."""
    return UserFactory(role=roles.ADMINISTRATOR)


@pytest.fixture
def new_role(staff, second) -> AccessChange:
    """Finance shall become a moderator, says the first administrator."""
    return access.propose(
        kind=access.Kind.ROLES,
        person=staff.finance,
        actor=staff.administrator,
        note="They change desks.",
        new_roles=(roles.MODERATOR,),
    )


@pytest.fixture
def lost(staff, second) -> AccessChange:
    """Finance has lost the telephone, says the first administrator."""
    new_secret(staff.finance)
    return access.propose(
        kind=access.Kind.FACTORS,
        person=staff.finance,
        actor=staff.administrator,
        note="Called them on the number we had.",
    )


def propose_role(staff, role: str, **words) -> AccessChange:
    return access.propose(
        **{
            "kind": access.Kind.ROLES,
            "person": staff.finance,
            "actor": staff.administrator,
            "note": "why",
            "new_roles": (role,),
        }
        | words
    )


def test_a_role_changes_when_the_second_agrees_and_not_before(new_role, staff, second):
    assert roles.of(staff.finance) == [roles.FINANCE]

    access.agree(new_role, actor=second)

    staff.finance.refresh_from_db()
    assert roles.of(User.objects.get(pk=staff.finance.pk)) == [roles.MODERATOR]


def test_all_sessions_end_with_the_role(new_role, staff, second):
    browser = desk_of(staff.finance)

    access.agree(new_role, actor=second)

    assert browser.get("/staff/").status_code == 302


def test_nobody_agrees_to_their_own_proposal(new_role, staff):
    with pytest.raises(PermissionDenied):
        access.agree(new_role, actor=staff.administrator)


def test_nobody_agrees_about_themselves(staff, second):
    change = propose_role(staff, roles.MODERATOR, person=second)

    with pytest.raises(PermissionDenied):
        access.agree(change, actor=second)


@pytest.mark.parametrize("column", ["proposed_by", "person"])
@pytest.mark.parametrize("state", [State.AGREED, State.DONE])
def test_the_database_refuses_it_too(new_role, column, state):
    with pytest.raises(IntegrityError, match="access_"), transaction.atomic():
        AccessChange.objects.update(state=state, agreed_by=F(column))


def test_the_database_refuses_what_nobody_agreed_to(new_role):
    with pytest.raises(IntegrityError, match="access_changed_by_two"), transaction.atomic():
        AccessChange.objects.update(state=State.DONE)


@pytest.mark.parametrize("role", ["caseworker", "moderator", "finance"])
def test_only_administrators_propose_agree_and_drop(new_role, staff, role):
    person = getattr(staff, role)

    with pytest.raises(PermissionDenied):
        propose_role(staff, roles.MODERATOR, actor=person)
    for act in (access.agree, access.drop):
        with pytest.raises(PermissionDenied):
            act(new_role, actor=person)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"note": " "}, "Say why"),
        ({"new_roles": ()}, "Choose a role"),
        ({"new_roles": ("owner",)}, "Choose a role"),
        ({"new_roles": (roles.FINANCE,)}, "their role already"),
        ({"new_roles": (roles.FINANCE, roles.MODERATOR)}, "One person, one role"),
    ],
)
def test_what_cannot_be_is_said(staff, words, said):
    with pytest.raises(access.NotPossible, match=said):
        propose_role(staff, roles.MODERATOR, **words)


def test_in_a_small_team_a_person_may_hold_several_roles(staff, second, settings):
    settings.SMALL_TEAM = True
    change = propose_role(staff, "", new_roles=(roles.MODERATOR, roles.FINANCE))

    access.agree(change, actor=second)

    assert roles.of(User.objects.get(pk=staff.finance.pk)) == [roles.MODERATOR, roles.FINANCE]


def test_in_a_small_team_too_it_takes_two(staff, settings):
    settings.SMALL_TEAM = True
    change = propose_role(staff, roles.MODERATOR)

    with pytest.raises(PermissionDenied):
        access.agree(change, actor=staff.administrator)


def test_the_last_administrator_stays_one(staff):
    with pytest.raises(access.NotPossible, match="last administrator"):
        propose_role(staff, roles.FINANCE, person=staff.administrator)


def test_who_is_the_last_administrator_meanwhile_stays_one(staff, second):
    third = UserFactory(role=roles.ADMINISTRATOR)
    first = propose_role(staff, roles.FINANCE, person=staff.administrator, actor=third)
    other = propose_role(staff, roles.FINANCE, person=second, actor=third)
    third.is_active = False
    third.save()
    access.agree(first, actor=second)

    # Whoever agrees is another administrator, so that one is always left.
    with pytest.raises(PermissionDenied):
        access.agree(other, actor=second)


def test_the_same_waits_once(new_role, staff):
    with pytest.raises(access.NotPossible, match="waits"):
        propose_role(staff, roles.CASEWORKER)


def test_what_was_dropped_is_not_agreed_to(new_role, staff, second):
    access.drop(new_role, actor=staff.administrator)

    with pytest.raises(access.NotPossible, match="dropped"):
        access.agree(new_role, actor=second)


def test_factors_are_removed_a_day_after_the_agreement(lost, staff, second):
    agreed = access.agree(lost, actor=second)
    assert agreed.due_at - timezone.now() > timedelta(hours=23, minutes=59)

    assert access.carry_out_due(agreed.due_at - timedelta(seconds=1)) == 0
    assert factors.of(staff.finance)

    browser = desk_of(staff.finance)
    assert access.carry_out_due(agreed.due_at) == 1
    assert not factors.of(staff.finance)
    assert browser.get("/staff/").status_code == 302
    assert access.carry_out_due(agreed.due_at) == 0


def test_the_person_is_told_a_day_before(lost, staff, second):
    access.agree(lost, actor=second)

    told = Notice.objects.get(template="factors_will_go")
    assert told.dedupe_key.endswith(f":{staff.finance.pk}")


def test_the_person_may_drop_it_and_so_may_any_administrator(lost, staff, second):
    agreed = access.agree(lost, actor=second)

    access.drop(agreed, actor=staff.finance)

    assert access.carry_out_due(agreed.due_at) == 0
    assert factors.of(staff.finance)


def test_nobody_drops_a_change_of_their_own_role(new_role, staff):
    with pytest.raises(PermissionDenied):
        access.drop(new_role, actor=staff.finance)


def test_showing_a_factor_says_that_it_is_not_lost(lost, staff, second):
    agreed = access.agree(lost, actor=second)

    authenticator_used.send(
        sender=Authenticator,
        request=None,
        user=staff.finance,
        authenticator=Authenticator.objects.get(user=staff.finance),
        reauthenticated=False,
        passwordless=False,
    )

    assert access.carry_out_due(agreed.due_at) == 0
    lost.refresh_from_db()
    assert lost.state == State.DROPPED


def test_who_has_no_factor_has_none_to_lose(staff):
    with pytest.raises(access.NotPossible, match="no second factor"):
        propose_role(staff, "", kind=access.Kind.FACTORS, new_roles=())


def test_every_step_is_audited_at_the_person(new_role, lost, staff, second):
    access.agree(new_role, actor=second)
    agreed = access.agree(lost, actor=second)
    access.carry_out_due(agreed.due_at)

    entries = AuditEntry.objects.filter(
        target=f"user:{staff.finance.pk}", action__startswith="access."
    ).order_by("pk")
    assert [(entry.action, entry.actor) for entry in entries] == [
        ("access.propose", staff.administrator),
        ("access.propose", staff.administrator),
        ("access.agree", second),
        ("access.set_roles", second),
        ("access.agree", second),
        ("access.remove_factors", second),
    ]
    changed = entries.get(action="access.set_roles")
    assert (changed.data["before"], changed.data["after"]) == ([roles.FINANCE], [roles.MODERATOR])


def test_the_other_administrators_are_told_that_something_waits(new_role, second):
    (told,) = Notice.objects.filter(template="access_waits")

    assert told.dedupe_key.endswith(f":{second.pk}")


@pytest.mark.django_db(transaction=True)
def test_two_windows_that_agree_at_once_change_it_once():
    roles.sync_roles()
    first, second, person = (
        UserFactory(role=role) for role in (roles.ADMINISTRATOR, roles.ADMINISTRATOR, roles.FINANCE)
    )
    change = access.propose(
        kind=access.Kind.ROLES,
        person=person,
        actor=first,
        note="why",
        new_roles=(roles.MODERATOR,),
    )

    results = at_once(*[lambda: access.agree(change, actor=second)] * 2)

    assert sum(isinstance(result, access.NotPossible) for result in results) == 1
    assert AuditEntry.objects.filter(action="access.set_roles").count() == 1
