"""Stripe pays the organisation's bank account: compared with its parts, booked on no campaign."""

from typing import NamedTuple

from django.db import transaction

from donations import matters, stripe_gateway, sync
from donations.models import Payout

FAILED = {"failed", "canceled"}


class Seen(NamedTuple):
    """A payout as it is now, and what it took along; nothing, unless Stripe says so."""

    payout: stripe_gateway.Payout
    parts: list[stripe_gateway.Movement]


def sync_payout(payout_id: str) -> None:
    """Bring a payout level, and put it before finance when it failed or is not its parts' sum."""
    with sync.alone_with(payout_id):
        write_down(look_at(payout_id))


def look_at(payout_id: str) -> Seen:
    payout = stripe_gateway.fetch_payout(payout_id)
    # Only Stripe's own payouts say what they are made of.
    parts = stripe_gateway.movements_of_payout(payout_id) if payout.automatic else []
    return Seen(payout, parts)


def write_down(seen: Seen) -> None:
    """To be called by whoever is alone with this payout."""
    payout, parts = seen
    movements_cents = sum(part.net_cents for part in parts) if parts else None
    with transaction.atomic():
        before = Payout.objects.filter(payout_id=payout.id).first()
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
        # Heard of again, a failure may have been settled by a colleague since.
        if payout.status in FAILED and (before is None or before.status not in FAILED):
            matters.open_matter(matters.Kind.PAYOUT_FAILED, payout.id, cents=payout.amount_cents)
        compare_parts(payout, movements_cents)


def compare_parts(payout: stripe_gateway.Payout, movements_cents: int | None) -> None:
    """A payout is the sum of its movements, once Stripe has said which they are."""
    if movements_cents in {None, payout.amount_cents}:
        matters.settle_by_fact(matters.Kind.PAYOUT_DIFFERS, payout.id, "The sums agree.")
    elif not is_signed_off(payout.id, payout.amount_cents, movements_cents):
        matters.open_matter(
            matters.Kind.PAYOUT_DIFFERS,
            payout.id,
            cents=payout.amount_cents,
            currency=payout.currency,
            movements_cents=movements_cents,
        )


def is_signed_off(payout_id: str, cents: int, movements_cents: int) -> bool:
    """Whether a colleague has settled it that these two sums differ."""
    figures = {"cents": cents, "movements_cents": movements_cents}
    return matters.is_signed_off(matters.Kind.PAYOUT_DIFFERS, payout_id, figures)
