"""The only writer of consents: recording one, withdrawing it, reminding of its end."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit, notices
from campaigns import lifecycle, preview_links, protected_terms, schedule
from campaigns.decisions import NotPossible
from campaigns.models import Campaign, Consent

REVIEW_BEFORE = timedelta(days=14)
# A timetable that was away for some days still reminds; an old end is no news.
REMINDED_LATE = timedelta(days=14)


def record(
    campaign: Campaign, *, actor, channel: str, scope: str, given_on: date, until: date, never=()
) -> Consent:
    """Keep a new agreement; it takes the place of the one before.

    until is included. never: words that must never appear; they are kept as digests alone.
    """
    with transaction.atomic():
        campaign = Campaign.objects.locked(campaign.pk)
        if not may_record(actor, campaign):
            raise PermissionDenied("only its own caseworker records what the hero said")
        if campaign.status == Campaign.Status.WITHDRAWN:
            raise NotPossible(_("This campaign is down: it has to be brought back first."))
        today = timezone.now().date()
        # A day ahead of ours it may be already where the hero lives.
        if given_on > today + timedelta(days=1) or until < today or until <= given_on:
            raise NotPossible(_("Check the days: agreed by today, and holding from today on."))
        last = campaign.consents.first()
        end(campaign, Consent.Ending.REPLACED)
        consent = Consent.objects.create(
            campaign=campaign,
            version=last.version + 1 if last else 1,
            channel=channel,
            scope=scope,
            given_on=given_on,
            until=until,
            recorded_by=actor,
        )
        protected_terms.protect(campaign, never)
        audit.record(actor, "consent.record", target(campaign), version=consent.version)
    return consent


def withdraw(campaign: Campaign, *, actor) -> None:
    """The hero no longer agrees: what is public goes down at once, what is on its way stops."""
    with transaction.atomic():
        campaign = Campaign.objects.locked(campaign.pk)
        if not may_withdraw(actor, campaign):
            raise PermissionDenied("withdrawing is for its caseworker and for moderators")
        if not end(campaign, Consent.Ending.WITHDRAWN):
            raise NotPossible(_("There is no consent that could be withdrawn."))
        version = campaign.consents.first().version
        audit.record(actor, "consent.withdraw", target(campaign), version=version)
        if campaign.status in lifecycle.MOVES["withdraw"].sources:
            lifecycle.move(campaign.pk, "withdraw", actor=actor)
        else:
            schedule.cancel_for(campaign)
            preview_links.revoke_all(campaign)


def end(campaign: Campaign, ending: str) -> int:
    return campaign.consents.filter(ended_at=None).update(ended_at=timezone.now(), ended_by=ending)


def current(campaign: Campaign, on: date) -> Consent | None:
    """The consent that holds on a day; None without one."""
    return campaign.consents.filter(ended_at=None, given_on__lte=on, until__gte=on).first()


def may_record(actor, campaign: Campaign) -> bool:
    return campaign.owner_id == actor.pk and actor.has_perm("campaigns.change_campaign")


def may_withdraw(actor, campaign: Campaign) -> bool:
    """Whoever may take the campaign down may stop what it stands on."""
    return lifecycle.may(actor, campaign, "withdraw")


def to_review(today: date):
    """Consents that end within REVIEW_BEFORE or have ended, of campaigns that are not down."""
    return (
        Consent.objects.filter(ended_at=None, until__lte=today + REVIEW_BEFORE)
        .exclude(campaign__status=Campaign.Status.WITHDRAWN)
        .select_related("campaign__owner")
        .order_by("until", "pk")
    )


def remind_due(now=None) -> int:
    """Tell owners of consents that end soon, and once more on the last day; gives how many."""
    today = (now or timezone.now()).date()
    due = to_review(today).filter(until__gte=today - REMINDED_LATE)
    return sum(
        notices.queue(
            template="consent_review",
            to=consent.campaign.owner.email,
            dedupe_key=f"consent:{consent.pk}:{'end' if consent.until <= today else 'soon'}",
            context={},
        )
        for consent in due
    )


def target(campaign: Campaign) -> str:
    return f"campaign:{campaign.public_id}"
