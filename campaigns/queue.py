"""The queue of revisions on the staff site."""

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _

from accounts.admin import ReadOnlyAdmin
from campaigns import previews, review
from campaigns.localized import in_language
from campaigns.models import Revision
from campaigns.templatetags.desk_tags import badge

TITLES = [f"content__title__{code}" for code, _name in settings.LANGUAGES]


class StateFilter(admin.SimpleListFilter):
    """By state; without a choice, what waits."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [*Revision.State.choices, ("all", _("all"))]

    def value(self):
        return super().value() or Revision.State.SUBMITTED

    def choices(self, changelist):
        # Without the admin's own "All", which would be the same as no choice.
        return list(super().choices(changelist))[1:]

    def queryset(self, request, queryset):
        return queryset if self.value() == "all" else queryset.filter(state=self.value())


class RevisionAdmin(ReadOnlyAdmin):
    """The queue, oldest first, and the page on which somebody decides."""

    list_display = ["name", "code", "state_badge", "author", "age", "finding_count", "decided_by"]
    list_filter = [StateFilter]
    list_select_related = ["campaign", "submitted_by", "decided_by"]
    list_per_page = 50
    ordering = ["submitted_at"]
    search_fields = ["campaign__public_id", *TITLES]
    search_help_text = _("Title or code")
    show_full_result_count = False

    def get_queryset(self, request):
        revisions = super().get_queryset(request)
        if request.user.has_perm("campaigns.review_campaign"):
            return revisions
        return revisions.filter(campaign__owner=request.user)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        revision = self.get_object(request, unquote(object_id))
        if revision is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return review.page(request, revision)

    def preview(self, request, revision_id):
        if not self.has_view_permission(request):
            raise PermissionDenied
        revision = get_object_or_404(self.get_queryset(request), pk=revision_id)
        return previews.of_revision(request, revision)

    def get_urls(self):
        preview = self.admin_site.admin_view(self.preview)
        name = "campaigns_revision_preview"
        return [path("<int:revision_id>/preview/", preview, name=name), *super().get_urls()]

    @admin.display(description=_("story"))
    def name(self, revision):
        return in_language(revision.content["title"])[0] or revision.campaign.public_id

    @admin.display(description=_("code"), ordering="campaign__public_id")
    def code(self, revision):
        return f"{revision.campaign.public_id} #{revision.number}"

    @admin.display(description=_("state"), ordering="state")
    def state_badge(self, revision):
        return badge(revision)

    @admin.display(description=_("author"), ordering="submitted_by")
    def author(self, revision):
        return revision.submitted_by

    @admin.display(description=_("sent"), ordering="submitted_at")
    def age(self, revision):
        return _("%(age)s ago") % {"age": timesince(revision.submitted_at, depth=1)}

    @admin.display(description=_("findings"))
    def finding_count(self, revision):
        return len(revision.findings)
