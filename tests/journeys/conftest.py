"""A real browser."""

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import sync_playwright

from launcher import browser
from tests.doors import enter, log_in, secret_of
from tests.factories import PASSWORD


@pytest.fixture
def chromium(monkeypatch):
    # Playwright keeps an event loop in this thread, in which Django's ORM would refuse to work.
    # Nothing of ours runs in that loop.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser.find(), args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def browse(chromium, live_server):
    """browse(…): a page of a browser that has never been here."""

    def open_page(**settings_of_browser):
        context = chromium.new_context(base_url=f"{live_server.url}/staff/", **settings_of_browser)
        context.set_default_timeout(10_000)
        return context.new_page()

    return open_page


@pytest.fixture
def sit_down(browse, live_server):
    """sit_down(person, …): a page of a browser in which this colleague has logged in.

    The first time by the pages of the door, with password and code; a code is good only once,
    so a second browser of the same person gets its session as if that had been a moment ago.
    With `ago`, in seconds, the session is that old, and the code of this moment is still unused.
    """
    came = set()

    def open_desk(person, *, ago=0, **settings_of_browser):
        page = browse(**settings_of_browser)
        if ago or person.pk in came:
            session = enter(Client(), person, ago=ago).cookies[settings.SESSION_COOKIE_NAME]
            cookie = {"name": session.key, "value": session.value, "url": live_server.url}
            page.context.add_cookies([cookie])
        else:
            came.add(person.pk)
            page.goto("login/")
            log_in(page, person, PASSWORD, secret_of(person))
        return page

    return open_desk
