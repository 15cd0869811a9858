"""`expand`: an id in an answer becomes the object it names."""

from donations.standin import shapes
from donations.standin.account import (
    CHARGE,
    DISPUTE,
    INTENT,
    ORDER,
    PAYOUT,
    REFUND,
    SESSION,
    TRANSACTION,
    Account,
    snapshot,
)
from donations.standin.errors import Refusal
from donations.standin.presentation import shown

EXPANDABLE = {
    "payment_intent": (INTENT,),
    "latest_charge": (CHARGE,),
    "charge": (CHARGE,),
    "balance_transaction": (TRANSACTION,),
    "failure_balance_transaction": (TRANSACTION,),
    "source": (CHARGE, REFUND, DISPUTE, PAYOUT),
}
# What Stripe leaves out of an object as long as there is nothing to say.
MAY_BE_MISSING = {(REFUND, "failure_balance_transaction")}
MOST_LEVELS = 4


def expanded(account: Account, answer: dict, paths: list[str]) -> dict:
    """The answer as it is at this moment, every path such as "data.source" opened: a copy."""
    if answer["object"] == "list":
        answer = answer | {"data": [shown(account, thing) for thing in answer["data"]]}
    answer = snapshot(shown(account, answer))
    for path in paths:
        steps = path.split(".")
        if len(steps) > MOST_LEVELS:
            raise Refusal(f"You cannot expand more than {MOST_LEVELS} levels of a property.")
        _open(account, answer, steps, path)
    return answer


def _open(account: Account, thing: dict, steps: list[str], path: str) -> None:
    field, *deeper = steps
    if field == "data" and thing.get("object") == "list":
        inner = thing["data"]
    elif field == "line_items" and thing.get("object") == SESSION:
        thing[field] = _line_items(account, thing)
        inner = [thing[field]]
    elif field in EXPANDABLE and field in thing:
        thing[field] = _found(account, thing[field], EXPANDABLE[field])
        inner = [thing[field]] if thing[field] else []
    elif (thing.get("object"), field) in MAY_BE_MISSING:
        inner = []
    else:
        raise Refusal(f"This property cannot be expanded ({path}).", param="expand")
    if deeper:
        for part in inner:
            _open(account, part, deeper, path)


def _found(account: Account, value, kinds: tuple[str, ...]):
    if not isinstance(value, str):
        return value
    for kind in kinds:
        thing = account.find(kind, value)
        if thing:
            return snapshot(shown(account, thing))
    return value


def _line_items(account: Account, session: dict) -> dict:
    asked = account.get(ORDER, session["id"])["line_items"]
    items = [
        shapes.line_item(f"li_{session['id'][-20:]}{place}", item, now=session["created"])
        for place, item in enumerate(asked)
    ]
    return {
        "object": "list",
        "data": items,
        "has_more": False,
        "url": f"/v1/checkout/sessions/{session['id']}/line_items",
    }
