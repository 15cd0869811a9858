"""A real browser."""

import pytest
from django.conf import settings
from playwright.sync_api import sync_playwright

from launcher import browser
from tests.pages import desk_of


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
def sit_down(chromium, live_server):
    """sit_down(person, …): a page of a browser in which this colleague has logged in."""

    def open_desk(person, **settings_of_browser):
        session = desk_of(person).cookies[settings.SESSION_COOKIE_NAME]
        context = chromium.new_context(base_url=f"{live_server.url}/staff/", **settings_of_browser)
        context.add_cookies([{"name": session.key, "value": session.value, "url": live_server.url}])
        context.set_default_timeout(10_000)
        return context.new_page()

    return open_desk
