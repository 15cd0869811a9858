"""The donor's bank asks, takes money back, and sometimes returns it.

An inquiry moves no money. A formal dispute takes amount and fee at once; the fee stays with
Stripe, whoever wins; to some accounts it gives the fee back after a dispute that was won.
"""

from donations.standin import balance, bank_shapes
from donations.standin.account import CHARGE, DISPUTE, PREFIXES, WARNING, Account
from donations.standin.checkout_rules import MOST_AMOUNT
from donations.standin.errors import Refusal
from donations.standin.events import scenario, tell
from donations.standin.payments import is_debit

ASKED, ASKED_UNDER_REVIEW = "warning_needs_response", "warning_under_review"
TAKEN, UNDER_REVIEW = "needs_response", "under_review"
OPEN = {ASKED, ASKED_UNDER_REVIEW, TAKEN, UNDER_REVIEW}


@scenario
def dispute(
    account: Account,
    charge_id: str,
    *,
    cents: int | None = None,
    inquiry: bool = False,
    withdraw: bool = True,
) -> None:
    """The bank doubts a payment: `cents` of it, or all that was not refunded.

    `cents` may exceed the charge, as when currencies move. An inquiry takes nothing; neither
    does a formal dispute with `withdraw` false, until `withdraw_funds`.
    """
    charge = _disputable(account, charge_id)
    left = charge["amount"] - charge["amount_refunded"]
    amount = (left or charge["amount"]) if cents is None else cents
    if not 0 < amount <= MOST_AMOUNT:
        raise Refusal("A dispute is about an amount above zero.", param="cents")
    case = bank_shapes.dispute(
        account.new_id(PREFIXES[DISPUTE]),
        charge,
        cents=amount,
        status=ASKED if inquiry else TAKEN,
        now=account.now(),
    )
    charge["disputed"] = True
    account.save(CHARGE, charge)
    tell(account, "charge.dispute.created", account.save(DISPUTE, case))
    if withdraw and not inquiry:
        _withdraw(account, case)


@scenario
def withdraw_funds(account: Account, dispute_id: str) -> None:
    """The money is taken: for a formal dispute, or for an inquiry that now becomes one."""
    case = account.get(DISPUTE, dispute_id)
    if case["status"] not in OPEN or case["balance_transactions"]:
        raise _too_late(case)
    if case["status"] in {ASKED, ASKED_UNDER_REVIEW}:
        if case["payment_method_details"]:
            case["payment_method_details"]["card"]["case_type"] = "chargeback"
        _move(account, case, TAKEN, is_charge_refundable=False)
    _withdraw(account, case)


@scenario
def review(account: Account, dispute_id: str) -> None:
    """The organisation has answered, and the bank is reading."""
    case = account.get(DISPUTE, dispute_id)
    if case["status"] not in {ASKED, TAKEN}:
        raise _too_late(case)
    _review(account, case)


@scenario
def win(account: Account, dispute_id: str, *, fee_returned: bool = False) -> None:
    """The bank believes the organisation: the money comes back, mostly without the fee."""
    case = _taken(account, dispute_id)
    if case["status"] == TAKEN:
        _review(account, case)
    booked = balance.enter(
        account,
        "adjustment",
        amount=case["amount"],
        category="dispute_reversal",
        source=case,
        fee=-balance.DISPUTE_FEE_CENTS if fee_returned else 0,
        fee_for="Dispute fee",
    )
    case["balance_transactions"].append(booked)
    case.update(status="won", is_charge_refundable=True)
    account.save(DISPUTE, case)
    tell(account, "charge.dispute.funds_reinstated", case, status=UNDER_REVIEW)
    tell(account, "charge.dispute.closed", case)


@scenario
def lose(account: Account, dispute_id: str) -> None:
    """The bank believes the donor: the money stays away."""
    _close(account, _taken(account, dispute_id), "lost")


@scenario
def close_inquiry(account: Account, dispute_id: str) -> None:
    """The bank asked, and nothing came of it."""
    case = account.get(DISPUTE, dispute_id)
    if case["status"] not in {ASKED, ASKED_UNDER_REVIEW}:
        raise _too_late(case)
    _close(account, case, "warning_closed")


@scenario
def prevent(account: Account, dispute_id: str) -> None:
    """The case is settled before any money is taken."""
    case = account.get(DISPUTE, dispute_id)
    if case["status"] not in OPEN or case["balance_transactions"]:
        raise _too_late(case)
    _close(account, case, "prevented")


@scenario
def warn_of_fraud(account: Account, charge_id: str) -> None:
    """The card's issuer thinks that somebody else paid with it. No money moves."""
    charge = account.get(CHARGE, charge_id)
    if charge["status"] != "succeeded":
        raise Refusal(f"Charge {charge_id} has not been paid.")
    warning = bank_shapes.warning(
        account.new_id(PREFIXES[WARNING]),
        charge,
        actionable=is_actionable(charge),
        now=account.now(),
    )
    tell(account, "radar.early_fraud_warning.created", account.save(WARNING, warning))


def disputes_of(account: Account, charge_id: str) -> list[dict]:
    """Every dispute about one charge, oldest first."""
    return account.about(DISPUTE, "charge", charge_id)


def is_actionable(charge: dict) -> bool:
    """Whether a refund could still keep a warning from becoming a dispute."""
    return not charge["refunded"] and not charge["disputed"]


def _disputable(account: Account, charge_id: str) -> dict:
    charge = account.get(CHARGE, charge_id)
    if charge["status"] != "succeeded":
        raise Refusal(f"Charge {charge_id} has not been paid.")
    if charge["refunded"] and not is_debit(charge):
        raise Refusal(f"Charge {charge_id} is refunded in full: a card's bank lets it rest.")
    if any(case["status"] in OPEN for case in disputes_of(account, charge_id)):
        raise Refusal(f"Charge {charge_id} is disputed already.")
    return charge


def _taken(account: Account, dispute_id: str) -> dict:
    case = account.get(DISPUTE, dispute_id)
    if case["status"] not in {TAKEN, UNDER_REVIEW} or not case["balance_transactions"]:
        raise _too_late(case)
    return case


def _withdraw(account: Account, case: dict) -> None:
    booked = balance.enter(
        account,
        "adjustment",
        amount=-case["amount"],
        category="dispute",
        source=case,
        fee=balance.DISPUTE_FEE_CENTS,
        fee_for="Dispute fee",
    )
    case["balance_transactions"].append(booked)
    tell(account, "charge.dispute.funds_withdrawn", account.save(DISPUTE, case))


def _review(account: Account, case: dict) -> None:
    case["evidence_details"].update(
        has_evidence=True, submission_count=1, submission_method="manual"
    )
    _move(account, case, UNDER_REVIEW if case["status"] == TAKEN else ASKED_UNDER_REVIEW)


def _move(account: Account, case: dict, status: str, **changes) -> None:
    before = case["status"]
    case.update(status=status, **changes)
    tell(account, "charge.dispute.updated", account.save(DISPUTE, case), status=before)


def _close(account: Account, case: dict, status: str) -> None:
    before = case["status"]
    case["status"] = status
    tell(account, "charge.dispute.closed", account.save(DISPUTE, case), status=before)


def _too_late(case: dict) -> Refusal:
    taken = "taken" if case["balance_transactions"] else "not taken"
    return Refusal(f"Dispute {case['id']} is {case['status']}, its money {taken}.")
