"""Campaigns on the staff site: who finds which, what its author writes, where buttons lead."""

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db.models import OuterRef, Subquery, Sum
from django.db.models.fields.json import KeyTransform
from django.shortcuts import redirect
from django.urls import path, re_path
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.admin import AuditedAdmin
from campaigns import (
    acts,
    chronicle_page,
    forms,
    lifecycle,
    moderation,
    paste_pages,
    pictures,
    previews,
    protected_terms,
    sheets,
    snapshot,
    takedowns,
)
from campaigns.localized import in_language
from campaigns.models import BudgetLine, Campaign, Revision
from campaigns.money import format_money
from campaigns.queue import RevisionAdmin
from campaigns.templatetags.desk_tags import badge

# What the author's form writes, beside the closing while that is open.
DRAFT_FIELDS = (
    "title",
    "summary",
    "story",
    "hero_name",
    "anonymity",
    "category",
    "case_ref",
    "picture",
)


class BudgetLineInline(admin.StackedInline):
    model = BudgetLine
    form = forms.BudgetLineForm
    formset = forms.BudgetLineFormSet
    template = "admin/campaigns/campaign/budget_lines.html"
    fields = ["label", "amount", "position"]
    extra = 1
    max_num = forms.MOST_LINES


@admin.register(Campaign)
class CampaignAdmin(AuditedAdmin):
    """Authors write here. Everybody else gets a sheet of what is public, with the open moves."""

    noun = "campaign"
    form = forms.CampaignForm
    inlines = [BudgetLineInline]
    fieldsets = [
        (_("Whom it is for"), {"fields": ["hero_name", "anonymity", "category", "case_ref"]}),
        (_("Story"), {"fields": ["title", "summary", "story"]}),
        (
            _("Picture"),
            {"fields": ["picture_file", "picture_origin", "picture_alt", "picture_removed"]},
        ),
        (_("Closing"), {"fields": ["closing_rule", "last_day", "time_zone"]}),
        (
            _("What must never appear"),
            {"fields": ["protected_words", "protected_forgotten"]},
        ),
    ]
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
        return ["status"]

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

    # --- the author's page ---

    def change_view(self, request, object_id, form_url="", extra_context=None):
        campaign = self.get_object(request, unquote(object_id))
        if campaign and not self.has_change_permission(request, campaign):
            return sheets.page(request, campaign)
        return super().change_view(request, object_id, form_url, extra_context)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["may_submit"] = request.user.has_perm("campaigns.submit_campaign")
        if obj:
            context |= author_panel(request.user, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request, obj, form, change):
        replaced, obj.picture = obj.picture, form.chosen_picture()
        if not change:
            obj.owner, obj.ends_at = request.user, form.ends_at()
            obj.save()
        else:
            save_draft(obj, form)
        obj.editors.add(request.user)
        if form.cleaned_data["protected_forgotten"]:
            protected_terms.forget(obj)
        protected_terms.protect(obj, form.cleaned_data["protected_words"])
        if replaced and replaced != obj.picture:
            pictures.release(replaced)

    def response_add(self, request, obj, post_url_continue=None):
        return self.answer(request, obj)

    def response_change(self, request, obj):
        return self.answer(request, obj)

    def answer(self, request, campaign):
        """Saving stays on the page; the other button sends what was just saved to review."""
        if "_review" in request.POST:
            acts.send_to_review(request, campaign)
        else:
            messages.success(request, _("Saved as a draft."))
        return redirect("admin:campaigns_campaign_change", campaign.pk)

    def audit_target(self, obj):
        return f"campaign:{obj.public_id}"

    # --- acts ---

    def get_urls(self):
        guarded = self.admin_site.admin_view
        return [
            path(f"<int:campaign_id>/{name}/", guarded(view), name=f"campaigns_campaign_{name}")
            for name, view in (
                ("move", acts.move),
                ("recall", acts.recall),
                ("closing", acts.closing),
                ("preview", previews.of_draft),
                ("contest", acts.contest),
                ("takedown", takedowns.page),
                ("restoration", acts.restoration),
                ("record", chronicle_page.page),
            )
        ] + [
            re_path(
                r"^picture/(?P<key>[0-9a-f]{32})-(?P<width>640|1200)\.webp$",
                guarded(previews.picture_of_desk),
                name="campaigns_campaign_picture",
            ),
            *paste_pages.addresses(self.admin_site),
            *super().get_urls(),
        ]


def save_draft(campaign: Campaign, form: forms.CampaignForm) -> None:
    """Save what the form holds and no other column: somebody may move the campaign meanwhile."""
    written = list(DRAFT_FIELDS)
    if forms.closing_is_open(Campaign.objects.locked(campaign.pk)):
        campaign.ends_at = form.ends_at()
        written += ["closing_rule", "ends_at", "time_zone"]
    campaign.save(update_fields=written)


def author_panel(user, campaign: Campaign) -> dict:
    """What stands above the form of a draft: how it is doing and what keeps it from review."""
    content = snapshot.freeze(campaign)
    findings = moderation.scan(campaign, content)
    latest = campaign.revisions.order_by("-number").first()
    is_waiting = latest is not None and latest.state == Revision.State.SUBMITTED
    return {
        "campaign": campaign,
        "latest": latest,
        "is_waiting": is_waiting,
        "goal_cents": snapshot.goal_cents(content),
        "findings": findings,
        "obstacles": [] if is_waiting else moderation.obstacles(campaign, content, findings),
        "moves": [(name, lifecycle.MOVES[name]) for name in lifecycle.open_moves(user, campaign)],
        "protected_count": campaign.protected_terms.count(),
        "picture": campaign.picture
        and previews.picture_at_desk(content, campaign.public_id, get_language()),
    }


admin.site.register(Revision, RevisionAdmin)
