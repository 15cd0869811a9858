"""Looking at something again at Stripe, because a colleague asks."""

import re

from donations import matters, payouts, reconciliation, repairs, returns, stripe_gateway, sync
from donations.models import Matter

_ID = re.compile(r"\b(cs|pi|ch|py|re|pyr|dp|du|po|txn)_[A-Za-z0-9_]+")


def compare(matter: Matter) -> None:
    """Bring every object that a matter names level with Stripe, and settle what agrees then.

    Raises StripeUnavailable, StripeRefused or NotYet.
    """
    for stripe_id in stripe_ids(matter):
        SYNCS[stripe_id.partition("_")[0]](stripe_id)
    if matter.kind == matters.Kind.MISSING_HERE and reconciliation.is_booked(matter):
        matters.settle_by_fact(matter.kind, matter.subject, "It is in our books now.")


def stripe_ids(matter: Matter) -> list[str]:
    """The ids of Stripe's that a matter is about and that can be asked for."""
    texts = [matter.subject, *(value for value in matter.data.values() if isinstance(value, str))]
    if matter.entry:
        gift = matter.entry.about or matter.entry
        texts.append(gift.source_id)
    found = [match[0] for text in texts for match in _ID.finditer(text)]
    return list(dict.fromkeys(found))


def sync_payment(intent_id: str) -> None:
    """Bring a payment level: its session first, then what became of its charge."""
    session = stripe_gateway.find_session(intent_id)
    if session:
        sync.sync_session(session.id)
    charge = stripe_gateway.fetch_intent_charge(intent_id)
    if charge:
        returns.sync_charge(charge.id)


def sync_movement(movement_id: str) -> None:
    """Book what a movement of Stripe's balance proves: a fee may have no other id."""
    repairs.repair(stripe_gateway.fetch_movement(movement_id))


# What to do with an object, by the beginning of its id.
SYNCS = {
    "cs": sync.sync_session,
    "pi": sync_payment,
    "ch": returns.sync_charge,
    "py": returns.sync_charge,
    "re": returns.sync_refund,
    "pyr": returns.sync_refund,
    "dp": returns.sync_dispute,
    "du": returns.sync_dispute,
    "po": payouts.sync_payout,
    "txn": sync_movement,
}
