"""Events: what happened, as it was at that moment, and the signature under it."""

import hashlib
import hmac
import json
from collections.abc import Callable
from functools import wraps

from donations.standin.account import DELIVERY, EVENT, ORDER, PREFIXES, Account, snapshot
from donations.standin.errors import missing

API_VERSION = "2026-10-28.endive"


def scenario(act: Callable[..., object]) -> Callable[..., list[dict]]:
    """One change of the account that returns the events it caused, in order."""

    @wraps(act)
    def perform(account: Account, *args, **kwargs) -> list[dict]:
        with account.changing():
            already_told = len(account.told)
            act(account, *args, **kwargs)
            return account.told[already_told:]

    return perform


def tell(account: Account, name: str, thing: dict, **previous) -> dict:
    """Record that something happened to `thing`; `previous` holds what its fields were before."""
    data = {"object": snapshot(thing)}
    if previous:
        data["previous_attributes"] = previous
    event = account.save(
        EVENT,
        {
            "id": account.new_id(PREFIXES[EVENT]),
            "object": "event",
            "api_version": API_VERSION,
            "created": account.now(),
            "data": data,
            "livemode": False,
            "pending_webhooks": 1,
            "request": {"id": None, "idempotency_key": None},
            "type": name,
        },
    )
    account.save(
        DELIVERY,
        {
            "id": event["id"],
            "attempts": 0,
            "due_at": account.clock(),
            "delivered_at": None,
            "status": None,
        },
    )
    account.told.append(event)
    return event


def about(account: Account, thing_id: str) -> list[dict]:
    """Every event about a thing and what hangs on it, oldest first.

    On a session hang its payment, refunds and disputes. Raises Refusal for an unknown id.
    """
    order = account.find(ORDER, thing_id)
    wanted = {thing_id} | ({order["intent"]} if order and order["intent"] else set())
    found = [event for event in account.all(EVENT) if wanted & _named(event["data"]["object"])]
    if not found and not order:
        raise missing("object", thing_id)
    return found


def body_of(event: dict) -> bytes:
    """The bytes that are sent: the same for every try."""
    return json.dumps(event, ensure_ascii=False).encode()


def signature(body: bytes, secret: str, at: int) -> str:
    """The Stripe-Signature header for a body that is sent at this second."""
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


def _named(thing: dict) -> set[str]:
    """The ids of a thing, of its payment intent and of its charge."""
    return {thing[name] for name in ("id", "payment_intent", "charge") if thing.get(name)}
