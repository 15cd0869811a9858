"""Passkeys and codes: set up before the desk opens, sealed, kept after a fresh proof."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from accounts import factors, sealed
from accounts.models import User
from tests.config.knocking import FACTOR, FACTORS, PROOF, give_code, give_password, recovery_code
from tests.doors import enter
from tests.pages import desk_of

MINUTE, HOUR = 60, 60 * 60


def test_somebody_without_a_factor_is_led_to_where_one_is_set_up(client, staff):
    answer = give_password(client, staff.moderator)

    assert answer.url == "/staff/"
    assert client.get("/staff/").url == FACTORS
    assert "A password alone opens nothing." in client.get(FACTORS).content.decode()


def test_a_new_app_is_set_up_and_shown_before_the_desk_opens(client, staff):
    User.objects.filter(pk=staff.moderator.pk).update(codes_allowed=True)
    give_password(client, staff.moderator)
    secret = client.get(f"{FACTORS}codes/add/").context["form"].secret

    answer = give_code(client, secret, f"{FACTORS}codes/add/")

    assert answer.url == f"{FACTORS}recovery/"
    assert client.get("/staff/").url == f"{PROOF}?next=%2Fstaff%2F"
    assert give_code(client, secret, f"{PROOF}?next=/staff/", "proof-code").url == "/staff/"
    assert client.get("/staff/").status_code == 200


def test_the_secret_of_an_app_lies_sealed_in_session_and_database(client, staff):
    User.objects.filter(pk=staff.moderator.pk).update(codes_allowed=True)
    give_password(client, staff.moderator)
    secret = client.get(f"{FACTORS}codes/add/").context["form"].secret

    assert secret not in str(dict(client.session))
    give_code(client, secret, f"{FACTORS}codes/add/")
    kept = Authenticator.objects.get(user=staff.moderator, type=factors.CODES).data["secret"]
    assert secret not in kept
    assert sealed.unseal(kept, place=factors.place_of(staff.moderator)) == secret
    with pytest.raises(sealed.Unopenable):
        sealed.unseal(kept, place=factors.place_of(staff.finance))


def test_recovery_codes_lie_sealed_too(staff, client):
    User.objects.filter(pk=staff.moderator.pk).update(codes_allowed=True)
    give_password(client, staff.moderator)
    secret = client.get(f"{FACTORS}codes/add/").context["form"].secret
    give_code(client, secret, f"{FACTORS}codes/add/")

    seed = Authenticator.objects.get(user=staff.moderator, type=factors.RECOVERY).data["seed"]

    assert sealed.unseal(seed, place=factors.place_of(staff.moderator))


def test_the_picture_for_the_app_stands_in_the_page_itself(client, staff):
    User.objects.filter(pk=staff.moderator.pk).update(codes_allowed=True)
    give_password(client, staff.moderator)

    answer = client.get(f"{FACTORS}codes/add/")

    assert "<svg" in answer.content.decode()
    assert "data:" not in answer.content.decode()
    assert "img-src 'self'" in answer.headers["Content-Security-Policy"].split("; ")


def test_codes_are_only_for_those_of_whom_it_is_recorded(client, staff):
    give_password(client, staff.moderator)

    assert client.get(f"{FACTORS}codes/add/").status_code == 404
    assert "Codes of an app" not in client.get(FACTORS).content.decode()


def test_codes_that_are_no_longer_allowed_lead_to_a_passkey_and_nowhere_else(client, staff, secret):
    User.objects.filter(pk=staff.moderator.pk).update(codes_allowed=False)
    give_password(client, staff.moderator)
    give_code(client, secret)

    assert client.get("/staff/").url == FACTORS
    assert client.get(f"{FACTORS}passkeys/add/").status_code == 200


def test_a_recovery_code_opens_the_desk_where_codes_are_allowed(client, staff, secret):
    give_password(client, staff.moderator)
    client.post(FACTOR, {"code": recovery_code(staff.moderator)})

    assert client.get("/staff/").status_code == 200


def test_the_last_factor_cannot_be_removed_by_its_owner(staff):
    desk = desk_of(staff.moderator)

    answer = desk.post(f"{FACTORS}codes/remove/")

    assert "last one that lets you in" in answer.content.decode()
    assert factors.of(staff.moderator)


def test_nobody_reaches_the_passkey_of_somebody_else(staff):
    key = Authenticator.objects.create(user=staff.finance, type=factors.PASSKEY, data={})

    answer = desk_of(staff.moderator).post(f"{FACTORS}passkeys/{key.pk}/remove/")

    assert answer.status_code == 404
    assert Authenticator.objects.filter(pk=key.pk).exists()


def test_factors_are_kept_only_after_a_fresh_proof(staff):
    client = enter(Client(), staff.moderator, ago=6 * MINUTE)

    for page in ("passkeys/add/", "codes/add/", "codes/remove/", "recovery/", "recovery/new/"):
        assert client.get(f"{FACTORS}{page}").url.startswith(PROOF), page
        assert client.post(f"{FACTORS}{page}").status_code == 403, page
