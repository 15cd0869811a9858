"""The door of the staff site: who gets in, by what, and who does not, whatever they bring."""

import time

import pytest
from allauth.mfa.internal.flows import trust
from allauth.mfa.models import Authenticator
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from accounts.roles import ADMINISTRATOR, MODERATOR, ROLES
from config import doors as door_addresses
from launcher import codes
from tests.config.knocking import (
    FACTOR,
    FACTORS,
    LOG_IN,
    PROOF,
    give_code,
    give_password,
)
from tests.config.test_admin import NAMES, house, path_of, who_gets_in  # noqa: F401
from tests.doors import enter, new_secret, with_records
from tests.factories import PASSWORD, UserFactory

MINUTE, HOUR = 60, 60 * 60


# --- who gets in ---


def test_password_and_code_open_the_desk(client, staff, secret):
    assert give_password(client, staff.moderator).url == FACTOR
    assert client.get("/staff/").status_code == 302
    assert give_code(client, secret).url == "/staff/"
    assert client.get("/staff/").status_code == 200


def test_one_logs_in_with_the_address_in_any_case(client, staff, secret):
    answer = client.post(
        LOG_IN, {"login": staff.moderator.email.upper(), "password": PASSWORD, "next": "/staff/"}
    )

    assert answer.url == FACTOR


def test_a_wrong_password_is_told_and_the_address_stays(client, staff):
    text = give_password(client, staff.moderator, "not the right one").content.decode()

    assert 'role="alert"' in text
    assert f'value="{staff.moderator.email}"' in text
    assert "not the right one" not in text


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(client, staff):
    known = give_password(client, staff.moderator, "not the right one")
    stranger = give_password(client, User(email="moderator@elsewhere.example"))
    left = UserFactory(is_active=False, role=MODERATOR)
    gone = give_password(client, left)

    def words(answer):
        return answer.context["form"].non_field_errors()

    assert words(known) == words(stranger) == words(gone)
    assert known.status_code == stranger.status_code == gone.status_code == 200


def test_the_way_leads_on_to_where_somebody_was_going(client, staff, secret):
    way = client.get("/staff/campaigns/campaign/").url

    give_password(client, staff.moderator, next="/staff/campaigns/campaign/")

    assert way == f"{LOG_IN}?next=%2Fstaff%2Fcampaigns%2Fcampaign%2F"
    assert give_code(client, secret).url == "/staff/campaigns/campaign/"


@pytest.mark.parametrize("elsewhere", ["https://elsewhere.example/", "//elsewhere.example/"])
def test_the_way_back_from_the_log_in_leads_to_this_site_alone(client, staff, secret, elsewhere):
    give_password(client, staff.moderator, next=elsewhere)

    assert give_code(client, secret).url == "/staff/"


def test_the_session_gets_a_new_number_at_the_log_in_and_at_each_proof(client, staff, secret):
    give_password(client, staff.moderator)
    before = client.session.session_key
    give_code(client, secret)
    inside = client.session.session_key
    secret = new_secret(staff.moderator)
    give_code(client, secret, PROOF, "proof-code")

    assert len({before, inside, client.session.session_key}) == 3


def test_a_code_is_good_once(client, staff, secret):
    code = codes.current(secret)
    give_password(client, staff.moderator)
    first = client.post(FACTOR, {"code": code})
    other = Client()
    give_password(other, staff.moderator)

    assert other.post(FACTOR, {"code": code}).status_code == 200
    assert first.status_code in {200, 302}
    assert other.get("/staff/").status_code == 302


# --- who does not ---


def password_only(person) -> Client:
    new_secret(person)
    return with_records(Client(), person, [{"method": "password", "at": time.time()}])


def remembered_device(person) -> Client:
    client = password_only(person)
    answer = HttpResponse()
    trust.trust_browser(type("Request", (), {"COOKIES": {}})(), person, answer)
    client.cookies.update(answer.cookies)
    return client


def made_before_the_factor(person) -> Client:
    client = with_records(Client(), person, [{"method": "password", "at": time.time()}])
    new_secret(person)
    return client


def proof_of_somebody_else(person) -> Client:
    other = UserFactory(role=MODERATOR)
    new_secret(other)
    theirs = Authenticator.objects.get(user=other)
    new_secret(person)
    shown = {"method": "mfa", "at": time.time(), "id": theirs.pk, "type": theirs.type}
    return with_records(Client(), person, [shown])


def proof_by_a_factor_that_is_gone(person) -> Client:
    client = enter(Client(), person)
    new_secret(person)
    return client


def codes_no_longer_allowed(person) -> Client:
    client = enter(Client(), person)
    User.objects.filter(pk=person.pk).update(codes_allowed=False)
    return client


def nothing_written_down(person) -> Client:
    new_secret(person)
    return with_records(Client(), person, [])


def idle_too_long(person) -> Client:
    return enter(Client(), person, ago=16 * MINUTE)


def without_a_factor(person) -> Client:
    return with_records(Client(), person, [{"method": "password", "at": time.time()}])


@pytest.mark.parametrize(
    "come_with",
    [
        password_only,
        remembered_device,
        made_before_the_factor,
        proof_of_somebody_else,
        proof_by_a_factor_that_is_gone,
        codes_no_longer_allowed,
        nothing_written_down,
        idle_too_long,
        without_a_factor,
    ],
)
def test_a_session_without_a_proof_of_its_own_is_refused_everywhere(
    house,  # noqa: F811
    staff,
    come_with,
):
    """Each address is tried by a role that it would show a page, had the session its proof."""
    clients = {role: come_with(getattr(staff, role)) for role in ROLES}
    open_doors = []
    for name in NAMES:
        role = min(who_gets_in(name) or ROLES)
        for answer in (
            clients[role].get(path_of(name, house)),
            clients[role].post(path_of(name, house), {}),
        ):
            if answer.status_code != 403 and not answer.url.startswith((PROOF, FACTORS)):
                open_doors.append(f"{role} {name}: {answer.status_code}")

    assert open_doors == []


def test_a_log_in_ends_after_eight_hours_of_work(staff):
    client = enter(Client(), staff.moderator, ago=8 * HOUR + MINUTE)
    session = client.session
    session["doors_seen"] = int(time.time())
    session.save()

    assert client.get("/staff/").url == f"{PROOF}?next=%2Fstaff%2F"


def test_work_keeps_a_session_open(staff):
    client = enter(Client(), staff.moderator, ago=14 * MINUTE)
    assert client.get("/staff/").status_code == 200

    assert time.time() - client.session["doors_seen"] < MINUTE


def test_every_address_of_the_door_is_open_to_exactly_whom_it_is_for(staff):
    """Log-in pages to everybody, pages about factors to those who may set up or keep theirs."""
    for pattern in door_addresses.urlpatterns:
        path = f"/staff/{pattern.pattern}".replace("<int:pk>", "1")
        answer = Client().get(path)
        if path.startswith(FACTORS):
            assert answer.url.startswith(LOG_IN), path
        else:
            # 410: an invitation that nobody wrote.
            assert answer.status_code in {200, 302, 405, 410}, path


def test_there_is_no_sign_up_no_reset_and_no_code_by_mail(client, db):
    for path in ("signup/", "password/reset/", "login/code/", "login/code/confirm/", "email/"):
        assert client.get(f"/staff/{path}").url.startswith(LOG_IN), path


def test_only_the_addresses_of_the_door_are_allauths(db):
    names = {pattern.name for pattern in door_addresses.urlpatterns}

    assert not names & {"account_signup", "account_reset_password", "account_email", "mfa_trust"}


# --- leaving ---


def test_who_is_not_inside_yet_can_leave(staff):
    client = password_only(staff.administrator)

    assert client.post("/staff/logout/").status_code in {200, 302}
    assert client.get("/staff/").url.startswith(LOG_IN)


def test_the_table_of_roles_knows_whom_the_door_lets_in(staff):
    nobody = UserFactory()
    new_secret(nobody)

    assert enter(Client(), nobody).get("/staff/").status_code == 403
    assert enter(Client(), UserFactory(role=ADMINISTRATOR)).get("/staff/").status_code == 200
