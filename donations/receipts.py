"""Letters to donors who asked for them: the receipt, and the news that a campaign closed."""

from accounts import notices, sealed
from campaigns.models import Campaign
from donations.models import Donation, DonorContact


def contact_place(donation_id: int) -> str:
    """Where a donor's address is sealed for."""
    return f"donations.donorcontact.email:{donation_id}"


def address(contact: DonorContact) -> str:
    return sealed.unseal(contact.email, place=contact_place(contact.donation_id))


def queue_receipt(donation: Donation, *, cents: int) -> None:
    """Owe the donor a receipt, if an address was left. It names amount, day and code only."""
    contact = DonorContact.objects.filter(donation=donation).first()
    if contact is None:
        return
    notices.queue(
        template="gift_received",
        to=address(contact),
        dedupe_key=f"receipt:{donation.public_id}",
        context={
            "cents": cents,
            "code": donation.receipt_code,
            "day": donation.paid_at.date(),
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
    ).select_related("donation")
    for contact in willing.iterator():
        notices.queue(
            template="campaign_closed",
            to=address(contact),
            dedupe_key=f"closed:{campaign.public_id}:{contact.donation_id}",
            context={"code": contact.donation.receipt_code, "purge_after": contact.purge_after},
            locale=contact.donation.locale,
        )
