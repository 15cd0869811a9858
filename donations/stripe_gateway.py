"""The only door to Stripe: asks, checks, and gives back dataclasses of our own.

Times are aware and in UTC, amounts are integer cents, currencies are capitals ("EUR"). What
Stripe knows about a donor (name, e-mail, card, address) never passes this door.
"""

import json
import logging
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache

import stripe
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from donations import session_life, stripe_objects
from donations.stripe_addresses import checkout_url_allowed as checkout_url_allowed  # for views
from donations.stripe_addresses import refuse_unsafe_standin
from donations.stripe_objects import (
    Charge,
    Dispute,
    Event,
    FraudWarning,
    Movement,
    Payout,
    Refund,
    Session,
)

logger = logging.getLogger(__name__)

# Otherwise the SDK writes a machine id into the home directory and sends it along.
stripe.enable_telemetry = False
# Its log repeats session ids, which open a donor's page, and Stripe's sentences.
logging.getLogger("stripe").setLevel(logging.WARNING)

CHECKOUT_LOCALES = frozenset({"de", "en", "lt", "lv", "pl", "ru"})
SIGNATURE_AGE_SECONDS = 300
SIGNATURE_LEAD_SECONDS = 60
# How long Stripe lists events. Whoever was away for longer compares movements instead.
EVENTS_KEPT = timedelta(days=30)
MOST_PER_PAGE = 100
OUR_OWN_MACHINE = ["127.0.0.1", "localhost", "::1"]
# A worker of the web server may wait for some 15 seconds. Three tries with 4 seconds of silence
# each, and the SDK's pauses of at most 0.5 and 1 second between them, take 13.5; where nobody
# picks up it is 10.5. Only tries that all connect at the last moment could take longer.
CONNECT_SECONDS, ANSWER_SECONDS = 3, 4
RETRIES = 2
# What tells how much of a payment has reached us.
SETTLED = "payment_intent.latest_charge.balance_transaction"
MOVED_BY_REFUND = ["balance_transaction", "failure_balance_transaction"]


class StripeUnavailable(Exception):
    """Stripe could not be reached or was too busy; the same call may be repeated later.

    `replayed` says that this failure is what Stripe has kept for the call's idempotency key, and
    will answer again for a day: only another key can succeed.
    """

    def __init__(self, reason: str, *, replayed: bool = False):
        super().__init__(reason)
        self.replayed = replayed


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


def open_session(
    *,
    reference: str,
    amount_cents: int,
    currency: str,
    success_url: str,
    cancel_url: str,
    locale: str,
    statement: str,
    created_at: datetime,
    attempt: int = 1,
) -> Session:
    """Open a checkout session for one donation, or give back the one that was opened before.

    `created_at` is when this attempt began. Everything sent follows from the arguments, so a
    repeated call says the same under the same idempotency key, and Stripe answers with the
    same session. Once `session_life.is_over`, count `attempt` up and begin again with a new time.
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
                    "statement_descriptor_suffix": statement,
                },
                "success_url": success_url,
                "cancel_url": cancel_url,
                "expires_at": int(session_life.ends_at(created_at).timestamp()),
                "locale": locale if locale in CHECKOUT_LOCALES else "auto",
                "customer_creation": "if_required",
                "billing_address_collection": "auto",
                "adaptive_pricing": {"enabled": False},
                "wallet_options": {"link": {"display": "never"}},
            },
            options={"idempotency_key": f"donation:{reference}:{attempt}"},
        )
    return stripe_objects.session(session)


def fetch_session(session_id: str) -> Session:
    """The session as it is now, with what has reached us of its payment.

    A restricted key needs to read charges and balance transactions for it.
    """
    with _our_errors():
        found = client().v1.checkout.sessions.retrieve(session_id, {"expand": [SETTLED]})
        return stripe_objects.session(found)


def find_session(intent_id: str) -> Session | None:
    """The session that a payment intent was made by; None for a payment from elsewhere."""
    asked = {"payment_intent": intent_id, "limit": 1, "expand": [f"data.{SETTLED}"]}
    found = _listed(client().v1.checkout.sessions, asked)
    return stripe_objects.session(found[0]) if found else None


def expire_session(session_id: str) -> Session:
    """Close an open session for good and return it as it is afterwards.

    A session that is complete or expired already stays so, which is no error: look at what
    comes back, for the donor may have been faster.
    """
    try:
        with _our_errors():
            return stripe_objects.session(client().v1.checkout.sessions.expire(session_id))
    except StripeRefused:
        session = fetch_session(session_id)
        if session.status == "open":
            raise
        return session


def fetch_charge(charge_id: str) -> Charge:
    """The charge as it is now, with what has reached us of it."""
    asked = {"expand": ["balance_transaction"]}
    with _our_errors():
        return stripe_objects.charge(client().v1.charges.retrieve(charge_id, asked))


def fetch_intent_charge(intent_id: str) -> Charge | None:
    """The charge that paid a payment intent, or may still do so; None when each try failed."""
    asked = {
        "payment_intent": intent_id,
        "limit": MOST_PER_PAGE,
        "expand": ["data.balance_transaction"],
    }
    found = _listed(client().v1.charges, asked)
    return next((stripe_objects.charge(one) for one in found if one.status != "failed"), None)


def refund(
    *,
    intent_id: str,
    cents: int,
    reason: str,
    idempotency_key: str,
    reference: str | None = None,
    order: str | None = None,
) -> Refund:
    """Send `cents` of a payment back to its donor.

    reason is duplicate, fraudulent or requested_by_customer; reference is the donation's public
    id, and order that of our own row for this refund, by which it is known again. The key must
    follow from that row too: asking again under it gives the same refund. Raises StripeRefused
    when so much is not left, or a bank has taken it.
    """
    names = {"donation": reference, "order": order}
    params = {
        "payment_intent": intent_id,
        "amount": cents,
        "reason": reason,
        "metadata": {name: value for name, value in names.items() if value is not None},
    }
    with _our_errors():
        given_back = client().v1.refunds.create(params, {"idempotency_key": idempotency_key})
    return stripe_objects.refund(given_back)


def fetch_refund(refund_id: str) -> Refund:
    """The refund as it is now, with the money it has moved."""
    asked = {"expand": MOVED_BY_REFUND}
    with _our_errors():
        return stripe_objects.refund(client().v1.refunds.retrieve(refund_id, asked))


def refunds_of_charge(charge_id: str) -> list[Refund]:
    """Every refund of one charge, newest first, failed ones included."""
    expand = [f"data.{path}" for path in MOVED_BY_REFUND]
    asked = {"charge": charge_id, "limit": MOST_PER_PAGE, "expand": expand}
    with _our_errors():
        pages = client().v1.refunds.list(asked)
        return [stripe_objects.refund(one) for one in pages.auto_paging_iter()]


def fetch_dispute(dispute_id: str) -> Dispute:
    """The dispute as it is now, with the money it has moved."""
    with _our_errors():
        return stripe_objects.dispute(client().v1.disputes.retrieve(dispute_id))


def fetch_fraud_warning(warning_id: str) -> FraudWarning:
    """The early fraud warning as it is now."""
    with _our_errors():
        found = client().v1.radar.early_fraud_warnings.retrieve(warning_id)
        return stripe_objects.fraud_warning(found)


def fetch_payout(payout_id: str) -> Payout:
    """The payout as it is now."""
    with _our_errors():
        return stripe_objects.payout(client().v1.payouts.retrieve(payout_id))


def fetch_movement(movement_id: str) -> Movement:
    """One movement of Stripe's balance, with the payment that it belongs to."""
    with _our_errors():
        found = client().v1.balance_transactions.retrieve(movement_id, {"expand": ["source"]})
        return stripe_objects.movement(found)


def movements_of_payout(payout_id: str) -> list[Movement]:
    """The movements that an automatic payout took along, newest first; their net is its amount.

    Its own movement, out of the balance, is not among them.
    """
    with _our_errors():
        found = list(_movements({"payout": payout_id}))
    return [one for one in found if one.source_id != payout_id]


def movements_since(moment: datetime) -> Iterator[Movement]:
    """Every movement of Stripe's balance since `moment`, newest first.

    Each has its source's id and, if it belongs to a payment, the payment intent's. Asks for one
    page after the other, so an error of Stripe's may be raised in the middle.
    """
    with _our_errors():
        yield from _movements({"created": {"gte": int(moment.timestamp())}})


def events_since(moment: datetime, types: Iterable[str]) -> Iterator[Event]:
    """Every event of these types since `moment`, oldest first; Stripe takes 20 types at most.

    What is older than EVENTS_KEPT is no longer listed, without an error.
    """
    asked = {
        "created": {"gte": int(moment.timestamp())},
        "types": list(types),
        "limit": MOST_PER_PAGE,
    }
    with _our_errors():
        pages = client().v1.events.list(asked)
        found = [stripe_objects.event(one.to_dict()) for one in pages.auto_paging_iter()]
    return reversed(found)


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
        return stripe_objects.event(values)
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError, OSError):
        raise BadEvent("the event lacks what every event has") from None


def client() -> stripe.StripeClient:
    """The one client of this process, for the key and address in the settings.

    Raises ImproperlyConfigured when the stand-in is named where it must never be used.
    """
    refuse_unsafe_standin()
    return _build_client(settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE)


@cache
def _build_client(key: str, base: str) -> stripe.StripeClient:
    # A proxy of the environment could not find the stand-in: it would look on its own machine.
    http_client = stripe.RequestsClient(
        timeout=(CONNECT_SECONDS, ANSWER_SECONDS),
        proxy={"no_proxy": ",".join(OUR_OWN_MACHINE)} if base else None,
    )
    return stripe.StripeClient(
        key,
        base_addresses={"api": base} if base else None,
        max_network_retries=RETRIES,
        http_client=http_client,
    )


def _listed(service, asked: dict) -> list:
    """The first page of a list, which is empty when Stripe does not know an id in the question."""
    try:
        with _our_errors():
            return service.list(asked).data
    except StripeRefused as refusal:
        if refusal.code == "resource_missing":
            return []
        raise


def _movements(which: dict) -> Iterator[Movement]:
    asked = {**which, "limit": MOST_PER_PAGE, "expand": ["data.source"]}
    pages = client().v1.balance_transactions.list(asked)
    return (stripe_objects.movement(one) for one in pages.auto_paging_iter())


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
            raise StripeUnavailable(
                f"{type(error).__name__}, status {status}",
                replayed=error.headers.get("idempotent-replayed") == "true",
            ) from None
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
