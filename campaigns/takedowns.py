"""The page for danger: one press takes a campaign down; why may be said afterwards."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from accounts import audit
from campaigns import lifecycle
from campaigns.acts import page_of, reason_of, told, visible_or_404
from campaigns.models import Campaign


def page(request, campaign_id):
    campaign = visible_or_404(request, campaign_id)
    is_down = campaign.status == Campaign.Status.WITHDRAWN
    may = lifecycle.may(request.user, campaign, "withdraw")
    if not may:
        raise PermissionDenied
    if request.method == "POST" and is_down:
        explain(request, campaign)
        return redirect(page_of(request, campaign))
    if request.method == "POST":
        with told(request, _("It is down.")):
            lifecycle.move(campaign.pk, "withdraw", actor=request.user)
        return redirect("admin:campaigns_campaign_takedown", campaign.pk)
    context = admin.site.each_context(request) | {
        "title": _("It is down") if is_down else _("Take the campaign down"),
        "opts": Campaign._meta,
        "campaign": campaign,
        "is_down": is_down,
        "is_public": campaign.status in lifecycle.MOVES["withdraw"].sources,
    }
    return TemplateResponse(request, "admin/campaigns/campaign/takedown.html", context)


def explain(request, campaign: Campaign) -> None:
    """Write down why, for the record; nobody has to."""
    if reason := reason_of(request):
        with told(request, _("Noted.")):
            target = f"campaign:{campaign.public_id}"
            audit.record(request.user, "campaign.explain", target, reason=reason)
