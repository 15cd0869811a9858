"""News of a campaign on its way to the public: write, submit, recall, approve, reject, take down.

The rules are those of a revision (campaigns/moderation.py): what is in review is frozen, somebody
else decides, and the database refuses an approval by the author. Nothing goes back to being a
draft; a new try and a correction are new rows that name the one they continue.
"""

from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import audit, lockdown, notices
from campaigns import decisions, leakguard
from campaigns.decisions import NotPossible
from campaigns.findings import answered, joined, open_points
from campaigns.localized import in_language
from campaigns.models import Campaign, Update
from campaigns.moderation import NotReady, objections

State, Kind = Update.State, Update.Kind

TEXTS = ("title", "text")
PUBLIC = frozenset({Campaign.Status.LIVE, Campaign.Status.PAUSED, Campaign.Status.CLOSED})
# What a reviewer says to have checked; an approval needs all of it.
CHECKLIST = {
    "true": gettext_lazy("What it says was confirmed to me or to a colleague I asked."),
    "relatives": gettext_lazy("Nobody who is still in reach can be found through it."),
    "consent": gettext_lazy("The hero has read this version and agrees to it."),
}
# What its author may continue in a new draft.
ENDED = frozenset({State.APPROVED, State.REJECTED, State.RECALLED, State.WITHDRAWN})


def begin(campaign: Campaign, *, actor, kind: str, title: dict, text: dict) -> Update:
    """Make a draft. Raises PermissionDenied for anybody but the campaign's caseworker."""
    author_only(campaign, actor)
    with transaction.atomic():
        update = Update.objects.create(
            campaign=campaign, kind=kind, title=title, text=text, author=actor
        )
        audit.record(actor, "update.create", target(update))
    return update


def write(update: Update, *, actor, kind: str, title: dict, text: dict, seen: dict) -> Update:
    """Save a draft. Raises NotPossible if it is none, or no longer what its author was shown.

    seen: {"title", "text"} as the author's page had them, so that no window overwrites another.
    """
    with transaction.atomic():
        update = locked(update)
        own_draft_only(update, actor)
        if words(update) != seen:
            raise NotPossible(
                _("It was changed in another window meanwhile. Compare, and save again.")
            )
        update.kind, update.title, update.text = kind, title, text
        update.save(update_fields=["kind", "title", "text"])
        audit.record(actor, "update.edit", target(update))
    return update


def submit(update: Update, *, actor, contested: bool = False) -> Update:
    """Freeze a draft and put it before the reviewers. Raises NotReady with every reason.

    contested: the author takes what the leak guard forbids for a false alarm. It is sent all the
    same, and a reviewer answers each finding.
    """
    with transaction.atomic():
        update = locked(update)
        own_draft_only(update, actor)
        findings = scan(update)
        if reasons := obstacles(update, [] if contested else findings):
            raise NotReady(reasons)
        update.state, update.submitted_at = State.SUBMITTED, timezone.now()
        update.findings = [finding.as_json() for finding in findings]
        update.save(update_fields=["state", "submitted_at", "findings"])
        audit.record(actor, "update.submit", target(update), contested=contested)
        decisions.call_reviewers(
            "revision_submitted", actor=actor, key=f"update-submitted:{update.pk}"
        )
    return update


def obstacles(update: Update, findings) -> list[str]:
    """Why this draft cannot go to review: sentences, empty when it can."""
    reasons = []
    if update.campaign.status not in PUBLIC:
        reasons.append(_("Only a campaign that is public has news: publish it first."))
    if update.kind == Kind.REPORT and update.campaign.status != Campaign.Status.CLOSED:
        reasons.append(_("A closing report is for a campaign that is closed."))
    for name, label in (("title", _("title")), ("text", _("text"))):
        if not in_language(getattr(update, name))[0]:
            reasons.append(_("The %(part)s is empty.") % {"part": label})
    return reasons + objections(findings)


def scan(update: Update) -> list[leakguard.Finding]:
    """What the leak guard says about every text, in every language."""
    texts = (
        (place, language, text)
        for place in TEXTS
        for language, text in getattr(update, place).items()
    )
    return leakguard.find_everywhere(texts, update.campaign.protected_terms.all())


def recall(update: Update, *, actor) -> Update:
    """The author takes it back before anybody has decided."""
    with transaction.atomic():
        update = waiting(update)
        if update.author_id != actor.pk:
            raise PermissionDenied("only its author takes an update back")
        decide(update, State.RECALLED, actor)
    return update


def approve(update: Update, *, actor, checklist, answers=None, note: str = "") -> Update:
    """Publish exactly what was reviewed, dated today; what it corrects is no longer shown.

    checklist names all of CHECKLIST; answers has (answer, reason) for findings by their number,
    see campaigns/findings.py. Raises NotPossible with what is missing.
    """
    with transaction.atomic():
        update = waiting(update)
        decisions.reviewer_only(actor)
        decisions.another_only(is_author(update, actor))
        try:
            lockdown.refuse_publishing()
        except lockdown.InForce as reason:
            raise NotPossible(str(reason)) from None
        decisions.need_every_box(CHECKLIST, checklist)
        update.findings = answered(current_findings(update), answers or {})
        # The campaign may have moved since this was submitted.
        if reasons := obstacles(update, []) + open_points(update.findings):
            raise NotPossible(" ".join(reasons))
        corrected = shown_before(update)
        update.published_on = corrected.published_on if corrected else today(update.campaign)
        update.checked = list(checklist)
        decide(update, State.APPROVED, actor, note.strip())
        if corrected:
            Update.objects.filter(pk=corrected.pk).update(state=State.REPLACED)
        tell_author(update, "revision_approved")
    return update


def reject(update: Update, *, actor, note: str = "", checklist=(), answers=None) -> Update:
    """Ask for changes; the author needs a reason, in the note or in an answer to a finding."""
    with transaction.atomic():
        update = waiting(update)
        decisions.reviewer_only(actor)
        update.findings = answered(current_findings(update), answers or {})
        note = decisions.reason_for_changes(note, update.findings)
        update.checked = list(checklist)
        decide(update, State.REJECTED, actor, note)
        tell_author(update, "revision_rejected")
    return update


def current_findings(update: Update) -> list[dict]:
    """What was found at its submission, and what is found now: words may have been protected."""
    return joined(update.findings, [finding.as_json() for finding in scan(update)])


def redraft(update: Update, *, actor) -> Update:
    """Begin a new draft with the words of one that was decided; each is continued once."""
    with transaction.atomic():
        update = locked(update)
        author_only(update.campaign, actor)
        if not may_be_continued(update):
            raise NotPossible(_("It is continued elsewhere already: look at the list."))
        draft = Update.objects.create(
            campaign=update.campaign,
            kind=update.kind,
            title=update.title,
            text=update.text,
            previous=update,
            author=actor,
        )
        audit.record(actor, "update.create", target(draft), continues=target(update))
    return draft


def may_be_continued(update: Update) -> bool:
    return update.state in ENDED and not Update.objects.filter(previous=update).exists()


def discard(update: Update, *, actor) -> None:
    """Throw a draft away. What was ever in review stays."""
    with transaction.atomic():
        update = locked(update)
        own_draft_only(update, actor)
        audit.record(actor, "update.discard", target(update))
        update.delete()


def withdraw(update: Update, *, actor) -> Update:
    """Take one update down at once. Showing it again needs a new review."""
    with transaction.atomic():
        update = locked(update)
        if not may_withdraw(update, actor):
            raise PermissionDenied("taking an update down is not for this person")
        if update.state != State.APPROVED:
            raise NotPossible(_("It is not public."))
        update.state = State.WITHDRAWN
        update.save(update_fields=["state"])
        audit.record(actor, "update.withdraw", target(update))
    return update


def withdraw_all(campaign: Campaign) -> int:
    """Take down what a campaign showed, with the campaign; gives how many updates that were.

    Were the campaign brought back, each would need a review of its own again.
    """
    return campaign.updates.filter(state=State.APPROVED).update(state=State.WITHDRAWN)


def may_withdraw(update: Update, actor) -> bool:
    own = update.campaign.owner_id == actor.pk and actor.has_perm("campaigns.change_campaign")
    return own or actor.has_perm("campaigns.withdraw_campaign")


def shown_before(update: Update) -> Update | None:
    """The public text that this one corrects, with tries that were sent back in between."""
    earlier = update.previous
    while earlier and earlier.state in {State.REJECTED, State.RECALLED}:
        earlier = earlier.previous
    return earlier if earlier and earlier.state == State.APPROVED else None


def words(update: Update) -> dict:
    return {name: getattr(update, name) for name in TEXTS}


def today(campaign: Campaign):
    return timezone.now().astimezone(ZoneInfo(campaign.time_zone)).date()


def locked(update: Update) -> Update:
    # The campaign first, then what belongs to it: one order for every act.
    campaign = Campaign.objects.locked(update.campaign_id)
    found = (
        Update.objects.select_for_update(of=("self",), no_key=True)
        .select_related("previous", "author")
        .filter(pk=update.pk)
        .first()
    )
    if found is None:
        raise NotPossible(_("This draft was thrown away meanwhile."))
    found.campaign = campaign
    return found


def waiting(update: Update) -> Update:
    """The row, locked, if nobody has decided yet."""
    update = locked(update)
    if update.state != State.SUBMITTED:
        raise NotPossible(
            _("Somebody was faster: this update is already “%(state)s”.")
            % {"state": update.get_state_display()}
        )
    return update


def author_only(campaign: Campaign, actor) -> None:
    if campaign.owner_id != actor.pk or not actor.has_perm("campaigns.submit_campaign"):
        raise PermissionDenied("only its own caseworker writes news of a campaign")


def own_draft_only(update: Update, actor) -> None:
    """Whoever takes a campaign over begins drafts of their own: each has one author."""
    author_only(update.campaign, actor)
    if update.author_id != actor.pk:
        raise PermissionDenied("only its own author changes a draft")
    if update.state != State.DRAFT:
        raise NotPossible(_("This is no draft any more: it was sent to review."))


def is_author(update: Update, actor) -> bool:
    """Whether this person wrote it, or a try or a text that it continues, or owns the campaign."""
    authors = {update.campaign.owner_id, update.author_id}
    earlier = update.previous
    while earlier:
        authors.add(earlier.author_id)
        earlier = earlier.previous
    return actor.pk in authors


def decide(update: Update, state: str, actor, note: str = "") -> None:
    decisions.keep(
        update,
        state,
        actor=actor,
        act=f"update.{state}",
        target=target(update),
        when_field="published_on",
        note=note,
    )


def tell_author(update: Update, template: str) -> None:
    notices.queue(
        template=template,
        to=update.author.email,
        dedupe_key=f"{template}:update:{update.pk}",
        context={},
    )


def target(update: Update) -> str:
    return f"update:{update.campaign.public_id}:{update.public_id}"
