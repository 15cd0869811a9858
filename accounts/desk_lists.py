"""What the lists and pages of the staff site share: recorded in our log, read, or narrowed."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse

from accounts import audit


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


class TypedFilter(admin.ListFilter):
    """Narrows by values as typed: a choice of all there are would grow without end."""

    template = "admin/typed_filter.html"
    # Its fields; what they are called in addresses is for the form to say.
    form_class = None

    def __init__(self, request, params, model, model_admin):
        super().__init__(request, params, model, model_admin)
        self.form = self.form_class(request.GET, auto_id="filter-%s")
        for name in self.expected_parameters():
            if name in params:
                self.used_parameters[name] = params.pop(name)[-1]

    def expected_parameters(self):
        return [field.html_name for field in self.form]

    def has_output(self):
        return True

    def choices(self, changelist):
        """The other filters of the list, to be sent along with these."""
        return [
            {"name": name, "value": value}
            for name, values in changelist.get_filters_params().items()
            if name not in self.expected_parameters()
            for value in values
        ]

    def queryset(self, request, queryset):
        if self.form.is_valid():
            return self.narrow(queryset)
        for errors in self.form.errors.values():
            for error in errors:
                messages.error(request, error)
        # All rows would look like an answer to what was asked.
        return queryset.none()

    def narrow(self, queryset):
        """The rows that the valid form asks for."""
        raise NotImplementedError


def page_context(request, title, **more) -> dict:
    """What a page of ours on the staff site needs beside its own words."""
    return admin.site.each_context(request) | {"title": title} | more
