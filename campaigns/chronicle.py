"""What was public of a campaign from when to when, who decided, and why; from the audit log.

For its caseworker and for reviewers. Nothing of it is ever public.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import AuditEntry
from campaigns.models import Campaign

# What colleagues read of an entry; the others (a page that was saved, say) are left out.
WORDS = {
    "campaign.create": _("Began the draft"),
    "campaign.import": _("Brought the text in"),
    "campaign.publish": _("Published"),
    "campaign.pause": _("Paused giving"),
    "campaign.resume": _("Resumed giving"),
    "campaign.close": _("Closed"),
    "campaign.reopen": _("Opened again"),
    "campaign.reschedule": _("Changed when it closes"),
    "campaign.withdraw": _("Took it down"),
    "campaign.explain": _("Said why it was taken down"),
    "campaign.restore": _("Brought it back as a draft"),
    "restoration.propose": _("Proposed to bring it back"),
    "restoration.confirm": _("Agreed to bring it back"),
    "restoration.drop": _("Let the proposal be"),
    "revision.submit": _("Sent to review"),
    "revision.recalled": _("Took it back from review"),
    "revision.rejected": _("Asked for changes"),
    "revision.approved": _("Approved"),
    "revision.scheduled": _("Approved for later"),
    "revision.unscheduled": _("Cancelled the publication"),
    "revision.comment": _("Wrote a comment"),
    "consent.record": _("Recorded a consent"),
    "consent.withdraw": _("Recorded that the hero no longer agrees"),
    "preview.share": _("Made a preview link"),
    "preview.revoke": _("Revoked a preview link"),
}
# A page that is paused or closed is still there to be read.
ENDS_READING = "campaign.withdraw"


@dataclass(frozen=True)
class Act:
    """One thing that happened; actor is None for the system, revision None where none is meant."""

    at: datetime
    actor: object
    words: str
    revision: int | None
    why: str


@dataclass(frozen=True)
class Period:
    """One revision, as long as the public could read it. ended_at is None for what is public."""

    revision: int | None
    began_at: datetime
    ended_at: datetime | None = None


def entries(campaign: Campaign):
    """The log of one campaign and its revisions, the oldest first."""
    return (
        AuditEntry.objects.filter(
            Q(target=f"campaign:{campaign.public_id}")
            | Q(target__startswith=f"revision:{campaign.public_id}:")
        )
        .select_related("actor")
        .order_by("pk")
    )


def acts(log) -> Iterator[Act]:
    for entry in log:
        if entry.action in WORDS:
            why = entry.data.get("note") or entry.data.get("reason") or ""
            yield Act(entry.at, entry.actor, WORDS[entry.action], revision_of(entry), why)


def revision_of(entry) -> int | None:
    """The number of the revision an entry is about."""
    if entry.target.startswith("revision:"):
        return int(entry.target.rpartition(":")[2])
    return entry.data.get("revision")


def periods(log) -> list[Period]:
    """What the public could read, the oldest first."""
    found: list[Period] = []
    for entry in log:
        publishes = entry.action == "campaign.publish"
        if not publishes and entry.action != ENDS_READING:
            continue
        if found and found[-1].ended_at is None:
            found[-1] = replace(found[-1], ended_at=entry.at)
        if publishes:
            found.append(Period(revision_of(entry), entry.at))
    return found
