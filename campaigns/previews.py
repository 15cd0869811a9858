"""A draft or a revision on the very page the public would see, before it is public."""

from dataclasses import replace

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaigns import choices, lifecycle, preview_links, public, scenes, snapshot
from campaigns.models import Campaign, Category, PreviewLink, Revision
from campaigns.views import picture_file

ROBOTS = "noindex, nofollow, noarchive"
READERS = ("campaigns.change_campaign", "campaigns.review_campaign")
KEPT_NOWHERE = "private, no-store"


@require_safe
def of_draft(request, campaign_id):
    """The draft as it is saved now, for its author."""
    if not request.user.has_perm("campaigns.change_campaign"):
        raise PermissionDenied
    campaign = get_object_or_404(Campaign.objects.owned_by(request.user), pk=campaign_id)
    back = reverse("admin:campaigns_campaign_change", args=[campaign.pk])
    content = snapshot.freeze(campaign)
    if not content["lines"]:
        messages.warning(request, _("A page needs a goal: write a budget line first."))
        return redirect(back)
    revision = Revision(
        campaign=campaign,
        content=content,
        goal_cents=snapshot.goal_cents(content),
        currency=campaign.currency,
    )
    return at_desk(request, revision, back)


def of_revision(request, revision: Revision):
    """A revision, for whoever may read it."""
    back = reverse("admin:campaigns_revision_change", args=[revision.pk])
    return at_desk(request, revision, back)


def at_desk(request, revision: Revision, back: str):
    """With the ways back, and the one to the take-down of what is public."""
    campaign = revision.campaign
    danger = "withdraw" in lifecycle.open_moves(request.user, campaign)
    takedown = reverse("admin:campaigns_campaign_takedown", args=[campaign.pk]) if danger else ""
    return shown(request, revision, desk_address, back=back, takedown=takedown)


@require_safe
def of_link(request, token):
    """A revision, for somebody outside who was given a link to it."""
    link = link_or_404(token)

    def address(key, width, kind):
        return reverse("preview-picture", args=[token, width, kind])

    return shown(request, link.revision, address, link=link)


@require_safe
def picture_of_link(request, token, width, kind):
    picture = link_or_404(token).revision.content["picture"]
    if not picture:
        raise Http404
    return picture_file(picture["key"], width, kind, caching=KEPT_NOWHERE)


def link_or_404(token: str) -> PreviewLink:
    if link := preview_links.find(token):
        return link
    raise Http404


@require_safe
def picture_of_desk(request, key, width, kind):
    """A picture of a campaign whose text this colleague may read, public or not."""
    if not any(map(request.user.has_perm, READERS)):
        raise PermissionDenied
    mine = Campaign.objects.visible_to(request.user).filter(
        Q(picture__key=key) | Q(revisions__content__picture__key=key)
    )
    if not mine.exists():
        raise Http404
    return picture_file(key, width, kind, caching=KEPT_NOWHERE)


def desk_address(key: str, width: int, kind: str) -> str:
    return reverse("admin:campaigns_campaign_picture", args=[key, width, kind])


def picture_at_desk(content: dict, number: int, language: str) -> scenes.PublicPicture:
    """The picture of a content where colleagues see it, also before it is public."""
    return scenes.picture_of(content["picture"], number, language, desk_address)


def shown(request, revision: Revision, address, **more):
    """The public page of a revision; address(key, width, kind) is where its reader finds a file."""
    campaign, content = revision.campaign, revision.content
    if campaign.status == Campaign.Status.DRAFT:
        # Not saved: the page as it would be on its first day.
        campaign.status, campaign.published_at = Campaign.Status.LIVE, timezone.now()
    category = Category.objects.filter(slug=content["category"]).first()
    campaign.category_name = category and category.name
    language = wanted_language(request, content)
    with translation.override(language):
        page = public.present(campaign, language=language, now=timezone.now(), revision=revision)
        picture = scenes.picture_of(content["picture"], campaign.pk, language, address)
        answer = render(
            request,
            "admin/campaigns/preview.html",
            {
                "campaign": replace(page, picture=picture),
                "holds": choices.current(),
                "shown_language": language,
                "languages": settings.LANGUAGES,
                "is_preview": True,
            }
            | more,
        )
    answer.headers["X-Robots-Tag"] = ROBOTS
    answer.headers["Cache-Control"] = KEPT_NOWHERE
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def wanted_language(request, content: dict) -> str:
    """The language that was asked for, else the first one the title is written in."""
    codes = [code for code, _name in settings.LANGUAGES]
    wanted = request.GET.get("language")
    if wanted is None:
        return next((code for code in codes if content["title"].get(code)), codes[0])
    if wanted not in codes:
        raise Http404
    return wanted
