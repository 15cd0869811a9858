"""What can happen to a session: paid, declined, collected late, expired.

Every act changes the objects as Stripe would, records its events in the usual order, and
returns them. Acts that Stripe would refuse raise Refusal and change nothing.
"""

from donations.standin import balance, shapes
from donations.standin.account import CHARGE, INTENT, ORDER, PREFIXES, SESSION, Account
from donations.standin.donor import CARD, DEBIT, customer_details
from donations.standin.errors import Refusal
from donations.standin.events import scenario, tell


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
def fail(account: Account, session_id: str, *, credited: bool = False) -> None:
    """The bank debit could not be collected.

    `credited` means Stripe had counted on it: the balance shows the payment and its return.
    """
    session, intent, charge = _pending(account, session_id)
    if credited:
        _credit_and_return(account, charge)
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
    for session in account.open_sessions():
        if session["expires_at"] <= account.now():
            expire(account, session["id"])


def charge_of(account: Account, session_id: str) -> dict:
    """The charge that paid a session. Raises Refusal while there is none."""
    intent_id = account.get(ORDER, account.get(SESSION, session_id)["id"])["intent"]
    charge_id = account.get(INTENT, intent_id)["latest_charge"] if intent_id else None
    if charge_id is None:
        raise Refusal(f"Nobody has paid {session_id}.")
    return account.get(CHARGE, charge_id)


def is_debit(charge: dict) -> bool:
    """Whether a bank was asked for the money, not a card."""
    return charge["payment_method_details"]["type"] == DEBIT


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
        account,
        kind,
        amount=charge["amount"],
        category="charge",
        source=charge,
        fee=balance.fee_of(charge),
    )
    charge["balance_transaction"] = booked["id"]
    tell(account, "charge.updated", account.save(CHARGE, charge), balance_transaction=None)


def _credit_and_return(account: Account, charge: dict) -> None:
    amount, fee = charge["amount"], balance.fee_of(charge)
    credited = balance.enter(
        account, "payment", amount=amount, category="charge", source=charge, fee=fee
    )
    returned = balance.enter(
        account,
        "payment_failure_refund",
        amount=-amount,
        category="charge_failure",
        source=charge,
        fee=-fee,
    )
    charge.update(balance_transaction=credited["id"], failure_balance_transaction=returned["id"])
