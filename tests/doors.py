"""Getting past the door as a colleague does: with a second factor that is really set up."""

import base64
import secrets
import time

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY as RECORDS
from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY as RECORDS_OF,
)
from allauth.mfa.models import Authenticator
from django.test import Client

from accounts import factors
from launcher import codes


def new_secret(person) -> str:
    """Give a colleague an app with codes; what it had before is forgotten. Gives its secret."""
    secret = base64.b32encode(secrets.token_bytes(20)).decode()
    person.codes_allowed = True
    person.save(update_fields=["codes_allowed"])
    Authenticator.objects.filter(user=person, type=factors.CODES).delete()
    factors.set_up_codes(person, secret)
    return secret


def enter(client: Client, person, *, ago: float = 0) -> Client:
    """Log a colleague in, as if password and code had been given `ago` seconds ago."""
    factor = Authenticator.objects.filter(user=person, type=factors.CODES).first()
    if factor is None:
        new_secret(person)
        factor = Authenticator.objects.get(user=person, type=factors.CODES)
    at = time.time() - ago
    shown = [
        {"method": "password", "at": at, "email": person.email},
        {"method": "mfa", "at": at, "id": factor.pk, "type": factor.type},
    ]
    return with_records(client, person, shown)


def with_records(client: Client, person, shown: list[dict]) -> Client:
    """A session of this colleague, whose owner proved this and nothing else."""
    client.force_login(person)
    session = client.session
    session[RECORDS], session[RECORDS_OF] = shown, str(person.pk)
    session.save()
    return client


def log_in(page, person, password: str, secret: str) -> None:
    """Log in through the pages of the door, in a real browser that stands at the log-in."""
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Go on").click()
    field = page.get_by_label("Code", exact=True)
    # Once more if the half minute of the first code was over before it arrived.
    for _ in range(2):
        field.fill(codes.current(secret))
        page.get_by_role("button", name="Log in", exact=True).click()
        page.wait_for_load_state()
        if not field.is_visible():
            return
