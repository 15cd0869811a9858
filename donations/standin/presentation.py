"""Objects as Stripe shows them at this moment: some fields follow from the time or from others."""

from donations.standin import balance
from donations.standin.account import (
    CHARGE,
    DELIVERY,
    DISPUTE,
    EVENT,
    TRANSACTION,
    WARNING,
    Account,
)
from donations.standin.disputes import is_actionable


def shown(account: Account, thing: dict) -> dict:
    """The thing as an answer shows it; what needs no change comes back as it is."""
    change = CHANGES.get(thing.get("object"))
    return {**thing, **change(account, thing)} if change else thing


def is_delivered(account: Account, event: dict) -> bool:
    """Whether the product has taken an event."""
    return account.get(DELIVERY, event["id"])["delivered_at"] is not None


def _of_event(account: Account, event: dict) -> dict:
    return {"pending_webhooks": 0 if is_delivered(account, event) else 1}


def _of_transaction(account: Account, transaction: dict) -> dict:
    available = balance.is_available(transaction, account.now())
    return {"status": "available" if available else "pending"}


def _of_dispute(account: Account, dispute: dict) -> dict:
    # The objects themselves know best how far their money is.
    moved = [account.get(TRANSACTION, one["id"]) for one in dispute["balance_transactions"]]
    return {"balance_transactions": [shown(account, one) for one in moved]}


def _of_warning(account: Account, warning: dict) -> dict:
    return {"actionable": is_actionable(account.get(CHARGE, warning["charge"]))}


CHANGES = {
    EVENT: _of_event,
    TRANSACTION: _of_transaction,
    DISPUTE: _of_dispute,
    WARNING: _of_warning,
}
