"""A draft or a revision on the very page the public would see, before it is public."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaigns import public, snapshot
from campaigns.models import Campaign, Category, Revision


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
    return shown(request, revision, back)


def of_revision(request, revision: Revision):
    """A revision, for whoever may read it."""
    return shown(request, revision, reverse("admin:campaigns_revision_change", args=[revision.pk]))


def shown(request, revision: Revision, back: str):
    campaign, content = revision.campaign, revision.content
    if campaign.status == Campaign.Status.DRAFT:
        # Not saved: the page as it would be on its first day.
        campaign.status, campaign.published_at = Campaign.Status.LIVE, timezone.now()
    category = Category.objects.filter(slug=content["category"]).first()
    campaign.category_name = category and category.name
    language = wanted_language(request, content)
    with translation.override(language):
        answer = render(
            request,
            "admin/campaigns/preview.html",
            {
                "campaign": public.present(
                    campaign, language=language, now=timezone.now(), revision=revision
                ),
                "presets": [(euros, euros * 100) for euros in settings.GIFT_PRESETS],
                "preselected": settings.GIFT_PRESELECTED,
                "back": back,
                "shown_language": language,
                "languages": settings.LANGUAGES,
            },
        )
    answer.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
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
