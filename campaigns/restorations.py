"""Bringing a campaign back after a take-down: one moderator proposes it, another agrees.

A take-down is one press of one person, so undoing it must not be: the database lets no campaign
leave its withdrawal without both.
"""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from campaigns import decisions, lifecycle
from campaigns.lifecycle import NotPossible
from campaigns.models import Campaign, Restoration


def propose(campaign_id: int, *, actor, reason: str) -> Restoration:
    """The first of two. Raises NotPossible without a reason, or when it is proposed already."""
    with transaction.atomic():
        campaign = taken_down(campaign_id, actor)
        if not reason.strip():
            raise NotPossible(_("Say why it may come back: a colleague has to agree."))
        if pending(campaign):
            raise NotPossible(_("A colleague has proposed this already."))
        restoration = Restoration.objects.create(
            campaign=campaign,
            reason=reason.strip(),
            proposed_by=actor,
            proposed_at=timezone.now(),
        )
        record(restoration, actor, "propose", reason=restoration.reason)
        decisions.call_reviewers(
            "restoration_proposed", actor=actor, key=f"restoration:{restoration.pk}"
        )
    return restoration


def confirm(campaign_id: int, *, actor) -> Campaign:
    """The second of two: it is a draft again, and publishing it needs a fresh review."""
    with transaction.atomic():
        campaign = taken_down(campaign_id, actor)
        restoration = pending_or_refused(campaign)
        if restoration.proposed_by_id == actor.pk:
            raise PermissionDenied("nobody agrees with themselves")
        settle(restoration, confirmed_by=actor)
        record(restoration, actor, "confirm")
        return lifecycle.move(campaign.pk, "restore", actor=actor, reason=restoration.reason)


def drop(campaign_id: int, *, actor) -> None:
    """Either of them, or any other moderator, lets it be: the campaign stays down."""
    with transaction.atomic():
        restoration = pending_or_refused(taken_down(campaign_id, actor))
        settle(restoration, dropped_by=actor)
        record(restoration, actor, "drop")


def pending(campaign: Campaign) -> Restoration | None:
    """What one moderator has proposed and nobody has answered."""
    return (
        campaign.restorations.filter(settled_at__isnull=True).select_related("proposed_by").first()
    )


def pending_or_refused(campaign: Campaign) -> Restoration:
    restoration = pending(campaign)
    if restoration is None:
        raise NotPossible(_("Nothing is proposed for this campaign any more."))
    return restoration


def taken_down(campaign_id: int, actor) -> Campaign:
    """The campaign, locked, if it is withdrawn and this person may bring it back."""
    campaign = Campaign.objects.locked(campaign_id)
    if campaign.status != Campaign.Status.WITHDRAWN:
        raise NotPossible(
            _("This campaign is %(status)s now; that is not possible from there.")
            % {"status": campaign.get_status_display()}
        )
    if not lifecycle.may(actor, campaign, "restore"):
        raise PermissionDenied("restoring is for moderators")
    return campaign


def settle(restoration: Restoration, **by) -> None:
    Restoration.objects.filter(pk=restoration.pk).update(settled_at=timezone.now(), **by)


def record(restoration: Restoration, actor, act: str, **data) -> None:
    audit.record(actor, f"restoration.{act}", f"campaign:{restoration.campaign.public_id}", **data)
