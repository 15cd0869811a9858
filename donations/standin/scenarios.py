"""What can happen to a donation: paid, declined, collected late, expired, refunded.

Every act changes the objects as Stripe would, records its events in the usual order, and
returns them. Acts that Stripe would refuse raise Refusal and change nothing.
"""

from collections.abc import Callable
from functools import wraps

from donations.standin import balance, shapes
from donations.standin.account import CHARGE, INTENT, ORDER, PREFIXES, REFUND, SESSION, Account
from donations.standin.donor import CARD, DEBIT, customer_details
from donations.standin.errors import Refusal
from donations.standin.events import tell


def scenario(act: Callable[..., object]) -> Callable[..., list[dict]]:
    """One change of the account that returns the events it caused."""

    @wraps(act)
    def perform(account: Account, *args, **kwargs) -> list[dict]:
        with account.changing():
            already_told = len(account.told)
            act(account, *args, **kwargs)
            return account.told[already_told:]

    return perform


@scenario
def pay(account: Account, session_id: str, *, confirmed: bool = False) -> None:
    """Pay by card at once; `confirmed` means the bank asked the donor first."""
    session = _open_session(account, session_id)
    intent = _intent(account, session)
    if confirmed:
        intent["status"] = "requires_action"
        tell(account, "payment_intent.requires_action", account.save(INTENT, intent))
    charge = _charge(account, intent, method=CARD, status="succeeded")
    tell(account, "charge.succeeded", charge)
    _receive(account, intent, charge)
    _complete(account, session, intent, payment_status="paid")
    tell(account, "checkout.session.completed", session)
    _settle_balance(account, charge, "charge")


@scenario
def pay_by_debit(account: Account, session_id: str) -> None:
    """Pay by bank debit: the session is complete, the money comes days later or not at all."""
    session = _open_session(account, session_id)
    intent = _intent(account, session)
    charge = _charge(account, intent, method=DEBIT, status="pending")
    tell(account, "charge.pending", charge)
    intent.update(status="processing", latest_charge=charge["id"])
    tell(account, "payment_intent.processing", account.save(INTENT, intent))
    _complete(account, session, intent, payment_status="unpaid")
    tell(account, "checkout.session.completed", session)


@scenario
def settle(account: Account, session_id: str) -> None:
    """The bank debit was collected."""
    session, intent, charge = _pending(account, session_id)
    charge.update(status="succeeded", paid=True, captured=True, amount_captured=charge["amount"])
    tell(account, "charge.succeeded", account.save(CHARGE, charge))
    _receive(account, intent, charge)
    session["payment_status"] = "paid"
    tell(account, "checkout.session.async_payment_succeeded", account.save(SESSION, session))
    _settle_balance(account, charge, "payment")


@scenario
def fail(account: Account, session_id: str) -> None:
    """The bank debit could not be collected."""
    session, intent, charge = _pending(account, session_id)
    code, _, message = shapes.RETURNED
    charge.update(status="failed", failure_code=code, failure_message=message)
    tell(account, "charge.failed", account.save(CHARGE, charge))
    _reject(account, intent, charge)
    tell(account, "checkout.session.async_payment_failed", session)


@scenario
def decline(account: Account, session_id: str) -> None:
    """The card was declined; the session stays open for another try."""
    session = _open_session(account, session_id)
    intent = _intent(account, session)
    charge = _charge(account, intent, method=CARD, status="failed")
    tell(account, "charge.failed", charge)
    _reject(account, intent, charge)


@scenario
def expire(account: Account, session_id: str) -> None:
    """Nobody paid in time, or the product called the session off."""
    session = account.get(SESSION, session_id)
    if session["status"] != "open":
        raise Refusal(
            'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout '
            f"Session has a status of `{session['status']}`."
        )
    intent_id = account.get(ORDER, session_id)["intent"]
    if intent_id:
        intent = account.get(INTENT, intent_id)
        intent.update(status="canceled", canceled_at=account.now(), cancellation_reason="automatic")
        tell(account, "payment_intent.canceled", account.save(INTENT, intent))
    session.update(status="expired", url=None)
    tell(account, "checkout.session.expired", account.save(SESSION, session))


@scenario
def expire_due(account: Account) -> None:
    """Expire every session whose time is over."""
    for session in account.all(SESSION):
        if session["status"] == "open" and session["expires_at"] <= account.now():
            expire(account, session["id"])


@scenario
def refund(
    account: Account,
    charge_id: str,
    *,
    cents: int | None = None,
    reason: str | None = None,
    metadata: dict | None = None,
) -> None:
    """Send money back to the donor: `cents` of the charge, or all that is left of it."""
    charge = account.get(CHARGE, charge_id)
    if charge["status"] != "succeeded":
        raise Refusal(f"Charge {charge_id} has not been paid.", code="charge_not_refundable")
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
    given_back = shapes.refund(
        account.new_id(PREFIXES[REFUND]), charge, cents=amount, reason=reason, now=account.now()
    )
    given_back["metadata"] = metadata or {}
    kind = "payment_refund" if _is_debit(charge) else "refund"
    booked = balance.enter(account, kind, given_back, amount=-amount, category="refund")
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
        account, "refund_failure", given_back, amount=amount, category="refund_failure"
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


def charge_of(account: Account, session_id: str) -> dict:
    """The charge that paid a session. Raises Refusal while there is none."""
    intent_id = account.get(ORDER, account.get(SESSION, session_id)["id"])["intent"]
    charge_id = account.get(INTENT, intent_id)["latest_charge"] if intent_id else None
    if charge_id is None:
        raise Refusal(f"Nobody has paid {session_id}.")
    return account.get(CHARGE, charge_id)


def _open_session(account: Account, session_id: str) -> dict:
    session = account.get(SESSION, session_id)
    if session["status"] != "open":
        raise Refusal(f"This Checkout Session has a status of `{session['status']}`.")
    return session


def _pending(account: Account, session_id: str) -> tuple[dict, dict, dict]:
    charge = charge_of(account, session_id)
    if charge["status"] != "pending":
        raise Refusal(f"The payment of {session_id} is not pending.")
    return account.get(SESSION, session_id), account.get(INTENT, charge["payment_intent"]), charge


def _intent(account: Account, session: dict) -> dict:
    """The session's payment intent, made by the first try to pay."""
    order = account.get(ORDER, session["id"])
    if order["intent"]:
        return account.get(INTENT, order["intent"])
    intent = shapes.intent(
        account.new_id(PREFIXES[INTENT]), session, order["intent_data"], now=account.now()
    )
    order["intent"] = intent["id"]
    account.save(ORDER, order)
    tell(account, "payment_intent.created", account.save(INTENT, intent))
    return intent


def _charge(account: Account, intent: dict, *, method: str, status: str) -> dict:
    prefix = "py_" if method == DEBIT else PREFIXES[CHARGE]
    charge = shapes.charge(
        account.new_id(prefix), intent, method=method, status=status, now=account.now()
    )
    return account.save(CHARGE, charge)


def _receive(account: Account, intent: dict, charge: dict) -> None:
    intent.update(
        status="succeeded",
        amount_received=charge["amount"],
        latest_charge=charge["id"],
        payment_method=charge["payment_method"],
        last_payment_error=None,
    )
    tell(account, "payment_intent.succeeded", account.save(INTENT, intent))


def _reject(account: Account, intent: dict, charge: dict) -> None:
    intent.update(
        status="requires_payment_method",
        latest_charge=charge["id"],
        last_payment_error=shapes.payment_error(charge),
    )
    tell(account, "payment_intent.payment_failed", account.save(INTENT, intent))


def _complete(account: Account, session: dict, intent: dict, *, payment_status: str) -> None:
    session.update(
        status="complete",
        payment_status=payment_status,
        payment_intent=intent["id"],
        customer_details=customer_details(),
        url=None,
    )
    account.save(SESSION, session)


def _settle_balance(account: Account, charge: dict, kind: str) -> None:
    """Stripe captures in the background: fee and balance are known only after the rest."""
    booked = balance.enter(
        account, kind, charge, amount=charge["amount"], category="charge", with_fee=True
    )
    charge["balance_transaction"] = booked["id"]
    tell(account, "charge.updated", account.save(CHARGE, charge), balance_transaction=None)


def _refunded(account: Account, charge: dict, cents: int) -> None:
    before = charge["amount_refunded"]
    charge["amount_refunded"] = before + cents
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    tell(account, "charge.refunded", account.save(CHARGE, charge), amount_refunded=before)


def _is_debit(charge: dict) -> bool:
    return charge["payment_method_details"]["type"] == DEBIT
