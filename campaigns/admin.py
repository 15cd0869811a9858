"""Campaigns on the staff site: who finds which, and where its page and its buttons lead."""

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Subquery, Sum
from django.db.models.fields.json import KeyTransform
from django.urls import path, re_path
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.desk_lists import AuditedAdmin
from campaigns import (
    acts,
    author_page,
    chronicle_page,
    consent_page,
    lifecycle,
    paste_pages,
    pictures,
    previews,
    sheets,
    takedowns,
    writing,
)
from campaigns.choice_pages import ChoiceAdmin
from campaigns.localized import in_language
from campaigns.models import BudgetLine, Campaign, Choice, Revision, Update
from campaigns.money import format_money
from campaigns.queue import RevisionAdmin
from campaigns.templatetags.desk_tags import badge
from campaigns.update_admin import UpdateAdmin


@admin.register(Campaign)
class CampaignAdmin(AuditedAdmin):
    """Authors write here. Everybody else gets a sheet of what is public, with the open moves."""

    when_empty = _("No campaign yet. Begin one, or make a draft of a text you have.")
    noun = "campaign"
    actions = ["pause"]
    list_per_page = 50
    list_select_related = ["live_revision", "total"]
    show_full_result_count = False

    # --- who finds what ---

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def has_view_permission(self, request, obj=None):
        """Anybody with something to do to a campaign; which ones is get_queryset's answer."""
        wanted = {"campaigns.change_campaign"} | {
            step.permission for step in lifecycle.MOVES.values()
        }
        return any(request.user.has_perm(name) for name in wanted)

    def has_change_permission(self, request, obj=None):
        if not request.user.has_perm("campaigns.change_campaign"):
            return False
        return obj is None or obj.owner_id == request.user.pk

    def has_delete_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        lines = BudgetLine.objects.filter(campaign=OuterRef("pk")).order_by()
        latest = Revision.objects.filter(campaign=OuterRef("pk")).order_by("-number")
        return (
            super()
            .get_queryset(request)
            .visible_to(request.user)
            .annotate(
                draft_cents=Subquery(
                    lines.values("campaign").annotate(sum=Sum("amount_cents")).values("sum")
                ),
                latest_state=Subquery(latest.values("state")[:1]),
                public_title=KeyTransform("title", "live_revision__content"),
            )
        )

    # --- the list ---

    def get_list_display(self, request):
        if request.user.has_perm("campaigns.review_campaign"):
            return ["public_name", "code", "status_badge", "goal", "raised", "published_at"]
        if request.user.has_perm("campaigns.change_campaign"):
            return ["name", "code", "status_badge", "review_state", "goal", "raised"]
        return ["code", "status_badge"]

    def get_list_filter(self, request):
        if self.has_change_permission(request):
            return ["status", "category", "closing_rule"]
        if request.user.has_perm("campaigns.review_campaign"):
            return ["status", "closing_rule", ("owner", admin.RelatedOnlyFieldListFilter)]
        return ["status"]

    def get_actions(self, request):
        may = request.user.has_perm("campaigns.stop_campaign")
        return super().get_actions(request) if may else {}

    def action_checkbox(self, campaign):
        # The admin's own names the row by its draft, which is for its author alone.
        return format_html(
            '<input type="checkbox" name="{}" value="{}" class="action-select" aria-label="{}">',
            ACTION_CHECKBOX_NAME,
            campaign.pk,
            campaign.public_id,
        )

    @admin.action(description=_("Pause giving"), permissions=["view"])
    def pause(self, request, campaigns):
        """Pause many at once: nothing is lost by it, and each can be resumed."""
        acts.pause_all(request, campaigns)

    def get_search_fields(self, request):
        if request.user.has_perm("campaigns.review_campaign"):
            place = "live_revision__content__title__"
        elif request.user.has_perm("campaigns.change_campaign"):
            place = "title__"
        else:
            return ["public_id"]
        return ["public_id", *(f"{place}{code}" for code, _name in settings.LANGUAGES)]

    @admin.display(description=_("campaign"))
    def name(self, campaign):
        return str(campaign)

    @admin.display(description=_("campaign"))
    def public_name(self, campaign):
        return in_language(campaign.public_title or {})[0] or _("not public yet")

    @admin.display(description=_("code"), ordering="public_id")
    def code(self, campaign):
        return campaign.public_id

    @admin.display(description=_("status"), ordering="status")
    def status_badge(self, campaign):
        return badge(campaign)

    @admin.display(description=_("review"))
    def review_state(self, campaign):
        state = Revision.State
        shown = {state.SUBMITTED: state.SUBMITTED.label, state.REJECTED: state.REJECTED.label}
        return shown.get(campaign.latest_state, "–")

    @admin.display(description=_("goal"))
    def goal(self, campaign):
        live = campaign.live_revision
        cents = live.goal_cents if live else campaign.draft_cents
        return format_money(cents, get_language()) if cents else "–"

    @admin.display(description=_("raised"), ordering="total__raised_cents")
    def raised(self, campaign):
        total = getattr(campaign, "total", None)
        return format_money(total.raised_cents, get_language()) if total else "–"

    # --- the page of a campaign ---

    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        return writing.page(request)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        campaign = self.get_object(request, unquote(object_id))
        if campaign is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_change_permission(request, campaign):
            return sheets.page(request, campaign)
        return writing.page(request, campaign)

    def audit_target(self, obj):
        return f"campaign:{obj.public_id}"

    # --- acts ---

    def get_urls(self):
        guarded = self.admin_site.admin_view
        return [
            path("story/", guarded(author_page.story), name="campaigns_campaign_story"),
            re_path(
                rf"^picture/{pictures.NAME}$",
                guarded(previews.picture_of_desk),
                name="campaigns_campaign_picture",
            ),
            *(
                path(f"<int:campaign_id>/{name}/", guarded(view), name=f"campaigns_campaign_{name}")
                for name, view in (
                    ("move", acts.move),
                    ("recall", acts.recall),
                    ("contest", acts.contest),
                    ("closing", acts.closing),
                    ("preview", previews.of_draft),
                    ("takedown", takedowns.page),
                    ("restoration", acts.restoration),
                    ("record", chronicle_page.page),
                    ("consent", consent_page.page),
                )
            ),
            *paste_pages.addresses(self.admin_site),
            *super().get_urls(),
        ]


admin.site.register(Revision, RevisionAdmin)
admin.site.register(Update, UpdateAdmin)
admin.site.register(Choice, ChoiceAdmin)
