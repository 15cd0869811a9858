"""The page of a colleague, for administrators: who it is, and what may be done about them."""

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts import access, factors, people, roles, sessions
from accounts.desk_lists import AuditedAdmin, page_context
from accounts.forms import DetailsForm, FactorsForm, RolesForm
from accounts.models import AccessChange, User

FORMS = {AccessChange.Kind.ROLES: RolesForm, AccessChange.Kind.FACTORS: FactorsForm}
KINDS_OF_FACTORS = {
    factors.PASSKEY: gettext_lazy("passkey"),
    factors.CODES: gettext_lazy("codes of an app"),
    factors.RECOVERY: gettext_lazy("recovery codes"),
}


class RoleFilter(admin.SimpleListFilter):
    title = gettext_lazy("role")
    parameter_name = "role"

    def lookups(self, request, model_admin):
        return roles.LABELS.items()

    def queryset(self, request, queryset):
        return queryset.filter(groups__name=self.value()) if self.value() else queryset


@admin.register(User)
class ColleagueAdmin(AuditedAdmin):
    noun = "user"
    form = DetailsForm
    list_display = ["__str__", "role", "is_active", "last_login"]
    list_filter = ["is_active", RoleFilter]
    show_facets = admin.ShowFacets.NEVER
    search_fields = ["work_name", "email"]
    ordering = ["work_name", "pk"]
    list_per_page = 50

    def get_queryset(self, request):
        colleagues = super().get_queryset(request).prefetch_related("groups")
        if request.user.is_superuser:
            return colleagues
        # Whoever could put a superuser out would be above one.
        return colleagues.filter(is_superuser=False)

    def has_add_permission(self, request):
        """Nobody: the only way in is an invitation."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Nobody: what a colleague did keeps their row. Leaving is `is_active`."""
        return False

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/act/", view(act), name="accounts_user_act"),
            path("<int:pk>/propose/<slug:kind>/", view(propose), name="accounts_user_propose"),
            *super().get_urls(),
        ]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """The admin's own page of a colleague, in our words; its form is DetailsForm."""
        open_sessions = sessions.of(obj).count()
        context |= {
            "title": str(obj),
            "subtitle": None,
            "person": obj,
            "form": context["adminform"].form,
            "role": roles.words_for(roles.of(obj)) or _("none"),
            "factors": kinds_of_factors(obj),
            "sessions": ngettext("%(count)s open", "%(count)s open", open_sessions)
            % {"count": open_sessions},
            "has_sessions": open_sessions > 0,
            "changes": obj.access_changes.filter(state__in=AccessChange.WAITING),
        }
        return render(request, "admin/accounts/user/detail.html", context)

    @admin.display(description=gettext_lazy("role"))
    def role(self, user):
        return roles.words_for(roles.of(user)) or _("none")


def kinds_of_factors(person: User) -> str:
    """What somebody has set up, as a list in words."""
    kinds = sorted(set(factors.of(person).values()))
    return ", ".join(str(KINDS_OF_FACTORS[kind]) for kind in kinds) or _("none")


@require_POST
@permission_required("accounts.change_user", raise_exception=True)
def act(request, pk: int):
    """What the buttons on a colleague's page post: `act`."""
    person = get_object_or_404(User, pk=pk, is_superuser=False)
    back = redirect("admin:accounts_user_change", pk)
    wanted = ACTS.get(request.POST.get("act"))
    if wanted is None:
        messages.error(request, _("Choose what to do."))
        return back
    do, done = wanted
    try:
        do(person, actor=request.user)
    except people.NotPossible as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, done)
    return back


ACTS = {
    "end_sessions": (people.end_sessions, gettext_lazy("They are logged out everywhere.")),
    "disable": (
        people.disable,
        gettext_lazy("They can no longer log in, and are logged out everywhere."),
    ),
    "enable": (people.enable, gettext_lazy("They can log in again.")),
}


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("accounts.add_accesschange", raise_exception=True)
def propose(request, pk: int, kind: str):
    """The form for one kind of change of a colleague's access."""
    if kind not in FORMS:
        raise Http404
    person = get_object_or_404(User, pk=pk, is_superuser=False)
    posted = request.POST if request.method == "POST" else None
    form = FORMS[kind](posted, person=person)
    if posted is not None and form.is_valid():
        try:
            change = access.propose(kind=kind, person=person, actor=request.user, **form.proposed())
        except access.NotPossible as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("Proposed. Another administrator has to agree."))
            return redirect("admin:accounts_accesschange_change", change.pk)
    context = page_context(request, form.title, form=form, person=person)
    status = 400 if form.errors else 200
    return render(request, "admin/accounts/user/propose.html", context, status=status)
