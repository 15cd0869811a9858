"""The only door to Stripe: asks, checks, and gives back dataclasses of our own.

Times are aware and in UTC, amounts are integer cents, currencies are capitals ("EUR"). What
Stripe knows about a donor (name, e-mail, card, address) never passes this door.
"""

import ipaddress
import json
import logging
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from urllib.parse import urlsplit

import stripe
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

logger = logging.getLogger(__name__)

# Otherwise the SDK writes a machine id into the home directory and sends it along.
stripe.enable_telemetry = False
# Its log repeats session ids, which open a donor's page, and Stripe's sentences.
logging.getLogger("stripe").setLevel(logging.WARNING)

CHECKOUT_LOCALES = frozenset({"de", "en", "lt", "lv", "pl", "ru"})
# Stripe asks for 30 minutes between the request and the end of a session; one for the clocks.
LEAST_MINUTES_LEFT = 31
SIGNATURE_AGE_SECONDS = 300
SIGNATURE_LEAD_SECONDS = 60
OUR_OWN_MACHINE = ["127.0.0.1", "localhost", "::1"]


class StripeUnavailable(Exception):
    """Stripe could not be reached or was too busy; the same call may be repeated later."""


class StripeRefused(Exception):
    """Stripe understood and said no; `code` is its short name for the reason, or None.

    Stripe's own sentence stays out: it is written for us, and must not reach a visitor.
    """

    def __init__(self, code: str | None, request_id: str | None):
        super().__init__(f"Stripe refused: {code or 'no code'} (request {request_id or 'unknown'})")
        self.code = code
        self.request_id = request_id


class BadEvent(Exception):
    """The body is no snapshot event, or was not signed by Stripe, or not just now."""


@dataclass(frozen=True)
class Session:
    """A checkout session as it is now."""

    id: str
    url: str | None  # None once it is complete or expired
    status: str  # open, complete, expired
    payment_status: str  # paid, unpaid, no_payment_required
    amount_cents: int
    currency: str
    intent_id: str | None  # None until somebody tried to pay
    reference: str | None  # the donation's public id
    expires_at: datetime
    livemode: bool


@dataclass(frozen=True)
class Refund:
    """Money on its way back to a donor."""

    id: str
    intent_id: str | None
    amount_cents: int
    currency: str
    status: str  # pending, requires_action, succeeded, failed, canceled
    created_at: datetime


@dataclass(frozen=True)
class Event:
    """What a webhook tells: this object changed. The news itself is to be fetched."""

    id: str
    type: str
    object_id: str  # "" for the few objects without one, such as the balance
    created_at: datetime
    livemode: bool
    api_version: str | None
    account: str | None  # set when the event belongs to a connected account: never ours
    object_ref: str | None  # the donation's public id, where the object carries it


def open_session(
    *,
    reference: str,
    amount_cents: int,
    currency: str,
    success_url: str,
    cancel_url: str,
    locale: str,
    created_at: datetime,
    attempt: int = 1,
) -> Session:
    """Open a checkout session for one donation, or give back the one that was opened before.

    `created_at` is when this attempt began. Everything sent follows from the arguments, so a
    repeated call says the same under the same idempotency key, and Stripe answers with the
    same session. Once `attempt_is_over`, count `attempt` up and begin again with a new time.
    """
    donation = {"donation": reference}
    price = {
        "currency": currency.lower(),
        "unit_amount": amount_cents,
        # A campaign's title here would stand on receipts and on a shared screen.
        "product_data": {"name": "Donation"},
    }
    with _our_errors():
        session = client().v1.checkout.sessions.create(
            params={
                "mode": "payment",
                "submit_type": "donate",
                "line_items": [{"quantity": 1, "price_data": price}],
                "client_reference_id": reference,
                "metadata": donation,
                "payment_intent_data": {
                    "metadata": donation,
                    "statement_descriptor_suffix": settings.STRIPE_STATEMENT_SUFFIX,
                },
                "success_url": success_url,
                "cancel_url": cancel_url,
                "expires_at": int(_ends_at(created_at).timestamp()),
                "locale": locale if locale in CHECKOUT_LOCALES else "auto",
                "customer_creation": "if_required",
                "billing_address_collection": "auto",
                "adaptive_pricing": {"enabled": False},
                "wallet_options": {"link": {"display": "never"}},
            },
            options={"idempotency_key": f"donation:{reference}:{attempt}"},
        )
    return _session(session)


def attempt_is_over(created_at: datetime, *, now: datetime) -> bool:
    """Whether Stripe would refuse a session for an attempt that began at `created_at`."""
    return _ends_at(created_at) - now < timedelta(minutes=LEAST_MINUTES_LEFT)


def fetch_session(session_id: str) -> Session:
    """The session as it is now."""
    with _our_errors():
        return _session(client().v1.checkout.sessions.retrieve(session_id))


def find_session(intent_id: str) -> Session | None:
    """The session that a payment intent was made by; None for a payment from elsewhere."""
    try:
        with _our_errors():
            found = client().v1.checkout.sessions.list({"payment_intent": intent_id, "limit": 1})
    except StripeRefused as refusal:
        if refusal.code == "resource_missing":
            return None
        raise
    return _session(found.data[0]) if found.data else None


def expire_session(session_id: str) -> Session:
    """Close an open session for good and return it as it is afterwards.

    A session that is complete or expired already stays so, which is no error: look at what
    comes back, for the donor may have been faster.
    """
    try:
        with _our_errors():
            return _session(client().v1.checkout.sessions.expire(session_id))
    except StripeRefused:
        session = fetch_session(session_id)
        if session.status == "open":
            raise
        return session


def fetch_refund(refund_id: str) -> Refund:
    """The refund as it is now."""
    with _our_errors():
        return _refund(client().v1.refunds.retrieve(refund_id))


def refunds_of_charge(charge_id: str) -> list[Refund]:
    """Every refund of one charge, newest first, failed ones included."""
    with _our_errors():
        pages = client().v1.refunds.list({"charge": charge_id, "limit": 100})
        return [_refund(refund) for refund in pages.auto_paging_iter()]


def read_event(body: bytes, header: str | None) -> Event:
    """Check the signature of a webhook's raw body and say what it is about.

    Raises BadEvent for anything that Stripe did not sign within the last five minutes, or
    that is no snapshot event. A secret that is being replaced stays valid beside the new one.
    """
    _check_signature(body, header)
    try:
        values = json.loads(body)
    except (ValueError, RecursionError):
        raise BadEvent("the body is no JSON") from None
    if not isinstance(values, dict) or values.get("object") != "event":
        raise BadEvent("the body is no snapshot event")
    try:
        return _event(values)
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError, OSError):
        raise BadEvent("the event lacks what every event has") from None


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


def client() -> stripe.StripeClient:
    """The one client of this process, for the key and address in the settings.

    Raises ImproperlyConfigured when the stand-in is named where it must never be used.
    """
    if settings.STRIPE_API_BASE:
        _refuse_unsafe_standin()
    return _build_client(settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE)


@cache
def _build_client(key: str, base: str) -> stripe.StripeClient:
    # A proxy of the environment could not find the stand-in: it would look on its own machine.
    http_client = stripe.RequestsClient(
        timeout=(3, 10), proxy={"no_proxy": ",".join(OUR_OWN_MACHINE)} if base else None
    )
    return stripe.StripeClient(
        key,
        base_addresses={"api": base} if base else None,
        max_network_retries=2,
        http_client=http_client,
    )


def _refuse_unsafe_standin() -> None:
    """The stand-in says yes to every payment: repeat the locks of the start at run time."""
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


@contextmanager
def _our_errors():
    """Turn the SDK's exceptions into ours, and leave Stripe's sentences behind."""
    try:
        yield
    except stripe.StripeError as error:
        status = error.http_status
        logger.warning(
            "stripe call failed",
            extra={
                "error": type(error).__name__,
                "http_status": status,
                "code": error.code,
                "request": error.request_id,
            },
        )
        if status is None or status in {409, 429} or status >= 500:
            raise StripeUnavailable(f"{type(error).__name__}, status {status}") from None
        raise StripeRefused(error.code, error.request_id) from None


def _check_signature(body: bytes, header: str | None) -> None:
    if not settings.STRIPE_WEBHOOK_SECRETS:
        raise ImproperlyConfigured("STRIPE_WEBHOOK_SECRETS is empty.")
    # The SDK compares signatures as text, which Python refuses for other letters.
    if not header or not header.isascii():
        raise BadEvent("the signature header is missing or unreadable")
    if not any(_is_signed_with(secret, body, header) for secret in settings.STRIPE_WEBHOOK_SECRETS):
        raise BadEvent("no known secret signed this body within the last minutes")
    # The SDK looks back only: a header from the future would stay valid until then.
    signed_at = next(int(part[2:]) for part in header.split(",") if part.startswith("t="))
    if signed_at > time.time() + SIGNATURE_LEAD_SECONDS:
        raise BadEvent("the signature comes from the future")


def _is_signed_with(secret: str, body: bytes, header: str) -> bool:
    try:
        return stripe.WebhookSignature.verify_header(body, header, secret, SIGNATURE_AGE_SECONDS)
    except (stripe.SignatureVerificationError, UnicodeDecodeError):
        return False


def _event(values: dict) -> Event:
    changed = values["data"]["object"]
    metadata = changed.get("metadata") or {}
    return Event(
        id=_text(values["id"]),
        type=_text(values["type"]),
        object_id=_text(changed.get("id") or ""),
        created_at=datetime.fromtimestamp(values["created"], UTC),
        livemode=values["livemode"] is True,
        api_version=_text_or_none(values.get("api_version")),
        account=_text_or_none(values.get("account")),
        object_ref=_text_or_none(changed.get("client_reference_id") or metadata.get("donation")),
    )


def _session(session: stripe.checkout.Session) -> Session:
    return Session(
        id=session.id,
        url=session.url,
        status=session.status,
        payment_status=session.payment_status,
        amount_cents=session.amount_total or 0,
        currency=(session.currency or "").upper(),
        intent_id=_id(session.payment_intent),
        reference=session.client_reference_id,
        expires_at=datetime.fromtimestamp(session.expires_at, UTC),
        livemode=session.livemode,
    )


def _refund(refund: stripe.Refund) -> Refund:
    return Refund(
        id=refund.id,
        intent_id=_id(refund.payment_intent),
        amount_cents=refund.amount,
        currency=refund.currency.upper(),
        status=refund.status or "pending",
        created_at=datetime.fromtimestamp(refund.created, UTC),
    )


def _ends_at(created_at: datetime) -> datetime:
    return created_at + timedelta(minutes=settings.CHECKOUT_MINUTES)


def _id(thing) -> str | None:
    """Stripe gives an id, or the object itself where the request asked to expand it."""
    return thing if thing is None or isinstance(thing, str) else thing.id


def _text(value) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _text_or_none(value) -> str | None:
    return None if value is None else _text(value)
