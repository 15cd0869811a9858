"""From a filled-in form to a checkout session, and the end of sessions nobody finishes."""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone, translation

from accounts import sealed
from campaigns import choices
from campaigns.models import Campaign
from donations import receipts, session_life, stripe_gateway, sync
from donations.models import Donation, DonorContact, DonorMessage

logger = logging.getLogger(__name__)

SESSION_LIFE = timedelta(minutes=settings.CHECKOUT_MINUTES)
# After this a session may have run out at Stripe without its event having reached us.
GRACE = timedelta(minutes=5)


class Closed(Exception):
    """The campaign takes no gifts (any more)."""


class TokenReused(Exception):
    """This form was sent before and said something else: another sum, address or words."""


def was_begun(form_token: str) -> bool:
    """Whether this form has become a donation before."""
    return Donation.objects.filter(form_token=form_token).exists()


def start(
    campaign_id: int,
    *,
    cents: int,
    locale: str,
    form_token: str,
    email: str = "",
    closing_notice: bool = False,
    display_name: str = "",
    message: str = "",
    now=None,
) -> Donation:
    """Write down what somebody wants to give. The same form sent twice is one donation.

    Raises Closed, or TokenReused when the token came before with other words: a donor who went
    back and changed the sum must not land on the page of the old one.
    """
    now = now or timezone.now()
    with transaction.atomic():
        # Locked, so that a campaign which closes in this moment closes before or after, never
        # in between.
        campaign = Campaign.objects.locked(campaign_id)
        said = (cents, email, closing_notice, display_name, message)
        if known := Donation.objects.filter(form_token=form_token).first():
            if what_was_said(known) != said:
                raise TokenReused(known.public_id)
            return known
        if not campaign.collects(now):
            raise Closed(campaign.public_id)
        donation = Donation.objects.create(
            campaign=campaign,
            amount_cents=cents,
            currency=campaign.currency,
            locale=locale,
            statement=choices.current().statement,
            form_token=form_token,
            attempt_at=now,
        )
        if email:
            keep_contact(donation, email, closing_notice, now)
        if display_name or message:
            DonorMessage.objects.create(donation=donation, display_name=display_name, text=message)
    return donation


def what_was_said(donation: Donation) -> tuple:
    """Sum, address, closing notice, name and message, as `start` was told them."""
    contact = DonorContact.objects.filter(donation=donation).first()
    words = DonorMessage.objects.filter(donation=donation).first()
    return (
        donation.amount_cents,
        receipts.address(contact) if contact else "",
        contact.wants_closing_notice if contact else False,
        words.display_name if words else "",
        words.text if words else "",
    )


def keep_contact(donation: Donation, email: str, closing_notice: bool, now) -> None:
    DonorContact.objects.create(
        donation=donation,
        email=sealed.seal(email, place=receipts.contact_place(donation.pk)),
        wants_closing_notice=closing_notice,
        purge_after=now.date() + timedelta(days=settings.CONTACT_KEPT_DAYS_AT_MOST),
    )


def open_session(donation: Donation, *, host: str, now=None) -> Donation:
    """Make sure the donation has a page to pay on.

    host is scheme and name the donor used ("https://…"), so that they come back to it. Asking
    again after a lost answer gives the same session: the key is the donation's own. Raises
    Closed, StripeUnavailable or StripeRefused; after each of them the same call may be repeated.
    """
    now = now or timezone.now()
    donation = begin_attempt(donation.pk, now)
    if donation.checkout_url or donation.status != Donation.Status.OPEN:
        return donation
    if session_life.is_over(donation.attempt_at, now=now):
        try:
            return ask_stripe(donation, host=host, now=now)
        except stripe_gateway.StripeRefused:
            # As it must when no answer was lost: so much too late nothing is opened any more.
            donation.refresh_from_db()
    return ask_stripe(donation, host=host, now=now)


def ask_stripe(donation: Donation, *, host: str, now) -> Donation:
    """Ask for the session of this attempt. An attempt that cannot succeed makes way for the next.

    Raises StripeUnavailable or StripeRefused.
    """
    with translation.override(donation.locale):
        paths = (
            reverse("donations:thanks", args=[donation.public_id]),
            reverse("donations:cancelled"),
        )
    # Whoever was faster has stored the same session, or has begun the next attempt.
    this_attempt = Donation.objects.filter(
        pk=donation.pk, attempt=donation.attempt, checkout_url="", status=Donation.Status.OPEN
    )
    try:
        session = stripe_gateway.open_session(  # network, no transaction
            reference=donation.public_id,
            amount_cents=donation.amount_cents,
            currency=donation.currency,
            success_url=host + paths[0],
            cancel_url=host + paths[1],
            locale=donation.locale,
            statement=donation.statement,
            created_at=donation.attempt_at,
            attempt=donation.attempt,
        )
    except (stripe_gateway.StripeRefused, stripe_gateway.StripeUnavailable) as error:
        # The same question would be refused again. One reason is harmless: the answer was lost,
        # and the donor now asks from our other address, which makes it another question. A
        # failure that Stripe has kept, too, is all it will ever say to this question; any other
        # failure may hide a session, which the same question brings to light.
        if isinstance(error, stripe_gateway.StripeRefused) or error.replayed:
            this_attempt.update(attempt=F("attempt") + 1, attempt_at=now)
        raise
    this_attempt.update(session_id=session.id, checkout_url=session.url or "")
    donation.refresh_from_db()
    return donation


def begin_attempt(donation_id: int, now) -> Donation:
    """The donation with an attempt that may have a session, as the locked row has it.

    An answer that was lost is asked for again as long as its session would live: a new attempt
    would open a second one beside it.
    """
    with transaction.atomic():
        donation = Donation.objects.select_for_update(no_key=True).get(pk=donation_id)
        if donation.checkout_url or donation.status != Donation.Status.OPEN:
            return donation
        if not donation.campaign.collects(now):
            raise Closed(donation.public_id)
        if donation.attempt_at + SESSION_LIFE <= now:
            donation.attempt += 1
            donation.attempt_at = now
            donation.save(update_fields=["attempt", "attempt_at"])
    return donation


def begins_anew(donation: Donation, now) -> bool:
    """Whether another try would open a session that the attempt before can no longer have."""
    waits = donation.status == Donation.Status.OPEN and not donation.checkout_url
    return waits and session_life.is_over(donation.attempt_at, now=now)


def is_over(donation: Donation, now) -> bool:
    """Whether the page to pay on has ended by itself, heard of or not."""
    return bool(donation.session_id) and donation.attempt_at + SESSION_LIFE <= now


def expire_orphans(now=None) -> int:
    """End what nobody will finish; gives how many donations were looked at.

    Sessions of a campaign that no longer collects are ended at Stripe; sessions past their time
    are asked for their fate; donations that never got a session are given up after a day.
    """
    now = now or timezone.now()
    unsettled = Donation.objects.filter(status=Donation.Status.OPEN)
    unsettled.filter(session_id=None, attempt_at__lt=now - timedelta(days=1)).update(
        status=Donation.Status.EXPIRED
    )
    with_session = unsettled.exclude(session_id=None)
    over = ~Q(campaign__status=Campaign.Status.LIVE) | Q(
        campaign__closing_rule=Campaign.ClosingRule.ON_DATE, campaign__ends_at__lte=now
    )
    past = Q(attempt_at__lt=now - SESSION_LIFE - GRACE)
    looked_at = 0
    for donation in with_session.filter(over | past):
        try:
            stripe_gateway.expire_session(donation.session_id)
            sync.sync_session(donation.session_id)
        except (stripe_gateway.StripeUnavailable, stripe_gateway.StripeRefused):
            logger.warning("session not ended yet", extra={"donation": donation.public_id})
            continue
        looked_at += 1
    return looked_at
