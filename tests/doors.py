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

from accounts import factors, sealed
from launcher import codes


def new_secret(person) -> str:
    """Give a colleague an app with codes; what it had before is forgotten. Gives its secret."""
    secret = base64.b32encode(secrets.token_bytes(20)).decode()
    person.codes_allowed = True
    person.save(update_fields=["codes_allowed"])
    factors.set_up_codes(person, secret)
    return secret


def secret_of(person) -> str:
    """What the app of a colleague knows; who has none gets one."""
    app = Authenticator.objects.filter(user=person, type=factors.CODES).first()
    if app is None:
        return new_secret(person)
    return sealed.unseal(app.data["secret"], place=factors.place_of(person))


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
    give_code(page, secret, "Log in")


def give_code(page, secret: str, button: str) -> None:
    """Type the code of this moment; once more if its half minute was over before it arrived."""
    field = page.get_by_label("Code", exact=True)
    for _ in range(2):
        before = page.url
        field.fill(codes.current(secret))
        page.get_by_role("button", name=button, exact=True).click()
        page.wait_for_load_state()
        # An act that waited for the code goes on at its own address.
        if page.url != before or not field.count():
            return
