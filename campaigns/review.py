"""The page on which somebody else than the author reads a revision and decides."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from campaigns import (
    brief,
    comments,
    differences,
    marking,
    moderation,
    previews,
    schedule,
    snapshot,
)
from campaigns.acts import told
from campaigns.decision_forms import RevisionDecisionForm
from campaigns.findings import ANSWERS, is_serious
from campaigns.localized import in_language
from campaigns.models import Campaign, Revision

READ_FIRST = ("title", "summary", "story", "hero_name")


@dataclass(frozen=True)
class Passage:
    """One text of a revision in one language, as HTML with its findings marked."""

    name: str
    language: str
    html: SafeString


def page(request, revision: Revision):
    """Show a revision; with POST, decide on it. An author reads it here, and no more."""
    may_review = request.user.has_perm("campaigns.review_campaign")
    if request.method == "POST" and not may_review:
        raise PermissionDenied
    is_waiting = revision.state == Revision.State.SUBMITTED
    findings = moderation.current_findings(revision) if is_waiting else revision.findings
    form = RevisionDecisionForm(request.POST or None, revision=revision, findings=findings)
    if request.method == "POST" and form.is_valid():
        if decide(request, revision, form):
            return redirect("admin:campaigns_revision_changelist")
        # Somebody may have been faster.
        revision.refresh_from_db()
    return TemplateResponse(
        request,
        "admin/campaigns/revision/review.html",
        admin.site.each_context(request) | context(request.user, revision, form),
    )


def decide(request, revision: Revision, form: RevisionDecisionForm) -> bool:
    """Carry a decision out; False if it was refused for what is on the page."""
    decision = form.cleaned_data["decision"]
    done = {
        form.APPROVE: _("Approved. It is public now."),
        form.SCHEDULE: _("Approved. It goes public at its time, unless somebody changes it."),
        form.CHANGES: _("Sent back. The author gets a letter and reads your note here."),
    }
    with told(request, done[decision]) as outcome:
        if decision == form.CHANGES:
            moderation.reject(revision, actor=request.user, **form.said)
        else:
            moderation.approve(
                revision, actor=request.user, publish_at=form.publish_at, **form.said
            )
    return outcome.is_done


def context(user, revision: Revision, form: RevisionDecisionForm) -> dict:
    campaign, content = revision.campaign, revision.content
    findings = [finding | {"number": n} for n, finding in enumerate(form.findings, start=1)]
    live = campaign.live_revision
    marked = {finding["number"] for finding in findings if finding["place"] in READ_FIRST}
    title, language = in_language(content["title"])
    is_waiting = revision.state == Revision.State.SUBMITTED
    may_review = is_waiting and user.has_perm("campaigns.review_campaign")
    return {
        "title": title,
        "title_language": language,
        "opts": Revision._meta,
        "revision": revision,
        "campaign": campaign,
        "content": content,
        "author_says": brief.answers(revision.brief),
        "languages": [code for code, _name in settings.LANGUAGES if code in content["title"]],
        "passages": list(passages(content, findings)),
        "findings": findings,
        "answers": ANSWERS,
        "marked": marked,
        "serious": sum(map(is_serious, findings)),
        "picture": previews.picture_at_desk(content, campaign.pk, language),
        "ends_at": snapshot.ends_at(content),
        "live": live,
        "differences": differences.compare(live.content, content)
        if live
        else differences.first(content),
        "form": form,
        "may_review": may_review,
        "may_cancel": revision.state == Revision.State.SCHEDULED
        and schedule.may_cancel(user, campaign),
        "is_author": moderation.is_author(revision, user),
        "resumes": campaign.status == Campaign.Status.PAUSED,
        "comments": revision.comments.select_related("author"),
        "places": comments.places(revision),
        "may_comment": comments.may_write(user, campaign),
        "links_url": reverse("admin:campaigns_revision_links", args=[revision.pk]),
    }


def passages(content: dict, findings: list[dict]) -> Iterator[Passage]:
    """The texts of a content in reading order, one language after the other."""
    for language, _name in settings.LANGUAGES:
        for name in READ_FIRST:
            if text := content[name].get(language):
                here = [f for f in findings if (f["place"], f["language"]) == (name, language)]
                render = marking.marked_story if name == "story" else marking.marked_text
                yield Passage(name, language, render(text, here))
