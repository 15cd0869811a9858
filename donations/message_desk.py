"""The moderators' queue of words that donors left. No sum and no time stands beside them."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import path
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from campaigns import leakguard
from donations import campaign_names, donor_messages
from donations.desk_lists import MoneyAdmin, person_column
from donations.models import DonorMessage

State = DonorMessage.State


class QueueFilter(admin.SimpleListFilter):
    """By state; without a choice, what waits."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [*State.choices, ("all", _("all"))]

    def value(self):
        return super().value() or State.WAITING

    def choices(self, changelist):
        # Without the admin's own "All", which would be the same as no choice.
        return list(super().choices(changelist))[1:]

    def queryset(self, request, queryset):
        return queryset if self.value() == "all" else queryset.filter(state=self.value())


@admin.register(DonorMessage)
class DonorMessageAdmin(MoneyAdmin):
    when_empty = _("No words of a donor wait to be read.")
    list_display = ["shown_text", "display_name", "campaign_name", "warnings", "state"]
    list_display_links = ["shown_text"]
    list_filter = [QueueFilter]
    ordering = ["pk"]
    sortable_by = []
    actions = ["show_selected", "refuse_selected"]
    fields = ["display_name", "text", "campaign_name", "warnings", "state", "decider"]

    decider = person_column("decided_by", _("decided by"))

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .select_related("donation__campaign", "decided_by")
            .only(
                *("display_name", "text", "state", "decided_by__work_name"),
                *("donation__campaign__public_id", "donation__campaign__status"),
            )
            .annotate(hero_name=campaign_names.hero_name("donation__campaign__"))
            .prefetch_related("donation__campaign__protected_terms")
        )

    def get_urls(self):
        decide = self.admin_site.admin_view(require_POST(self.decide_view))
        return [
            path("<int:pk>/decide/", decide, name="donations_donormessage_decide"),
            *super().get_urls(),
        ]

    @admin.display(description=_("message"))
    def shown_text(self, message):
        return message.text or _("(only a name)")

    @admin.display(description=_("campaign"))
    def campaign_name(self, message):
        return str(campaign_names.name(message.donation.campaign.public_id, message.hero_name))

    @admin.display(description=_("leak guard"))
    def warnings(self, message):
        found = (
            ("high" if finding.severity == leakguard.BLOCK else "", finding.text, finding.advice)
            for finding in donor_messages.findings(message)
        )
        marked = format_html_join("", '<p><mark class="{}">{}</mark> {}</p>', found)
        return marked or _("nothing found")

    def has_review_permission(self, request):
        return request.user.has_perm("donations.review_donormessage")

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context["decisions"] = self.decisions_for(request, obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def decisions_for(self, request, message) -> list[tuple[str, str]]:
        """The buttons below a message: name and label."""
        if not self.has_review_permission(request):
            return []
        labels = {"show": _("Show"), "refuse": _("Refuse")}
        return [
            (name, labels[name])
            for name, state in donor_messages.DECISIONS.items()
            if state != message.state
        ]

    def decide_view(self, request, pk: int):
        """What the buttons of one message post: `decision`, and `seen`, its state back then."""
        if not request.user.has_perm("donations.review_donormessage"):
            raise PermissionDenied
        decision, seen = request.POST.get("decision"), request.POST.get("seen", "")
        if decision not in donor_messages.DECISIONS:
            messages.error(request, _("Choose whether to show or to refuse the message."))
            return redirect("admin:donations_donormessage_change", pk)
        try:
            donor_messages.decide(pk, decision, seen=seen, actor=request.user)
        except DonorMessage.DoesNotExist:
            messages.error(request, _("This message is gone."))
        except donor_messages.NotPossible as reason:
            messages.error(request, str(reason))
            return redirect("admin:donations_donormessage_change", pk)
        else:
            messages.success(request, _("Done."))
        return redirect("admin:donations_donormessage_changelist")

    @admin.action(description=_("Show"), permissions=["review"])
    def show_selected(self, request, queryset):
        self.decide_selected(request, queryset, "show")

    @admin.action(description=_("Refuse"), permissions=["review"])
    def refuse_selected(self, request, queryset):
        self.decide_selected(request, queryset, "refuse")

    def decide_selected(self, request, queryset, decision: str):
        """Decide on each by itself: one that is not possible does not hold up the others."""
        decided = 0
        for pk, text in queryset.values_list("pk", "text"):
            try:
                donor_messages.decide(pk, decision, seen=State.WAITING, actor=request.user)
                decided += 1
            except donor_messages.NotPossible as reason:
                messages.error(request, f"“{text}”: {reason}")
        if decided:
            text = ngettext("%(count)d message decided.", "%(count)d messages decided.", decided)
            messages.success(request, text % {"count": decided})
