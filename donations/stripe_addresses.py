"""Where Stripe is: the addresses we may ask, and those a donor may be sent to."""

import ipaddress
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def checkout_url_allowed(url: str) -> bool:
    """Whether a donor may be sent to this address to pay.

    Stripe's own page (or the organisation's domain for it) over https; the stand-in's on this
    machine only while we talk to the stand-in.
    """
    if not url.isprintable() or " " in url or "\\" in url:
        return False
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if "@" in parts.netloc:
        return False
    if parts.scheme == "https" and host in settings.STRIPE_CHECKOUT_HOSTS:
        return port in {None, 443}
    return parts.scheme == "http" and _is_loopback(url) and _is_loopback(settings.STRIPE_API_BASE)


def refuse_unsafe_standin() -> None:
    """Repeat the locks of the start at run time: the stand-in says yes to every payment.

    Raises ImproperlyConfigured when STRIPE_API_BASE is named where it must never be used.
    """
    if not settings.STRIPE_API_BASE:
        return
    if not _is_loopback(settings.STRIPE_API_BASE):
        raise ImproperlyConfigured("STRIPE_API_BASE must be an address of this machine.")
    if not settings.STRIPE_SECRET_KEY.startswith("sk_test_") or settings.STRIPE_LIVEMODE:
        raise ImproperlyConfigured("STRIPE_API_BASE is set together with a live key or mode.")
    if not settings.STRIPE_STANDIN_ALLOWED:
        raise ImproperlyConfigured("STRIPE_API_BASE is for development; DEBUG is off.")


def _is_loopback(url: str) -> bool:
    try:
        host = urlsplit(url).hostname or ""
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
