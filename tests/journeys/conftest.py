"""A real browser."""

import pytest
from playwright.sync_api import sync_playwright

from launcher import browser


@pytest.fixture
def chromium(monkeypatch):
    # Playwright keeps an event loop in this thread, in which Django's ORM would refuse to work.
    # Nothing of ours runs in that loop.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser.find(), args=["--no-sandbox"])
        yield chromium
        chromium.close()
