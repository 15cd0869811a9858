"""What people do in a browser: donors on the payment page, testers on the dashboard."""

import re
from urllib.parse import parse_qs

from donations.standin import acts, lists, pages
from donations.standin.account import CHARGE, DELIVERY, DISPUTE, ORDER, PAYOUT, REFUND, SESSION
from donations.standin.answers import Answer
from donations.standin.balance import totals
from donations.standin.dashboard import dashboard
from donations.standin.errors import Refusal, missing

PAYMENTS_PER_PAGE = 25
PAYOUTS_SHOWN = 5
PAY = re.compile(r"/pay/(\w+)(/confirm)?")
PAYMENT = re.compile(r"/payments/(\w+)")
# Buttons of the dashboard: those about a payment, a refund, or a dispute.
OF_PAYMENT = {"refund", "settle", "fail", "expire", "dispute", "warn_of_fraud", "redeliver"}
OF_PART = {"refund_part": "refund", "dispute_part": "dispute"}
OF_DISPUTE = {"withdraw_funds", "win", "lose", "close_inquiry", "prevent"}
AMOUNT = re.compile(r"(\d{1,7})(?:[.,](\d{1,2}))?", re.ASCII)


def answer(standin, method: str, path: str, query: str, body: str) -> Answer:
    """Show a page, or do what one of its buttons says."""
    if path.startswith("/_acts/"):
        return acts.answer(standin, method, path, body)
    try:
        return _page(standin, method, path, _fields(query), _fields(body))
    except Refusal as refusal:
        return Answer.page(pages.problem(refusal.message), refusal.status)


def _page(standin, method: str, path: str, query: dict, fields: dict) -> Answer:
    if method == "GET" and path == "/":
        return _dashboard(standin, after=query.get("after"))
    if method == "GET" and path == "/style.css":
        return Answer(200, pages.STYLE, "text/css; charset=utf-8")
    if method == "GET" and path == "/favicon.ico":
        return Answer(204, b"", "image/x-icon")
    if match := PAY.fullmatch(path):
        standin.expire_due()
        if method == "GET":
            return _show_payment(standin, match[1], confirming=bool(match[2]))
        return _choose(standin, match[1], fields.get("act"), confirming=bool(match[2]))
    if method == "POST" and (match := PAYMENT.fullmatch(path)):
        return _happen(standin, match[1], fields)
    if method == "POST" and path == "/account":
        return _manage(standin, fields)
    raise missing("page", path)


def _show_payment(standin, session_id: str, *, confirming: bool) -> Answer:
    session = standin.session(session_id)
    leads_to = tuple(url for url in (session["success_url"], session["cancel_url"]) if url)
    if confirming and session["status"] == "open":
        return Answer.page(pages.confirmation(session), leads_to=leads_to)
    intent = standin.intent_of(session_id)
    error = intent["last_payment_error"] if intent else None
    declined = error["message"] if error else None
    return Answer.page(pages.payment(session, declined=declined), leads_to=leads_to)


def _choose(standin, session_id: str, act: str | None, *, confirming: bool) -> Answer:
    """The donor pressed a button; webhooks are out before anybody is sent back."""
    session = standin.session(session_id)
    here = f"/pay/{session_id}"
    if act == "back" and session["cancel_url"]:
        return Answer.redirect(session["cancel_url"])
    if session["status"] == "open":
        if act == "confirm" and not confirming:
            return Answer.redirect(f"{here}/confirm")
        if act == "decline":
            standin.decline(session_id)
        elif act == "debit":
            standin.pay_by_debit(session_id)
        elif act in {"pay", "confirm"}:
            standin.pay(session_id, confirmed=act == "confirm")
        else:
            raise Refusal("There is no such button.")
    if standin.session(session_id)["status"] == "complete":
        # The second click of a double click ends here as well.
        return Answer.redirect(session["success_url"].replace("{CHECKOUT_SESSION_ID}", session_id))
    return Answer.redirect(here)


def _happen(standin, session_id: str, fields: dict) -> Answer:
    """A tester pressed a button of a payment."""
    act, typed = fields.get("act"), fields.get("amount", "")
    try:
        if act in OF_PAYMENT:
            getattr(standin, act)(session_id)
        elif act in OF_PART:
            getattr(standin, OF_PART[act])(session_id, _cents(typed))
        elif act in OF_DISPUTE:
            getattr(standin, act)(fields.get("dispute", ""))
        elif act == "fail_refund":
            standin.fail_refund(fields.get("refund", ""))
        elif act == "inquire":
            standin.dispute(session_id, inquiry=True)
        else:
            raise Refusal("There is no such button.")
    except Refusal as refusal:
        return _dashboard(standin, refusal=refusal, typed={session_id: typed})
    return Answer.redirect(f"/#{session_id}")


def _manage(standin, fields: dict) -> Answer:
    """A tester pressed a button of the account."""
    act = fields.get("act")
    try:
        if act == "pay_out":
            standin.pay_out()
        elif act == "fail_payout":
            standin.fail_payout(fields.get("payout", ""))
        elif act in {"webhooks_on", "webhooks_off"}:
            standin.webhooks(act == "webhooks_on")
        else:
            raise Refusal("There is no such button.")
    except Refusal as refusal:
        return _dashboard(standin, refusal=refusal)
    return Answer.redirect("/")


def _dashboard(
    standin, *, after: str | None = None, refusal: Refusal | None = None, typed: dict | None = None
) -> Answer:
    account = standin.account
    params = {"limit": PAYMENTS_PER_PAGE} | ({"starting_after": after} if after else {})
    with account.reading():
        shown = lists.page(account.all(SESSION), params, url="/", kind=SESSION)
        payments = [
            _payment(standin, session) | {"typed": (typed or {}).get(session["id"], "")}
            for session in shown["data"]
        ]
        overview = {
            "balance": totals(account),
            "payouts": account.all(PAYOUT)[: -PAYOUTS_SHOWN - 1 : -1],
            "webhooks": standin.postman.on if standin.postman else None,
        }
    older = shown["data"][-1]["id"] if shown["has_more"] else None
    said = refusal.message if refusal else None
    html = dashboard(overview, payments, older=older, problem=said)
    return Answer.page(html, 422 if refusal else 200)


def _payment(standin, session: dict) -> dict:
    account = standin.account
    intent_id = account.get(ORDER, session["id"])["intent"]

    def of_payment(kind: str) -> list[dict]:
        return account.about(kind, "payment_intent", intent_id)

    charges = of_payment(CHARGE)
    return {
        "session": session,
        "charge": charges[-1] if charges else None,
        "refunds": of_payment(REFUND),
        "disputes": of_payment(DISPUTE),
        "deliveries": [
            account.get(DELIVERY, event["id"]) | {"type": event["type"]}
            for event in standin.events_of(session["id"])
        ],
    }


def _cents(typed: str) -> int:
    match = AMOUNT.fullmatch(typed.strip())
    if match is None:
        raise Refusal(f"“{typed}” is no amount; write it like 12 or 12.50.")
    return int(match[1]) * 100 + int((match[2] or "").ljust(2, "0"))


def _fields(text: str) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(text, keep_blank_values=True).items()}
