"""The endpoints of Stripe's API that the product calls, and nothing beyond."""

import re
from collections.abc import Callable
from typing import NamedTuple

from donations.standin import (
    balance,
    checkout_rules,
    lists,
    payments,
    payouts,
    presentation,
    refunds,
    shapes,
)
from donations.standin.account import (
    CHARGE,
    DISPUTE,
    EVENT,
    INTENT,
    ORDER,
    PAYOUT,
    PREFIXES,
    REFUND,
    SESSION,
    TRANSACTION,
    WARNING,
    Account,
)
from donations.standin.errors import Refusal
from donations.standin.expansion import expanded
from donations.standin.parameters import (
    Rule,
    choice,
    flag,
    listing,
    metadata,
    moment,
    table,
    text,
    whole,
)

SECONDS_EVENTS_ARE_LISTED = 30 * 24 * 60 * 60
EXPAND = {"expand": listing(text())}


def answer(account: Account, method: str, path: str, params: dict, *, pages_url: str) -> dict:
    """Do what a request asks for. `pages_url` is where the payment page lives.

    Raises Refusal for everything that Stripe would refuse.
    """
    for route in ROUTES:
        match = route.path.fullmatch(path)
        if match and route.method == method:
            # A new session is checked by its own rules, which know the time.
            checked = params if route.act is open_session else route.rule(params, "")
            thing = route.act(account, checked, *match.groups(), url=pages_url)
            return expanded(account, thing, checked.get("expand", []))
    raise Refusal(f"Unrecognized request URL ({method}: {path}).", status=404)


def open_session(account: Account, params: dict, *, url: str) -> dict:
    asked = checkout_rules.check(params, account.now())
    session_id = account.new_id(PREFIXES[SESSION])
    account.save(
        ORDER,
        {
            "id": session_id,
            "line_items": asked["line_items"],
            "intent_data": asked.get("payment_intent_data", {}),
            "intent": None,
        },
    )
    page = f"{url}/pay/{session_id}"
    return account.save(SESSION, shapes.session(session_id, asked, now=account.now(), url=page))


def expire_session(account: Account, params: dict, session_id: str, *, url: str) -> dict:
    payments.expire(account, session_id)
    return account.get(SESSION, session_id)


def create_refund(account: Account, params: dict, *, url: str) -> dict:
    charge_id = params.get("charge") or _charge_of(account, params.get("payment_intent"))
    told = refunds.refund(
        account,
        charge_id,
        cents=params.get("amount"),
        reason=params.get("reason"),
        metadata=params.get("metadata", {}),
    )
    return account.get(REFUND, told[0]["data"]["object"]["id"])


def list_transactions(account: Account, params: dict, *, url: str) -> dict:
    if "payout" in params:
        parts = payouts.parts_of(account, params["payout"])
    else:
        parts = account.asked_for(TRANSACTION, params)
    things = lists.chosen(parts, params, "type", "source", "currency")
    return lists.page(things, params, url="/v1/balance_transactions", kind=TRANSACTION)


def read_balance(account: Account, params: dict, *, url: str) -> dict:
    parts = balance.totals(account).items()
    amounts = {
        part: [{"amount": cents, "currency": "eur", "source_types": {"card": cents}}]
        for part, cents in parts
    }
    return {"object": "balance", "livemode": False, **amounts}


def list_events(account: Account, params: dict, *, url: str) -> dict:
    oldest = account.now() - SECONDS_EVENTS_ARE_LISTED
    names = params.get("types", [params["type"]] if "type" in params else None)
    wanted = params.get("delivery_success")
    things = [
        event
        for event in lists.chosen(account.all(EVENT), params)
        if event["created"] >= oldest
        and (names is None or event["type"] in names)
        and (wanted is None or presentation.is_delivered(account, event) == wanted)
    ]
    return lists.page(things, params, url="/v1/events", kind=EVENT)


def _charge_of(account: Account, intent_id: str | None) -> str:
    if intent_id is None:
        raise Refusal(
            "One of the following params should be provided for this request: payment_intent or "
            "charge.",
            code="parameter_missing",
        )
    charge_id = account.get(INTENT, intent_id)["latest_charge"]
    if charge_id is None:
        raise Refusal(f"This PaymentIntent ({intent_id}) does not have a successful charge.")
    return charge_id


def _reader(kind: str) -> Callable[..., dict]:
    def read(account: Account, params: dict, thing_id: str, *, url: str) -> dict:
        return account.get(kind, thing_id)

    return read


def _lister(kind: str, url: str, *fields: str) -> Callable[..., dict]:
    def listed(account: Account, params: dict, **where: str) -> dict:
        things = lists.chosen(account.asked_for(kind, params), params, *fields)
        return lists.page(things, params, url=url, kind=kind)

    return listed


class Route(NamedTuple):
    """One endpoint: what answers it, and the parameters it takes."""

    method: str
    path: re.Pattern[str]
    act: Callable[..., dict]
    rule: Rule


def _route(method: str, path: str, act: Callable[..., dict], **rules: Rule) -> Route:
    return Route(method, re.compile(path.replace("ID", r"(\w+)")), act, table(**EXPAND, **rules))


BY_PAYMENT = {"charge": text(), "payment_intent": text()}
LISTING = {"created": moment, **lists.PAGING}
ROUTES = [
    _route("POST", "/v1/checkout/sessions", open_session),
    _route("GET", "/v1/checkout/sessions/ID", _reader(SESSION)),
    _route("POST", "/v1/checkout/sessions/ID/expire", expire_session),
    _route(
        "GET",
        "/v1/checkout/sessions",
        _lister(SESSION, "/v1/checkout/sessions", "payment_intent", "status"),
        payment_intent=text(),
        status=choice("open", "complete", "expired"),
        **LISTING,
    ),
    _route("GET", "/v1/payment_intents/ID", _reader(INTENT)),
    _route("GET", "/v1/charges/ID", _reader(CHARGE)),
    _route(
        "GET",
        "/v1/charges",
        _lister(CHARGE, "/v1/charges", "payment_intent"),
        payment_intent=text(),
        **LISTING,
    ),
    _route("GET", "/v1/refunds/ID", _reader(REFUND)),
    _route(
        "POST",
        "/v1/refunds",
        create_refund,
        **BY_PAYMENT,
        amount=whole(1),
        reason=choice("duplicate", "fraudulent", "requested_by_customer"),
        metadata=metadata,
    ),
    _route(
        "GET",
        "/v1/refunds",
        _lister(REFUND, "/v1/refunds", *BY_PAYMENT),
        **BY_PAYMENT,
        **LISTING,
    ),
    _route("GET", "/v1/disputes/ID", _reader(DISPUTE)),
    _route(
        "GET",
        "/v1/disputes",
        _lister(DISPUTE, "/v1/disputes", *BY_PAYMENT),
        **BY_PAYMENT,
        **LISTING,
    ),
    _route("GET", "/v1/radar/early_fraud_warnings/ID", _reader(WARNING)),
    _route("GET", "/v1/payouts/ID", _reader(PAYOUT)),
    _route(
        "GET", "/v1/payouts", _lister(PAYOUT, "/v1/payouts", "status"), status=text(), **LISTING
    ),
    _route("GET", "/v1/balance", read_balance),
    _route("GET", "/v1/balance_transactions/ID", _reader(TRANSACTION)),
    _route(
        "GET",
        "/v1/balance_transactions",
        list_transactions,
        type=text(),
        source=text(),
        currency=text(),
        payout=text(),
        **LISTING,
    ),
    _route("GET", "/v1/events/ID", _reader(EVENT)),
    _route(
        "GET",
        "/v1/events",
        list_events,
        type=text(),
        types=listing(text(), most=20),
        delivery_success=flag,
        **LISTING,
    ),
]
