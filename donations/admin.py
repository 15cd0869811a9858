"""The money desk: gifts, ledger, inbox and reconciliations, all of them to read.

What changes money has pages of its own: refund_pages, proposal_pages, matter_pages. Campaigns
appear by their code and public alias, donors not at all.
"""

from django.contrib import admin, messages
from django.db.models import F, Q
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from donations import (  # noqa: F401 - some register themselves
    campaign_names,
    finance_lists,
    inbox,
    matter_pages,
    message_desk,
    proposal_pages,
    receipts,
    refund_pages,
    report_pages,
)
from donations.desk_lists import (
    NOTHING,
    BegunFilter,
    HappenedFilter,
    MoneyAdmin,
    day,
    exact,
    moment_column,
    person_column,
)
from donations.models import Donation, LedgerEntry, ReconciliationRun, WebhookEvent
from donations.summaries import RETURNED


class FlagFilter(admin.SimpleListFilter):
    title = _("what to look at")
    parameter_name = "flag"

    def lookups(self, request, model_admin):
        return [("any", _("anything odd")), *Donation.Flag.choices[1:]]

    def queryset(self, request, queryset):
        if self.value() == "any":
            return queryset.exclude(flag=Donation.Flag.NONE)
        return queryset.filter(flag=self.value()) if self.value() else queryset


@admin.register(Donation)
class DonationAdmin(MoneyAdmin):
    when_empty = _("No gift yet. Each appears here as soon as somebody goes to pay.")
    list_display = [
        "begun",
        "receipt_code",
        "campaign_name",
        "amount",
        "status",
        "flag",
        "refunded",
    ]
    list_display_links = ["receipt_code"]
    list_filter = [BegunFilter, "status", FlagFilter]
    sortable_by = []
    search_fields = ["receipt_code", "public_id", "session_id", "intent_id"]
    search_help_text = _("A whole receipt code, or an id of ours or of Stripe’s.")
    fields = [
        "receipt_code",
        "campaign_name",
        "amount",
        "refunded",
        "status",
        "flag",
        "begun",
        "received",
        "public_id",
        "session_id",
        "intent_id",
    ]

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .annotate(
                campaign_code=F("campaign__public_id"),
                hero_name=campaign_names.hero_name("campaign__"),
            )
            .prefetch_related("ledger")
        )

    def get_search_results(self, request, queryset, search_term):
        """Whole ids only, each through its own index. A code may be typed as it is read aloud."""
        if not (term := search_term.strip()):
            return queryset, False
        found = (
            Q(receipt_code=receipts.read_code(term))
            | Q(public_id=term.lower())
            | Q(session_id=term)
            | Q(intent_id=term)
        )
        return queryset.filter(found), False

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("report/", view(report_pages.report), name="donations_report"),
            path("report/export/", view(report_pages.export), name="donations_report_export"),
            *super().get_urls(),
        ]

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if request.user.has_perm("donations.order_refund"):
            context["payments"] = refund_pages.payments_of(obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    begun = moment_column("created_at", _("begun"), day)
    received = moment_column("paid_at", _("received"), day)

    @admin.display(description=_("campaign"))
    def campaign_name(self, donation):
        return str(campaign_names.name(donation.campaign_code, donation.hero_name))

    @admin.display(description=_("amount"))
    def amount(self, donation):
        return exact(donation.amount_cents)

    @admin.display(description=_("returned"))
    def refunded(self, donation):
        """What went back: refunds and disputes, less those that failed or were won."""
        returned = sum(
            entry.amount_cents for entry in donation.ledger.all() if entry.kind in RETURNED
        )
        return exact(-returned) if returned else NOTHING


@admin.register(LedgerEntry)
class LedgerEntryAdmin(MoneyAdmin):
    when_empty = _("Nothing is booked yet.")
    list_display = ["happened", "kind", "place", "amount", "gift", "source_id"]
    list_display_links = ["kind"]
    list_filter = [HappenedFilter, "kind", "account"]
    sortable_by = []
    search_fields = ["source_id"]
    search_help_text = _("A whole receipt code or source, for example pi_… or re_….")
    fields = [
        "kind",
        "place",
        "amount",
        "happened",
        "booked",
        "gift",
        "followed_up",
        "source_id",
        "line_number",
        "who",
        "note",
    ]

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .annotate(
                campaign_code=F("campaign__public_id"),
                hero_name=campaign_names.hero_name("campaign__"),
                receipt_code=F("donation__receipt_code"),
            )
        )

    def get_search_results(self, request, queryset, search_term):
        """Whole sources and codes only, each through an index."""
        if not (term := search_term.strip()):
            return queryset, False
        gift = Donation.objects.filter(receipt_code=term.upper()).values("pk")[:1]
        # By kind too, because the index of sources begins with it.
        return queryset.filter(
            Q(kind__in=LedgerEntry.Kind.values, source_id=term) | Q(donation=gift)
        ), False

    def get_urls(self):
        view = self.admin_site.admin_view(refund_pages.refund)
        return [
            path("<int:pk>/refund/", view, name="donations_ledgerentry_refund"),
            *super().get_urls(),
        ]

    happened = moment_column("effective_at", _("happened"), day)
    booked = moment_column("booked_at", _("booked"), day)
    who = person_column("actor", _("who"))

    @admin.display(description=_("where"))
    def place(self, entry):
        """The campaign, or the account of money that is no campaign's."""
        if entry.campaign_code is None:
            return entry.get_account_display()
        return str(campaign_names.name(entry.campaign_code, entry.hero_name))

    @admin.display(description=_("amount"))
    def amount(self, entry):
        return exact(entry.amount_cents, entry.currency)

    @admin.display(description=_("about"))
    def followed_up(self, entry):
        """The entry of the gift that this one is about."""
        if entry.about_id is None:
            return NOTHING
        address = reverse("admin:donations_ledgerentry_change", args=[entry.about_id])
        return format_html('<a href="{}">{}</a>', address, entry.about.source_id)

    @admin.display(description=_("gift"))
    def gift(self, entry):
        if entry.donation_id is None:
            return NOTHING
        address = reverse("admin:donations_donation_change", args=[entry.donation_id])
        return format_html('<a href="{}">{}</a>', address, entry.receipt_code)


class EventStateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return STATES.items()

    def queryset(self, request, queryset):
        given_up = Q(processed_at=None, attempts__gte=inbox.TRIES)
        conditions = {
            "waiting": Q(processed_at=None, attempts__lt=inbox.TRIES),
            "given-up": given_up,
            "done": Q(processed_at__isnull=False),
        }
        return queryset.filter(conditions.get(self.value(), Q()))


STATES = {"waiting": _("waiting"), "given-up": _("given up"), "done": _("done")}


class EventTypeFilter(admin.SimpleListFilter):
    title = _("type")
    parameter_name = "about"

    def lookups(self, request, model_admin):
        return [(name, name) for name in inbox.HANDLERS]

    def queryset(self, request, queryset):
        return queryset.filter(type=self.value()) if self.value() else queryset


@admin.register(WebhookEvent)
class WebhookEventAdmin(MoneyAdmin):
    when_empty = _("Stripe has told us nothing yet.")
    list_display = ["received", "type", "object_id", "state", "attempts", "due", "last_error"]
    list_display_links = ["type"]
    list_filter = [EventStateFilter, EventTypeFilter]
    sortable_by = []
    search_fields = ["event_id", "object_id"]
    search_help_text = _("A whole id, for example evt_… or cs_….")
    actions = ["process_again"]
    fields = [
        "event_id",
        "type",
        "object_id",
        "state",
        "received",
        "processed",
        "attempts",
        "due",
        "last_error",
    ]

    def get_search_results(self, request, queryset, search_term):
        if not (term := search_term.strip()):
            return queryset, False
        return queryset.filter(Q(event_id=term) | Q(object_id=term)), False

    received = moment_column("received_at", _("received"))
    processed = moment_column("processed_at", _("processed"))
    due = moment_column("due_at", _("due"))

    @admin.display(description=_("state"))
    def state(self, event):
        if event.processed_at:
            return STATES["done"]
        return STATES["given-up" if event.attempts >= inbox.TRIES else "waiting"]

    def has_retry_permission(self, request):
        return request.user.has_perm("donations.change_webhookevent")

    @admin.action(description=_("Process again"), permissions=["retry"])
    def process_again(self, request, queryset):
        pks = list(queryset.values_list("pk", flat=True))
        tried = inbox.retry(pks, actor=request.user)
        text = ngettext("%(count)d event is due again.", "%(count)d events are due again.", tried)
        messages.success(request, text % {"count": tried})
        if done := len(pks) - tried:
            text = ngettext(
                "%(count)d was done before and stays so.",
                "%(count)d were done before and stay so.",
                done,
            )
            messages.info(request, text % {"count": done})


@admin.register(ReconciliationRun)
class ReconciliationRunAdmin(MoneyAdmin):
    when_empty = _(
        "Nothing was compared with Stripe yet. It is done each night, and by the command reconcile."
    )
    list_display = ["started", "finished", "checked", "repaired", "differing"]
    sortable_by = []
    fields = ["started", "finished", "since", "checked", "repaired", "differences", "ledger_end"]

    started = moment_column("started_at", _("started"))
    finished = moment_column("finished_at", _("finished"))
    since = moment_column("window_from", _("compared since"))

    @admin.display(description=_("the ledger ended with"))
    def ledger_end(self, run):
        """Place and hash: written down elsewhere, they show that nothing was cut off later."""
        return f"{run.head_position}: {run.head_hash}" if run.head_position else None

    @admin.display(description=_("differences"))
    def differing(self, run):
        return len(run.discrepancies)

    @admin.display(description=_("differences"))
    def differences(self, run):
        lines = [
            (", ".join(f"{name}: {value}" for name, value in found.items()),)
            if isinstance(found, dict)
            else (found,)
            for found in run.discrepancies
        ]
        return format_html_join("", "<p>{}</p>", lines) or _("none")
