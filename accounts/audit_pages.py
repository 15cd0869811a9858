"""The audit log on the staff site: narrowed by who, what and when, and taken along as CSV."""

from datetime import datetime, time, timedelta

from django import forms
from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.http import Http404, StreamingHttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts import audit, audit_export
from accounts.desk_lists import ReadOnlyAdmin, TypedFilter
from accounts.models import AuditEntry, User
from accounts.periods import PeriodForm

# The first word of an act, and what the acts it begins are about.
AREAS = {
    "user": _("log-ins and people"),
    "access": _("roles and lost factors"),
    "factor": _("second factors"),
    "invitation": _("invitations"),
    "session": _("sessions ended"),
    "campaign": _("campaigns"),
    "revision": _("reviews"),
    "update": _("news"),
    "choice": _("what the site says"),
    "proposal": _("money entered by hand"),
    "refund": _("refunds"),
    "matter": _("matters of finance"),
    "report": _("exports of finance"),
    "audit": _("the log itself"),
    "lockdown": _("lockdowns"),
}
SYSTEM = "system"


class PeriodAndActForm(PeriodForm):
    """From, to, and an act as it is written in the log."""

    action = forms.CharField(
        label=_("Act"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "size": 18}),
    )


class PeriodFilter(TypedFilter):
    title = _("period and act")
    form_class = PeriodAndActForm

    def narrow(self, queryset):
        asked = self.form.cleaned_data
        if asked["first_day"]:
            queryset = queryset.filter(at__gte=midnight(asked["first_day"]))
        if asked["last_day"]:
            queryset = queryset.filter(at__lt=midnight(asked["last_day"] + timedelta(days=1)))
        if asked["action"]:
            queryset = queryset.filter(action=asked["action"])
        return queryset


def midnight(day) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


class AreaFilter(admin.SimpleListFilter):
    title = _("subject")
    parameter_name = "area"

    def lookups(self, request, model_admin):
        return AREAS.items()

    def queryset(self, request, queryset):
        return queryset.filter(action__startswith=f"{self.value()}.") if self.value() else queryset


class WhoFilter(admin.SimpleListFilter):
    """By a colleague. Asked of the few people, not of the long log."""

    title = _("who")
    parameter_name = "who"

    def lookups(self, request, model_admin):
        if not request.user.has_perm("accounts.view_auditentry"):
            return []
        people = User.objects.order_by("work_name", "pk")
        return [(SYSTEM, _("the system")), *((str(user.pk), str(user)) for user in people)]

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        if self.value() == SYSTEM:
            return queryset.filter(actor=None)
        known = self.value() in dict(self.lookup_choices)
        return queryset.filter(actor=self.value()) if known else queryset.none()


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    """All of it for administrators; their own acts for those whose role says so."""

    list_display = ["at", "who", "action", "target"]
    list_filter = [PeriodFilter, AreaFilter, WhoFilter]
    list_select_related = ["actor"]
    list_per_page = 50
    show_full_result_count = False
    # Numbers beside every filter would count the whole log once for each.
    show_facets = admin.ShowFacets.NEVER
    sortable_by = []
    search_fields = ["target"]
    search_help_text = _("What it was done to, for example campaign:8kq2mwx3za")
    fields = ["at", "who", "action", "target", "data", "place"]

    def has_view_permission(self, request, obj=None):
        if request.user.has_perm("accounts.view_auditentry"):
            return True
        own = obj is None or obj.actor_id == request.user.pk
        return own and request.user.has_perm("accounts.view_own_acts")

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def get_queryset(self, request):
        entries = super().get_queryset(request)
        if request.user.has_perm("accounts.view_auditentry"):
            return entries
        return entries.filter(actor=request.user)

    def get_object(self, request, object_id, from_field=None):
        """Somebody else's entry is not there, for those who read their own alone."""
        entry = super().get_object(request, object_id, from_field)
        if entry is None:
            raise Http404
        return entry

    def get_urls(self):
        export_at = path(
            "export/",
            self.admin_site.admin_view(permitted_export(self)),
            name="accounts_auditentry_export",
        )
        return [export_at, *super().get_urls()]

    @admin.display(description=_("who"), ordering="actor")
    def who(self, entry):
        return entry.actor or _("the system")

    @admin.display(description=_("place in the chain"))
    def place(self, entry):
        link = getattr(entry, "link", None)
        return f"{link.position}: {link.hash}" if link else "—"


def permitted_export(model_admin: AuditEntryAdmin):
    """The view that streams what a list shows; its filters come with the address."""

    @require_POST
    @permission_required("accounts.export_auditentry", raise_exception=True)
    def export(request):
        entries = model_admin.get_changelist_instance(request).get_queryset(request)
        asked = {name: value for name, value in request.GET.items() if value}
        audit.record(request.user, "audit.export", "audit", filters=asked, rows=entries.count())
        name = f"audit-{timezone.localtime():%Y%m%d-%H%M}.csv"
        return StreamingHttpResponse(
            audit_export.stream(entries.order_by("pk")),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    return export
