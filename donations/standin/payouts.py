"""What reaches the organisation's bank account, and what Stripe charges beside payments."""

from donations.standin import balance, bank_shapes
from donations.standin.account import PAID_OUT, PAYOUT, PREFIXES, TRANSACTION, Account
from donations.standin.errors import Refusal
from donations.standin.events import scenario, tell


@scenario
def pay_out(account: Account, *, early: bool = True) -> None:
    """The automatic payout: everything that is in the balance goes to the bank in one sum.

    `early` takes what is still on its way along, as if the days of waiting were over.
    """
    now = account.now()
    parts = [
        transaction
        for transaction in account.all(TRANSACTION)
        if not account.find(PAID_OUT, transaction["id"])
        and (early or balance.is_available(transaction, now))
    ]
    cents = sum(part["net"] for part in parts)
    if cents <= 0:
        raise Refusal("There is nothing to pay out.", code="balance_insufficient")
    payout = bank_shapes.payout(account.new_id(PREFIXES[PAYOUT]), cents=cents, now=now)
    taken = balance.enter(
        account, "payout", amount=-cents, category="payout", source=payout, at_once=True
    )
    payout["balance_transaction"] = taken["id"]
    for part in [*parts, taken]:
        part["available_on"] = min(part["available_on"], now)
        account.save(TRANSACTION, part)
        account.save(PAID_OUT, {"id": part["id"], "payout": payout["id"]})
    tell(account, "payout.created", account.save(PAYOUT, payout))
    _move(account, payout, "payout.reconciliation_completed", reconciliation_status="completed")
    _move(account, payout, "payout.updated", status="in_transit")
    _move(account, payout, "payout.paid", status="paid")


@scenario
def fail_payout(account: Account, payout_id: str) -> None:
    """The bank sent the payout back: its money is in the balance again, for the next one."""
    payout = account.get(PAYOUT, payout_id)
    if payout["status"] == "failed":
        raise Refusal(f"Payout {payout_id} has already failed.")
    returned = balance.enter(
        account,
        "payout_failure",
        amount=payout["amount"],
        category="payout_reversal",
        source=payout,
        at_once=True,
    )
    _move(
        account,
        payout,
        "payout.failed",
        status="failed",
        failure_balance_transaction=returned["id"],
        failure_code="account_closed",
        failure_message="The bank account has been closed.",
    )


@scenario
def charge_fee(account: Account, cents: int) -> None:
    """Stripe takes a fee of its own, as for a month of fraud screening. There is no event."""
    if cents <= 0:
        raise Refusal("A fee is above zero.", param="cents")
    balance.enter(account, "stripe_fee", amount=-cents, category="fee", at_once=True)


@scenario
def return_fee(account: Account, cents: int) -> None:
    """Stripe gives back a fee of its own, charged by mistake. There is no event."""
    if cents <= 0:
        raise Refusal("A fee is above zero.", param="cents")
    balance.enter(account, "stripe_fee", amount=cents, category="fee", at_once=True)


def parts_of(account: Account, payout_id: str) -> list[dict]:
    """The balance transactions that a payout took along, its own included, oldest first.

    Raises Refusal when there is no such payout.
    """
    account.get(PAYOUT, payout_id)
    return [
        transaction
        for transaction in account.all(TRANSACTION)
        if (account.find(PAID_OUT, transaction["id"]) or {}).get("payout") == payout_id
    ]


def _move(account: Account, payout: dict, event: str, **changes) -> None:
    before = {name: payout[name] for name in changes}
    payout.update(changes)
    tell(account, event, account.save(PAYOUT, payout), **before)
