"""People, the audit log and the outbox on the staff site."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from accounts import access_pages, audit_pages, invitation_pages, people_pages, session_pages
from accounts.desk_lists import ReadOnlyAdmin
from accounts.models import Notice

__all__ = [
    "access_pages",
    "audit_pages",
    "invitation_pages",
    "people_pages",
    "session_pages",
]

# The groups are made of the table in accounts/roles.py, nowhere else. Factors belong to their
# owner, and colleagues have no addresses beside the one they log in with.
admin.site.unregister([Authenticator, EmailAddress, Group])


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    """What letters are on their way. To whom is nobody's business, so it is not shown."""

    when_empty = _("No letter has been written yet.")
    list_display = ["template", "state", "attempts", "queued_at", "sent_at"]
    list_filter = ["state", "template", "queued_at"]
    list_per_page = 50
    show_full_result_count = False
    fields = [
        "template",
        "locale",
        "state",
        "attempts",
        "queued_at",
        "due_at",
        "sent_at",
        "last_error",
    ]
