"""What Stripe knows, in dataclasses of our own; nothing about a donor is among it.

Times are aware and in UTC, amounts are integer cents, currencies are capitals ("EUR"). The
functions below read objects of the SDK by their attributes; `stripe_gateway` calls them.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime


@dataclass(frozen=True)
class Movement:
    """One line of Stripe's account book (a balance transaction): what came or went, and its fee.

    Amounts are in the currency in which money reaches us, whatever the donor paid in; net is
    amount less fee, and what the balance changed by.
    """

    id: str
    type: str  # charge, payment, refund, payment_refund, adjustment, stripe_fee, payout, …
    reporting_category: str  # charge, refund, refund_failure, dispute, dispute_reversal, fee, …
    amount_cents: int  # signed
    fee_cents: int
    net_cents: int
    currency: str
    created_at: datetime
    source_id: str | None  # the charge, refund, dispute or payout; None for fees of Stripe's own
    intent_id: str | None  # the payment it belongs to, as far as Stripe said so


@dataclass(frozen=True)
class Session:
    """A checkout session as it is now."""

    id: str
    url: str | None  # None once it is complete or expired
    status: str  # open, complete, expired
    payment_status: str  # paid, unpaid, no_payment_required
    amount_cents: int
    currency: str
    intent_id: str | None  # None until somebody tried to pay
    reference: str | None  # the donation's public id
    expires_at: datetime
    livemode: bool
    # What reached us of a payment; None until Stripe knows, seconds after the payment, and in
    # the answers to `open_session` and `expire_session`.
    settled: Movement | None


@dataclass(frozen=True)
class Charge:
    """One try to collect a payment."""

    id: str
    intent_id: str | None
    amount_cents: int
    refunded_cents: int  # refunds that failed are not in it
    currency: str
    status: str  # succeeded, pending, failed
    movement: Movement | None  # None until Stripe knows what reached us


@dataclass(frozen=True)
class Refund:
    """Money on its way back to a donor."""

    id: str
    intent_id: str | None
    amount_cents: int
    currency: str
    status: str  # pending, requires_action, succeeded, failed, canceled
    created_at: datetime
    order: str | None  # our order that it was made by; none if somebody made it at Stripe
    # What took the money, and what brought it back; none where Stripe was not asked for them.
    movements: tuple[Movement, ...]


@dataclass(frozen=True)
class Dispute:
    """A bank's doubt about a payment, and the money it has moved so far."""

    id: str
    intent_id: str | None
    charge_id: str
    amount_cents: int  # may be less or more than the payment
    currency: str
    status: str  # warning_needs_response, needs_response, under_review, won, lost, …
    reason: str
    created_at: datetime
    answer_by: datetime | None
    movements: tuple[Movement, ...]  # none, or a withdrawal, or a withdrawal and its return

    @property
    def is_inquiry(self) -> bool:
        """Whether the bank only asks. An inquiry moves no money."""
        return self.status.startswith("warning_")

    @property
    def withdrawals(self) -> tuple[Movement, ...]:
        """The money that was taken, with Stripe's fee for it."""
        return tuple(one for one in self.movements if one.amount_cents < 0)

    @property
    def reinstatements(self) -> tuple[Movement, ...]:
        """The money that was given back."""
        return tuple(one for one in self.movements if one.amount_cents > 0)


@dataclass(frozen=True)
class FraudWarning:
    """An issuer's word that somebody else may have paid. No money moves by it."""

    id: str
    charge_id: str
    intent_id: str | None
    actionable: bool  # neither refunded in full nor disputed yet: a refund may still help
    created_at: datetime


@dataclass(frozen=True)
class Payout:
    """Money from Stripe's balance to the organisation's bank. It belongs to no campaign."""

    id: str
    amount_cents: int
    currency: str
    status: str  # pending, in_transit, paid, failed, canceled; even a paid one may still fail
    arrival_on: date
    automatic: bool  # Stripe says only of automatic payouts which movements they took along


@dataclass(frozen=True)
class Event:
    """What a webhook tells: this object changed. The news itself is to be fetched."""

    id: str
    type: str
    object_id: str  # "" for the few objects without one, such as the balance
    created_at: datetime
    livemode: bool
    api_version: str | None
    account: str | None  # set when the event belongs to a connected account: never ours
    object_ref: str | None  # the donation's public id, where the object carries it


def movement(transaction, *, intent_id: str | None = None) -> Movement:
    """Read a balance transaction; its payment is known from an expanded source, or is given."""
    source = transaction.source
    return Movement(
        id=transaction.id,
        type=transaction.type,
        reporting_category=transaction.reporting_category,
        amount_cents=transaction.amount,
        fee_cents=transaction.fee,
        net_cents=transaction.net,
        currency=transaction.currency.upper(),
        created_at=_moment(transaction.created),
        source_id=_id(source),
        intent_id=intent_id or _id(getattr(source, "payment_intent", None)),
    )


def session(found) -> Session:
    """Read a checkout session; its payment may be expanded down to the balance transaction."""
    paid_by = getattr(found.payment_intent, "latest_charge", None)
    return Session(
        id=found.id,
        url=found.url,
        status=found.status,
        payment_status=found.payment_status,
        amount_cents=found.amount_total or 0,
        currency=(found.currency or "").upper(),
        intent_id=_id(found.payment_intent),
        reference=found.client_reference_id,
        expires_at=_moment(found.expires_at),
        livemode=found.livemode,
        settled=_movement_of(
            getattr(paid_by, "balance_transaction", None), _id(found.payment_intent)
        ),
    )


def charge(found) -> Charge:
    """Read a charge whose balance transaction is expanded."""
    intent_id = _id(found.payment_intent)
    return Charge(
        id=found.id,
        intent_id=intent_id,
        amount_cents=found.amount,
        refunded_cents=found.amount_refunded,
        currency=found.currency.upper(),
        status=found.status,
        movement=_movement_of(found.balance_transaction, intent_id),
    )


def refund(found) -> Refund:
    """Read a refund; its balance transactions may be expanded."""
    intent_id = _id(found.payment_intent)
    # The second is left out unless the refund failed.
    moved_by = (found.balance_transaction, getattr(found, "failure_balance_transaction", None))
    movements = (_movement_of(one, intent_id) for one in moved_by)
    return Refund(
        id=found.id,
        intent_id=intent_id,
        amount_cents=found.amount,
        currency=found.currency.upper(),
        status=found.status or "pending",
        created_at=_moment(found.created),
        order=getattr(found.metadata, "order", None),
        movements=tuple(one for one in movements if one),
    )


def dispute(found) -> Dispute:
    """Read a dispute, whose balance transactions Stripe always includes."""
    intent_id = _id(found.payment_intent)
    due_by = getattr(found.evidence_details, "due_by", None)
    return Dispute(
        id=found.id,
        intent_id=intent_id,
        charge_id=_id(found.charge),
        amount_cents=found.amount,
        currency=found.currency.upper(),
        status=found.status,
        reason=found.reason,
        created_at=_moment(found.created),
        answer_by=_moment(due_by) if due_by else None,
        movements=tuple(movement(one, intent_id=intent_id) for one in found.balance_transactions),
    )


def fraud_warning(found) -> FraudWarning:
    """Read an early fraud warning."""
    return FraudWarning(
        id=found.id,
        charge_id=_id(found.charge),
        intent_id=_id(getattr(found, "payment_intent", None)),
        actionable=found.actionable,
        created_at=_moment(found.created),
    )


def payout(found) -> Payout:
    """Read a payout."""
    return Payout(
        id=found.id,
        amount_cents=found.amount,
        currency=found.currency.upper(),
        status=found.status,
        arrival_on=_moment(found.arrival_date).date(),
        automatic=found.automatic,
    )


def event(values: dict) -> Event:
    """Read an event from its plain values, which nobody has checked yet.

    Raises AttributeError, KeyError, TypeError, ValueError, OverflowError or OSError when
    something that every event has is missing or of another kind.
    """
    changed = values["data"]["object"]
    metadata = changed.get("metadata") or {}
    return Event(
        id=_text(values["id"]),
        type=_text(values["type"]),
        object_id=_text(changed.get("id") or ""),
        created_at=_moment(values["created"]),
        livemode=values["livemode"] is True,
        api_version=_text_or_none(values.get("api_version")),
        account=_text_or_none(values.get("account")),
        object_ref=_text_or_none(changed.get("client_reference_id") or metadata.get("donation")),
    )


def _movement_of(transaction, intent_id: str | None) -> Movement | None:
    """A movement, where it is expanded and Stripe knows it already."""
    if transaction is None or isinstance(transaction, str):
        return None
    return movement(transaction, intent_id=intent_id)


def _id(thing) -> str | None:
    """Stripe gives an id, or the object itself where the request asked to expand it."""
    return thing if thing is None or isinstance(thing, str) else thing.id


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _text(value) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _text_or_none(value) -> str | None:
    return None if value is None else _text(value)
