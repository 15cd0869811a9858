"""What one administrator may do about a colleague alone: everything that takes nothing over."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import access, audit, notices, roles, sessions
from accounts.locks import hold
from accounts.models import AccessChange, User


class NotPossible(ValueError):
    """What was asked for cannot be; the message is for the person."""


def disable(person: User, *, actor: User) -> None:
    """Somebody leaves, or has to be stopped: at once, and every session of theirs ends."""
    with transaction.atomic():
        person = locked(person, actor)
        if roles.is_last_administrator(person):
            raise NotPossible(_("This is the last administrator. Make somebody else one first."))
        person.is_active = False
        person.save(update_fields=["is_active"])
        sessions.end_all(person, actor=actor, why="disabled")
        audit.record(actor, "user.disable", target(person))


def enable(person: User, *, actor: User) -> None:
    """Let a colleague in again, with the role and the second factor they had."""
    with transaction.atomic():
        person = locked(person, actor)
        person.is_active = True
        person.save(update_fields=["is_active"])
        audit.record(actor, "user.enable", target(person))


def end_sessions(person: User, *, actor: User) -> int:
    """Put a colleague out of every browser; they may log in again. Gives how many sessions."""
    with transaction.atomic():
        person = locked(person, actor)
        return sessions.end_all(person, actor=actor, why="by an administrator")


def locked(person: User, actor: User) -> User:
    if not actor.has_perm("accounts.change_user"):
        raise PermissionDenied("colleagues are for administrators")
    hold(access.LOCK)
    return User.objects.get(pk=person.pk)


def sound_alarm(superuser: User) -> None:
    """There is an account that may do everything: every administrator hears of it."""
    audit.record(None, "user.make_superuser", target(superuser))
    for colleague in roles.holders("accounts.change_user"):
        notices.queue(
            template="superuser_made",
            to=colleague.email,
            dedupe_key=f"superuser:{superuser.pk}:{colleague.pk}",
            context={},
        )


def superusers():
    """Accounts that no table of roles holds back. In daily use there are none."""
    return User.objects.filter(is_active=True, is_superuser=True)


def waiting_changes(user: User):
    """What other administrators proposed and this one may agree to."""
    return (
        AccessChange.objects.filter(state=AccessChange.State.PROPOSED)
        .exclude(proposed_by=user)
        .exclude(person=user)
        .select_related("person", "proposed_by")
    )


def target(person: User) -> str:
    return f"user:{person.pk}"
