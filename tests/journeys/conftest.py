"""A real browser, and real processes."""

import http.client
import os
import signal
import socket
import sys
from dataclasses import dataclass
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
# Stripe itself waits longer; an answer later than this is an error.
PATIENCE_SECONDS = 10


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


@dataclass
class WebServer:
    """A gunicorn as in production, of one process."""

    service: Service
    port: int

    def ask(self, method: str, path: str, body: bytes = b"", headers=None) -> tuple[int, bytes]:
        """Status and body of the answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def is_alive(self) -> bool:
        """Whether it answers: its socket listens long before it has loaded the site."""
        try:
            return self.ask("GET", "/healthz")[0] == 200
        except (OSError, http.client.HTTPException):
            return False


@pytest.fixture
def start_web(supervisor, environment):
    """start_web(REDIS_URL=…): a web server with these differences from the environment."""
    with socket.create_server(("127.0.0.1", 0)) as door:

        def start(**changed) -> WebServer:
            service = Service(
                name="web server",
                command=[*WEB, "--bind", f"fd://{door.fileno()}", "config.wsgi"],
                log=supervisor.folder / "web.log",
                env=environment | changed,
                is_ready=lambda service: web.is_alive(),
                options={"cwd": settings.BASE_DIR, "pass_fds": [door.fileno()]},
            )
            web = WebServer(service, door.getsockname()[1])
            supervisor.start(service)
            return web

        yield start


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
