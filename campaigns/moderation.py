"""Is this text fit to publish? Submitting, recalling, approving, rejecting a revision.

Nobody publishes alone: the database refuses an approval by the author or by anybody else who
wrote in the draft, and one that leaves a finding unanswered, whoever asks.
"""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import audit, notices
from campaigns import decisions, leakguard, lifecycle, readiness, same_alias, snapshot
from campaigns.decisions import NotPossible
from campaigns.findings import answered, joined, open_points
from campaigns.models import Campaign, Revision

State = Revision.State

# What a reviewer says to have checked; an approval needs all of it.
CHECKLIST = {
    "alias": gettext_lazy("The alias is not a nickname, a middle name or the name of a relative."),
    "documents": gettext_lazy(
        "The identity card and the documents were seen, by me or by a colleague I asked."
    ),
    "budget": gettext_lazy("Every budget line is understandable and its amount plausible."),
    "relatives": gettext_lazy("Nobody who is still in reach can be found through this text."),
    "picture": gettext_lazy(
        "The picture shows no face, tattoo, sign, document, uniform number or view from a window, "
        "and a search for it finds no other."
    ),
    "consent": gettext_lazy("The hero has read this version and agrees to it."),
}


class NotReady(ValueError):
    """The draft cannot go to review; `reasons` says why, each a sentence for the caseworker."""

    def __init__(self, reasons: list[str]):
        super().__init__(" ".join(reasons))
        self.reasons = reasons


def submit(campaign: Campaign, *, actor, contested: bool = False) -> Revision:
    """Freeze the draft and put it before the reviewers. Raises NotReady with every reason.

    contested: the author takes what the leak guard forbids for a false alarm. It is sent all the
    same, and a reviewer answers each finding.
    """
    with transaction.atomic():
        campaign = Campaign.objects.locked(campaign.pk)
        if campaign.owner_id != actor.pk or not actor.has_perm("campaigns.submit_campaign"):
            raise PermissionDenied("only its own caseworker submits a campaign")
        content = snapshot.freeze(campaign)
        findings = scan(campaign, content)
        if reasons := obstacles(campaign, content, [] if contested else findings):
            raise NotReady(reasons)
        revision = Revision.objects.create(
            campaign=campaign,
            number=(campaign.revisions.aggregate(last=Max("number"))["last"] or 0) + 1,
            content=content,
            brief=campaign.brief,
            goal_cents=snapshot.goal_cents(content),
            findings=[finding.as_json() for finding in findings],
            submitted_by=actor,
            editors=sorted({*campaign.editors.values_list("pk", flat=True), actor.pk}),
        )
        audit.record(actor, "revision.submit", target(revision), contested=contested)
        decisions.call_reviewers("revision_submitted", actor=actor, key=f"submitted:{revision.pk}")
    return revision


def obstacles(campaign: Campaign, content: dict, findings) -> list[str]:
    """Why this draft cannot go to review: sentences, empty when it can."""
    reasons = []
    if campaign.status in {Campaign.Status.CLOSED, Campaign.Status.WITHDRAWN}:
        reasons.append(_("This campaign is over; open it again before changing its text."))
    if campaign.revisions.filter(state=State.SUBMITTED).exists():
        reasons.append(_("A revision is already waiting for review; take it back first."))
    if campaign.revisions.filter(state=State.SCHEDULED).exists():
        reasons.append(_("An approved revision waits for its time; cancel that first."))
    reasons += [gap.text for gap in readiness.gaps(campaign, content, timezone.now())]
    return reasons + objections(findings)


def objections(findings) -> list[str]:
    """What the leak guard lets nobody send: a sentence for each place.

    Details that only together lead to somebody are for the reviewer to weigh.
    """
    return [
        _("“%(text)s” (%(place)s): %(advice)s")
        % {"text": finding.text, "place": finding.place, "advice": finding.advice}
        for finding in findings
        if finding.severity == leakguard.BLOCK and finding.rule != leakguard.COMBINATION
    ]


def scan(campaign: Campaign, content: dict) -> list[leakguard.Finding]:
    """What the leak guard says about everything that would become public, and about the alias."""
    found = leakguard.find_everywhere(snapshot.texts(content), campaign.protected_terms.all())
    return [*found, *same_alias.find(campaign, content)]


def recall(revision: Revision, *, actor) -> Revision:
    """The author takes a revision back before anybody has decided."""
    with transaction.atomic():
        revision = waiting(revision)
        if revision.submitted_by_id != actor.pk:
            raise PermissionDenied("only its author takes a revision back")
        decide(revision, State.RECALLED, actor)
    return revision


def approve(
    revision: Revision,
    *,
    actor,
    checklist,
    answers=None,
    note: str = "",
    publish_at: datetime | None = None,
) -> Revision:
    """Publish exactly the content that was reviewed, or have it published later.

    Never by its author nor by anybody who wrote in it. checklist names all of CHECKLIST; answers
    has (answer, reason) for findings by their number, see campaigns/findings.py. Raises
    NotPossible with what is missing.
    """
    with transaction.atomic():
        revision = waiting(revision)
        decisions.reviewer_only(actor)
        decisions.another_only(is_author(revision, actor))
        decisions.need_every_box(CHECKLIST, checklist)
        revision.findings = answered(current_findings(revision), answers or {})
        reasons = open_points(revision.findings)
        opens_at = publish_at or timezone.now()
        if snapshot.closes_before(revision.campaign, revision.content, opens_at):
            reasons.append(_("Its last day would be over when it goes public."))
        if publish_at and publish_at <= timezone.now():
            reasons.append(_("The time to publish it is over."))
        if gap := readiness.missing_consent(revision.campaign, revision.content, opens_at):
            reasons.append(gap)
        if reasons:
            raise NotPossible(" ".join(reasons))
        revision.checked, revision.publish_at = list(checklist), publish_at
        if publish_at:
            if revision.campaign.status not in lifecycle.MOVES["publish"].sources:
                raise NotPossible(_("This campaign is over; nothing of it is published."))
            decide(revision, State.SCHEDULED, actor, note.strip(), publish_at=publish_at)
            tell_author(revision, "revision_scheduled")
        else:
            decide(revision, State.APPROVED, actor, note.strip())
            lifecycle.move(revision.campaign_id, "publish", actor=actor, revision=revision)
            tell_author(revision, "revision_approved")
    return revision


def reject(revision: Revision, *, actor, note: str = "", checklist=(), answers=None) -> Revision:
    """Ask for changes; the author needs a reason, in the note or in an answer to a finding."""
    with transaction.atomic():
        revision = waiting(revision)
        decisions.reviewer_only(actor)
        revision.findings = answered(current_findings(revision), answers or {})
        note = decisions.reason_for_changes(note, revision.findings)
        revision.checked = list(checklist)
        decide(revision, State.REJECTED, actor, note)
        tell_author(revision, "revision_rejected")
    return revision


def current_findings(revision: Revision) -> list[dict]:
    """What was found at its submission, and what is found now: words may have been protected."""
    found = scan(revision.campaign, revision.content)
    return joined(revision.findings, [finding.as_json() for finding in found])


def waiting(revision: Revision) -> Revision:
    """The row, locked, if nobody has decided yet."""
    return locked(revision, state=State.SUBMITTED)


def locked(revision: Revision, *, state: str) -> Revision:
    """The row, locked, if it is still in this state. Raises NotPossible if it is not."""
    # The campaign first, then what belongs to it: one order for every act.
    Campaign.objects.locked(revision.campaign_id)
    revision = (
        Revision.objects.select_for_update(of=("self",), no_key=True)
        .select_related("campaign", "submitted_by")
        .get(pk=revision.pk)
    )
    if revision.state != state:
        raise NotPossible(
            _("Somebody was faster: this revision is already “%(state)s”.")
            % {"state": revision.get_state_display()}
        )
    return revision


def is_author(revision: Revision, actor) -> bool:
    """Whether this person wrote any of it, or answers for the campaign."""
    return actor.pk in {
        revision.submitted_by_id,
        revision.campaign.owner_id,
        *revision.editors,
    }


def decide(revision: Revision, state: str, actor, note: str = "", **more) -> None:
    decisions.keep(
        revision,
        state,
        actor=actor,
        act=f"revision.{state}",
        target=target(revision),
        when_field="publish_at",
        note=note,
        **more,
    )


def tell_author(revision: Revision, template: str) -> None:
    notices.queue(
        template=template,
        to=revision.submitted_by.email,
        dedupe_key=f"{template}:{revision.pk}",
        context={},
    )


def target(revision: Revision) -> str:
    return f"revision:{revision.campaign.public_id}:{revision.number}"
