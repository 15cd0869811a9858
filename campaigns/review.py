"""The page on which somebody else than the author reads a revision and decides."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from campaigns import differences, leakguard, marking, moderation, scenes
from campaigns.acts import told
from campaigns.forms import DecisionForm
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
    form = DecisionForm(request.POST or None, revision=revision)
    if request.method == "POST" and form.is_valid():
        decide(request, revision, form.cleaned_data)
        return redirect("admin:campaigns_revision_changelist")
    return TemplateResponse(
        request,
        "admin/campaigns/revision/review.html",
        admin.site.each_context(request) | context(request.user, revision, form),
    )


def decide(request, revision: Revision, answer: dict) -> None:
    if answer["decision"] == DecisionForm.APPROVE:
        with told(request, _("Approved. It is public now.")):
            moderation.approve(
                revision,
                actor=request.user,
                note=answer["note"],
                checklist=answer["checklist"],
            )
    else:
        with told(request, _("Sent back. The author gets a letter and reads your note here.")):
            moderation.reject(revision, actor=request.user, note=answer["note"])


def context(user, revision: Revision, form: DecisionForm) -> dict:
    campaign, content = revision.campaign, revision.content
    findings = [
        finding | {"number": number} for number, finding in enumerate(revision.findings, start=1)
    ]
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
        "languages": [code for code, _name in settings.LANGUAGES if code in content["title"]],
        "passages": list(passages(content, findings)),
        "findings": findings,
        "marked": marked,
        "serious": sum(finding["severity"] == leakguard.BLOCK for finding in findings),
        "picture": scenes.picture_of(content["picture"], campaign.public_id, language),
        "live": live,
        "differences": live and differences.compare(live.content, content),
        "form": form,
        "may_review": may_review,
        "is_author": moderation.is_author(revision, user),
        "resumes": campaign.status == Campaign.Status.PAUSED,
    }


def passages(content: dict, findings: list[dict]) -> Iterator[Passage]:
    """The texts of a content in reading order, one language after the other."""
    for language, _name in settings.LANGUAGES:
        for name in READ_FIRST:
            if text := content[name].get(language):
                here = [f for f in findings if (f["place"], f["language"]) == (name, language)]
                render = marking.marked_story if name == "story" else marking.marked_text
                yield Passage(name, language, render(text, here))
