"""Many donations at once, each with a fate of its own: for tests of load and of order."""

import random
from collections.abc import Iterable

from donations.standin import api, disputes, payments, refunds
from donations.standin.account import Account

# Of a hundred donations so many are …
FATES = {
    "kept": 80,
    "collected late": 4,
    "refunded in part": 5,
    "refunded": 4,
    "refunded in vain": 2,
    "disputed": 1,
    "disputed and won": 2,
    "disputed and lost": 2,
}


def make_paid(
    account: Account, gifts: Iterable[tuple[str, int]], *, seed: int, url: str
) -> list[dict]:
    """One paid session for each (reference, euro cents), and what follows from it by the seed.

    Returns every event in the order in which it happened. `url` is where the payment page lives.
    """
    chance = random.Random(seed)  # noqa: S311 - the same seed must give the same fates
    told: list[dict] = []
    with account.changing():
        for reference, cents in gifts:
            session = api.open_session(account, _asked(reference, cents), url=url)
            fate = chance.choices(list(FATES), list(FATES.values()))[0]
            told += _live(account, session["id"], fate, part=chance.randint(1, cents))
    return told


def _live(account: Account, session_id: str, fate: str, *, part: int) -> list[dict]:
    if fate == "collected late":
        return payments.pay_by_debit(account, session_id) + payments.settle(account, session_id)
    told = payments.pay(account, session_id)
    charge_id = payments.charge_of(account, session_id)["id"]
    if fate.startswith("refunded"):
        cents = part if fate == "refunded in part" else None
        told += refunds.refund(account, charge_id, cents=cents)
        if fate == "refunded in vain":
            told += refunds.fail_refund(account, told[-1]["data"]["object"]["id"])
    if fate.startswith("disputed"):
        told += disputes.dispute(account, charge_id)
        dispute_id = told[-1]["data"]["object"]["id"]
        if fate == "disputed and won":
            told += disputes.win(account, dispute_id)
        elif fate == "disputed and lost":
            told += disputes.lose(account, dispute_id)
    return told


def _asked(reference: str, cents: int) -> dict:
    """The request for a session as it comes from a form: every value is text."""
    donation = {"donation": reference}
    price = {"currency": "eur", "unit_amount": str(cents), "product_data": {"name": "Donation"}}
    return {
        "mode": "payment",
        "line_items": [{"quantity": "1", "price_data": price}],
        "client_reference_id": reference,
        "metadata": donation,
        "payment_intent_data": {"metadata": donation},
        "success_url": "http://127.0.0.1/",
    }
