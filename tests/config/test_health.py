"""Two answers for whoever watches the machine."""

import socket

import pytest


@pytest.fixture
def silent_port():
    """A port that takes connections and never says a word."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def test_the_process_is_alive_without_asking_anybody(client):
    answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_database_and_broker_answer(db, client):
    answer = client.get("/readyz")

    assert (answer.status_code, answer.content) == (200, b"ready\n")


@pytest.mark.django_db(transaction=True)
def test_a_lost_database_is_named(client, without_database):
    with without_database():
        answer = client.get("/readyz")

    assert (answer.status_code, answer.content) == (503, b"not ready: database\n")
    assert client.get("/readyz").status_code == 200


def test_a_broker_that_refuses_is_named(db, client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    answer = client.get("/readyz")

    assert (answer.status_code, answer.content) == (503, b"not ready: broker\n")


def test_a_broker_that_is_silent_is_not_waited_for(db, client, settings, silent_port, monkeypatch):
    monkeypatch.setattr("config.health.TIMEOUT_SECONDS", 0.2)
    settings.REDIS_URL = f"redis://127.0.0.1:{silent_port}/0"

    answer = client.get("/readyz")

    assert answer.status_code == 503


def test_watching_leaves_no_cookie_and_needs_no_https(db, client, settings):
    settings.SECURE_SSL_REDIRECT = True

    for path in ("/healthz", "/readyz"):
        answer = client.get(path)
        assert (answer.status_code, len(answer.cookies)) == (200, 0)
