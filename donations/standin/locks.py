"""Why the stand-in cannot end up in production: it serves this machine and test keys alone."""

import ipaddress
from urllib.parse import urlsplit

from donations.standin.errors import Refusal


class Unsafe(Exception):
    """The stand-in was asked to run where a donor might take it for Stripe."""


def check(host: str, webhook_url: str | None) -> None:
    """Raises Unsafe unless the stand-in listens on this machine and writes to this machine."""
    if not _is_loopback(host):
        raise Unsafe(f"The stand-in listens on this machine only; {host} is not 127.0.0.1.")
    if webhook_url is None:
        return
    try:
        parts = urlsplit(webhook_url)
        usable = parts.scheme in {"http", "https"} and _is_loopback(parts.hostname or "")
    except ValueError:
        usable = False
    if not usable:
        raise Unsafe(f"The webhook must be an address of this machine: {webhook_url}")


def check_key(authorization: str | None) -> None:
    """Raises Refusal for every key but a test key."""
    scheme, _, key = (authorization or "").partition(" ")
    if scheme != "Bearer" or not key:
        raise Refusal("You did not provide an API key.", status=401)
    if not key.startswith("sk_test_"):
        # The key is not repeated: a live one would end up in a log.
        raise Refusal(f"Invalid API Key provided: {key[:8]}***", status=401)


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
