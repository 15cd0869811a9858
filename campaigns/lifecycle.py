"""Where a collection stands: the table of moves, and the one function that makes them."""

import logging
from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import audit, lockdown
from campaigns import signals, snapshot, totals
from campaigns.models import Campaign

logger = logging.getLogger(__name__)

Status = Campaign.Status


class NotPossible(ValueError):
    """The campaign is not where this move begins; the message is for the person who tried."""


class Move(NamedTuple):
    sources: frozenset[str]
    target: str
    label: str
    permission: str
    owner: bool = False  # the campaign's own caseworker may do it too
    system: bool = False  # the clock may do it


MOVES = {
    "publish": Move(
        frozenset({Status.DRAFT, Status.LIVE, Status.PAUSED}),
        Status.LIVE,
        gettext_lazy("Publish"),
        "campaigns.review_campaign",
        system=True,
    ),
    "pause": Move(
        frozenset({Status.LIVE}),
        Status.PAUSED,
        gettext_lazy("Pause giving"),
        "campaigns.stop_campaign",
    ),
    "resume": Move(
        frozenset({Status.PAUSED}),
        Status.LIVE,
        gettext_lazy("Resume giving"),
        "campaigns.review_campaign",
    ),
    "close": Move(
        frozenset({Status.LIVE, Status.PAUSED}),
        Status.CLOSED,
        gettext_lazy("Close"),
        "campaigns.close_campaign",
        owner=True,
        system=True,
    ),
    "reopen": Move(
        frozenset({Status.CLOSED}),
        Status.LIVE,
        gettext_lazy("Open again"),
        "campaigns.review_campaign",
    ),
    "withdraw": Move(
        frozenset({Status.LIVE, Status.PAUSED, Status.CLOSED}),
        Status.WITHDRAWN,
        gettext_lazy("Take down now"),
        "campaigns.withdraw_campaign",
        owner=True,
        system=True,
    ),
    "restore": Move(
        frozenset({Status.WITHDRAWN}),
        Status.DRAFT,
        gettext_lazy("Bring back as a draft"),
        "campaigns.review_campaign",
    ),
}
# What needs a second person has a page of its own: see moderation and restorations.
BY_TWO = frozenset({"publish", "restore"})


def move(campaign_id: int, name: str, *, actor, reason: str = "", revision=None) -> Campaign:
    """Make one move of MOVES and everything that follows from it, or nothing.

    actor None is the system. Raises NotPossible when the campaign is elsewhere, PermissionDenied
    when this person may not. `revision` is what publishing publishes.
    """
    step = MOVES[name]
    with transaction.atomic():
        campaign = Campaign.objects.locked(campaign_id)
        if campaign.status not in step.sources:
            raise NotPossible(
                _("This campaign is %(status)s now; that is not possible from there.")
                % {"status": campaign.get_status_display()}
            )
        if not may(actor, campaign, name):
            raise PermissionDenied(f"{name} is not for this person")
        if step.target == Status.LIVE:
            try:
                lockdown.refuse_publishing()
            except lockdown.InForce as reason:
                raise NotPossible(str(reason)) from None
        source, campaign.status = campaign.status, step.target
        changed = ["status", *CHANGES[name](campaign, reason, revision)]
        campaign.save(update_fields=changed)
        audit.record(
            actor,
            f"campaign.{name}",
            f"campaign:{campaign.public_id}",
            source=source,
            target=step.target,
            reason=reason,
            **({"revision": revision.number} if revision else {}),
        )
        signals.status_changed.send(
            Campaign, campaign=campaign, move=name, source=source, target=step.target
        )
    logger.info("campaign moved", extra={"campaign": campaign.public_id, "move": name})
    return campaign


def may(actor, campaign: Campaign, name: str) -> bool:
    """Whether this person (None: the system) may make this move with this campaign."""
    step = MOVES[name]
    if actor is None:
        return step.system
    own = (
        step.owner and campaign.owner_id == actor.pk and actor.has_perm("campaigns.change_campaign")
    )
    return own or actor.has_perm(step.permission)


def open_moves(actor, campaign: Campaign) -> list[str]:
    """The moves this person could make now: what the buttons are drawn from."""
    return [
        name
        for name, step in MOVES.items()
        if name not in BY_TWO and campaign.status in step.sources and may(actor, campaign, name)
    ]


def close_due(now=None) -> list[str]:
    """Close what its own rule closes; gives the public ids. Twice or from two workers: once."""
    now = now or timezone.now()
    due = Campaign.objects.due_to_close(now).order_by("pk").values_list("pk", flat=True)
    return [public_id for pk in due if (public_id := close_if_due(pk, now))]


def close_if_due(pk: int, now) -> str | None:
    try:
        with transaction.atomic():
            # Somebody may have closed it, moved its date or withdrawn it since the list was made.
            still_due = Campaign.objects.due_to_close(now).filter(pk=pk)
            campaign = still_due.select_for_update(of=("self",), no_key=True).first()
            if campaign is None:
                return None
            move(pk, "close", actor=None, reason=due_reason(campaign))
            return campaign.public_id
    except Exception:
        # One campaign that cannot close must not keep those behind it open.
        logger.exception("campaign not closed", extra={"campaign": pk})
        return None


def due_reason(campaign: Campaign) -> str:
    by_goal = campaign.closing_rule == Campaign.ClosingRule.ON_GOAL
    return Campaign.ClosedReason.GOAL if by_goal else Campaign.ClosedReason.DATE


def reschedule(campaign_id: int, *, actor, closing_rule: str, ends_at) -> Campaign:
    """Change when a campaign closes, under the same lock and with the same record as a move."""
    with transaction.atomic():
        campaign = Campaign.objects.locked(campaign_id)
        if not actor.has_perm("campaigns.close_campaign"):
            raise PermissionDenied("changing the closing is not for this person")
        before = {"rule": campaign.closing_rule, "ends_at": campaign.ends_at}
        campaign.closing_rule, campaign.ends_at = closing_rule, ends_at
        campaign.save(update_fields=["closing_rule", "ends_at"])
        audit.record(
            actor,
            "campaign.reschedule",
            f"campaign:{campaign.public_id}",
            before=before,
            after={"rule": closing_rule, "ends_at": ends_at},
        )
    return campaign


# What a move changes beside the status; each gives the names of the fields it touched.


def published(campaign, reason, revision):
    if revision is None or (revision.campaign_id, revision.state) != (campaign.pk, "approved"):
        raise ValueError("only an approved revision of the same campaign is published")
    campaign.live_revision = revision
    campaign.published_at = campaign.published_at or timezone.now()
    is_discreet = revision.content["total_shown"] == Campaign.TotalShown.DISCREET
    totals.open_for(campaign.pk, discreet=is_discreet)
    return ["live_revision", "published_at", *closing_as_read(campaign, revision.content)]


def closing_as_read(campaign, content) -> list[str]:
    """What was approved says when it closes, until somebody reschedules what is public."""
    # As it was a moment ago: the row in hand has moved already.
    if Campaign.objects.public().filter(pk=campaign.pk).exists():
        return []
    closing = content["closing"]
    campaign.closing_rule, campaign.time_zone = closing["rule"], closing["time_zone"]
    campaign.ends_at = snapshot.ends_at(content)
    return ["closing_rule", "time_zone", "ends_at"]


def closed(campaign, reason, revision):
    by_itself = {Campaign.ClosedReason.GOAL, Campaign.ClosedReason.DATE}
    campaign.closed_at = timezone.now()
    campaign.closed_reason = reason if reason in by_itself else Campaign.ClosedReason.HAND
    return ["closed_at", "closed_reason"]


def reopened(campaign, reason, revision):
    campaign.closed_at, campaign.closed_reason = None, ""
    now = timezone.now()
    if Campaign.objects.filter(pk=campaign.pk).fulfilled(now).exists():
        raise NotPossible(
            _("Its closing rule is already fulfilled: change when it closes, then open it again.")
        )
    return ["closed_at", "closed_reason"]


def withdrawn(campaign, reason, revision):
    campaign.closed_at, campaign.closed_reason = None, ""
    campaign.withdrawn_at = timezone.now()
    return ["closed_at", "closed_reason", "withdrawn_at"]


def nothing_more(campaign, reason, revision):
    return []


def restored(campaign, reason, revision):
    agreed = campaign.restorations.filter(
        confirmed_by__isnull=False, proposed_at__gte=campaign.withdrawn_at
    )
    if not agreed.exists():
        raise NotPossible(_("It takes two moderators to bring a campaign back."))
    # Publishing again needs a fresh review, so nothing approved may linger.
    campaign.live_revision = campaign.withdrawn_at = None
    return ["live_revision", "withdrawn_at"]


CHANGES = {
    "publish": published,
    "pause": nothing_more,
    "resume": nothing_more,
    "close": closed,
    "reopen": reopened,
    "withdraw": withdrawn,
    "restore": restored,
}
