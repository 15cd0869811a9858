import pytest
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from campaigns import lifecycle
from config import errors
from config.urls import urlpatterns as site


def fail(error):
    def view(request):
        raise error

    return view


urlpatterns = [
    path("broken/", fail(ZeroDivisionError("a secret"))),
    path("away/", fail(OperationalError("host=secret"))),
    path("lost/", fail(InterfaceError("connection already closed"))),
    path("forbidden/", fail(PermissionDenied("a secret"))),
    *site,
]
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.broken


@pytest.fixture
def browser(settings):
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/broken/", 500, "Something broke on our side"),
        ("/away/", 503, "The site will be back soon"),
        ("/lost/", 503, "The site will be back soon"),
        ("/forbidden/", 403, "This cannot be done from here"),
        ("/en/nothing/", 404, "There is nothing at this address"),
    ],
)
def test_errors_are_said_in_words_and_without_the_database(browser, address, status, words):
    answer = browser.get(address)  # without the `db` fixture a query would raise

    assert answer.status_code == status
    assert words in answer.content.decode()
    assert b"secret" not in answer.content
    assert not answer.cookies
    assert answer.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_a_passing_trouble_says_when_to_come_back(browser):
    assert browser.get("/away/").headers["Retry-After"] == "30"


def test_errors_speak_the_language_of_the_reader(browser):
    answer = browser.get("/broken/", headers={"Accept-Language": "pl"})

    assert '<html lang="pl"' in answer.content.decode()


def test_a_missing_page_does_not_repeat_its_address(browser):
    first = browser.get("/en/a-name-somebody-typed/")
    second = browser.get("/en/c/2222222222/nothing/?and=more")

    assert first.content == second.content
    assert b"a-name-somebody-typed" not in first.content


@pytest.mark.django_db
def test_debug_shows_no_more_of_what_is_hidden(live_campaign, staff):
    lifecycle.move(live_campaign.pk, "withdraw", actor=staff.moderator)
    addresses = [f"/en/c/{live_campaign.public_id}/", "/en/c/2222222222/", "/nothing"]
    usual = Client().get(addresses[0])

    with override_settings(DEBUG=True):
        answers = [Client().get(address) for address in addresses]

    assert {answer.content for answer in answers} == {usual.content}
    assert {answer.status_code for answer in answers} == {404}
    policies = {answer.headers["Content-Security-Policy"] for answer in answers}
    assert policies == {usual.headers["Content-Security-Policy"]}


def test_a_stale_staff_form_gets_a_page_of_our_own():
    answer = errors.stale_form(RequestFactory().post("/staff/"), reason="CSRF cookie not set.")

    assert answer.status_code == 403
    assert b"CSRF" not in answer.content
