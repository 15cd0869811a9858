"""The pages on which passwords are chosen."""

import pytest
from django.contrib.auth import authenticate
from django.test import Client

from accounts import invitations, passwords, roles
from accounts.models import Notice, User
from tests.factories import PASSWORD
from tests.pages import desk_of, told, typed

SECRET = "seven lanterns on a sill"
ADDRESS = "newcomer@mailbox.example"
FORGOTTEN = "/staff/password/forgotten/"


@pytest.fixture
def token(staff) -> str:
    return invitations.invite(
        email=ADDRESS, work_name="Newcomer", role=roles.FINANCE, actor=staff.administrator
    )


def both(password: str) -> dict:
    return {"new_password1": password, "new_password2": password}


def test_who_is_invited_chooses_a_password_and_is_led_to_the_log_in(token, client):
    path = f"/staff/invitation/{token}/"
    text = client.get(path).content.decode()
    assert "Welcome, Newcomer" in text
    assert "Finance" in text

    answer = client.post(path, both(SECRET), follow=True)

    assert told(answer) == ["Your account is ready. Log in with your new password."]
    assert answer.request["PATH_INFO"] == "/staff/login/"
    assert authenticate(email=ADDRESS, password=SECRET)


def test_before_a_second_factor_is_set_up_a_newcomer_reaches_nothing(token, client):
    client.post(f"/staff/invitation/{token}/", both(SECRET))
    client.post("/staff/login/", {"login": ADDRESS, "password": SECRET})

    for path in ("/staff/", "/staff/donations/donation/", "/staff/accounts/desksession/"):
        assert client.get(path).url.startswith("/staff/factors/")


@pytest.mark.parametrize(
    ("password", "said"),
    [("too short", "at least 15 characters"), ("Newcomer Newcomer", "first to be guessed")],
)
def test_a_bad_password_is_said_and_uses_nothing_up(token, client, password, said):
    path = f"/staff/invitation/{token}/"

    answer = client.post(path, both(password))

    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert client.get(path).status_code == 200


def test_every_link_that_opens_nothing_looks_the_same(token, client, staff):
    used = f"/staff/invitation/{token}/"
    client.post(used, both(SECRET))
    revoked_token = invitations.invite(
        email="b@mailbox.example", work_name="B", role=roles.FINANCE, actor=staff.administrator
    )
    invitations.revoke(invitations.find(revoked_token), actor=staff.administrator)
    paths = [
        used,
        f"/staff/invitation/{revoked_token}/",
        "/staff/invitation/never-was/",
        "/staff/password/new/MQ/x-y/",
    ]

    answers = [Client().get(path) for path in paths]

    assert {answer.status_code for answer in answers} == {410}
    assert len({answer.content for answer in answers}) == 1
    assert client.post(used, both(SECRET)).status_code == 410


def test_whoever_asks_for_a_letter_reads_the_same_page(client, staff):
    known = client.post(FORGOTTEN, {"email": staff.finance.email}, follow=True)
    unknown = client.post(FORGOTTEN, {"email": "nobody@office.example"}, follow=True)

    assert known.content == unknown.content
    assert known.redirect_chain == unknown.redirect_chain
    assert Notice.objects.count() == 1


def test_asking_without_end_sends_no_letters_without_end(client, staff):
    for _ in range(30):
        answer = client.post(FORGOTTEN, {"email": staff.finance.email})
        assert answer.url == "/staff/password/letter/"

    assert Notice.objects.count() <= 1


def test_what_is_no_address_is_said(client):
    answer = client.post(FORGOTTEN, {"email": "nobody"})

    assert answer.status_code == 400
    assert 'value="nobody"' in answer.content.decode()


def test_the_log_in_leads_to_it(client):
    assert FORGOTTEN in client.get("/staff/login/").content.decode()


def test_a_forgotten_password_is_replaced(client, staff):
    theirs = desk_of(staff.finance)
    path = f"/staff/password/new/{passwords.link_of(User.objects.get(pk=staff.finance.pk))}/"
    assert client.get(path).status_code == 200

    answer = client.post(path, both(SECRET), follow=True)

    assert told(answer) == ["Your password is changed. Log in with the new one."]
    assert authenticate(email=staff.finance.email, password=SECRET)
    assert theirs.get("/staff/").status_code == 302
    assert client.get(path).status_code == 410


def test_a_link_alone_logs_nobody_in(client, staff):
    path = f"/staff/password/new/{passwords.link_of(staff.finance)}/"
    client.post(path, both(SECRET))

    assert client.get("/staff/").status_code == 302


def test_who_changes_their_own_password_stays_in_here_and_is_out_elsewhere(staff):
    here, there = desk_of(staff.finance), desk_of(staff.finance)
    before = here.cookies["sessionid"].value
    data = typed(here.get("/staff/password_change/"), "password-form") | both(SECRET)

    answer = here.post("/staff/password_change/", data | {"old_password": PASSWORD}, follow=True)

    assert told(answer) == ["Your password is changed. Everywhere else you are out."]
    assert here.get("/staff/").status_code == 200
    assert here.cookies["sessionid"].value != before
    assert there.get("/staff/").status_code == 302


def test_the_old_password_is_asked_for(staff):
    here = desk_of(staff.finance)

    answer = here.post("/staff/password_change/", both(SECRET) | {"old_password": "not this one"})

    assert "entered incorrectly" in answer.content.decode()
    assert authenticate(email=staff.finance.email, password=SECRET) is None
