"""A real browser, and real processes that work on the database and the broker of a test."""

import os
import signal
import socket
import sys
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from playwright.sync_api import sync_playwright

from config.celery import app
from launcher import browser
from launcher.processes import Service
from launcher.supervisor import Supervisor
from tests.doors import enter, log_in, secret_of
from tests.factories import PASSWORD

WORKER = [sys.executable, "-m", "celery", "--app", "config", "worker", "--loglevel", "INFO"]
WORKER += ["--concurrency", "1", "--without-gossip", "--without-mingle"]
WEB = [sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.py", "--workers", "1"]


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


@pytest.fixture
def supervisor():
    with Supervisor() as supervisor:
        yield supervisor


@pytest.fixture
def environment(standin, media_root) -> dict[str, str]:
    """What a process needs to work on this test's database, broker and Stripe."""
    database = urlsplit(os.environ["DATABASE_URL"])._replace(
        path="/" + connection.settings_dict["NAME"]
    )
    return os.environ | {
        "DATABASE_URL": database.geturl(),
        "DJANGO_SETTINGS_MODULE": "config.settings_test",
        "STRIPE_API_BASE": standin.url,
        "MEDIA_ROOT": str(media_root),
    }


@pytest.fixture
def start_worker(supervisor, environment):
    """start_worker(): a Celery worker that has just begun to listen."""

    def start() -> Service:
        worker = Service(
            name="worker",
            command=WORKER,
            log=supervisor.folder / "worker.log",
            env=environment,
            is_ready=lambda service: " ready." in service.log_text(),
            stop_signal=signal.SIGQUIT,
            options={"cwd": settings.BASE_DIR},
        )
        supervisor.start(worker)
        return worker

    # What earlier tests have asked for is done long ago.
    app.control.purge()
    return start


@pytest.fixture
def start_web(supervisor, environment):
    """start_web(NAME=value, …): a web server with this in its environment; gives its port."""
    with ExitStack() as doors:

        def start(**more: str) -> int:
            door = doors.enter_context(socket.create_server(("127.0.0.1", 0)))
            port = door.getsockname()[1]
            web = Service(
                name="web server",
                command=[*WEB, "--bind", f"fd://{door.fileno()}", "config.wsgi"],
                log=supervisor.folder / "web.log",
                env=environment | more,
                is_ready=lambda service: is_listening(port),
                options={"cwd": settings.BASE_DIR, "pass_fds": [door.fileno()]},
            )
            supervisor.start(web)
            return port

        yield start


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
