"""Is this text fit to publish? Submitting, recalling, approving, rejecting a revision.

Nobody publishes alone: the database refuses an approval by the author, whoever asks.
"""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit, notices
from accounts.roles import holders
from campaigns import leakguard, lifecycle, snapshot
from campaigns.localized import in_language
from campaigns.models import Campaign, Revision

State = Revision.State


class NotReady(ValueError):
    """The draft cannot go to review; `reasons` says why, each a sentence for the caseworker."""

    def __init__(self, reasons: list[str]):
        super().__init__(" ".join(reasons))
        self.reasons = reasons


class NotPossible(ValueError):
    """The revision is no longer what this act needs; the message is for the person."""


def submit(campaign: Campaign, *, actor) -> Revision:
    """Freeze the draft and put it before the reviewers. Raises NotReady with every reason."""
    with transaction.atomic():
        campaign = Campaign.objects.locked(campaign.pk)
        if campaign.owner_id != actor.pk or not actor.has_perm("campaigns.submit_campaign"):
            raise PermissionDenied("only its own caseworker submits a campaign")
        content = snapshot.freeze(campaign)
        findings = scan(campaign, content)
        if reasons := obstacles(campaign, content, findings):
            raise NotReady(reasons)
        revision = Revision.objects.create(
            campaign=campaign,
            number=(campaign.revisions.aggregate(last=Max("number"))["last"] or 0) + 1,
            content=content,
            goal_cents=snapshot.goal_cents(content),
            findings=[finding.as_json() for finding in findings],
            submitted_by=actor,
        )
        audit.record(actor, "revision.submit", target(revision))
        for reviewer in holders("campaigns.review_campaign").exclude(pk=actor.pk):
            notices.queue(
                template="revision_submitted",
                to=reviewer.email,
                dedupe_key=f"submitted:{revision.pk}:{reviewer.pk}",
                context={},
            )
    return revision


def obstacles(campaign: Campaign, content: dict, findings) -> list[str]:
    """Why this draft cannot go to review: sentences, empty when it can."""
    reasons = []
    if campaign.status in {Campaign.Status.CLOSED, Campaign.Status.WITHDRAWN}:
        reasons.append(_("This campaign is over; open it again before changing its text."))
    if campaign.revisions.filter(state=State.SUBMITTED).exists():
        reasons.append(_("A revision is already waiting for review; take it back first."))
    for name, label in (("title", _("title")), ("story", _("story"))):
        if not in_language(content[name])[0]:
            reasons.append(_("The %(part)s is empty.") % {"part": label})
    if not content["lines"]:
        reasons.append(_("The budget has no lines, so there is no goal."))
    return reasons + objections(findings)


def objections(findings) -> list[str]:
    """What the leak guard lets nobody publish: a sentence for each place."""
    return [
        _("“%(text)s” (%(place)s): %(advice)s")
        % {"text": finding.text, "place": finding.place, "advice": finding.advice}
        for finding in findings
        if finding.severity == leakguard.BLOCK
    ]


def scan(campaign: Campaign, content: dict) -> list[leakguard.Finding]:
    """What the leak guard says about everything that would become public."""
    terms = list(campaign.protected_terms.all())
    return [
        leakguard.located(finding, place, language)
        for place, language, text in snapshot.texts(content)
        for finding in leakguard.find(text, terms)
    ]


def recall(revision: Revision, *, actor) -> Revision:
    """The author takes a revision back before anybody has decided."""
    with transaction.atomic():
        revision = waiting(revision)
        if revision.submitted_by_id != actor.pk:
            raise PermissionDenied("only its author takes a revision back")
        decide(revision, State.RECALLED, actor)
    return revision


def approve(revision: Revision, *, actor, note: str = "", checklist=()) -> Revision:
    """Publish exactly the content that was reviewed. Never by its author.

    checklist names what the reviewer says to have checked; it goes into the audit log.
    """
    with transaction.atomic():
        revision = waiting(revision)
        reviewer_only(actor)
        if is_author(revision, actor):
            raise PermissionDenied("nobody approves their own text")
        # A word may have been protected since the text was submitted.
        if reasons := objections(scan(revision.campaign, revision.content)):
            raise NotPossible(" ".join(reasons))
        decide(revision, State.APPROVED, actor, note.strip(), checklist=list(checklist))
        lifecycle.move(revision.campaign_id, "publish", actor=actor, revision=revision)
        tell_author(revision, "revision_approved")
    return revision


def reject(revision: Revision, *, actor, note: str) -> Revision:
    """Ask for changes; the reason is required and goes to the author."""
    if not note.strip():
        raise NotPossible(_("Say what should change: the author needs the reason."))
    with transaction.atomic():
        revision = waiting(revision)
        reviewer_only(actor)
        decide(revision, State.REJECTED, actor, note.strip())
        tell_author(revision, "revision_rejected")
    return revision


def waiting(revision: Revision) -> Revision:
    """The row, locked, if nobody has decided yet."""
    # The campaign first, then what belongs to it: one order for every act.
    Campaign.objects.locked(revision.campaign_id)
    revision = (
        Revision.objects.select_for_update(of=("self",), no_key=True)
        .select_related("campaign", "submitted_by")
        .get(pk=revision.pk)
    )
    if revision.state != State.SUBMITTED:
        raise NotPossible(
            _("Somebody was faster: this revision is already “%(state)s”.")
            % {"state": revision.get_state_display()}
        )
    return revision


def is_author(revision: Revision, actor) -> bool:
    return actor.pk in {revision.submitted_by_id, revision.campaign.owner_id}


def reviewer_only(actor) -> None:
    if not actor.has_perm("campaigns.review_campaign"):
        raise PermissionDenied("reviewing is for moderators")


def decide(revision: Revision, state: str, actor, note: str = "", **checked) -> None:
    revision.state, revision.note = state, note
    revision.decided_by, revision.decided_at = actor, timezone.now()
    revision.save(update_fields=["state", "note", "decided_by", "decided_at"])
    audit.record(actor, f"revision.{state}", target(revision), note=note, **checked)


def tell_author(revision: Revision, template: str) -> None:
    notices.queue(
        template=template,
        to=revision.submitted_by.email,
        dedupe_key=f"{template}:{revision.pk}",
        context={},
    )


def target(revision: Revision) -> str:
    return f"revision:{revision.campaign.public_id}:{revision.number}"
