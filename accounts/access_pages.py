"""Changes of access: what waits for a second administrator, and the page to decide on it."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts import access, roles
from accounts.desk_lists import ReadOnlyAdmin, page_context
from accounts.models import AccessChange

DECISIONS = {"agree": access.agree, "drop": access.drop}


@admin.register(AccessChange)
class AccessChangeAdmin(ReadOnlyAdmin):
    when_empty = gettext_lazy("No change of roles or factors waits for a second person.")
    list_display = ["kind", "person", "state", "proposed_by", "agreed_by", "proposed_at"]
    list_filter = ["state", "kind"]
    list_select_related = ["person", "proposed_by", "agreed_by"]
    list_per_page = 50
    show_facets = admin.ShowFacets.NEVER
    # What waits comes first.
    ordering = [F("ended_at").desc(nulls_first=True), "-pk"]
    sortable_by = []

    def get_urls(self):
        decide_at = path(
            "<int:pk>/decide/",
            self.admin_site.admin_view(decide),
            name="accounts_accesschange_decide",
        )
        return [decide_at, *super().get_urls()]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """One change, with the buttons of whoever may decide on it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        change = self.get_object(request, object_id)
        if change is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        waits = change.state in AccessChange.WAITING
        context = page_context(
            request,
            change.get_kind_display(),
            change=change,
            opts=self.opts,
            new_roles=roles.words_for(change.roles),
            may_agree=change.state == AccessChange.State.PROPOSED
            and request.user.pk not in {change.proposed_by_id, change.person_id},
            may_drop=waits and access.may_drop(change, request.user),
        )
        return render(request, "admin/accounts/accesschange/detail.html", context)


@require_POST
def decide(request, pk: int):
    """What the buttons of a change post: `decision`."""
    if not request.user.has_perm("accounts.decide_accesschange"):
        raise PermissionDenied
    change = get_object_or_404(AccessChange, pk=pk)
    back = redirect("admin:accounts_accesschange_change", pk)
    decision = DECISIONS.get(request.POST.get("decision"))
    if decision is None:
        messages.error(request, _("Choose whether to agree or to drop it."))
        return back
    try:
        decided = decision(change, actor=request.user)
    except access.NotPossible as reason:
        messages.error(request, str(reason))
    except PermissionDenied:
        messages.error(request, _("Another administrator has to agree."))
    else:
        messages.success(request, SAID[decided.state]())
    return back


SAID = {
    AccessChange.State.AGREED: lambda: _("Agreed. It takes effect in a day, unless they object."),
    AccessChange.State.DONE: lambda: _("Done. They are logged out everywhere."),
    AccessChange.State.DROPPED: lambda: _("Dropped."),
}
