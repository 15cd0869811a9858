"""Pages on which a text becomes a draft, and a campaign a second one.

Nothing is stored before the last press: the text and what was understood of it travel together in
the page. What a request can hold is limited; one that is larger is told so, before anything else
of it is read.
"""

from dataclasses import dataclass

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import IntegrityError, transaction
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from campaigns import drafts, importer, leakguard, marking
from campaigns.importer import ParsedCampaign
from campaigns.markup import render_story
from campaigns.models import Campaign
from campaigns.paste_forms import (
    LONGEST_BYTES,
    TOO_LONG,
    Lines,
    SourceForm,
    UnderstoodForm,
    lines_of,
)

READ, STORE, WHOLE = "read", "store", "whole"


@dataclass(frozen=True)
class Doubt:
    """A problem, and the numbers under which its words are marked in the text."""

    sentence: str
    numbers: tuple[int, ...]


def addresses(site) -> list:
    """The addresses of these pages, beside those of a campaign."""
    # How large a request is must be asked before Django's check of its token reads it, which
    # admin_view makes all the same.
    paste_view = csrf_exempt(within_limit(site.admin_view(paste)))
    name = "campaigns_campaign"
    return [
        path("paste/", paste_view, name=f"{name}_paste"),
        path("<int:campaign_id>/duplicate/", site.admin_view(duplicate), name=f"{name}_duplicate"),
        path("<int:campaign_id>/note/", site.admin_view(dismiss), name=f"{name}_note"),
    ]


def within_limit(view):
    """Tell a colleague whose request is too large, instead of breaking off."""

    def checked(request):
        try:
            request.POST  # noqa: B018 - reads the request
        except RequestDataTooBig:
            if not admin.site.has_permission(request):
                raise
            messages.error(request, TOO_LONG % {"size": LONGEST_BYTES // 1000})
            return redirect("admin:campaigns_campaign_paste")
        return view(request)

    return checked


def paste(request):
    """Take a text; show what was understood; make the draft of it."""
    if not request.user.has_perm("campaigns.add_campaign"):
        raise PermissionDenied
    if request.method != "POST":
        return shown(request, source=SourceForm())
    source = SourceForm(request.POST, request.FILES)
    if not source.is_valid():
        return shown(request, source=source)
    text = source.cleaned_data["text"]
    if earlier := drafts.pasted_before(request.user, text):
        return to_earlier(request, earlier)
    # Somebody said that what looks like several is one.
    is_whole = WHOLE in request.POST
    found = importer.parse(text, whole=is_whole)
    if not found:
        source.add_error("text", _("There are no words in it to make a campaign of."))
        return shown(request, source=source)
    if len(found) > 1:
        return to_choose(request, text, found)
    parsed = found[0]
    source = SourceForm(initial={"text": text})
    if STORE not in request.POST:
        return shown(
            request,
            source=source,
            parsed=parsed,
            form=UnderstoodForm.of(parsed),
            lines=lines_of(parsed),
        )
    form, lines = UnderstoodForm(request.POST), Lines(request.POST, prefix="lines")
    if not (form.is_valid() & lines.is_valid()):
        return shown(request, source=source, parsed=parsed, form=form, lines=lines)
    return store(request, form.corrected(parsed, lines), form.cleaned_data["anonymity"], text)


def store(request, parsed: ParsedCampaign, anonymity: str, text: str):
    try:
        with transaction.atomic():
            campaign = drafts.create_draft(
                parsed,
                owner=request.user,
                anonymity=anonymity,
                import_digest=drafts.paste_digest(request.user, text),
                books_money=False,
            )
    except IntegrityError:
        # Two windows, or one impatient finger.
        earlier = drafts.pasted_before(request.user, text)
        if earlier is None:
            raise
        return to_earlier(request, earlier)
    messages.success(request, _("It is a draft now, and yours alone. Write on."))
    return redirect("admin:campaigns_campaign_change", campaign.pk)


def to_choose(request, text: str, found: list[ParsedCampaign]):
    """Show the campaigns of a text that holds several; each one is taken by itself."""
    context = admin.site.each_context(request) | {
        "title": _("Make a draft of a text"),
        "opts": Campaign._meta,
        "text": text,
        "choices": list(zip(importer.texts(text), found, strict=True)),
    }
    return TemplateResponse(request, "admin/campaigns/paste/several.html", context)


def to_earlier(request, earlier: Campaign):
    messages.warning(
        request, _("You brought this text before. Here is what became of it; nothing was added.")
    )
    return redirect("admin:campaigns_campaign_change", earlier.pk)


def shown(request, *, source, parsed=None, form=None, lines=None):
    context = admin.site.each_context(request) | {
        "title": _("Make a draft of a text"),
        "opts": Campaign._meta,
        "source": source,
    }
    if parsed is None:
        return TemplateResponse(request, "admin/campaigns/paste/text.html", context)
    text = source.initial["text"]
    doubts, marked = marked_text(text, parsed)
    context |= {
        "parsed": parsed,
        "is_whole": WHOLE in request.POST,
        "form": form,
        "lines": lines,
        "doubts": doubts,
        "marked": marked,
        "story": render_story(form["story"].value() or ""),
        "has_errors": bool(form.errors or lines.is_bound and lines.total_error_count()),
    }
    return TemplateResponse(request, "admin/campaigns/paste/understood.html", context)


def marked_text(text: str, parsed: ParsedCampaign) -> tuple[list[Doubt], SafeString]:
    """The problems, each with the numbers of its places, and the text with these marked."""
    findings, doubts, taken = [], [], []
    for problem in parsed.problems:
        numbers = []
        for start, end in problem.places(text):
            if all(end <= other_start or other_end <= start for other_start, other_end in taken):
                taken.append((start, end))
                numbers.append(len(taken))
                findings.append(
                    {
                        "number": len(taken),
                        "start": start,
                        "end": end,
                        "severity": leakguard.WARN,
                    }
                )
        doubts.append(Doubt(str(problem), tuple(numbers)))
    return doubts, marking.marked_text(text, findings)


@require_POST
def duplicate(request, campaign_id):
    """Begin a new draft with the words of an own campaign, wherever that one stands."""
    campaign = own_or_404(request, campaign_id)
    copy = drafts.duplicate(campaign, owner=request.user)
    messages.success(
        request,
        _(
            "This is the copy. It has the words, the budget and what must not appear; picture, "
            "case reference and dates are for you to choose."
        ),
    )
    return redirect("admin:campaigns_campaign_change", copy.pk)


@require_POST
def dismiss(request, campaign_id):
    """The author has seen to what the import left open."""
    campaign = own_or_404(request, campaign_id)
    Campaign.objects.filter(pk=campaign.pk).update(import_note={})
    return redirect("admin:campaigns_campaign_change", campaign.pk)


def own_or_404(request, campaign_id: int) -> Campaign:
    if not request.user.has_perm("campaigns.add_campaign"):
        raise PermissionDenied
    return get_object_or_404(Campaign.objects.owned_by(request.user), pk=campaign_id)
