"""Events: what happened, as it was at that moment, and the signature under it."""

import hashlib
import hmac
import json

from donations.standin.account import DELIVERY, EVENT, PREFIXES, Account, snapshot

API_VERSION = "2026-10-28.endive"


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


def body_of(event: dict) -> bytes:
    """The bytes that are sent: the same for every try."""
    return json.dumps(event, indent=2, ensure_ascii=False).encode()


def signature(body: bytes, secret: str, at: int) -> str:
    """The Stripe-Signature header for a body that is sent at this second."""
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"
