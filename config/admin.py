"""The staff site: Django's admin behind our door, under our policy and in our words."""

from functools import wraps

from csp.constants import NONE, SELF
from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from accounts import desk as people
from accounts import doors, password_pages, proofs
from accounts.doors import Standing
from campaigns import desk as stories
from donations import desk as money

# The admin's own scripts are files of this host; nothing inline, nothing from elsewhere.
# Trusted Types stay off under its path because the admin's jQuery writes HTML.
STAFF_POLICY = {
    "script-src": [SELF],
    "connect-src": [SELF],
    "require-trusted-types-for": None,
    "trusted-types": None,
    "object-src": [NONE],
}
# Sending these asks for a proof of the last minutes. What makes something less public is not among
# them: a take-down, a pause, a revoked link cannot wait.
GRAVE = {
    "accounts_accesschange_decide",
    "accounts_auditentry_export",
    "accounts_invitation_act",
    "accounts_invitation_add",
    "accounts_user_act",
    "accounts_user_change",
    "accounts_user_propose",
    "campaigns_campaign_closing",
    "campaigns_campaign_restoration",
    "campaigns_revision_change",
    "donations_ledgerentry_refund",
    "donations_proposal_decide",
    "donations_refundorder_change",
    "donations_report_export",
}
# Where only some of what is sent is grave: whether this is, by what was sent.
GRAVE_AT_TIMES = {
    "campaigns_campaign_move": lambda sent: sent.get("move") not in {"pause", "withdraw"},
    "campaigns_choice_write": lambda sent: "look" not in sent,
    "campaigns_revision_links": lambda sent: "revoke" not in sent,
    "campaigns_update_change": lambda sent: "decision" in sent,
    "donations_donormessage_changelist": lambda sent: sent.get("action") == "show_selected",
    "donations_donormessage_decide": lambda sent: sent.get("decision") == "show",
}


class StaffAdminSite(AdminSite):
    site_header = "Śviatło"
    site_title = "Śviatło"
    index_title = _("Your desk")
    site_url = "/"
    enable_nav_sidebar = False

    def has_permission(self, request):
        return doors.standing(request) is Standing.INSIDE

    def each_context(self, request):
        return super().each_context(request) | {"is_small_team": settings.SMALL_TEAM}

    def admin_view(self, view, cacheable=False):
        inside = super().admin_view(view, cacheable)

        @csp_replace(STAFF_POLICY)
        @wraps(view)
        def through_the_door(request, *args, **kwargs):
            return self.stop(request, grave=is_grave(request)) or inside(request, *args, **kwargs)

        return through_the_door

    def stop(self, request, *, grave=False, setting_up=False):
        """The answer to somebody who may not go on; None when they may.

        grave: sending needs a fresh proof. setting_up: a page on which a second factor is set up
        or kept, the only ones open to those who have none yet.
        """
        posted = request.method == "POST"
        if posted and proofs.came_along(request) and request.user.is_authenticated:
            form = proofs.ProofForm(request, proofs.asked_of(request), request.POST)
            if not form.is_valid():
                return self.dressed(request, proofs.page(request, form))
            form.proceed()
            request.POST = proofs.without_proof(request.POST)
        standing = doors.standing(request)
        if standing is Standing.STRANGER:
            return lead(request, "account_login")
        if standing is Standing.WITHOUT_ROLE:
            page = TemplateResponse(request, "admin/doors/without_role.html", status=403)
            return self.dressed(request, page)
        unproven = standing in {Standing.LOCKED, Standing.UNPROVEN}
        if unproven or ((grave and posted) and not doors.is_fresh(request)):
            if not posted:
                return lead(request, "proof")
            form = proofs.ProofForm(request, proofs.asked_of(request))
            return self.dressed(request, proofs.page(request, form))
        if standing is not Standing.INSIDE and not setting_up:
            return HttpResponseRedirect(reverse("mfa_index"))
        doors.remember(request)
        return None

    def dressed(self, request, page):
        """A page of the door in the frame of the desk."""
        page.context_data = self.each_context(request) | (page.context_data or {})
        return page

    def index(self, request, extra_context=None):
        sections = people.alarms(request.user)
        for desk in (stories, money, people):
            sections += desk.sections(request.user)
        return super().index(request, {"sections": sections} | (extra_context or {}))

    def password_change(self, request, extra_context=None):
        context = self.each_context(request) | (extra_context or {})
        return password_pages.OwnPassword.as_view(extra_context=context)(request)

    def logout(self, request, extra_context=None):
        response = super().logout(request, extra_context)
        # Whoever opens this browser next finds no page of ours in it.
        response.headers["Clear-Site-Data"] = '"*"'
        return response


def is_grave(request) -> bool:
    name = request.resolver_match.url_name
    return name in GRAVE or (name in GRAVE_AT_TIMES and GRAVE_AT_TIMES[name](request.POST))


def lead(request, name: str) -> HttpResponseRedirect:
    """To a page of the door, and from there back to where somebody was going."""
    return HttpResponseRedirect(f"{reverse(name)}?{urlencode({'next': request.get_full_path()})}")
