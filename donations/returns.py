"""Money that goes back: refunds are ours to give, disputes are the bank's to take.

The rules of donations.sync hold here too: any number of times, in any order. What goes back is
booked where the money of its gift lies.
"""

from contextlib import contextmanager

from django.db import transaction
from django.db.models import Q

from donations import ledger, matters, stripe_gateway, sync
from donations.models import Dispute, Donation, LedgerEntry
from donations.sync import NotYet

REFUND_COUNTS = {"pending", "requires_action", "succeeded"}
REFUND_UNDONE = {"failed", "canceled"}
DISPUTE_OVER = {"won", "lost", "warning_closed", "prevented"}
# What there is nothing to decide about any more once a gift has gone back as a whole.
ANSWERED_BY_REFUND = {
    matters.Kind.LATE,
    matters.Kind.WITHDRAWN,
    matters.Kind.CURRENCY,
    matters.Kind.AMOUNT,
    matters.Kind.UNKNOWN_PAYMENT,
    matters.Kind.PAID_TWICE,
    matters.Kind.FRAUD_WARNING,
}


def sync_refund(refund_id: str) -> None:
    """Book a refund, or its failure. Raises NotYet while its gift is unknown."""
    book_refund(stripe_gateway.fetch_refund(refund_id))


def sync_charge(charge_id: str) -> None:
    """Book the fee of a charge and its refunds, and compare the sum of them with Stripe's.

    A charge that no session of ours made is none of our business.
    """
    book_charge(stripe_gateway.fetch_charge(charge_id))


def book_charge(charge: stripe_gateway.Charge) -> None:
    gift = gift_for(charge.intent_id)
    if gift is None:
        return
    if charge.movement and not is_booked(charge.movement):
        with held_still(gift):
            sync.book_fee(gift, charge.movement)
    before = None
    # Most charges have no refund that we do not know of. A refund made between two questions is
    # in one answer only: what differs in the same way twice is a difference.
    while (sums := (refunded_cents(gift), charge.refunded_cents)) != before and sums[0] != sums[1]:
        for refund in stripe_gateway.refunds_of_charge(charge.id):
            book_refund(refund)
        before, charge = sums, stripe_gateway.fetch_charge(charge.id)
    compare_refunds(gift, charge.refunded_cents)


def is_booked(movement: stripe_gateway.Movement) -> bool:
    """Whether the fee of a movement is in our books, if it has one."""
    fees = LedgerEntry.objects.filter(
        kind=ledger.fee_kind(-movement.fee_cents), source_id=movement.id
    )
    return not movement.fee_cents or fees.exists()


def book_refund(refund: stripe_gateway.Refund) -> None:
    gift = gift_for(refund.intent_id)
    if gift is None:
        raise NotYet(f"no gift for refund {refund.id}")
    with held_still(gift):
        entry = sync.about(gift) | {"source_id": refund.id, "effective_at": refund.created_at}
        # A refund that failed is written down as both: whoever heard of it late and whoever
        # heard of it early end with the same books.
        if refund.status in REFUND_COUNTS | REFUND_UNDONE:
            ledger.post(kind=ledger.Kind.REFUND, cents=-refund.amount_cents, **entry)
        if refund.status in REFUND_UNDONE:
            failed = ledger.post(kind=ledger.Kind.REFUND_FAILED, cents=refund.amount_cents, **entry)
            if failed:
                matters.open_matter(
                    matters.Kind.REFUND_FAILED,
                    refund.id,
                    donation=gift.donation,
                    entry=gift,
                    cents=refund.amount_cents,
                )
        for movement in refund.movements:
            sync.book_fee(gift, movement)
        if refunded_cents(gift) >= gift.amount_cents:
            settle_matters(gift)


def settle_matters(gift: LedgerEntry) -> None:
    """The whole gift was given back: what waited because of it is answered."""
    for matter in matters.still_open(entry=gift, kind__in=ANSWERED_BY_REFUND):
        matters.settle_by_fact(matter.kind, matter.subject, "All of it was given back.")
    if gift.donation and payments_left(gift.donation) <= 1:
        # The matter names the second payment; it may be the first that went back.
        for matter in matters.still_open(donation=gift.donation, kind=matters.Kind.PAID_TWICE):
            matters.settle_by_fact(matter.kind, matter.subject, "One of them was given back.")


def payments_left(donation: Donation) -> int:
    """How many payments of a donation were not given back as a whole."""
    gifts = donation.ledger.filter(kind=ledger.Kind.GIFT)
    return sum(refunded_cents(gift) < gift.amount_cents for gift in gifts)


def refunded_cents(gift: LedgerEntry) -> int:
    """What our books say was given back of a gift; refunds that failed are not in it."""
    kinds = [ledger.Kind.REFUND, ledger.Kind.REFUND_FAILED]
    return -sum(gift.followed_by.filter(kind__in=kinds).values_list("amount_cents", flat=True))


def compare_refunds(gift: LedgerEntry, stripe_cents: int) -> None:
    """Stripe's own sum of refunds must be ours."""
    figures = {"ours_cents": refunded_cents(gift), "stripe_cents": stripe_cents}
    kind = matters.Kind.REFUNDS_DIFFER
    if figures["ours_cents"] == stripe_cents:
        matters.settle_by_fact(kind, gift.source_id, "The sums agree again.")
    elif not matters.is_signed_off(kind, gift.source_id, figures):
        matters.open_matter(
            kind,
            gift.source_id,
            donation=gift.donation,
            entry=gift,
            currency=gift.currency,
            **figures,
        )


def sync_dispute(dispute_id: str) -> None:
    """Bring a dispute level: its state, what the bank took, what it gave back, what it cost."""
    with sync.alone_with(dispute_id):
        book_dispute(stripe_gateway.fetch_dispute(dispute_id))


def book_dispute(dispute: stripe_gateway.Dispute) -> None:
    """Raises NotYet while its gift is unknown. To be called by whoever is alone with it."""
    gift = gift_for(dispute.intent_id)
    if gift is None:
        raise NotYet(f"no gift for dispute {dispute.id}")
    with held_still(gift):
        before = Dispute.objects.filter(dispute_id=dispute.id).first()
        Dispute.objects.update_or_create(
            dispute_id=dispute.id,
            defaults={
                "donation": gift.donation,
                "intent_id": dispute.intent_id,
                "amount_cents": dispute.amount_cents,
                "currency": dispute.currency,
                "status": dispute.status,
                "due_at": dispute.answer_by,
            },
        )
        for movement in dispute.movements:
            # A movement of nothing is about the fee alone.
            if movement.amount_cents:
                ledger.post(
                    kind=dispute_kind(movement),
                    cents=disputed_cents(gift, dispute, movement),
                    source_id=movement.id,
                    effective_at=movement.created_at,
                    **sync.about(gift),
                )
            sync.book_fee(gift, movement)
        tell_of_dispute(gift, dispute, before)


def dispute_kind(movement: stripe_gateway.Movement) -> str:
    """Whether a dispute took the money or gave it back."""
    return ledger.Kind.DISPUTE if movement.amount_cents < 0 else ledger.Kind.DISPUTE_WON


def disputed_cents(
    gift: LedgerEntry, dispute: stripe_gateway.Dispute, movement: stripe_gateway.Movement
) -> int:
    """What a movement took or gave, in the currency of the gift: Stripe moves euros only."""
    if movement.currency == gift.currency:
        return movement.amount_cents
    return -dispute.amount_cents if movement.amount_cents < 0 else dispute.amount_cents


def tell_of_dispute(
    gift: LedgerEntry, dispute: stripe_gateway.Dispute, before: Dispute | None
) -> None:
    """Put a dispute before finance when it begins, and take it away when it is over."""
    kind = matter_of(dispute.status)
    for other in {matters.Kind.INQUIRY, matters.Kind.DISPUTE} - {kind}:
        matters.settle_by_fact(other, dispute.id, f"Stripe says: {dispute.status}.")
    # Once more only after it was over: a colleague may have settled it in between.
    if kind and (before is None or kind != matter_of(before.status)):
        matters.open_matter(
            kind,
            dispute.id,
            donation=gift.donation,
            entry=gift,
            due_at=dispute.answer_by,
            cents=dispute.amount_cents,
        )


def matter_of(status: str) -> str | None:
    """What a dispute in this state is to finance."""
    if status in DISPUTE_OVER:
        return None
    return matters.Kind.INQUIRY if status.startswith("warning_") else matters.Kind.DISPUTE


def sync_fraud_warning(warning_id: str) -> None:
    """A card network suspects a payment: finance decides whether to give it back in time."""
    book_fraud_warning(stripe_gateway.fetch_fraud_warning(warning_id))


def book_fraud_warning(warning: stripe_gateway.FraudWarning) -> None:
    gift = gift_for(warning.intent_id)
    if gift is None:
        raise NotYet(f"no gift for warning {warning.id}")
    if warning.actionable:
        matters.open_matter(
            matters.Kind.FRAUD_WARNING,
            gift.source_id,
            donation=gift.donation,
            entry=gift,
            cents=gift.amount_cents,
        )


def gift_for(intent_id: str | None) -> LedgerEntry | None:
    """The gift of a payment; if its news is late or lost, ask Stripe for it instead of waiting."""
    gift = ledger.gift_of(intent_id)
    if gift is None and intent_id:
        session = stripe_gateway.find_session(intent_id)
        if session:
            sync.sync_session(session.id)
            gift = ledger.gift_of(intent_id)
    return gift


@contextmanager
def held_still(gift: LedgerEntry):
    """A transaction in which nobody else moves the gift's money or books about it."""
    with transaction.atomic():
        lock(gift)
        yield


def locked_gift(intent_id: str) -> LedgerEntry:
    """The gift of a payment, locked until the transaction ends."""
    gift = ledger.gift_of(intent_id)
    lock(gift)
    return gift


def lock(gift: LedgerEntry) -> None:
    """Lock a gift and its donation. What was read of it before stays true: it never changes."""
    if gift.donation_id:
        gift.donation = sync.locked_donation(Q(pk=gift.donation_id))
    ledger.hold_still(gift)
