"""At the door of the staff site, without a browser: giving a password, a code, a spare code."""

from django.test import Client

from launcher import codes
from tests.doors import enter
from tests.factories import PASSWORD

LOG_IN, FACTOR, PROOF = "/staff/login/", "/staff/login/factor/", "/staff/proof/"
FACTORS = "/staff/factors/"


def give_password(client, person, password=PASSWORD, **more):
    return client.post(LOG_IN, {"login": person.email, "password": password} | more)


def give_code(client, secret: str, path: str = FACTOR, name: str = "code", more=None):
    """Send the code of this moment; once more if its half minute was over on the way."""
    answer = client.post(path, (more or {}) | {name: codes.current(secret)})
    if answer.status_code != 302:
        answer = client.post(path, (more or {}) | {name: codes.current(secret)})
    return answer


def recovery_code(person) -> str:
    """A spare code of this colleague, made now."""
    desk = enter(Client(), person)
    desk.post(f"{FACTORS}recovery/new/")
    return desk.get(f"{FACTORS}recovery/").context["unused_codes"][0]
