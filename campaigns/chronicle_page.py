"""The history of one campaign on the staff site."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from campaigns import chronicle, comments
from campaigns.acts import visible_or_404
from campaigns.models import Campaign


def page(request, campaign_id):
    campaign = visible_or_404(request, campaign_id)
    # Whoever may talk about its text may read what became of it.
    if not comments.may_write(request.user, campaign):
        raise PermissionDenied
    log = list(chronicle.entries(campaign))
    pages = dict(campaign.revisions.values_list("number", "pk"))
    context = admin.site.each_context(request) | {
        "title": _("History"),
        "opts": Campaign._meta,
        "campaign": campaign,
        "periods": [(period, pages.get(period.revision)) for period in chronicle.periods(log)],
        "acts": [(act, pages.get(act.revision)) for act in reversed(list(chronicle.acts(log)))],
    }
    return TemplateResponse(request, "admin/campaigns/campaign/record.html", context)
