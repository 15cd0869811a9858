"""Money that goes back: refunds are ours to give, disputes are the bank's to take.

The rules of donations.sync hold here too: any number of times, in any order. What goes back is
booked where the money of its gift lies.
"""

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
    before = None
    while True:
        charge = stripe_gateway.fetch_charge(charge_id)
        if gift_for(charge.intent_id) is None:
            return
        for refund in stripe_gateway.refunds_of_charge(charge_id):
            book_refund(refund)
        with transaction.atomic():
            gift = locked_gift(charge.intent_id)
            if charge.movement:
                book_fee(gift, charge.movement)
            sums = refunded_cents(gift), charge.refunded_cents
            # A refund made between two questions is in one answer only: what differs in the
            # same way twice is a difference.
            if sums[0] == sums[1] or sums == before:
                compare_refunds(gift, charge.refunded_cents)
                return
        before = sums


def book_refund(refund: stripe_gateway.Refund) -> None:
    if gift_for(refund.intent_id) is None:
        raise NotYet(f"no gift for refund {refund.id}")
    with transaction.atomic():
        gift = locked_gift(refund.intent_id)
        entry = about(gift) | {"source_id": refund.id, "effective_at": refund.created_at}
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
            book_fee(gift, movement)
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


def book_fee(gift: LedgerEntry, movement: stripe_gateway.Movement) -> None:
    """Book what Stripe kept of a movement, or gave back with it.

    Fees are shown apart and never taken from the public total.
    """
    if movement.fee_cents:
        ledger.post(
            kind=ledger.fee_kind(-movement.fee_cents),
            cents=-movement.fee_cents,
            source_id=movement.id,
            effective_at=movement.created_at,
            **about(gift) | {"currency": movement.currency},
        )


def sync_dispute(dispute_id: str) -> None:
    """Bring a dispute level: its state, what the bank took, what it gave back, what it cost."""
    dispute, known = stripe_gateway.fetch_dispute(dispute_id), None
    # A slower colleague may have written down an older answer after ours; whoever writes last
    # looks once more.
    while dispute != known:
        book_dispute(dispute)
        dispute, known = stripe_gateway.fetch_dispute(dispute_id), dispute


def book_dispute(dispute: stripe_gateway.Dispute) -> None:
    if gift_for(dispute.intent_id) is None:
        raise NotYet(f"no gift for dispute {dispute.id}")
    with transaction.atomic():
        gift = locked_gift(dispute.intent_id)
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
                    **about(gift),
                )
            book_fee(gift, movement)
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
    warning = stripe_gateway.fetch_fraud_warning(warning_id)
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


def locked_gift(intent_id: str) -> LedgerEntry:
    """The gift, with its donation locked, so that its money cannot be moved meanwhile."""
    gift = ledger.gift_of(intent_id)
    if gift.donation_id:
        sync.locked_donation(Q(pk=gift.donation_id))
    ledger.hold_still(gift)
    return gift


def about(gift: LedgerEntry) -> dict:
    """What every entry about a gift has in common."""
    return {
        "place": ledger.place_of(gift),
        "currency": gift.currency,
        "donation": gift.donation,
        "about": gift,
    }
