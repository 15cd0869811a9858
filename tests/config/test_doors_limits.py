"""Guessing at the door is slowed down, and locks nobody out."""

from django.test import Client

from accounts.models import User
from tests.config.knocking import LOG_IN, PROOF, give_code, give_password
from tests.doors import enter, new_secret
from tests.factories import PASSWORD

MINUTE, HOUR = 60, 60 * 60


def test_guessing_one_account_is_slowed_down(client, staff):
    for _ in range(5):
        give_password(client, staff.moderator, "not the right one")

    text = give_password(client, staff.moderator).content.decode()

    assert "Too many tries" in text


def test_guessing_does_not_lock_out_who_is_inside_or_only_rested(client, staff):
    secret = new_secret(staff.moderator)
    inside = enter(Client(), staff.moderator)
    rested = enter(Client(), staff.moderator, ago=HOUR)
    for _ in range(6):
        give_password(client, staff.moderator, "not the right one")

    assert inside.get("/staff/").status_code == 200
    proved = {"proof-password": PASSWORD}
    assert give_code(rested, secret, PROOF, "proof-code", proved).url == "/staff/"


def test_too_many_log_ins_from_one_place_are_told_to_wait(client, staff):
    for number in range(30):
        give_password(client, User(email=f"{number}@elsewhere.example"))

    answer = give_password(client, staff.moderator)

    assert answer.status_code == 429
    assert "Please wait a little" in answer.content.decode()


def test_a_place_behind_a_proxy_is_counted_by_itself(client, staff, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(10):
        client.post(
            LOG_IN,
            {"login": f"{number}@elsewhere.example", "password": "guess"},
            headers={"X-Forwarded-For": "192.0.2.1, 198.51.100.7"},
        )

    def tries_from(place):
        answer = client.post(
            LOG_IN,
            {"login": "x@elsewhere.example", "password": "guess"},
            headers={"X-Forwarded-For": place},
        )
        return "Too many" not in answer.content.decode()

    assert not tries_from("203.0.113.9, 198.51.100.7")
    assert tries_from("198.51.100.7, 203.0.113.9")


def test_a_request_that_came_by_fewer_proxies_is_answered(client, staff, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2

    answer = client.post(
        LOG_IN,
        {"login": staff.moderator.email, "password": "guess"},
        headers={"X-Forwarded-For": "198.51.100.7"},
    )

    assert answer.status_code == 200


def test_an_address_without_a_number_is_answered(staff):
    client = Client(REMOTE_ADDR="")

    assert give_password(client, staff.moderator, "guess").status_code == 200
