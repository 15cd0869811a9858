"""The books: the only writer of ledger entries.

An entry belongs to a campaign, or is held until somebody decides, or lies in the organisation's
common fund. Entries about a gift (refund, dispute, fee) go where the gift's money lies now.
"""

import logging
from typing import NamedTuple

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from campaigns import totals
from donations import summaries
from donations.models import LedgerEntry

logger = logging.getLogger(__name__)

Kind = LedgerEntry.Kind
Account = LedgerEntry.Account


# What stands in the place of a source that was forgotten, with the number of the entry behind it.
FORGOTTEN = "forgotten:"
# Entries whose source is a number of Stripe's.
FROM_STRIPE = (
    Kind.GIFT,
    Kind.REFUND,
    Kind.REFUND_FAILED,
    Kind.DISPUTE,
    Kind.DISPUTE_WON,
    Kind.FEE,
    Kind.FEE_RETURNED,
)


class Place(NamedTuple):
    """Where money lies: an account, and the campaign if it is a campaign's."""

    account: str
    campaign_id: int | None = None


HELD = Place(Account.HELD)
GENERAL = Place(Account.GENERAL)


def of_campaign(campaign_id: int) -> Place:
    return Place(Account.CAMPAIGN, campaign_id)


def post(
    *,
    kind: str,
    cents: int,
    source_id: str,
    campaign_id: int | None = None,
    place: Place | None = None,
    currency: str = "EUR",
    donation=None,
    about: LedgerEntry | None = None,
    line_number: int | None = None,
    effective_at=None,
    actor=None,
    note: str = "",
) -> LedgerEntry | None:
    """Append one entry and move the public total and the day's summary with it.

    cents is signed, in minor units. Say campaign_id, or place for money that is no campaign's.
    effective_at is when it happened (now if unknown). Returns None if this source was booked
    before under this kind: callers may repeat themselves freely.
    """
    place = place or of_campaign(campaign_id)
    try:
        with transaction.atomic():
            entry = LedgerEntry.objects.create(
                account=place.account,
                campaign_id=place.campaign_id,
                donation=donation,
                about=about,
                kind=kind,
                amount_cents=cents,
                currency=currency,
                source_id=source_id,
                line_number=line_number,
                effective_at=effective_at or timezone.now(),
                actor=actor,
                note=note,
            )
            # In this order everywhere, and behind the lock that the entry took for its place in
            # the chain: nobody waits for these rows who did not wait for that.
            if place.campaign_id and kind in LedgerEntry.RAISED:
                totals.add(place.campaign_id, cents=cents, gifts=gifts_in(kind))
            if place.campaign_id:
                summaries.add(entry)
    except IntegrityError as error:
        if broken_constraint(error) == "ledger_source_once":
            return None
        raise
    logger.info("booked", extra={"kind": str(kind), "cents": cents, "source": source_id})
    return entry


def hold_still(gift: LedgerEntry) -> None:
    """Keep what is booked about a gift in one queue, until the transaction ends.

    Between looking where its money lies and booking there, nobody else may move it. The lock is
    no row's: the application may not even ask for one in the ledger, and not every gift has a
    donation.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('gift'), %s)", [gift.pk % 2**31])


def gift_of(intent_id: str | None) -> LedgerEntry | None:
    """The gift that a payment was booked as."""
    if not intent_id:
        return None
    return LedgerEntry.objects.filter(kind=Kind.GIFT, source_id=intent_id).first()


def place_of(gift: LedgerEntry) -> Place:
    """Where the money of a gift lies now: where it was booked, or moved to since."""
    arrived = gift.followed_by.filter(kind=Kind.TRANSFER, amount_cents__gt=0)
    moved = arrived.order_by("position").last()
    last = moved or gift
    return Place(last.account, last.campaign_id)


def transfer(gift: LedgerEntry, *, to: Place, source_id: str, actor, note: str) -> None:
    """Move what is left of a held gift: out of one place and into another, in one transaction."""
    with transaction.atomic():
        hold_still(gift)
        cents = remainder(gift)
        common = {"kind": Kind.TRANSFER, "about": gift, "donation": gift.donation}
        common |= {"actor": actor, "note": note, "currency": gift.currency}
        post(place=place_of(gift), cents=-cents, source_id=f"{source_id}:out", **common)
        post(place=to, cents=cents, source_id=f"{source_id}:in", **common)


def remainder(gift: LedgerEntry) -> int:
    """What is left of a gift after refunds and disputes, in cents; transfers do not change it."""
    returned = gift.followed_by.filter(
        kind__in=[Kind.REFUND, Kind.REFUND_FAILED, Kind.DISPUTE, Kind.DISPUTE_WON]
    )
    return gift.amount_cents + sum(returned.values_list("amount_cents", flat=True))


def fee_kind(cents: int) -> str:
    """Whether so many signed cents are a fee that Stripe took, or one that it gave back."""
    return Kind.FEE if cents < 0 else Kind.FEE_RETURNED


def gifts_in(kind: str) -> int:
    """How many gifts an entry of this kind adds: gifts are counted, people never."""
    return int(kind in {Kind.GIFT, Kind.OFFLINE_GIFT})


def broken_constraint(error: IntegrityError) -> str | None:
    """The name of the constraint that the database says was broken."""
    return getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)


def with_payment():
    """The entries that still name what they are about at Stripe."""
    known = LedgerEntry.objects.filter(kind__in=FROM_STRIPE)
    return known.exclude(source_id__startswith=FORGOTTEN)


def is_forgotten(entry: LedgerEntry) -> bool:
    """Whether nobody can say any more which payment an entry is about."""
    return entry.source_id.startswith(FORGOTTEN)


def forget_sources(entries) -> None:
    """Take from these entries what Stripe calls them; sums, days and the chain stay.

    The database does it, with its owner's rights. For the site's own role it refuses what is
    younger than such numbers are kept, whatever time the caller thinks it is.
    """
    keys = list(entries.values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_forget_sources(%s)", [keys])
