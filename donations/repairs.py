"""Booking what a movement at Stripe proves, by the functions that its webhook would set off."""

import logging
from collections.abc import Callable

from donations import ledger, returns, stripe_gateway
from donations.stripe_objects import Movement

logger = logging.getLogger(__name__)


def repair(movement: Movement) -> None:
    """Book what a movement proves, by the function that its webhook would have set off."""
    acts: dict[str, tuple[Callable, object]] = {
        "charge": (returns.sync_charge, movement.source_id),
        "refund": (returns.sync_refund, movement.source_id),
        "refund_failure": (returns.sync_refund, movement.source_id),
        "dispute": (returns.sync_dispute, movement.source_id),
        "dispute_reversal": (returns.sync_dispute, movement.source_id),
        "fee": (book_own_fee, movement),
    }
    if movement.reporting_category in acts:
        attempt(*acts[movement.reporting_category])


def book_own_fee(movement: Movement) -> None:
    """A fee that Stripe took or gave back for no payment is a matter of the common fund."""
    if movement.amount_cents:
        ledger.post(
            kind=ledger.fee_kind(movement.amount_cents),
            place=ledger.GENERAL,
            cents=movement.amount_cents,
            currency=movement.currency,
            source_id=movement.id,
            effective_at=movement.created_at,
        )


def attempt(act: Callable, what) -> None:
    """Try to book; what fails stays a difference, and must not hide those behind it."""
    try:
        act(what)
    except stripe_gateway.StripeUnavailable:
        raise
    except Exception as error:  # noqa: BLE001 - whatever is wrong with one, the rest is compared
        expected = isinstance(error, returns.NotYet | stripe_gateway.StripeRefused)
        log = logger.info if expected else logger.exception
        log("not repaired", extra={"act": act.__name__, "error": type(error).__name__})
