"""Stripe pays the organisation's bank account: compared with its parts, booked on no campaign."""

from donations import matters, stripe_gateway
from donations.models import Payout

FAILED = {"failed", "canceled"}


def sync_payout(payout_id: str) -> None:
    """Bring a payout level, and put it before finance when it failed or is not its parts' sum."""
    payout = stripe_gateway.fetch_payout(payout_id)
    # Only Stripe's own payouts say what they are made of.
    parts = stripe_gateway.movements_of_payout(payout_id) if payout.automatic else []
    movements_cents = sum(part.net_cents for part in parts) if parts else None
    Payout.objects.update_or_create(
        payout_id=payout.id,
        defaults={
            "amount_cents": payout.amount_cents,
            "currency": payout.currency,
            "status": payout.status,
            "arrives_on": payout.arrival_on,
            "movements_cents": movements_cents,
        },
    )
    if payout.status in FAILED:
        matters.open_matter(matters.Kind.PAYOUT_FAILED, payout.id, cents=payout.amount_cents)
    if movements_cents in {None, payout.amount_cents}:
        matters.settle_by_fact(matters.Kind.PAYOUT_DIFFERS, payout.id, "The sums agree.")
    else:
        matters.open_matter(
            matters.Kind.PAYOUT_DIFFERS,
            payout.id,
            cents=payout.amount_cents,
            movements_cents=movements_cents,
        )
