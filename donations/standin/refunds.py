"""Money that goes back to a donor, and sometimes comes back again."""

from donations.standin import balance, bank_shapes
from donations.standin.account import CHARGE, PREFIXES, REFUND, Account
from donations.standin.disputes import disputes_of
from donations.standin.errors import Refusal
from donations.standin.events import scenario, tell
from donations.standin.payments import is_debit


@scenario
def refund(
    account: Account,
    charge_id: str,
    *,
    cents: int | None = None,
    reason: str | None = None,
    metadata: dict | None = None,
    fee_returned: bool = False,
) -> None:
    """Send money back to the donor: `cents` of the charge, or all that is left of it.

    Stripe keeps its fee; with `fee_returned` it gives back the part that belongs to the refund.
    """
    charge = account.get(CHARGE, charge_id)
    if charge["status"] != "succeeded":
        raise Refusal(f"Charge {charge_id} has not been paid.", code="charge_not_refundable")
    if any(not dispute["is_charge_refundable"] for dispute in disputes_of(account, charge_id)):
        raise Refusal(f"Charge {charge_id} has been charged back.", code="charge_disputed")
    left = charge["amount"] - charge["amount_refunded"]
    if left == 0:
        raise Refusal(
            f"Charge {charge_id} has already been refunded.", code="charge_already_refunded"
        )
    amount = left if cents is None else cents
    if not 0 < amount <= left:
        raise Refusal(
            f"Refund amount ({amount}) must be positive and at most the unrefunded amount on "
            f"charge ({left}).",
            param="amount",
        )
    given_back = bank_shapes.refund(
        account.new_id(PREFIXES[REFUND]), charge, cents=amount, reason=reason, now=account.now()
    )
    given_back["metadata"] = metadata or {}
    kind = "payment_refund" if is_debit(charge) else "refund"
    booked = balance.enter(
        account,
        kind,
        amount=-amount,
        category="refund",
        source=given_back,
        fee=-(balance.fee_of(charge) * amount // charge["amount"]) if fee_returned else 0,
    )
    given_back["balance_transaction"] = booked["id"]
    tell(account, "refund.created", account.save(REFUND, given_back))
    _refunded(account, charge, amount)
    given_back["status"] = "succeeded"
    tell(account, "refund.updated", account.save(REFUND, given_back), status="pending")
    tell(account, "charge.refund.updated", given_back, status="pending")


@scenario
def fail_refund(account: Account, refund_id: str) -> None:
    """The donor's bank sent the refund back: the account has the money again."""
    given_back = account.get(REFUND, refund_id)
    if given_back["status"] not in {"pending", "succeeded"}:
        raise Refusal(f"Refund {refund_id} has already {given_back['status']}.")
    before = given_back["status"]
    amount = given_back["amount"]
    booked = balance.enter(
        account, "refund_failure", amount=amount, category="refund_failure", source=given_back
    )
    given_back.update(
        status="failed",
        failure_reason="expired_or_canceled_card",
        failure_balance_transaction=booked["id"],
    )
    account.save(REFUND, given_back)
    charge = account.get(CHARGE, given_back["charge"])
    charge.update(amount_refunded=charge["amount_refunded"] - amount, refunded=False)
    account.save(CHARGE, charge)
    for name in ("refund.updated", "refund.failed", "charge.refund.updated"):
        tell(account, name, given_back, status=before)


def _refunded(account: Account, charge: dict, cents: int) -> None:
    before = charge["amount_refunded"]
    charge["amount_refunded"] = before + cents
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    tell(account, "charge.refunded", account.save(CHARGE, charge), amount_refunded=before)
