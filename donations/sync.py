"""Bring our books level with Stripe for one object.

Every function here may be called any number of times, in any order: by a webhook, by a task that
tries again, by a sweep, by reconciliation. Each fetches the object as it is now and books only
what is missing. Money that belongs nowhere is held and put before finance, never guessed.
"""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.locks import wait_for_lock
from campaigns.models import Campaign
from donations import ledger, matters, receipts, stripe_gateway
from donations.models import Donation, LedgerEntry

logger = logging.getLogger(__name__)

Status = Donation.Status
Flag = Donation.Flag
UNSETTLED = {Status.OPEN, Status.PROCESSING}
# Why a gift is held instead of credited, by its flag.
HELD = {Flag.CURRENCY, Flag.WITHDRAWN}
# The name of the locks on objects of Stripe's, by their id.
OBJECT = "stripe-object"


class NotYet(Exception):
    """What this object belongs to is not known here yet; the same call will work later."""


class Forgotten(NotYet):
    """It belongs to a payment so old that we forgot which: only a person can book it."""


def alone_with(object_id: str):
    """A context in which nobody else looks at this object of Stripe's and writes down its state.

    Money is booked under its own key, whoever comes first. A state overwrites another, and whoever
    looked earlier must not write later. The inbox holds the same lock.
    """
    return wait_for_lock(OBJECT, object_id)


def sync_session(session_id: str) -> None:
    """Bring a donation level with its checkout session: paid, waiting, failed or expired."""
    book_session(stripe_gateway.fetch_session(session_id))


def book_session(session: stripe_gateway.Session) -> None:
    with transaction.atomic():
        donation = locked_donation(of_session(session))
        if session.payment_status == "paid" and session.amount_cents and session.intent_id:
            if donation is None:
                hold_unknown(session)
            else:
                adopt(donation, session)
                book_gift(donation, session)
        elif donation is not None:
            adopt(donation, session)
            follow(donation, session)


def fail_session(session_id: str) -> None:
    """A delayed payment failed. Stripe's session says so only by its event, never by a field."""
    book_failure(stripe_gateway.fetch_session(session_id))


def book_failure(session: stripe_gateway.Session) -> None:
    if session.payment_status == "paid":
        book_session(session)
        return
    with transaction.atomic():
        donation = locked_donation(of_session(session))
        if donation and donation.status in UNSETTLED and is_current(donation, session):
            settle(donation, Status.FAILED)


def adopt(donation: Donation, session: stripe_gateway.Session) -> None:
    """The answer to the request that opened the session may have been lost."""
    donation.session_id = donation.session_id or session.id


def follow(donation: Donation, session: stripe_gateway.Session) -> None:
    """Take over what an unpaid session says; never from paid, never from an earlier attempt."""
    if donation.status not in UNSETTLED or not is_current(donation, session):
        return
    if session.status == "expired":
        settle(donation, Status.EXPIRED)
    elif session.status == "complete" and session.payment_status == "unpaid":
        settle(donation, Status.PROCESSING)
    elif session.status == "complete":
        donation.flag = Flag.ZERO
        settle(donation, Status.EXPIRED)
        matters.open_matter(matters.Kind.ZERO, session.id, donation=donation)


def book_gift(donation: Donation, session: stripe_gateway.Session) -> None:
    """Book what was really paid, once, and put before finance what is odd about it."""
    if donation.status == Status.PAID and ledger.gift_of(session.intent_id):
        return
    campaign = Campaign.objects.locked(donation.campaign_id)
    odd = oddity(donation, session, campaign)
    if donation.status != Status.PAID:
        # Only now: heard of again after the closing, a gift in time would look late.
        donation.flag = odd
        donation.intent_id = session.intent_id
        donation.livemode = session.livemode
        donation.paid_at = timezone.now()
        settle(donation, Status.PAID)
    place = ledger.HELD if odd in HELD else ledger.of_campaign(campaign.pk)
    entry = ledger.post(
        place=place,
        currency=session.currency,
        donation=donation,
        kind=ledger.Kind.GIFT,
        cents=session.amount_cents,
        source_id=session.intent_id,
        effective_at=donation.paid_at if session.intent_id == donation.intent_id else None,
    )
    if entry is None:
        return
    if session.settled:
        book_fee(entry, session.settled, place=place)
    if session.intent_id != donation.intent_id:
        # Two attempts were paid. Both are booked, and finance gives one back.
        donation.flag = Flag.AMOUNT
        settle(donation, Status.PAID)
        open_about(entry, matters.Kind.PAID_TWICE)
    if odd:
        open_about(entry, odd, asked_cents=donation.amount_cents)
    if odd != Flag.CURRENCY:
        # A receipt is written in euro; for other money finance finds the words.
        receipts.queue_receipt(donation, cents=session.amount_cents)


def hold_unknown(session: stripe_gateway.Session) -> None:
    """Somebody paid on a session that no donation of ours asked for: keep it apart.

    Raises Forgotten for one so old that it was booked once, and its number forgotten since.
    """
    if session.expires_at < payments_known_since(timezone.now()):
        raise Forgotten(f"session {session.id} is older than we remember payments")
    entry = ledger.post(
        place=ledger.HELD,
        currency=session.currency,
        kind=ledger.Kind.GIFT,
        cents=session.amount_cents,
        source_id=session.intent_id,
    )
    if entry:
        if session.settled:
            book_fee(entry, session.settled, place=ledger.HELD)
        open_about(entry, matters.Kind.UNKNOWN_PAYMENT)


def payments_known_since(now: datetime) -> datetime:
    """From when on a payment that the ledger does not name was never booked."""
    return now - timedelta(days=settings.PAYMENT_ID_KEPT_DAYS)


def book_fee(
    gift: LedgerEntry, movement: stripe_gateway.Movement, *, place: ledger.Place | None = None
) -> None:
    """Book what Stripe kept of a movement, or gave back with it.

    Fees are shown apart and never taken from the public total.
    """
    if movement.fee_cents:
        ledger.post(
            kind=ledger.fee_kind(-movement.fee_cents),
            cents=-movement.fee_cents,
            source_id=movement.id,
            effective_at=movement.created_at,
            **about(gift, place) | {"currency": movement.currency},
        )


def about(gift: LedgerEntry, place: ledger.Place | None = None) -> dict:
    """What every entry about a gift has in common; place is where its money lies, if known."""
    return {
        "place": place or ledger.place_of(gift),
        "currency": gift.currency,
        "donation": gift.donation,
        "about": gift,
    }


def open_about(gift: LedgerEntry, kind: str, **data) -> None:
    """Put a gift before finance."""
    matters.open_matter(
        kind,
        gift.source_id,
        donation=gift.donation,
        entry=gift,
        cents=gift.amount_cents,
        currency=gift.currency,
        **data,
    )


def oddity(donation: Donation, session: stripe_gateway.Session, campaign: Campaign) -> str:
    """What finance should look at."""
    if session.currency != donation.currency:
        return Flag.CURRENCY
    if campaign.status in {Campaign.Status.WITHDRAWN, Campaign.Status.DRAFT}:
        return Flag.WITHDRAWN
    if session.amount_cents != donation.amount_cents:
        return Flag.AMOUNT
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


def is_current(donation: Donation, session: stripe_gateway.Session) -> bool:
    """Whether this is the donation's present attempt: the end of an earlier one says nothing."""
    return donation.session_id in {None, session.id}


def of_session(session: stripe_gateway.Session) -> Q:
    return Q(session_id=session.id) | Q(public_id=session.reference or "")


def locked_donation(which: Q) -> Donation | None:
    """The donation's row, locked. Donation first, campaign second: one order everywhere."""
    return Donation.objects.select_for_update(no_key=True).filter(which).first()
