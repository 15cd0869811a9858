"""What a donor is told about a gift: on the thanks page, and by letter if they asked for it."""

import logging
from dataclasses import dataclass

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts import notices, resealing, sealed
from campaigns.models import Campaign
from donations.models import Donation, DonorContact, LedgerEntry

logger = logging.getLogger(__name__)

Kind = LedgerEntry.Kind
RETURNS = {Kind.REFUND, Kind.REFUND_FAILED, Kind.DISPUTE, Kind.DISPUTE_WON}


@dataclass(frozen=True)
class Received:
    """What the books say about one donation, in cents: what came, and what went back of it."""

    given_cents: int
    returned_cents: int

    @property
    def is_returned(self) -> bool:
        """Whether nothing of the gift is left."""
        return 0 < self.given_cents <= self.returned_cents


def received(donation: Donation) -> Received:
    """The sums of a donation's entries; nothing and nothing while it is not booked."""
    sums = donation.ledger.aggregate(
        given=Coalesce(Sum("amount_cents", filter=Q(kind=Kind.GIFT)), 0),
        returned=Coalesce(Sum("amount_cents", filter=Q(kind__in=RETURNS)), 0),
    )
    return Received(given_cents=sums["given"], returned_cents=-sums["returned"])


def read_code(typed: str) -> str:
    """A receipt code as it is stored, from one that somebody copied or heard."""
    bare = "".join(sign for sign in typed if sign.isalnum()).upper()
    return f"{bare[:4]}-{bare[4:]}"


def contact_place(donation_id: int) -> str:
    """Where a donor's address is sealed for."""
    return f"donations.donorcontact.email:{donation_id}"


def address(contact: DonorContact) -> str:
    """The address a donor typed. Raises sealed.Unopenable."""
    return sealed.unseal(contact.email, place=contact_place(contact.donation_id))


def reseal() -> resealing.Resealed:
    """Put the addresses of donors under the newest key."""
    return resealing.reseal(
        DonorContact.objects.all(),
        "email",
        lambda contact: sealed.renewed(contact.email, place=contact_place(contact.donation_id)),
    )


def queue_receipt(donation: Donation, *, cents: int) -> None:
    """Owe the donor a receipt, if an address was left. It names amount, day and code only."""
    contact = DonorContact.objects.filter(donation=donation).first()
    if contact is None:
        return
    write(
        contact,
        template="gift_received",
        dedupe_key=receipt_key(donation),
        context={
            "cents": cents,
            "code": donation.receipt_code,
            "day": timezone.localdate(donation.paid_at),
            "closing_notice": contact.wants_closing_notice,
            "purge_after": contact.purge_after,
        },
        locale=donation.locale,
    )


def queue_closing_notices(campaign: Campaign) -> None:
    """Owe every donor who asked for it one letter about the closing."""
    willing = DonorContact.objects.filter(
        donation__campaign=campaign,
        donation__status=Donation.Status.PAID,
        wants_closing_notice=True,
    ).select_related("donation__campaign")
    for contact in willing.iterator():
        write(
            contact,
            template="campaign_closed",
            dedupe_key=closing_key(contact.donation),
            context={"code": contact.donation.receipt_code, "purge_after": contact.purge_after},
            locale=contact.donation.locale,
        )


def receipt_key(donation: Donation) -> str:
    return f"receipt:{donation.public_id}"


def closing_key(donation: Donation) -> str:
    return f"closed:{donation.campaign.public_id}:{donation.pk}"


def letters_to(contact: DonorContact) -> list[str]:
    """The keys of all letters that an address could have been left for."""
    return [receipt_key(contact.donation), closing_key(contact.donation)]


def write(contact: DonorContact, **letter) -> None:
    """Queue a letter to a donor, unless the address can no longer be read.

    This runs in the transaction that books the gift or closes the campaign: a lost key may cost
    a letter, never those.
    """
    try:
        to = address(contact)
    except sealed.Unopenable:
        logger.error("address not readable", extra={"letter": letter["dedupe_key"]})
        return
    notices.queue(to=to, **letter)
