"""A campaign for colleagues who did not write it: what is public of it, and what they may do."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.utils.translation import get_language

from campaigns import lifecycle, restorations
from campaigns.localized import in_language
from campaigns.models import Campaign, Revision


def page(request, campaign: Campaign):
    if request.method == "POST":
        raise PermissionDenied
    return TemplateResponse(
        request,
        "admin/campaigns/campaign/sheet.html",
        admin.site.each_context(request) | context(request.user, campaign),
    )


def context(user, campaign: Campaign) -> dict:
    """Words and sums only for those who decide on them; a code and a status are for everybody."""
    given = {
        "opts": Campaign._meta,
        "title": campaign.public_id,
        "campaign": campaign,
        "moves": [(name, lifecycle.MOVES[name]) for name in lifecycle.open_moves(user, campaign)],
        "may_restore": campaign.status == Campaign.Status.WITHDRAWN
        and lifecycle.may(user, campaign, "restore"),
        "may_reschedule": user.has_perm("campaigns.close_campaign")
        and Campaign.objects.public().filter(pk=campaign.pk).exists(),
    }
    if user.has_perm("campaigns.review_campaign"):
        on_its_way = [Revision.State.SUBMITTED, Revision.State.SCHEDULED]
        waiting = campaign.revisions.filter(state__in=on_its_way).first()
        restoration = restorations.pending(campaign)
        shown = campaign.live_revision or waiting
        title, language = in_language(shown.content["title"], get_language())
        given |= {
            "live": campaign.live_revision,
            "waiting": waiting,
            "restoration": restoration,
            "is_own_proposal": restoration and restoration.proposed_by_id == user.pk,
            "total": getattr(campaign, "total", None),
            "campaign_title": title,
            "campaign_title_language": language,
        }
    return given
