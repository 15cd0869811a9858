"""What one administrator proposes and another one agrees to: roles, and lost second factors.

A new role counts at once. Second factors are removed a day after the agreement, so that the
person whose they are can still say that they have lost nothing; showing one of them says it too.
The database refuses the same administrator twice.
"""

from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit, notices, roles, sessions
from accounts.locks import hold
from accounts.models import AccessChange, User

Kind = AccessChange.Kind
State = AccessChange.State
# How long the person has to object before their second factors are gone.
DELAY = timedelta(hours=24)
# One change of anybody's access at a time: the last administrator is one of all.
LOCK = "access"
# What the log calls it when it happens to somebody, and the letter they get.
ACTIONS = {Kind.ROLES: "access.set_roles", Kind.FACTORS: "access.remove_factors"}
LETTERS = {Kind.ROLES: "role_changed", Kind.FACTORS: "factors_gone"}


class NotPossible(ValueError):
    """What was asked for cannot be, or not any more; the message is for the person."""


def propose(
    *, kind: str, person: User, actor: User, note: str, new_roles: tuple[str, ...] = ()
) -> AccessChange:
    """Write down what should change for a colleague; the other administrators get a letter."""
    if not actor.has_perm("accounts.add_accesschange"):
        raise PermissionDenied("access is for administrators")
    with transaction.atomic():
        hold(LOCK)
        change = AccessChange(
            kind=kind, person=person, roles=list(new_roles), note=note.strip(), proposed_by=actor
        )
        check(change)
        if AccessChange.objects.filter(
            person=person, kind=kind, state__in=AccessChange.WAITING
        ).exists():
            raise NotPossible(_("The same is proposed already and waits."))
        change.save()
        audit.record(actor, "access.propose", target(change), **facts(change))
        for colleague in roles.holders("accounts.decide_accesschange").exclude(
            pk__in=[actor.pk, person.pk]
        ):
            tell(change, colleague, "access_waits")
    return change


def check(change: AccessChange) -> None:
    """Raise NotPossible with a sentence about what is wrong."""
    if not change.note:
        raise NotPossible(_("Say why, and how you know who asked: the second person needs it."))
    if change.kind == Kind.FACTORS:
        if not Authenticator.objects.filter(user=change.person).exists():
            raise NotPossible(_("This colleague has no second factor to remove."))
        return
    if not change.roles or not set(change.roles) <= set(roles.ROLES):
        raise NotPossible(_("Choose a role."))
    if len(change.roles) > 1 and not settings.SMALL_TEAM:
        raise NotPossible(_("One person, one role."))
    if set(change.roles) == set(roles.of(change.person)):
        raise NotPossible(_("That is their role already."))
    if roles.ADMINISTRATOR not in change.roles and roles.is_last_administrator(change.person):
        raise NotPossible(_("This is the last administrator. Make somebody else one first."))


def agree(change: AccessChange, *, actor: User) -> AccessChange:
    """Let it happen: a role now, the removal of factors after DELAY. Never by who proposed it."""
    with transaction.atomic():
        change = waiting(change, actor)
        if change.state != State.PROPOSED:
            raise NotPossible(_("It is agreed already."))
        if actor.pk in {change.proposed_by_id, change.person_id}:
            raise PermissionDenied("nobody agrees to their own proposal, or about themselves")
        check(change)
        now = timezone.now()
        change.state, change.agreed_by = State.AGREED, actor
        change.due_at = now + (DELAY if change.kind == Kind.FACTORS else timedelta())
        change.save(update_fields=["state", "agreed_by", "due_at"])
        audit.record(actor, "access.agree", target(change), **facts(change))
        if change.kind == Kind.FACTORS:
            tell(change, change.person, "factors_will_go")
        else:
            carry_out(change, now)
    return change


def drop(change: AccessChange, *, actor: User) -> AccessChange:
    """Let it not happen, as long as it has not; administrators and the person may do that."""
    with transaction.atomic():
        change = waiting(change, actor)
        end(change, State.DROPPED, actor, "access.drop")
    return change


def waiting(change: AccessChange, actor: User) -> AccessChange:
    """The row, locked, if it still waits and this person has a say in it."""
    if not may_drop(change, actor):
        raise PermissionDenied("access is for administrators")
    hold(LOCK)
    change = AccessChange.objects.select_for_update(of=("self",)).get(pk=change.pk)
    if change.state not in AccessChange.WAITING:
        raise NotPossible(
            _("Somebody was faster: this is already “%(state)s”.")
            % {"state": change.get_state_display()}
        )
    return change


def may_drop(change: AccessChange, actor: User) -> bool:
    decides = actor.has_perm("accounts.decide_accesschange")
    return decides or (change.kind == Kind.FACTORS and change.person_id == actor.pk)


def nothing_is_lost(person: User) -> None:
    """Somebody has just shown a second factor: what removes it is dropped."""
    for change in AccessChange.objects.filter(
        person=person, kind=Kind.FACTORS, state__in=AccessChange.WAITING
    ):
        drop(change, actor=person)


def carry_out_due(now=None) -> int:
    """Remove the factors whose day is over; gives how many colleagues. Twice or late: once."""
    now = now or timezone.now()
    due = AccessChange.objects.filter(state=State.AGREED, due_at__lte=now)
    return sum(carry_out_if_due(change, now) for change in due)


def carry_out_if_due(change: AccessChange, now) -> bool:
    with transaction.atomic():
        hold(LOCK)
        # It may have been dropped since the list was made.
        still = AccessChange.objects.select_for_update(of=("self",)).filter(
            pk=change.pk, state=State.AGREED, due_at__lte=now
        )
        if (change := still.first()) is None:
            return False
        carry_out(change, now)
    return True


def carry_out(change: AccessChange, now) -> None:
    if change.kind == Kind.ROLES:
        before = roles.of(change.person)
        change.person.groups.set(Group.objects.filter(name__in=change.roles))
        details = {"before": before, "after": change.roles}
    else:
        removed, _by_model = Authenticator.objects.filter(user=change.person).delete()
        details = {"factors": removed}
    sessions.end_all(change.person, actor=change.agreed_by, why=change.kind)
    end(change, State.DONE, change.agreed_by, ACTIONS[change.kind], now=now, **details)
    tell(change, change.person, LETTERS[change.kind])


def end(change: AccessChange, state: str, actor: User, action: str, now=None, **details) -> None:
    change.state, change.ended_at = state, now or timezone.now()
    change.save(update_fields=["state", "ended_at"])
    audit.record(actor, action, target(change), **facts(change), **details)


def tell(change: AccessChange, colleague: User, template: str) -> None:
    notices.queue(
        template=template,
        to=colleague.email,
        dedupe_key=f"access:{change.pk}:{template}:{colleague.pk}",
        context={},
    )


def target(change: AccessChange) -> str:
    """The colleague: whoever looks for what happened to them finds it."""
    return f"user:{change.person_id}"


def facts(change: AccessChange) -> dict:
    return {
        "change": change.pk,
        "kind": change.kind,
        "roles": change.roles,
        "reason": change.note,
    }


def ended_before(moment: datetime):
    """Changes of access that were over by then, whatever became of them."""
    return AccessChange.objects.filter(ended_at__lt=moment)
