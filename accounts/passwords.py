"""How a password is set: by its owner alone, and every session ends with it."""

import secrets

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.utils import timezone
from django.utils.encoding import force_bytes, force_str
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from accounts import audit, notices, sessions
from accounts.models import User


def change(user: User, password: str, *, how: str) -> None:
    """Give a colleague the password they chose. how: "changed" or "reset", for the record.

    All their sessions end. Second factors stay as they are.
    """
    with transaction.atomic():
        user.set_password(password)
        user.save(update_fields=["password"])
        sessions.end_all(user, actor=user, why="password")
        record(user, how=how)
        notices.queue(
            template="password_changed",
            to=user.email,
            dedupe_key=f"password:{user.pk}:{secrets.token_hex(8)}",
            context={},
        )


def record(user: User, *, how: str) -> None:
    audit.record(user, "user.change_password", f"user:{user.pk}", how=how)


def offer_reset(address: str) -> None:
    """Owe a letter with a link to whoever works here under this address; nobody else hears.

    One letter in a quarter of an hour, however often it is asked for.
    """
    user = User.objects.filter(email__iexact=address, is_active=True, is_staff=True).first()
    audit.record(None, "user.ask_reset", f"user:{user.pk if user else 'unknown'}")
    if user is None:
        return
    quarter = sessions.coarsely(timezone.now()).timestamp()
    notices.queue(
        template="password_reset",
        to=user.email,
        dedupe_key=f"reset:{user.pk}:{quarter:.0f}",
        context={"minutes": settings.PASSWORD_RESET_TIMEOUT // 60},
        secret=link_of(user),
    )


def link_of(user: User) -> str:
    """The end of the link: it works once, for it is bound to the password it replaces."""
    name = urlsafe_base64_encode(force_bytes(user.pk))
    return f"{name}/{default_token_generator.make_token(user)}"


def person_of(name: str, token: str) -> User | None:
    """Whose password this link may set; None for an unknown, old or used one."""
    try:
        pk = int(force_str(urlsafe_base64_decode(name)))
    except ValueError:
        return None
    user = User.objects.filter(pk=pk, is_active=True, is_staff=True).first()
    return user if default_token_generator.check_token(user, token) else None
