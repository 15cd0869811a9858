"""The stand-in may not drift into taking or giving what Stripe does not.

What Stripe's own description of the API says stands in stripe_schema.json. Requests of the
gateway, the rules of the stand-in and its answers are held against it.
"""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from donations import stripe_gateway
from donations.standin import api, checkout_rules, events
from tests.donations.asking import ASKED, paid, sdk, thing

SCHEMA = json.loads(Path(__file__).with_name("stripe_schema.json").read_text())
REQUESTS, ANSWERS = SCHEMA["requests"], SCHEMA["answers"]
TYPES = {
    "text": str,
    "whole": int,
    "flag": bool,
    "number": (int, float),
    "list": list,
    "object": dict,
}


def test_every_request_of_the_gateway_is_one_that_stripe_knows(standin):
    session = stripe_gateway.open_session(
        reference="ours",
        amount_cents=25_00,
        currency="EUR",
        success_url="https://testserver/en/thanks/ours/",
        cancel_url="https://testserver/en/cancelled/",
        locale="be",
        statement="GIFT",
        created_at=datetime.now(UTC),
    )
    stripe_gateway.fetch_session(session.id)
    standin.pay(session.id)
    stripe_gateway.expire_session(session.id)
    intent_id = stripe_gateway.fetch_session(session.id).intent_id
    stripe_gateway.find_session(intent_id)
    charge = stripe_gateway.fetch_intent_charge(intent_id)
    stripe_gateway.fetch_charge(charge.id)
    refund = stripe_gateway.refund(
        intent_id=intent_id,
        cents=5_00,
        reason="requested_by_customer",
        idempotency_key="refund:1",
        reference="ours",
    )
    stripe_gateway.fetch_refund(refund.id)
    stripe_gateway.refunds_of_charge(charge.id)
    stripe_gateway.fetch_fraud_warning(thing(standin.warn_of_fraud(session.id))["id"])
    stripe_gateway.fetch_dispute(thing(standin.dispute(session.id))["id"])
    paid(standin)
    standin.requests.pop()
    payout_id = thing(standin.pay_out())["id"]
    stripe_gateway.fetch_payout(payout_id)
    stripe_gateway.movements_of_payout(payout_id)
    list(stripe_gateway.movements_since(charge.movement.created_at))
    list(stripe_gateway.events_since(charge.movement.created_at, ["charge.updated"]))

    assert {request.status for request in standin.requests} == {200, 400}
    for request in standin.requests:
        path = re.sub(r"/(cs|ch|re|du|issfr|po)_\w+", "/ID", request.path)
        assert unknown(request.params, REQUESTS[f"{request.method} {path}"]) == []


def test_stripe_does_not_know_payment_method_types_any_more(standin):
    asked = ASKED | {"payment_method_types": ["card"]}

    assert unknown(asked, REQUESTS["POST /v1/checkout/sessions"]) == ["payment_method_types"]


@pytest.mark.parametrize("route", api.ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_the_stand_in_takes_no_parameter_that_stripe_refuses(route):
    path = route.path.pattern.replace(r"(\w+)", "ID")
    opens = route.act is api.open_session
    rule = checkout_rules.PARAMETERS if opens else route.rule

    assert strangers(rule, REQUESTS[f"{route.method} {path}"]) == []


def test_every_answer_has_what_stripe_promises(standin):
    client = sdk(standin)
    session_id = everything_happens(standin)

    expand = {"expand": ["line_items", "payment_intent.latest_charge"]}
    expanded = client.checkout.sessions.retrieve(session_id, expand).to_dict()
    told = [event["data"]["object"] for event in standin.events()]
    warning_id = next(one["id"] for one in told if one["object"] == "radar.early_fraud_warning")
    movements = client.balance_transactions.list({"limit": 100, "expand": ["data.source"]})
    listed = [
        movements,
        client.events.list({"limit": 100}),
        client.charges.list({"limit": 100, "expand": ["data.balance_transaction"]}),
        client.disputes.list({"limit": 100, "expand": ["data.charge"]}),
        client.payouts.list({"limit": 100, "expand": ["data.balance_transaction"]}),
    ]
    things = [
        expanded,
        expanded["payment_intent"],
        expanded["payment_intent"]["latest_charge"],
        *expanded["line_items"]["data"],
        *standin.sessions(),
        *standin.refunds(),
        *told,
        *(one for part in listed for one in part.to_dict()["data"]),
        client.radar.early_fraud_warnings.retrieve(warning_id).to_dict(),
        client.balance.retrieve().to_dict(),
    ]

    assert {one["object"] for one in things} == set(ANSWERS)
    assert {movement.type for movement in movements.data} == set(
        ANSWERS["balance_transaction"]["choices"]["type"]
    )
    assert [fault for one in things for fault in faults(one)] == []


def test_events_carry_the_version_that_the_schema_is_of():
    assert SCHEMA["version"] == events.API_VERSION


def everything_happens(standin):
    """Each act at least once; gives the id of a session that was paid by card."""
    by_card, debit, collected, _ = (
        sdk(standin).checkout.sessions.create(ASKED).id for _ in range(4)
    )
    standin.decline(by_card)
    standin.pay(by_card)
    standin.refund(by_card, 10_00)
    standin.fail_refund(standin.refunds()[0]["id"])
    standin.warn_of_fraud(by_card)
    standin.prevent(thing(standin.dispute(by_card, inquiry=True))["id"])
    standin.close_inquiry(thing(standin.dispute(by_card, inquiry=True))["id"])
    standin.win(thing(standin.dispute(by_card))["id"])
    standin.lose(thing(standin.dispute(by_card, 5_00))["id"])
    standin.pay_by_debit(debit)
    standin.fail(debit, credited=True)
    standin.pay_by_debit(collected)
    standin.settle(collected)
    standin.refund(collected, 10_00)
    standin.dispute(collected)
    standin.charge_fee(1_00)
    for _ in range(4):
        paid(standin)
    standin.fail_payout(thing(standin.pay_out())["id"])
    standin.pay_out()
    return by_card


def unknown(params, known, name=""):
    """The names of parameters that Stripe would not recognise, or not with these values."""
    if known in {"any", "map"} if isinstance(known, str) else False:
        return []
    if isinstance(known, list):
        return [fault for part in params for fault in unknown(part, known[0], f"{name}[]")]
    if isinstance(known, dict):
        return [
            fault
            for key, value in params.items()
            for fault in (unknown(value, known[key], f"{name}[{key}]") if key in known else [key])
        ]
    words = known.removeprefix("one of ").split()
    return [name] if known.startswith("one of ") and params not in words else []


def strangers(rule, known, name=""):
    """The names of parameters that a rule of the stand-in takes and Stripe does not."""
    parts = getattr(rule, "parts", None)
    if known == "any" or known == "map":
        return []
    if hasattr(rule, "each"):
        return strangers(rule.each, known[0], f"{name}[]")
    return [
        stranger
        for part, inner in (parts or {}).items()
        for stranger in (
            strangers(inner, known[part], f"{name}[{part}]") if part in known else [part]
        )
    ]


def faults(one):
    """What is wrong with an object: a field missing, unknown, or of the wrong kind."""
    kind = one["object"]
    promised = ANSWERS[kind]
    found = [f"{kind}.{field} is missing" for field in promised["required"] if field not in one]
    for field, value in one.items():
        wanted = promised["fields"].get(field)
        if wanted is None:
            found.append(f"{kind}.{field} is unknown")
        elif not fits(value, wanted):
            found.append(f"{kind}.{field} is {value!r}, not {wanted}")
        elif value is not None and value not in promised["choices"].get(field, [value]):
            found.append(f"{kind}.{field} is {value!r}")
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, dict) and str(part.get("object")) in ANSWERS:
                found += faults(part)
    return found


def fits(value, wanted):
    if value is None:
        return wanted.endswith("?")
    types = [TYPES[name] for name in wanted.rstrip("?").split("|")]
    return any(
        isinstance(value, kind) and not (isinstance(value, bool) and kind is not bool)
        for kind in types
    )
