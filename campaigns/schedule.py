"""Publishing what was approved for later, at its hour; and what cancels that before.

Nothing waits in a queue: the database says what is due, so a timetable that is late or sends the
task twice changes when it happens, never whether or how often.
"""

import logging
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit, lockdown, notices
from campaigns import lifecycle, moderation, readiness, snapshot
from campaigns.findings import open_points
from campaigns.models import Campaign, Revision

logger = logging.getLogger(__name__)

State = Revision.State


def moment(day, clock, zone: str) -> datetime:
    """The moment of this day and time of day in a zone. Raises ValueError when there is none.

    In the hour that autumn brings twice, it is the first of the two.
    """
    local = datetime.combine(day, clock, ZoneInfo(zone))
    # In the hour that is left out in spring no clock shows this.
    if local.astimezone(UTC).astimezone(ZoneInfo(zone)).time() != clock:
        raise ValueError(f"{day} {clock} does not exist in {zone}")
    return local.astimezone(UTC)


def publish_due(now=None) -> list[str]:
    """Publish what is due and cancel what no longer holds; gives the codes of what is public."""
    now = now or timezone.now()
    if lockdown.current():
        # What is due by then is looked at again when it ends.
        return []
    waiting = Revision.objects.filter(state=State.SCHEDULED).order_by("publish_at", "pk")
    return [
        public_id for pk in waiting.values_list("pk", flat=True) if (public_id := look_at(pk, now))
    ]


def look_at(pk: int, now) -> str | None:
    """One scheduled revision: cancelled if something changed, published if it is due."""
    try:
        with transaction.atomic():
            revision = scheduled(Revision.objects.get(pk=pk))
            if reason := why_not(revision):
                end(revision, actor=None, reason=reason)
                return None
            if revision.publish_at > now:
                return None
            return publish(revision)
    except moderation.NotPossible:
        # Cancelled or published since the list was made.
        return None
    except Exception:
        # One that cannot be published must not keep those behind it waiting.
        logger.exception("revision not published", extra={"revision": pk})
        return None


def publish(revision: Revision) -> str:
    revision.state = State.APPROVED
    revision.save(update_fields=["state"])
    lifecycle.move(revision.campaign_id, "publish", actor=None, revision=revision)
    moderation.tell_author(revision, "revision_approved")
    return revision.campaign.public_id


def why_not(revision: Revision) -> str:
    """What has happened since its approval that takes it back; empty if nothing has."""
    campaign = revision.campaign
    if campaign.status not in lifecycle.MOVES["publish"].sources:
        return _("The campaign is over.")
    if snapshot.differs(campaign, revision.content):
        return _("The draft was changed after the approval: it needs a new one.")
    if open_points(moderation.current_findings(revision)):
        return _("The leak guard finds something now that nobody has answered.")
    if snapshot.closes_before(campaign, revision.content, revision.publish_at):
        return _("Its last day would be over when it goes public.")
    return readiness.missing_consent(campaign, revision.content, revision.publish_at)


def cancel(revision: Revision, *, actor, reason: str = "") -> Revision:
    """Somebody takes a scheduled revision back. It needs a new review to be published."""
    with transaction.atomic():
        revision = scheduled(revision)
        if not may_cancel(actor, revision.campaign):
            raise PermissionDenied("cancelling is for its caseworker and for moderators")
        end(revision, actor=actor, reason=reason)
    return revision


def may_cancel(actor, campaign: Campaign) -> bool:
    """Whoever could take the campaign down may stop it from going up."""
    return lifecycle.may(actor, campaign, "withdraw")


def cancel_for(campaign: Campaign) -> None:
    """What follows for a scheduled revision when its campaign ends; in the caller's transaction."""
    for revision in campaign.revisions.filter(state=State.SCHEDULED):
        end(revision, actor=None, reason=_("The campaign is over."))


def scheduled(revision: Revision) -> Revision:
    """The row, locked, if it still waits for its time."""
    return moderation.locked(revision, state=State.SCHEDULED)


def end(revision: Revision, *, actor, reason: str) -> None:
    revision.state = State.RECALLED
    revision.save(update_fields=["state"])
    audit.record(actor, "revision.unscheduled", moderation.target(revision), reason=reason)
    if actor is None or actor.pk != revision.submitted_by_id:
        moderation.tell_author(revision, "revision_unscheduled")
    if actor is None or actor.pk != revision.decided_by_id:
        notices.queue(
            template="revision_unscheduled",
            to=revision.decided_by.email,
            dedupe_key=f"revision_unscheduled:{revision.pk}:reviewer",
            context={},
        )
