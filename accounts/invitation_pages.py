"""Invitations, as administrators send, list, send again and revoke them."""

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts import invitations, roles
from accounts.desk_lists import ReadOnlyAdmin, page_context
from accounts.forms import InvitationForm
from accounts.models import Invitation

ACTS = {
    "resend": (
        invitations.resend,
        gettext_lazy("Sent again. The new link holds for 48 hours, the old one opens nothing."),
    ),
    "revoke": (invitations.revoke, gettext_lazy("Revoked. The link opens nothing any more.")),
}


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    when_empty = gettext_lazy("Nobody is invited. An invitation is good for two days, and once.")
    list_display = ["work_name", "role_name", "standing", "invited_by", "invited_at"]
    list_select_related = ["invited_by"]
    list_per_page = 50
    sortable_by = []

    def has_add_permission(self, request):
        return request.user.has_perm("accounts.add_invitation")

    def get_urls(self):
        act_at = path(
            "<int:pk>/act/", self.admin_site.admin_view(act), name="accounts_invitation_act"
        )
        return [act_at, *super().get_urls()]

    def add_view(self, request, form_url="", extra_context=None):
        return add(request)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """One invitation, with its buttons as long as it is open."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        invitation = self.get_object(request, object_id)
        if invitation is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        context = page_context(
            request,
            str(invitation),
            invitation=invitation,
            opts=self.opts,
            role=roles.LABELS[invitation.role],
            standing=standing(invitation),
            is_open=not (invitation.accepted_at or invitation.revoked_at),
        )
        return render(request, "admin/accounts/invitation/detail.html", context)

    @admin.display(description=gettext_lazy("role"))
    def role_name(self, invitation):
        return roles.LABELS[invitation.role]

    @admin.display(description=gettext_lazy("state"))
    def standing(self, invitation):
        return standing(invitation)


def standing(invitation: Invitation) -> str:
    if invitation.accepted_at:
        return _("accepted")
    if invitation.revoked_at:
        return _("revoked")
    return _("open") if invitation.expires_at > timezone.now() else _("too old")


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("accounts.add_invitation", raise_exception=True)
def add(request):
    form = InvitationForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            invitations.invite(actor=request.user, **form.cleaned_data)
        except invitations.NotPossible as reason:
            form.add_error("email", str(reason))
        else:
            messages.success(request, _("Invited. The letter is on its way."))
            return redirect("admin:accounts_invitation_changelist")
    context = page_context(request, _("Invite a colleague"), form=form, opts=Invitation._meta)
    status = 400 if form.errors else 200
    return render(request, "admin/accounts/invitation/form.html", context, status=status)


@require_POST
@permission_required("accounts.add_invitation", raise_exception=True)
def act(request, pk: int):
    """What the buttons of an invitation post: `act`."""
    invitation = get_object_or_404(Invitation, pk=pk)
    wanted = ACTS.get(request.POST.get("act"))
    if wanted is None:
        messages.error(request, _("Choose what to do."))
    else:
        do, done = wanted
        try:
            do(invitation, actor=request.user)
        except invitations.NotPossible as reason:
            messages.error(request, str(reason))
        else:
            messages.success(request, done)
    return redirect("admin:accounts_invitation_change", pk)
