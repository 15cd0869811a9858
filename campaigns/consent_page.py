"""The page on which a hero's consent is recorded, read and withdrawn."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns import comments, consents, lifecycle, readiness
from campaigns.acts import page_of, told, visible_or_404
from campaigns.consent_forms import ConsentForm
from campaigns.models import Campaign


def page(request, campaign_id):
    campaign = visible_or_404(request, campaign_id)
    if not comments.may_write(request.user, campaign):
        raise PermissionDenied
    if request.method == "POST" and "withdraw" in request.POST:
        return withdraw(request, campaign)
    may_record = consents.may_record(request.user, campaign)
    form = ConsentForm(request.POST or None)
    if request.method == "POST":
        if not may_record:
            raise PermissionDenied
        if form.is_valid() and recorded(request, campaign, form):
            return redirect(page_of(request, campaign))
    last, *earlier = [*campaign.consents.select_related("recorded_by"), None]
    is_public = campaign.status in lifecycle.MOVES["withdraw"].sources
    context = admin.site.each_context(request) | {
        "title": _("Consent"),
        "opts": Campaign._meta,
        "campaign": campaign,
        "last": last,
        "holds": bool(consents.current(campaign, readiness.day_at_home(campaign, timezone.now()))),
        "earlier": [one for one in earlier if one],
        # Of what is read now, or would be sent next.
        "lacks": readiness.missing_consent(
            campaign,
            campaign.live_revision.content if is_public else {"anonymity": campaign.anonymity},
            timezone.now(),
        ),
        "is_public": is_public,
        "form": form if may_record and campaign.status != Campaign.Status.WITHDRAWN else None,
        "may_end": last and not last.ended_at and consents.may_withdraw(request.user, campaign),
    }
    return TemplateResponse(request, "admin/campaigns/campaign/consent.html", context)


def recorded(request, campaign: Campaign, form: ConsentForm) -> bool:
    with told(request, _("Recorded.")) as outcome:
        consents.record(campaign, actor=request.user, **form.cleaned_data)
    return outcome.is_done


def withdraw(request, campaign: Campaign):
    with told(request, _("The consent is withdrawn.")):
        consents.withdraw(campaign, actor=request.user)
    campaign.refresh_from_db()
    if campaign.status == Campaign.Status.WITHDRAWN:
        return redirect("admin:campaigns_campaign_takedown", campaign.pk)
    return redirect(page_of(request, campaign))
