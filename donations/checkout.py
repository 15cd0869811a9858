"""From a filled-in form to a checkout session, and the end of sessions nobody finishes."""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation

from accounts import sealed
from campaigns.models import Campaign
from donations import stripe_gateway, sync
from donations.models import Donation, DonorContact, DonorMessage
from donations.receipts import contact_place

logger = logging.getLogger(__name__)

# After this a session may have run out at Stripe without its event having reached us.
SESSION_LIFE = timedelta(minutes=settings.CHECKOUT_MINUTES)
GRACE = timedelta(minutes=5)


class Closed(Exception):
    """The campaign takes no gifts (any more)."""


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
    """Write down what somebody wants to give. The same form token twice is one donation."""
    now = now or timezone.now()
    with transaction.atomic():
        # Locked, so that a campaign which closes in this moment closes before or after, never
        # in between.
        campaign = Campaign.objects.select_for_update().get(pk=campaign_id)
        if known := Donation.objects.filter(form_token=form_token).first():
            return known
        if not campaign.collects(now):
            raise Closed(campaign.public_id)
        donation = Donation.objects.create(
            campaign=campaign,
            amount_cents=cents,
            currency=campaign.currency,
            locale=locale,
            form_token=form_token,
        )
        if email:
            keep_contact(donation, email, closing_notice, now)
        if display_name or message:
            DonorMessage.objects.create(donation=donation, display_name=display_name, text=message)
    return donation


def keep_contact(donation: Donation, email: str, closing_notice: bool, now) -> None:
    DonorContact.objects.create(
        donation=donation,
        email=sealed.seal(email, place=contact_place(donation.pk)),
        wants_closing_notice=closing_notice,
        purge_after=now.date() + timedelta(days=settings.CONTACT_KEPT_DAYS_AT_MOST),
    )


def open_session(donation: Donation, *, host: str) -> Donation:
    """Make sure the donation has a page to pay on. Raises StripeUnavailable or StripeRefused.

    host is scheme and name the donor used ("https://…"), so that they come back to it. Asking
    again after a lost answer gives the same session: the key is the donation's own.
    """
    if donation.checkout_url or donation.status != Donation.Status.OPEN:
        return donation
    with translation.override(donation.locale):
        paths = (
            reverse("donations:thanks", args=[donation.public_id]),
            reverse("donations:cancelled"),
        )
    session = stripe_gateway.open_session(  # network, no transaction
        reference=donation.public_id,
        amount_cents=donation.amount_cents,
        currency=donation.currency,
        success_url=host + paths[0],
        cancel_url=host + paths[1],
        locale=donation.locale,
        created_at=donation.created_at,
    )
    Donation.objects.filter(pk=donation.pk, status=Donation.Status.OPEN).update(
        session_id=session.id, checkout_url=session.url
    )
    donation.refresh_from_db()
    return donation


def expire_orphans(now=None) -> int:
    """End what nobody will finish; gives how many donations were looked at.

    Sessions of a campaign that no longer collects are ended at Stripe; sessions past their time
    are asked for their fate; donations that never got a session are given up after a day.
    """
    now = now or timezone.now()
    unsettled = Donation.objects.filter(status=Donation.Status.OPEN)
    unsettled.filter(session_id=None, created_at__lt=now - timedelta(days=1)).update(
        status=Donation.Status.EXPIRED
    )
    with_session = unsettled.exclude(session_id=None).select_related("campaign")
    over = ~Q(campaign__status=Campaign.Status.LIVE) | Q(
        campaign__closing_rule=Campaign.ClosingRule.ON_DATE, campaign__ends_at__lte=now
    )
    past = Q(created_at__lt=now - SESSION_LIFE - GRACE)
    looked_at = 0
    for donation in with_session.filter(over | past):
        try:
            stripe_gateway.expire_session(donation.session_id)
            sync.sync_session(donation.session_id)
        except stripe_gateway.StripeUnavailable:
            logger.warning("session not ended yet", extra={"donation": donation.public_id})
            continue
        looked_at += 1
    return looked_at
