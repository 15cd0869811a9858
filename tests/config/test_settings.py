"""Settings: production starts with everything it needs and nothing unsafe, or says why not."""

import base64
import os
import runpy
import secrets
import subprocess
import sys

import pytest
from django.conf import settings as project_settings

ROOT = project_settings.BASE_DIR

PRODUCTION = {
    "DEBUG": "0",
    "SECRET_KEY": secrets.token_urlsafe(64),
    "ALLOWED_HOSTS": "give.example, www.give.example,",
    "SITE_URL": "https://give.example/",
    "DATABASE_URL": "postgresql://app@database/app",
    "REDIS_URL": "redis://broker:6379/0",
    "MEDIA_ROOT": "/srv/media",
    "EMAIL_URL": "smtp+tls://mail.example:587",
    "DEFAULT_FROM_EMAIL": "gifts@give.example",
    "STRIPE_SECRET_KEY": "sk_live_" + secrets.token_hex(12),
    "STRIPE_LIVEMODE": "1",
    "STRIPE_WEBHOOK_SECRETS": "whsec_new, whsec_old,",
    "DIGEST_KEY": secrets.token_hex(32),
    "SEAL_KEYS": base64.b64encode(secrets.token_bytes(32)).decode(),
}
OPTIONAL = ["DEBUG", "STRIPE_LIVEMODE"]


@pytest.fixture
def read(monkeypatch):
    """read(NAME=value, …): the settings a production process would have with these changes."""

    # A developer's own .env is none of our business here.
    monkeypatch.setattr("config.environment.Environment.read_env", lambda *args, **kwargs: None)

    def start(**changes) -> dict:
        for name in os.environ:
            monkeypatch.delenv(name)
        for name, value in (PRODUCTION | changes).items():
            if value is not None:
                monkeypatch.setenv(name, value)
        return runpy.run_path(str(ROOT / "config" / "settings.py"))

    return start


def test_production_starts_with_what_is_required(read):
    settings = read()

    assert settings["DEBUG"] is False
    assert settings["ALLOWED_HOSTS"] == ["give.example", "www.give.example"]
    assert settings["STRIPE_WEBHOOK_SECRETS"] == ["whsec_new", "whsec_old"]
    assert settings["SITE_URL"] == "https://give.example"
    assert settings["EMAIL_HOST"] == "mail.example" and settings["EMAIL_USE_TLS"]


@pytest.mark.parametrize("name", [name for name in PRODUCTION if name not in OPTIONAL])
@pytest.mark.parametrize("value", [None, "", "  "])
def test_a_missing_setting_stops_the_start_with_one_line_that_names_it(read, name, value):
    with pytest.raises(SystemExit) as stop:
        read(**{name: value})

    assert stop.value.code.startswith(f"sviatlo: {name} is not set.")
    assert "\n" not in stop.value.code


def test_development_needs_none_of_it(read):
    settings = read(**dict.fromkeys(PRODUCTION) | {"DEBUG": "1"})

    assert settings["DEBUG"] is True
    assert settings["STRIPE_SECRET_KEY"].startswith("sk_test_")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "development-" + "x" * 60),
        ("SITE_URL", "http://give.example"),
        ("STRIPE_API_BASE", "http://127.0.0.1:4242"),
        ("STRIPE_WEBHOOK_SECRETS", " , "),
        ("DATABASE_URL", "sqlite:///db.sqlite3"),
        ("REDIS_URL", "memory://"),
        ("EMAIL_URL", "mail.example"),
        ("MIN_GIFT_CENTS", "two"),
        ("MIN_GIFT_CENTS", "2.50"),
        ("MIN_GIFT_CENTS", "-5"),
        ("MAX_GIFT_CENTS", "0"),
        ("MAX_GIFT_CENTS", "100"),
        ("STRIPE_STATEMENT_SUFFIX", "GIFT" * 5),
        ("TIME_ZONE", "Nowhere"),
        ("LOG_LEVEL", "LOUD"),
        ("ATTEMPTS_PER_CAMPAIGN", "0"),
        ("TRUSTED_PROXIES", "-1"),
        ("TRUSTED_PROXIES", "many"),
    ],
)
def test_a_value_that_is_unsafe_or_malformed_stops_the_start_with_one_line(read, name, value):
    with pytest.raises(SystemExit) as stop:
        read(**{name: value})

    assert stop.value.code.startswith("sviatlo: ")
    assert name in stop.value.code
    assert "\n" not in stop.value.code


@pytest.mark.parametrize("value", ["maybe", "0", "no", "false", ""])
def test_errors_are_shown_only_if_somebody_clearly_asked(read, value):
    assert read(DEBUG=value)["DEBUG"] is False


@pytest.mark.parametrize("host", ["http://stripe.example", "https://10.0.0.1", "http://[::2]:80"])
def test_the_stand_in_is_on_this_machine_even_in_development(read, host):
    with pytest.raises(SystemExit, match="address of this machine"):
        read(DEBUG="1", STRIPE_API_BASE=host)


def test_production_speaks_https_only_and_keeps_its_cookies_to_itself(read):
    settings = read()

    assert settings["SECURE_SSL_REDIRECT"] and settings["SECURE_HSTS_SECONDS"] > 31_000_000
    assert settings["SESSION_COOKIE_SECURE"] and settings["CSRF_COOKIE_SECURE"]
    assert settings["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert settings["STRIPE_STANDIN_ALLOWED"] is False


def start(module: str, **changes) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", f"import {module}"],
        env={"PATH": os.environ["PATH"], **PRODUCTION, **changes},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_the_web_server_starts_as_in_production():
    started = start("config.wsgi")

    assert (started.returncode, started.stderr) == (0, "")


@pytest.mark.parametrize(
    "changes",
    [
        {"DATABASE_URL": ""},
        {"SEAL_KEYS": "ZGV2ZWxvcG1lbnQtb25seS1zZWFsLWtleS0wMTIzNDU="},
    ],
)
def test_the_web_server_ends_at_once_with_one_line_on_standard_error(changes):
    ended = start("config.wsgi", **changes)

    assert ended.returncode == 1
    (line,) = ended.stderr.splitlines()
    assert line.startswith("sviatlo: ") and next(iter(changes)) in line
