"""People, the audit log and the outbox on the staff site."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import audit, roles
from accounts.forms import ColleagueForm, NewColleagueForm, NewPasswordForm
from accounts.models import AuditEntry, Notice, User

# The groups are made of the table in accounts/roles.py, nowhere else. Factors belong to their
# owner, and colleagues have no addresses beside the one they log in with.
admin.site.unregister([Authenticator, EmailAddress, Group])


class AuditedAdmin(admin.ModelAdmin):
    """Records in our audit log; the admin's own would keep titles and addresses of rows."""

    # What the rows are called in the audit log.
    noun = ""

    def audit_target(self, obj) -> str:
        return f"{self.noun}:{obj.pk}"

    def construct_change_message(self, request, form, formsets, add=False):
        changed = [formset.prefix for formset in formsets or [] if formset.has_changed()]
        return [*form.changed_data, *changed]

    def log_addition(self, request, obj, message):
        return audit.record(request.user, f"{self.noun}.create", self.audit_target(obj))

    def log_change(self, request, obj, message):
        return audit.record(
            request.user, f"{self.noun}.edit", self.audit_target(obj), fields=message
        )

    def history_view(self, request, object_id, extra_context=None):
        """The audit log of this row, for those who may read the log."""
        obj = self.get_object(request, object_id)
        if obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not request.user.has_perm("accounts.view_auditentry"):
            raise PermissionDenied
        log = reverse("admin:accounts_auditentry_changelist")
        return redirect(f"{log}?q={self.audit_target(obj)}")


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows that the system writes and people only read."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def history_view(self, request, object_id, extra_context=None):
        """What nobody changes has no history."""
        raise PermissionDenied


@admin.register(User)
class ColleagueAdmin(AuditedAdmin, UserAdmin):
    noun = "user"
    form = ColleagueForm
    add_form = NewColleagueForm
    add_form_template = None
    change_password_form = NewPasswordForm
    fieldsets = [
        (None, {"fields": ["email", "work_name", "password"]}),
        (_("Access"), {"fields": ["role", "is_active"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["email", "work_name", "role", "password1", "password2"]}),
    ]
    list_display = ["__str__", "role", "is_active", "last_login"]
    list_filter = ["is_active", "groups"]
    search_fields = ["work_name", "email"]
    ordering = ["work_name", "pk"]
    filter_horizontal = []
    list_per_page = 50

    def get_queryset(self, request):
        colleagues = super().get_queryset(request).prefetch_related("groups")
        if request.user.is_superuser:
            return colleagues
        # Whoever could set a superuser's password would be one.
        return colleagues.filter(is_superuser=False)

    def has_delete_permission(self, request, obj=None):
        """Nobody: what a colleague did keeps their row. Leaving is `is_active`."""
        return False

    @admin.display(description=_("role"))
    def role(self, user):
        names = [group.name for group in user.groups.all()]
        return ", ".join(str(roles.LABELS.get(name, name)) for name in names) or _("none")

    def save_model(self, request, obj, form, change):
        obj.is_staff = True
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        user, role = form.instance, form.cleaned_data["role"]
        before = sorted(user.groups.values_list("name", flat=True))
        if before != [role.name]:
            user.groups.set([role])
            audit.record(
                request.user,
                "user.set_role",
                self.audit_target(user),
                before=before,
                after=role.name,
            )


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    list_display = ["at", "who", "action", "target"]
    list_filter = ["at", "action", ("actor", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["actor"]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["target"]
    search_help_text = _("What it was done to, for example campaign:8kq2mwx3za")
    fields = ["at", "who", "action", "target", "data"]

    @admin.display(description=_("who"), ordering="actor")
    def who(self, entry):
        return entry.actor or _("the system")


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    """What letters are on their way. To whom is nobody's business, so it is not shown."""

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
