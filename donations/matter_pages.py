"""What waits for finance: the inbox of matters, and each of them with what settles it."""

from dataclasses import dataclass

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import F
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from donations import campaign_names, comparisons, inbox, ledger, matters, proposals
from donations.desk_lists import MoneyAdmin, day, exact, moment_column
from donations.finance_lists import gift_link
from donations.models import LedgerEntry, Matter, Proposal, WebhookEvent
from donations.money_forms import SettleForm, TransferForm
from donations.report_pages import offered_campaigns
from donations.stripe_gateway import StripeRefused, StripeUnavailable
from donations.sync import NotYet

Kind = Matter.Kind

# What is only good to know: it is settled by having been seen.
TO_BE_SEEN = {Kind.LATE, Kind.AMOUNT, Kind.ZERO}
ANSWERED_AT_STRIPE = {Kind.DISPUTE, Kind.INQUIRY}
COMPARED_AT_STRIPE = {
    *(Kind.REFUNDS_DIFFER, Kind.REFUND_FAILED),
    *(Kind.MISSING_HERE, Kind.MISSING_THERE, Kind.AMOUNTS_DIFFER),
    *(Kind.PAYOUT_DIFFERS, Kind.PAYOUT_FAILED, Kind.DISPUTE, Kind.INQUIRY),
}
# How the data of a matter is called; amounts end in _cents, as does "cents" itself.
LABELS = {
    "cents": _("amount"),
    "asked_cents": _("asked for"),
    "ours_cents": _("in our books"),
    "stripe_cents": _("at Stripe"),
    "movements_cents": _("sum of its parts"),
    "expected_cents": _("should be"),
    "found_cents": _("is"),
    "movement": _("movement at Stripe"),
    "missed": _("events not delivered"),
    "type": _("type"),
    "types": _("types"),
    "first": _("the first of them"),
    "error": _("error"),
    "sign": _("sign"),
    "seen": _("how many"),
}


class OpenFilter(admin.SimpleListFilter):
    """Open or settled; without a choice, what is open."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("open", _("open")), ("settled", _("settled")), ("all", _("all"))]

    def value(self):
        return super().value() or "open"

    def choices(self, changelist):
        # Without the admin's own "All", which would be the same as no choice.
        return list(super().choices(changelist))[1:]

    def queryset(self, request, queryset):
        if self.value() == "all":
            return queryset
        return queryset.filter(resolved_at__isnull=self.value() == "open")


@admin.register(Matter)
class MatterAdmin(MoneyAdmin):
    when_empty = _("Nothing about money waits for a decision.")
    list_display = ["kind", "since", "due", "amount", "campaign_name", "gift", "settled"]
    list_display_links = ["kind"]
    list_filter = [OpenFilter, "kind"]
    list_select_related = ["donation"]
    ordering = [F("resolved_at").desc(nulls_first=True), F("due_at").asc(nulls_last=True), "-pk"]
    sortable_by = []
    search_fields = ["subject"]
    search_help_text = _("A whole id, for example pi_… or dp_…, or a receipt code.")

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .annotate(
                campaign_code=F("donation__campaign__public_id"),
                hero_name=campaign_names.hero_name("donation__campaign__"),
            )
        )

    def get_search_results(self, request, queryset, search_term):
        if not (term := search_term.strip()):
            return queryset, False
        by_id = queryset.filter(subject=term)
        return by_id | queryset.filter(donation__receipt_code=term.upper()), False

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """One matter; its buttons post here, and `act` says which was pressed."""
        matter = self.get_object(request, object_id)
        if not self.has_view_permission(request, matter):
            raise PermissionDenied
        if matter is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if request.method != "POST":
            return render_matter(request, matter)
        if not request.user.has_perm("donations.resolve_matter"):
            raise PermissionDenied
        act = ACTS.get(request.POST.get("act"))
        return act(request, matter) if act else render_matter(request, matter, status=400)

    since = moment_column("opened_at", _("since"))
    due = moment_column("due_at", _("answer until"))
    settled = moment_column("resolved_at", _("settled"), day)

    @admin.display(description=_("amount"))
    def amount(self, matter):
        return money_of(matter, "cents")

    @admin.display(description=_("campaign"))
    def campaign_name(self, matter):
        if matter.campaign_code is None:
            return None
        return str(campaign_names.name(matter.campaign_code, matter.hero_name))

    @admin.display(description=_("gift"))
    def gift(self, matter):
        return gift_link(matter.donation)


@dataclass(frozen=True)
class Ways:
    """What can be done about a matter now; the page shows these and no others."""

    settle: bool
    see: bool
    move: bool
    give_back: list[LedgerEntry]
    compare: bool
    process: bool
    answer: bool


def ways(matter: Matter, user) -> Ways:
    may = matter.resolved_at is None and user.has_perm("donations.resolve_matter")
    held = bool(matter.entry) and ledger.place_of(matter.entry) == ledger.HELD
    return Ways(
        settle=may,
        see=may and matter.kind in TO_BE_SEEN,
        move=may and held and matter.entry.currency == "EUR" and not open_transfer(matter),
        give_back=gifts_left(matter) if may and user.has_perm("donations.order_refund") else [],
        compare=may and matter.kind in COMPARED_AT_STRIPE and bool(comparisons.stripe_ids(matter)),
        process=may and matter.kind == Kind.GIVEN_UP,
        answer=may and matter.kind in ANSWERED_AT_STRIPE,
    )


def gifts_left(matter: Matter) -> list[LedgerEntry]:
    """The payments it is about of which something can be given back: two, if one was too many."""
    if matter.donation:
        gifts = matter.donation.ledger.filter(kind=ledger.Kind.GIFT).order_by("pk")
    else:
        gifts = LedgerEntry.objects.filter(pk=matter.entry_id, kind=ledger.Kind.GIFT)
    return [gift for gift in gifts if ledger.remainder(gift) > 0]


def open_transfer(matter: Matter) -> Proposal | None:
    """The proposal to move this gift that waits for a second person."""
    waiting = Proposal.objects.filter(entry=matter.entry, state=Proposal.State.PROPOSED)
    return waiting.first() if matter.entry else None


def settle(request, matter: Matter):
    """Close it with a sentence, which "Seen" brings along."""
    form = SettleForm(request.POST)
    if not form.is_valid():
        return render_matter(request, matter, settle_form=form, status=400)
    done = matters.resolve(matter, actor=request.user, resolution=form.cleaned_data["resolution"])
    if done:
        messages.success(request, _("Settled."))
    else:
        messages.info(request, _("Somebody was faster: it was settled already."))
    return redirect("admin:donations_matter_change", matter.pk)


def move(request, matter: Matter):
    """Propose where the held money goes; a second person has to agree."""
    form = TransferForm(request.POST)
    if form.is_valid() and matter.entry:
        try:
            proposals.propose(
                kind=Proposal.Kind.TRANSFER,
                actor=request.user,
                cents=max(ledger.remainder(matter.entry), 0),
                campaign=form.cleaned_data["campaign"],
                entry=matter.entry,
                note=form.cleaned_data["note"],
            )
        except proposals.NotPossible as reason:
            form.add_error(None, str(reason))
        except IntegrityError as error:
            if ledger.broken_constraint(error) != "proposal_one_open_transfer":
                raise
            form.add_error(None, _("A colleague has proposed a move just now."))
        else:
            messages.success(request, _("Proposed. It is moved once a colleague has agreed."))
            return redirect("admin:donations_matter_change", matter.pk)
    return render_matter(request, matter, transfer_form=form, status=400)


def compare(request, matter: Matter):
    """Ask Stripe again about everything this matter names."""
    try:
        comparisons.compare(matter)
    except StripeUnavailable:
        messages.warning(request, _("Stripe did not answer. Try again in a minute."))
    except StripeRefused:
        messages.error(request, _("Stripe does not know what this is about."))
    except NotYet:
        messages.warning(request, _("Stripe knows it, but not the gift it belongs to."))
    else:
        matter.refresh_from_db()
        if matter.resolved_at:
            messages.success(request, _("Compared: they agree now, and this is settled."))
        else:
            messages.info(
                request,
                _("Compared, and what was missing is booked. The next reconciliation will tell."),
            )
    return redirect("admin:donations_matter_change", matter.pk)


def process(request, matter: Matter):
    """Make an event that was given up due again."""
    pks = WebhookEvent.objects.filter(event_id=matter.subject).values_list("pk", flat=True)
    if inbox.retry(list(pks), actor=request.user):
        messages.success(request, _("It is due again; this settles itself once it works."))
    else:
        messages.info(request, _("Nothing to do: the event was worked off meanwhile."))
    return redirect("admin:donations_matter_change", matter.pk)


ACTS = {"settle": settle, "move": move, "compare": compare, "process": process}


def render_matter(request, matter: Matter, *, status=200, settle_form=None, transfer_form=None):
    campaign = matter.donation and matter.donation.campaign
    context = admin.site.each_context(request) | {
        "title": f"{matter.get_kind_display()}",
        "opts": Matter._meta,
        "matter": matter,
        "facts": facts(matter),
        "campaign": campaign and campaign_names.name_of(campaign),
        "entries": entries_about(matter),
        "ways": ways(matter, request.user),
        "proposal": open_transfer(matter),
        "settle_form": settle_form or SettleForm(),
        "transfer_form": transfer_form
        or TransferForm(initial={"campaign": published(campaign) or ""}),
        "campaigns": offered_campaigns(),
    }
    return render(request, "admin/donations/matter/detail.html", context, status=status)


def published(campaign) -> str:
    """The code of the gift's own campaign, if money can go there."""
    return campaign.public_id if campaign and campaign.live_revision_id else ""


def facts(matter: Matter) -> list[tuple[str, str]]:
    """What was written down when it was opened, in words."""
    return [
        (LABELS.get(name, name), money_of(matter, name) if is_money(name) else written(value))
        for name, value in matter.data.items()
        if name != "currency"
    ]


def written(value) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def is_money(name: str) -> bool:
    return name == "cents" or name.endswith("_cents")


def money_of(matter: Matter, name: str) -> str | None:
    cents = matter.data.get(name)
    return None if cents is None else exact(cents, matter.data.get("currency") or "EUR")


def entries_about(matter: Matter):
    """The gift it is about, all payments of it and whatever followed, oldest first."""
    if matter.donation:
        return matter.donation.ledger.select_related("actor", "campaign").order_by("pk")
    if matter.entry is None:
        return []
    followed_by = matter.entry.followed_by.select_related("actor", "campaign")
    return [matter.entry, *followed_by.order_by("pk")]
