"""The same acts as JSON over HTTP, for tests that drive a stand-in in another process.

POST /_acts/pay {"session_id": "cs_test_…"} answers {"events": [...]}; what an act cannot do it
refuses in Stripe's shape. GET /_acts/NAME looks without touching.
"""

import json
from dataclasses import asdict

from donations.standin.answers import Answer
from donations.standin.errors import Refusal

# The arguments each act takes, by name; those marked with a star must be there.
SESSION, REFUND, DISPUTE, PAYOUT = (
    {f"{name}_id*": str} for name in ("session", "refund", "dispute", "payout")
)
ACTS = {
    "pay": SESSION | {"confirmed": bool},
    "pay_by_debit": SESSION,
    "settle": SESSION,
    "fail": SESSION | {"credited": bool},
    "decline": SESSION,
    "expire": SESSION,
    "refund": SESSION | {"cents": int, "fee_returned": bool},
    "fail_refund": REFUND,
    "dispute": SESSION | {"cents": int, "inquiry": bool, "withdraw": bool},
    "withdraw_funds": DISPUTE,
    "review": DISPUTE,
    "win": DISPUTE | {"fee_returned": bool},
    "lose": DISPUTE,
    "close_inquiry": DISPUTE,
    "prevent": DISPUTE,
    "warn_of_fraud": SESSION,
    "pay_out": {"early": bool},
    "fail_payout": PAYOUT,
    "charge_fee": {"cents*": int},
    "return_fee": {"cents*": int},
    "redeliver": {"object_id*": str},
    "webhooks": {"on*": bool},
    "fault": {
        "kind*": str,
        "times": int,
        "method": str,
        "path": str,
        "seconds": int | float,
        "final": bool,
        "remembered": bool,
    },
    "drop_next_answer": {"times": int},
    "answer_next_with": {"status*": int, "times": int},
}
LOOKS = ("sessions", "refunds", "disputes", "payouts", "events", "books", "balance")


def answer(standin, method: str, path: str, body: str) -> Answer:
    """Do one act, or look at everything of a kind."""
    name = path.removeprefix("/_acts/")
    if method == "GET" and name in LOOKS:
        return Answer.json({name: getattr(standin, name)()})
    if method == "GET" and name == "requests":
        return Answer.json({name: [asdict(request) for request in list(standin.requests)]})
    if method == "POST" and name in ACTS:
        return Answer.json({"events": getattr(standin, name)(**_arguments(name, body)) or []})
    raise Refusal(f"There is no act called {name}.", status=404)


def _arguments(name: str, body: str) -> dict:
    try:
        given = json.loads(body or "{}")
    except ValueError:
        raise Refusal("The body is no JSON.") from None
    if not isinstance(given, dict):
        raise Refusal("The body is no JSON object.")
    takes = {argument.rstrip("*"): kind for argument, kind in ACTS[name].items()}
    for argument, value in given.items():
        if argument not in takes or not _fits(value, takes[argument]):
            raise Refusal(f"{name} takes {', '.join(takes) or 'nothing'}.", param=argument)
    for argument in ACTS[name]:
        if argument.endswith("*") and argument.rstrip("*") not in given:
            missing = argument.rstrip("*")
            raise Refusal(f"{name} needs {missing}.", param=missing)
    return given


def _fits(value, kind) -> bool:
    # To Python, true is a whole number.
    return isinstance(value, kind) and (kind is bool or not isinstance(value, bool))
