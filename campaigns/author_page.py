"""What stands on the page of a draft: its form, how it is doing, what keeps it from review."""

import json

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from campaigns import (
    budget_forms,
    draft_forms,
    lifecycle,
    moderation,
    previews,
    protected_terms,
    readiness,
    saving,
    scenes,
    snapshot,
)
from campaigns.localized import TypedText
from campaigns.markup import render_story
from campaigns.models import Campaign, Revision

LONGEST_PREVIEW = 10_000


def shown(
    request, draft: Campaign, form, lines, base: dict, *, complaints=(), disputes=(), code: str = ""
):
    """Draw the page; base are the fingerprints of what it is filled with."""
    shown_codes = request.POST.getlist("shown") or request.GET.getlist("shown")
    context = {
        "opts": Campaign._meta,
        "title": str(draft) if draft.pk else "",
        "original": draft if draft.pk else None,
        "form": form,
        "lines": lines,
        "base": json.dumps(base),
        "code": code or (saving.new_code(request.user) if draft.pk is None else ""),
        "errors": bool(complaints or disputes),
        "complaints": complaints,
        "disputes": disputes,
        "most_lines": budget_forms.MOST_LINES,
        "questions": [form[name] for name in form.fields if name.startswith("brief_")],
        "languages": [
            {"code": language, "name": name, "is_shown": language in shown_codes}
            for language, name in settings.LANGUAGES
        ],
        "may_submit": request.user.has_perm("campaigns.submit_campaign"),
    }
    if draft.pk:
        context |= panel(request.user, draft)
    wanted = {one.language for one in disputes}
    # Nothing that needs somebody is hidden from them.
    wanted |= {one.anchor.rpartition("_")[2] for one in complaints}
    if not shown_codes:
        wanted |= {get_language(), *context.get("written", [])}
    for language in context["languages"]:
        language["is_shown"] |= language["code"] in wanted
    return TemplateResponse(
        request,
        "admin/campaigns/campaign/change_form.html",
        admin.site.each_context(request) | context,
    )


def panel(user, campaign: Campaign) -> dict:
    """How a draft is doing and what keeps it from review."""
    content = snapshot.freeze(campaign)
    findings = moderation.scan(campaign, content)
    latest = campaign.revisions.order_by("-number").first()
    gaps = readiness.gaps(campaign, content, timezone.now())
    state = latest.state if latest else ""
    is_sent = state in {Revision.State.SUBMITTED, Revision.State.SCHEDULED}
    obstacles = [] if is_sent else moderation.obstacles(campaign, content, findings)
    return {
        "campaign": campaign,
        "latest": latest,
        "is_waiting": state == Revision.State.SUBMITTED,
        "scheduled": latest if state == Revision.State.SCHEDULED else None,
        "is_sent": is_sent,
        "goal_cents": snapshot.goal_cents(content),
        "findings": findings,
        "gaps": [] if is_sent else gaps,
        "gap_texts": {gap.text for gap in gaps},
        "obstacles": obstacles,
        # Nothing but what the leak guard found, and that may be a false alarm.
        "may_contest": obstacles and obstacles == moderation.objections(findings),
        "moves": [(name, lifecycle.MOVES[name]) for name in lifecycle.open_moves(user, campaign)],
        "protected_count": protected_terms.count(campaign),
        "picture": picture_of(campaign),
        "undescribed": readiness.undescribed(content),
        "coverage": readiness.coverage(content),
        "written": readiness.languages_of(content),
        "spellings": list(readiness.other_spellings(campaign)),
        "days_left": readiness.days_left(campaign, timezone.now()),
        "is_over": readiness.is_over(campaign, timezone.now()),
        "closing_is_open": draft_forms.closing_is_open(campaign),
    }


def standing(request, campaign: Campaign) -> dict[str, str]:
    """What the page says of the draft as it is saved now, in HTML: findings and what is missing."""
    context = panel(request.user, campaign)
    link = "admin/campaigns/_found_link.html"
    return {
        "ready": render_to_string("admin/campaigns/campaign/_ready.html", context, request),
        "found": render_to_string(link, context, request) if context["findings"] else "",
    }


def picture_of(campaign: Campaign) -> scenes.PublicPicture | None:
    """The picture of the draft as readers would get it; None without one of its own."""
    own = snapshot.freeze(campaign)["picture"]
    return own and scenes.picture_of(own, campaign.pk, get_language(), previews.desk_address)


@require_POST
def story(request):
    """What a story is going to look like, for the preview beside the box it is written in."""
    if not request.user.has_perm("campaigns.change_campaign"):
        raise PermissionDenied
    text = TypedText(required=False).to_python(request.POST.get("text", ""))
    return JsonResponse({"html": render_story(text[:LONGEST_PREVIEW], below=2)})
