"""What buttons on the page of a revision do, beside deciding: hold, comment, share, cancel."""

from django.contrib import admin, messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from campaigns import claims, comments, preview_links, schedule
from campaigns.acts import reason_of, told
from campaigns.models import Revision


@require_POST
def claim(request, revision: Revision):
    """Take a revision in hand, or let go of it."""
    act = request.POST.get("act")
    if act not in {"take", "release"}:
        raise Http404
    if act == "take":
        claims.take(revision, actor=request.user)
        messages.success(request, _("It is in your hands; colleagues see that."))
    else:
        claims.release(revision, actor=request.user)
        messages.success(request, _("It is free for others."))
    return back(revision)


@require_POST
def comment(request, revision: Revision):
    text, place = request.POST.get("text", ""), request.POST.get("place", "")
    with told(request, _("Sent. The others get a letter that says so.")):
        comments.write(revision, actor=request.user, text=text, place=place)
    return back(revision, "#comments-h")


@require_POST
def cancel(request, revision: Revision):
    """Take a scheduled publication back."""
    with told(request, _("Cancelled. Nothing is published; it needs a new review.")):
        schedule.cancel(revision, actor=request.user, reason=reason_of(request))
    return back(revision)


def links(request, revision: Revision):
    """The links to a revision for people outside: all there were, and a button for another."""
    if request.method == "POST":
        change_links(request, revision)
        return redirect("admin:campaigns_revision_links", revision.pk)
    now = timezone.now()
    holding = set(preview_links.holding(now).filter(revision=revision).values_list("pk", flat=True))
    context = admin.site.each_context(request) | {
        "title": _("Preview links"),
        "opts": Revision._meta,
        "revision": revision,
        "campaign": revision.campaign,
        "may_make": revision.state in preview_links.ON_ITS_WAY,
        "links": [
            (link, address_of(request, link) if link.pk in holding else "")
            for link in revision.preview_links.select_related("made_by")
        ],
    }
    return TemplateResponse(request, "admin/campaigns/revision/links.html", context)


def change_links(request, revision: Revision) -> None:
    if "revoke" not in request.POST:
        with told(request, _("Made. It leads to this revision for 48 hours.")):
            preview_links.make(revision, actor=request.user)
        return
    number = request.POST["revoke"]
    mine = revision.preview_links.select_related("revision__campaign")
    link = get_object_or_404(mine, pk=number if number.isdecimal() else 0)
    with told(request, _("Revoked. The address leads nowhere any more.")):
        preview_links.revoke(link, actor=request.user)


def address_of(request, link) -> str:
    return request.build_absolute_uri(reverse("preview", args=[preview_links.token(link)]))


def back(revision: Revision, place: str = ""):
    return redirect(reverse("admin:campaigns_revision_change", args=[revision.pk]) + place)
