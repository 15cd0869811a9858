"""The same acts as JSON over HTTP, for tests that drive a stand-in in another process.

POST /_acts/pay {"session_id": "cs_test_…"} answers {"events": [...]}; what an act cannot do it
refuses in Stripe's shape. GET /_acts/sessions, refunds, events and requests look without
touching.
"""

import json
from dataclasses import asdict

from donations.standin.answers import Answer
from donations.standin.errors import Refusal

# The arguments each act takes, by name.
ACTS = {
    "pay": {"session_id": str, "confirmed": bool},
    "pay_by_debit": {"session_id": str},
    "settle": {"session_id": str},
    "fail": {"session_id": str},
    "decline": {"session_id": str},
    "expire": {"session_id": str},
    "refund": {"session_id": str, "cents": int},
    "fail_refund": {"refund_id": str},
    "redeliver": {"session_id": str},
    "drop_next_answer": {"times": int},
    "answer_next_with": {"status": int, "times": int},
}
LOOKS = ("sessions", "refunds", "events")


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
    takes = ACTS[name]
    for argument, value in given.items():
        if argument not in takes or not isinstance(value, takes[argument]):
            raise Refusal(f"{name} takes {', '.join(takes)}.", param=argument)
    for argument in ("session_id", "refund_id", "status"):
        if argument in takes and argument not in given:
            raise Refusal(f"{name} needs {argument}.", param=argument)
    return given
