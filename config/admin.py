"""The staff site: Django's admin, under our policy and in our words."""

from csp.constants import NONE, SELF
from csp.decorators import csp_replace
from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _

from accounts import desk as people
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


class StaffAdminSite(AdminSite):
    site_header = "Śviatło"
    site_title = "Śviatło"
    index_title = _("Your desk")
    site_url = "/"
    enable_nav_sidebar = False

    def admin_view(self, view, cacheable=False):
        return csp_replace(STAFF_POLICY)(super().admin_view(view, cacheable))

    def index(self, request, extra_context=None):
        sections = [
            section for desk in (stories, money, people) for section in desk.sections(request.user)
        ]
        return super().index(request, {"sections": sections} | (extra_context or {}))

    def login(self, request, extra_context=None):
        return csp_replace(STAFF_POLICY)(super().login)(request, extra_context)

    def logout(self, request, extra_context=None):
        response = super().logout(request, extra_context)
        # Whoever opens this browser next finds no page of ours in it.
        response.headers["Clear-Site-Data"] = '"*"'
        return response
