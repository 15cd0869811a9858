"""Giving money back on a colleague's order: written down first, then asked of Stripe.

The order's own id is the idempotency key, so that an answer that was lost, a second click and a
second window all end in one refund. The books move when Stripe says so, by donations.returns.
"""

import logging
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts import audit
from campaigns.money import format_money
from donations import ledger, matters, returns, stripe_gateway
from donations.models import LedgerEntry, RefundOrder

logger = logging.getLogger(__name__)

# Stripe knows three reasons; the finer ones are ours.
STRIPE_REASONS = {"duplicate", "fraudulent", "requested_by_customer"}
# Stripe may forget an idempotency key after a day.
KEY_LIVES = timedelta(hours=23)
# As long as whoever pressed the button may still be waiting for Stripe's answer.
PRESSED_JUST_NOW = timedelta(minutes=2)
State = RefundOrder.State


class NotPossible(ValueError):
    """This gift cannot be given back like that; the message is for the person."""


def order(gift: LedgerEntry, *, actor, cents: int, reason: str) -> RefundOrder:
    """Write the order down, if that much of the gift is left.

    gift is the entry of one payment, in a campaign or held; cents are of its currency.
    """
    if not actor.has_perm("donations.order_refund"):
        raise PermissionDenied("giving money back is for finance")
    with transaction.atomic():
        if ledger.is_forgotten(gift):
            raise NotPossible(
                _("The number of this payment is forgotten by now: it cannot be given back here.")
            )
        gift = returns.locked_gift(gift.source_id)
        if gift.refund_orders.filter(state=State.ASKED).exists():
            raise NotPossible(_("A refund of this gift is under way; see how it ended first."))
        left = ledger.remainder(gift)
        if not 0 < cents <= left:
            raise NotPossible(
                _("Of this gift %(left)s are left; that is the most that can be given back.")
                % {"left": format_money(max(left, 0), get_language(), gift.currency, exact=True)}
            )
        made = RefundOrder.objects.create(
            gift=gift, amount_cents=cents, currency=gift.currency, reason=reason, asked_by=actor
        )
        audit.record(
            actor,
            "refund.order",
            f"donation:{gift.donation.public_id}" if gift.donation else f"entry:{gift.pk}",
            cents=cents,
            currency=gift.currency,
            payment=gift.source_id,
            reason=reason,
            order=made.public_id,
        )
    return made


def carry_out(made: RefundOrder) -> RefundOrder:
    """Ask Stripe, and book what came of it. May be repeated: Stripe sees one question.

    Raises StripeUnavailable when no answer came; the order then stays open for another try.
    """
    if made.state != State.ASKED:
        return made
    try:
        # While Stripe knows the key, asking again is safe. Later it could give back once more.
        done = look_for(made) if timezone.now() - made.asked_at >= KEY_LIVES else None
        refund = done or ask(made)
    except stripe_gateway.StripeRefused:
        settle(made, State.REFUSED)
    else:
        returns.book_refund(refund)
        settle(made, State.ACCEPTED, refund_id=refund.id)
    made.refresh_from_db()
    return made


def carry_out_left(now: datetime | None = None) -> None:
    """Carry out the orders that were written down and never answered; the process may have died.

    Whoever pressed the button is gone, so finance is told of those that Stripe refuses.
    """
    pressed_before = (now or timezone.now()) - PRESSED_JUST_NOW
    left = RefundOrder.objects.filter(state=State.ASKED, asked_at__lte=pressed_before)
    for made in left.select_related("gift__donation").order_by("pk"):
        try:
            carry_out(made)
        except stripe_gateway.StripeUnavailable:
            logger.warning("refund not carried out yet", extra={"order": made.public_id})
        except Exception:
            # Whatever is wrong with one order, those behind it are carried out.
            logger.exception("refund not carried out", extra={"order": made.public_id})
        else:
            tell_if_refused(made)


def tell_if_refused(made: RefundOrder) -> None:
    if made.state == State.REFUSED:
        matters.open_matter(
            matters.Kind.REFUND_FAILED,
            f"order:{made.public_id}",
            donation=made.gift.donation,
            entry=made.gift,
            cents=made.amount_cents,
            currency=made.currency,
        )


def ask(made: RefundOrder) -> stripe_gateway.Refund:
    return stripe_gateway.refund(  # network, no transaction
        intent_id=made.gift.source_id,
        cents=made.amount_cents,
        reason=made.reason if made.reason in STRIPE_REASONS else "requested_by_customer",
        reference=made.gift.donation.public_id if made.gift.donation else None,
        order=made.public_id,
        idempotency_key=f"refund:{made.public_id}",
    )


def look_for(made: RefundOrder) -> stripe_gateway.Refund | None:
    """The refund that this order came to at Stripe: one that names it, or is like it."""
    charge = stripe_gateway.fetch_intent_charge(made.gift.source_id)
    refunds = stripe_gateway.refunds_of_charge(charge.id) if charge else []
    named = (refund for refund in refunds if refund.order == made.public_id)
    alike = (refund for refund in refunds if is_alike(refund, made))
    return next(named, None) or next(alike, None)


def is_alike(refund: stripe_gateway.Refund, made: RefundOrder) -> bool:
    """Whether somebody made this very refund at Stripe, perhaps because ours took so long."""
    return (
        refund.order is None
        and refund.status not in returns.REFUND_UNDONE
        and refund.amount_cents == made.amount_cents
        and refund.created_at >= made.asked_at.replace(microsecond=0)
        and not RefundOrder.objects.filter(refund_id=refund.id).exists()
    )


def settle(made: RefundOrder, state: str, **fields) -> None:
    RefundOrder.objects.filter(pk=made.pk, state=State.ASKED).update(state=state, **fields)
