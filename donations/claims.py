"""What Stripe says must stand in our books, entry by entry.

A claim and a ledger entry that belong together have one key: kind and source.
"""

from typing import NamedTuple

from donations import ledger, returns, stripe_gateway
from donations.models import Dispute, LedgerEntry
from donations.stripe_objects import Charge, Movement

Kind = LedgerEntry.Kind
# By what Stripe files a movement under, and never by its type: a debit and a card have types of
# their own, but one category.
BY_OBJECT = {"refund": Kind.REFUND, "refund_failure": Kind.REFUND_FAILED}
BY_MOVEMENT = {"dispute": Kind.DISPUTE, "dispute_reversal": Kind.DISPUTE_WON}


class Claim(NamedTuple):
    """An entry that should be there. Amounts are signed, in cents of the currency."""

    kind: str
    source_id: str
    cents: int
    currency: str

    @property
    def key(self) -> tuple[str, str]:
        return str(self.kind), self.source_id

    @property
    def subject(self) -> str:
        """The claim in one word, e.g. "gift:pi_…"."""
        return f"{self.kind}:{self.source_id}"


def of_movement(movement: Movement) -> list[Claim]:
    """The entries that one movement asks for, in the currency in which it reached the balance.

    What no entry of ours stands for goes by Stripe's own word, and will not be found.
    """
    category = movement.reporting_category
    if category == "charge":
        kind, source_id = Kind.GIFT, movement.intent_id or movement.source_id
    elif category in BY_OBJECT:
        kind, source_id = BY_OBJECT[category], movement.source_id
    elif category == "fee":
        kind, source_id = ledger.fee_kind(movement.amount_cents), movement.id
    else:
        kind, source_id = BY_MOVEMENT.get(category, category), movement.id
    claims = [Claim(kind, source_id or movement.id, movement.amount_cents, movement.currency)]
    return [claim for claim in claims + fee_of(movement) if claim.cents]


def of_payment(intent_id: str) -> list[Claim]:
    """Everything that one payment asks for by now, whenever it happened.

    In the donor's currency, as in our books; fees in that of the balance. Asks Stripe several
    times.
    """
    charge = stripe_gateway.fetch_intent_charge(intent_id)
    claims = of_charge(charge, intent_id) if charge else []
    gift = ledger.gift_of(intent_id)
    for known in Dispute.objects.filter(intent_id=intent_id) if gift else ():
        claims += of_dispute(known.dispute_id, gift)
    return claims


def of_charge(charge: Charge, intent_id: str) -> list[Claim]:
    claims = fee_of(charge.movement) if charge.movement else []
    if charge.status == "succeeded":
        claims.append(Claim(Kind.GIFT, intent_id, charge.amount_cents, charge.currency))
    for refund in stripe_gateway.refunds_of_charge(charge.id):
        if refund.status in returns.REFUND_COUNTS | returns.REFUND_UNDONE:
            claims.append(Claim(Kind.REFUND, refund.id, -refund.amount_cents, refund.currency))
        if refund.status in returns.REFUND_UNDONE:
            claims.append(
                Claim(Kind.REFUND_FAILED, refund.id, refund.amount_cents, refund.currency)
            )
        for movement in refund.movements:
            claims += fee_of(movement)
    return claims


def of_dispute(dispute_id: str, gift: LedgerEntry) -> list[Claim]:
    try:
        dispute = stripe_gateway.fetch_dispute(dispute_id)
    except stripe_gateway.StripeRefused:
        return []
    claims = []
    for movement in dispute.movements:
        if movement.amount_cents:
            kind = returns.dispute_kind(movement)
            cents = returns.disputed_cents(gift, dispute, movement)
            claims.append(Claim(kind, movement.id, cents, gift.currency))
        claims += fee_of(movement)
    return claims


def fee_of(movement: Movement) -> list[Claim]:
    """What Stripe kept of a movement or gave back with it, as an entry."""
    cents = -movement.fee_cents
    if not cents:
        return []
    return [Claim(ledger.fee_kind(cents), movement.id, cents, movement.currency)]
