"""The queue of revisions on the staff site."""

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.timesince import timesince
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.desk_lists import ReadOnlyAdmin
from campaigns import claims, previews, review, revision_acts
from campaigns.findings import is_serious
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


class HolderFilter(admin.SimpleListFilter):
    """By who reads it at the moment."""

    title = _("in whose hands")
    parameter_name = "held"

    def lookups(self, request, model_admin):
        return [("me", _("mine")), ("nobody", _("nobody’s"))]

    def queryset(self, request, queryset):
        held_by = {"me": {"held_by": request.user}, "nobody": {"held_by": None}}
        return queryset.filter(**held_by.get(self.value(), {}))


class RevisionAdmin(ReadOnlyAdmin):
    """The queue, oldest first, and the page on which somebody decides."""

    when_empty = _("Nothing waits for a decision. What a caseworker sends to review appears here.")
    list_filter = [StateFilter, HolderFilter, ("submitted_by", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["campaign", "submitted_by", "held_by", "decided_by"]
    actions = ["take", "release"]
    list_per_page = 50
    ordering = ["submitted_at"]
    search_fields = ["campaign__public_id", *TITLES]
    search_help_text = _("Title or code")
    show_full_result_count = False

    def get_list_display(self, request):
        shown = ["name", "code", "state_badge", "author", "age", "languages", "finding_count"]
        # Who holds it while it waits; who decided it afterwards.
        waits = request.GET.get(StateFilter.parameter_name) in {None, Revision.State.SUBMITTED}
        return [*shown, "holder" if waits else "decided_by"]

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

    def of_one(self, view):
        """A view of one revision that this colleague may read."""

        def look_up(request, revision_id):
            if not self.has_view_permission(request):
                raise PermissionDenied
            revisions = self.get_queryset(request).select_related("campaign", "submitted_by")
            return view(request, get_object_or_404(revisions, pk=revision_id))

        return self.admin_site.admin_view(look_up)

    def get_urls(self):
        return [
            path(f"<int:revision_id>/{name}/", self.of_one(view), name=f"campaigns_revision_{name}")
            for name, view in (
                ("preview", previews.of_revision),
                ("claim", revision_acts.claim),
                ("comment", revision_acts.comment),
                ("cancel", revision_acts.cancel),
                ("links", revision_acts.links),
            )
        ] + super().get_urls()

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

    @admin.display(description=_("languages"))
    def languages(self, revision):
        return ", ".join(code for code, text in revision.content["title"].items() if text)

    @admin.display(description=_("findings"))
    def finding_count(self, revision):
        serious = sum(map(is_serious, revision.findings))
        if not serious:
            return len(revision.findings)
        return _("%(all)s, %(serious)s serious") % {
            "all": len(revision.findings),
            "serious": serious,
        }

    @admin.display(description=_("in the hands of"), ordering="held_by")
    def holder(self, revision):
        waits = revision.state == Revision.State.SUBMITTED
        return (waits and revision.held_by) or "–"

    # --- acts on many at once: those that decide nothing ---

    def get_actions(self, request):
        may = request.user.has_perm("campaigns.review_campaign")
        return super().get_actions(request) if may else {}

    @admin.action(description=_("Take in hand"), permissions=["view"])
    def take(self, request, revisions):
        taken = sum(claims.take(revision, actor=request.user) for revision in revisions)
        messages.success(request, gettext("In your hands: %(number)s.") % {"number": taken})

    @admin.action(description=_("Let go of"), permissions=["view"])
    def release(self, request, revisions):
        freed = sum(claims.release(revision, actor=request.user) for revision in revisions)
        messages.success(request, gettext("Free for others: %(number)s.") % {"number": freed})
