"""Bring our books level with Stripe for one object.

Every function here may be called any number of times, in any order: by a webhook, by a task that
tries again, by a sweep. Each fetches the object as it is now and books only what is missing.
"""

import logging

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from campaigns.models import Campaign
from donations import ledger, receipts, stripe_gateway
from donations.models import Donation, LedgerEntry

logger = logging.getLogger(__name__)

Status = Donation.Status
Flag = Donation.Flag
UNSETTLED = {Status.OPEN, Status.PROCESSING}
REFUND_COUNTS = {"pending", "requires_action", "succeeded"}
REFUND_UNDONE = {"failed", "canceled"}


class NotYet(Exception):
    """What this object belongs to is not known here yet; the same call will work later."""


def sync_session(session_id: str) -> None:
    """Bring a donation level with its checkout session: paid, waiting, failed or expired."""
    session = stripe_gateway.fetch_session(session_id)  # network, no transaction
    with transaction.atomic():
        donation = locked_donation(Q(session_id=session.id) | Q(public_id=session.reference or ""))
        if donation is None:
            raise NotYet(f"no donation for session {session.id}")
        # The answer to the request that opened it may have been lost.
        donation.session_id = donation.session_id or session.id
        if session.payment_status == "paid":
            book_gift(donation, session)
        elif session.id != donation.session_id:
            # An earlier attempt whose page nobody ever saw: its end says nothing about this one.
            return
        elif session.status == "complete" and donation.status in UNSETTLED:
            settle(donation, Status.PROCESSING)
        elif session.status == "expired" and donation.status in UNSETTLED:
            settle(donation, Status.EXPIRED)


def fail_session(session_id: str) -> None:
    """A delayed payment failed. Stripe's session says so only by its event, never by a field."""
    session = stripe_gateway.fetch_session(session_id)
    if session.payment_status == "paid":
        sync_session(session_id)
        return
    with transaction.atomic():
        donation = locked_donation(Q(session_id=session.id) | Q(public_id=session.reference or ""))
        if donation is None:
            raise NotYet(f"no donation for session {session.id}")
        if donation.status in UNSETTLED and donation.session_id in {None, session.id}:
            settle(donation, Status.FAILED)


def book_gift(donation: Donation, session: stripe_gateway.Session) -> None:
    """Book what was really paid, once, and say on the donation what is odd about it."""
    campaign = Campaign.objects.locked(donation.campaign_id)
    if donation.status != Status.PAID:
        # Only now: heard of again after the closing, a gift in time would look late.
        donation.flag = oddity(donation, session, campaign)
        donation.intent_id = session.intent_id
        donation.livemode = session.livemode
        donation.paid_at = timezone.now()
        settle(donation, Status.PAID)
    if session.currency != donation.currency:
        logger.error("gift in another currency", extra={"donation": donation.public_id})
        return
    entry = ledger.post(
        campaign_id=campaign.pk,
        donation=donation,
        kind=ledger.Kind.GIFT,
        cents=session.amount_cents,
        source_id=session.intent_id,
        effective_at=donation.paid_at,
    )
    if entry is None:
        return
    if session.intent_id != donation.intent_id:
        # Two attempts were paid. Both are booked, and finance gives one back.
        donation.flag = Flag.AMOUNT
        settle(donation, Status.PAID)
    receipts.queue_receipt(donation, cents=session.amount_cents)


def oddity(donation: Donation, session: stripe_gateway.Session, campaign: Campaign) -> str:
    """What finance should look at."""
    if session.currency != donation.currency:
        return Flag.CURRENCY
    if session.amount_cents != donation.amount_cents:
        return Flag.AMOUNT
    if campaign.status == Campaign.Status.WITHDRAWN:
        return Flag.WITHDRAWN
    if campaign.status == Campaign.Status.CLOSED:
        return Flag.LATE
    return Flag.NONE


def settle(donation: Donation, status: str) -> None:
    donation.status = status
    if status not in UNSETTLED:
        donation.checkout_url = ""
    donation.save(
        update_fields=[
            "status",
            "flag",
            "paid_at",
            "session_id",
            "intent_id",
            "checkout_url",
            "livemode",
        ]
    )


def sync_refund(refund_id: str) -> None:
    """Book a refund, or its failure. Raises NotYet while its gift is unknown."""
    book_refund(stripe_gateway.fetch_refund(refund_id))


def sync_charge(charge_id: str) -> None:
    """Book every refund of a charge."""
    for refund in stripe_gateway.refunds_of_charge(charge_id):
        book_refund(refund)


def book_refund(refund: stripe_gateway.Refund) -> None:
    if post_refund(refund):
        return
    # The news of the gift may be late, or lost: ask for it instead of waiting.
    session = refund.intent_id and stripe_gateway.find_session(refund.intent_id)
    if session:
        sync_session(session.id)
    if not post_refund(refund):
        raise NotYet(f"no gift for refund {refund.id}")


def post_refund(refund: stripe_gateway.Refund) -> bool:
    """Book a refund with its gift; False while there is none."""
    with transaction.atomic():
        # A refund without a payment must not find a donation that has lost its own.
        donation = locked_donation(paid_by(refund.intent_id or ""))
        if donation is None:
            return False
        if refund.currency != donation.currency:
            # Its gift is not in the books either.
            logger.error("refund in another currency", extra={"donation": donation.public_id})
            return True
        entry = {
            "campaign_id": donation.campaign_id,
            "donation": donation,
            "source_id": refund.id,
            "effective_at": refund.created_at,
        }
        # A refund that failed is written down as both: whoever heard of it late and whoever
        # heard of it early end with the same books.
        if refund.status in REFUND_COUNTS | REFUND_UNDONE:
            ledger.post(kind=ledger.Kind.REFUND, cents=-refund.amount_cents, **entry)
        if refund.status in REFUND_UNDONE:
            ledger.post(
                kind=ledger.Kind.REFUND_FAILED,
                cents=refund.amount_cents,
                **entry | {"effective_at": None},
            )
    return True


def paid_by(intent_id: str) -> Q:
    """The donation that a payment belongs to, also when it is the second one for it."""
    gifts = LedgerEntry.objects.filter(kind=ledger.Kind.GIFT, source_id=intent_id)
    return Q(intent_id=intent_id, status=Status.PAID) | Q(pk__in=gifts.values("donation"))


def locked_donation(which: Q) -> Donation | None:
    """The donation's row, locked. Donation first, campaign second: one order everywhere."""
    return Donation.objects.select_for_update(no_key=True).filter(which).first()
