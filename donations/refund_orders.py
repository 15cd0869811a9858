"""Giving money back on a colleague's order: written down first, then asked of Stripe.

The order's own id is the idempotency key, so that an answer that was lost, a second click and a
second window all end in one refund. The books move when Stripe says so, by donations.returns.
"""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from campaigns.money import format_money
from donations import ledger, returns, stripe_gateway, sync
from donations.models import Donation, RefundOrder

# Stripe knows three reasons; the finer ones are ours.
STRIPE_REASONS = {"duplicate", "fraudulent", "requested_by_customer"}
# Stripe may forget an idempotency key after a day.
KEY_LIVES = timedelta(hours=23)
State = RefundOrder.State


class NotPossible(ValueError):
    """This gift cannot be given back like that; the message is for the person."""


def order(donation: Donation, *, actor, cents: int, reason: str) -> RefundOrder:
    """Write the order down, if that much of the gift is left."""
    if not actor.has_perm("donations.order_refund"):
        raise PermissionDenied("giving money back is for finance")
    with transaction.atomic():
        donation = sync.locked_donation(Q(pk=donation.pk))
        gift = ledger.gift_of(donation.intent_id)
        if gift is None:
            raise NotPossible(_("This gift was never received."))
        if donation.refund_orders.filter(state=State.ASKED).exists():
            raise NotPossible(_("A refund of this gift is under way; see how it ended first."))
        left = ledger.remainder(gift)
        if not 0 < cents <= left:
            raise NotPossible(
                _("Of this gift %(left)s are left; that is the most that can be given back.")
                % {"left": format_money(max(left, 0), "en", exact=True)}
            )
        made = RefundOrder.objects.create(
            donation=donation,
            amount_cents=cents,
            currency=gift.currency,
            reason=reason,
            asked_by=actor,
        )
        audit.record(
            actor,
            "refund.order",
            f"donation:{donation.public_id}",
            cents=cents,
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
    if timezone.now() - made.asked_at < KEY_LIVES:
        ask(made)
    else:
        look_for(made)
    made.refresh_from_db()
    return made


def ask(made: RefundOrder) -> None:
    try:
        refund = stripe_gateway.refund(  # network, no transaction
            intent_id=made.donation.intent_id,
            cents=made.amount_cents,
            reason=made.reason if made.reason in STRIPE_REASONS else "requested_by_customer",
            reference=made.donation.public_id,
            idempotency_key=f"refund:{made.public_id}",
        )
    except stripe_gateway.StripeRefused:
        settle(made, State.REFUSED)
    else:
        accept(made, refund)


def look_for(made: RefundOrder) -> None:
    """Find out what became of an old order. Asked once more, Stripe could give back once more."""
    charge = stripe_gateway.fetch_intent_charge(made.donation.intent_id)
    refunds = stripe_gateway.refunds_of_charge(charge.id) if charge else []
    found = next((refund for refund in refunds if may_answer(refund, made)), None)
    if found:
        accept(made, found)
    else:
        settle(made, State.REFUSED)


def may_answer(refund: stripe_gateway.Refund, made: RefundOrder) -> bool:
    """Whether a refund at Stripe can be the one that this order asked for."""
    return (
        refund.amount_cents == made.amount_cents
        and refund.created_at >= made.asked_at.replace(microsecond=0)
        and not RefundOrder.objects.filter(refund_id=refund.id).exists()
    )


def accept(made: RefundOrder, refund: stripe_gateway.Refund) -> None:
    returns.book_refund(refund)
    settle(made, State.ACCEPTED, refund_id=refund.id)


def settle(made: RefundOrder, state: str, **fields) -> None:
    RefundOrder.objects.filter(pk=made.pk, state=State.ASKED).update(state=state, **fields)
