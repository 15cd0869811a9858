"""The only way into the house: an invitation, which its reader accepts once.

The link is made of a random token that is stored nowhere but in the sealed letter. What is kept
is a keyed digest of token, role and address, so that a changed row lets nobody in.
"""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from accounts import audit, notices, passwords, roles
from accounts.models import Invitation, User

HELD = timedelta(hours=48)
TOKEN_BYTES = 32
# An administrator is made from a colleague, by two administrators, or by a command on the server.
OFFERED = [role for role in roles.ROLES if role != roles.ADMINISTRATOR]


class NotPossible(ValueError):
    """What was asked for cannot be, or not any more; the message is for the person."""


def invite(*, email: str, work_name: str, role: str, actor: User | None) -> str:
    """Invite somebody and owe them the letter; gives the token of the link.

    actor None is a command on the server, which alone may invite an administrator.
    """
    if actor and not (actor.has_perm("accounts.add_invitation") and role in OFFERED):
        raise PermissionDenied("inviting is for administrators, and not to their own role")
    with transaction.atomic():
        if User.objects.filter(email__iexact=email).exists():
            raise NotPossible(_("There is already a colleague with this address."))
        if Invitation.objects.open().filter(email__iexact=email).exists():
            raise NotPossible(_("There is an open invitation to this address already."))
        invitation = Invitation(email=email, work_name=work_name, role=role, invited_by=actor)
        token = send(invitation)
        audit.record(actor, "invitation.send", target(invitation), role=role)
        tell_administrators(invitation, actor)
    return token


def link(token: str) -> str:
    """The address at which an invitation is accepted."""
    return settings.SITE_URL + reverse("invitation", args=[token])


def resend(invitation: Invitation, *, actor: User) -> None:
    """A new link for another 48 hours; the old one opens nothing any more."""
    with transaction.atomic():
        invitation = still_open(invitation, actor)
        send(invitation)
        audit.record(actor, "invitation.resend", target(invitation), role=invitation.role)


def revoke(invitation: Invitation, *, actor: User) -> None:
    with transaction.atomic():
        invitation = still_open(invitation, actor)
        invitation.revoked_at = timezone.now()
        invitation.save(update_fields=["revoked_at"])
        notices.cancel(letter_prefix(invitation))
        audit.record(actor, "invitation.revoke", target(invitation), role=invitation.role)


def find(token: str, now=None) -> Invitation | None:
    """The invitation this token opens now; None for an unknown, old, used or revoked one."""
    open_now = Invitation.objects.open().filter(expires_at__gt=now or timezone.now())
    for invitation in open_now:
        if constant_time_compare(invitation.digest, digest(token, invitation)):
            return invitation
    return None


def accept(token: str, password: str) -> User | None:
    """Make the colleague, with this password; None when the token opens nothing any more."""
    with transaction.atomic():
        found = find(token)
        invitation = found and Invitation.objects.select_for_update(of=("self",)).get(pk=found.pk)
        # Between finding and locking, somebody may have accepted, resent or revoked it.
        if invitation is None or find(token) != invitation:
            return None
        user = User.objects.create_user(
            invitation.email, password, work_name=invitation.work_name, is_staff=True
        )
        user.groups.set([Group.objects.get(name=invitation.role)])
        invitation.user, invitation.accepted_at = user, timezone.now()
        invitation.save(update_fields=["user", "accepted_at"])
        audit.record(
            user,
            "invitation.accept",
            target(invitation),
            user=user.pk,
            role=invitation.role,
        )
        passwords.record(user, how="invitation")
    return user


def send(invitation: Invitation) -> str:
    """Give the invitation a new token and time, and owe its letter; gives the token."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    invitation.digest = digest(token, invitation)
    invitation.expires_at = timezone.now() + HELD
    invitation.save()
    # A letter not sent yet would bring a link that is dead already.
    notices.cancel(letter_prefix(invitation))
    notices.queue(
        template="invitation",
        to=invitation.email,
        dedupe_key=f"{letter_prefix(invitation)}{secrets.token_hex(8)}",
        context={},
        secret=token,
    )
    return token


def ended_before(moment: datetime):
    """Invitations that were accepted, revoked or too old by then."""
    return Invitation.objects.filter(
        Q(accepted_at__lt=moment) | Q(revoked_at__lt=moment) | Q(expires_at__lt=moment)
    )


def digest(token: str, invitation: Invitation) -> str:
    bound = "\x1f".join([token, invitation.role, invitation.email.lower()])
    return salted_hmac("accounts.invitations", bound, algorithm="sha256").hexdigest()


def still_open(invitation: Invitation, actor: User) -> Invitation:
    """The row, locked, if it is open and this person may decide on it."""
    if not actor.has_perm("accounts.add_invitation"):
        raise PermissionDenied("invitations are for administrators")
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if invitation.accepted_at or invitation.revoked_at:
        raise NotPossible(_("This invitation is not open any more."))
    return invitation


def tell_administrators(invitation: Invitation, actor: User | None) -> None:
    """Nobody lets somebody in without the other administrators hearing of it."""
    for colleague in roles.holders("accounts.add_invitation").exclude(pk=actor and actor.pk):
        notices.queue(
            template="colleague_invited",
            to=colleague.email,
            dedupe_key=f"invited:{invitation.pk}:{colleague.pk}",
            context={},
        )


def letter_prefix(invitation: Invitation) -> str:
    return f"invitation:{invitation.pk}:"


def target(invitation: Invitation) -> str:
    return f"invitation:{invitation.pk}"
