"""The browsers in which a colleague is logged in, for that colleague alone."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import sessions
from accounts.desk_lists import ReadOnlyAdmin, page_context
from accounts.models import DeskSession
from accounts.people_pages import KINDS_OF_FACTORS


@admin.register(DeskSession)
class DeskSessionAdmin(ReadOnlyAdmin):
    """Everybody's own. The rows have no page each: their number would open the desk."""

    def has_module_permission(self, request):
        return False

    def has_view_permission(self, request, obj=None):
        return obj is None

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("", view(self.changelist_view), name="accounts_desksession_changelist"),
            path("end/", view(end), name="accounts_desksession_end"),
        ]

    def changelist_view(self, request, extra_context=None):
        rows = [
            {
                "handle": sessions.handle(session),
                "is_this": session.session_key == request.session.session_key,
                "began_at": session.began_at,
                "used_at": session.used_at,
                "factor": KINDS_OF_FACTORS.get(session.factor, _("password alone")),
            }
            for session in sessions.of(request.user)
        ]
        context = page_context(request, _("Where you are logged in"), rows=rows)
        return render(request, "admin/accounts/desksession/list.html", context)


@require_POST
def end(request):
    """What the buttons post: `session` with a handle, or `all` for all but this one."""
    if "all" in request.POST:
        ended = sessions.end_all(
            request.user,
            actor=request.user,
            why="by hand",
            but=request.session.session_key,
        )
        messages.success(
            request, _("You are logged out everywhere else.") if ended else _("There was no other.")
        )
    elif handle := request.POST.get("session", ""):
        found = sessions.end_one(request.user, handle, actor=request.user)
        messages.success(request, _("Ended.") if found else _("It had ended already."))
    else:
        raise PermissionDenied("no session was named")
    return redirect("admin:accounts_desksession_changelist")
