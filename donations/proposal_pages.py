"""Money entered by hand: forms to propose it, and the page on which a second person decides."""

from collections.abc import Iterator

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import F
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from donations import campaign_names, disbursements, money_forms, proposals, statement_pages
from donations.desk_lists import MoneyAdmin, day, exact
from donations.models import Proposal
from donations.report_pages import offered_campaigns

FORMS = {
    Proposal.Kind.OFFLINE_GIFT: money_forms.OfflineGiftForm,
    Proposal.Kind.ADJUSTMENT: money_forms.AdjustmentForm,
    Proposal.Kind.DISBURSEMENT: money_forms.DisbursementForm,
}
DECISIONS = {"approve": proposals.approve, "decline": proposals.decline}

may_propose = permission_required("donations.add_proposal", raise_exception=True)


@admin.register(Proposal)
class ProposalAdmin(MoneyAdmin):
    when_empty = _(
        "Nothing is proposed. Offline gifts, adjustments and payments to heroes begin here."
    )
    list_display = ["kind", "state", "amount", "where", "happened", "proposed_by", "decided_by"]
    list_display_links = ["kind"]
    list_filter = ["state", "kind"]
    list_select_related = ["proposed_by", "decided_by"]
    # What waits comes first.
    ordering = [F("decided_at").desc(nulls_first=True), "-pk"]
    sortable_by = []

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .annotate(
                campaign_code=F("campaign__public_id"),
                hero_name=campaign_names.hero_name("campaign__"),
            )
        )

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("new/<slug:kind>/", view(new), name="donations_proposal_new"),
            path("statement/", view(statement_pages.upload), name="donations_statement"),
            path(
                "statement/propose/",
                view(statement_pages.propose),
                name="donations_statement_propose",
            ),
            path("<int:pk>/decide/", view(decide), name="donations_proposal_decide"),
            *super().get_urls(),
        ]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """One proposal, with the buttons of whoever may decide on it."""
        proposal = self.get_object(request, object_id)
        if not self.has_view_permission(request, proposal):
            raise PermissionDenied
        if proposal is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return render_proposal(request, proposal)

    @admin.display(description=_("amount"))
    def amount(self, proposal):
        return amount_of(proposal)

    @admin.display(description=_("where"))
    def where(self, proposal):
        if proposal.campaign_code is None:
            return _("the common fund")
        return str(campaign_names.name(proposal.campaign_code, proposal.hero_name))

    @admin.display(description=_("happened"))
    def happened(self, proposal):
        return date_format(proposal.effective_on, "j M Y")


@require_http_methods(["GET", "HEAD", "POST"])
@may_propose
def new(request, kind: str):
    """The form for one kind of proposal; for a disbursement, first the question whose budget."""
    if kind not in FORMS:
        raise Http404
    posted = request.POST if request.method == "POST" else None
    arguments = {}
    if kind == Proposal.Kind.DISBURSEMENT:
        chosen = money_forms.CampaignForm(posted or request.GET or None)
        if not chosen.is_valid():
            return render_form(request, FORMS[kind], chosen, asks_campaign=True)
        arguments["campaign"] = chosen.cleaned_data["campaign"]
    initial = {"campaign": request.GET.get("campaign", "")[:80]}
    form = FORMS[kind](posted, initial=initial, **arguments)
    if posted is None or not form.is_valid():
        return render_form(request, FORMS[kind], form, **arguments)
    try:
        proposal = proposals.propose(kind=kind, actor=request.user, **form.proposed())
    except proposals.NotPossible as reason:
        asks_why = isinstance(reason, proposals.MoreThanThere)
        form.add_error("overdraft_reason" if asks_why else None, str(reason))
        return render_form(request, FORMS[kind], form, **arguments)
    messages.success(request, _("Proposed. It is booked once a colleague has agreed."))
    return redirect("admin:donations_proposal_change", proposal.pk)


def render_form(request, form_class, form, *, asks_campaign=False, campaign=None):
    context = admin.site.each_context(request) | {
        "title": form_class.title,
        "intro": form_class.intro,
        "form": form,
        "asks_campaign": asks_campaign,
        "campaign": campaign and campaign_names.name_of(campaign),
        "there": campaign and exact(disbursements.balance(campaign.pk)),
        "campaigns": offered_campaigns(),
    }
    status = 400 if form.errors and request.method == "POST" else 200
    return render(request, "admin/donations/proposal/form.html", context, status=status)


@require_POST
@permission_required("donations.decide_proposal", raise_exception=True)
def decide(request, pk: int):
    """What the buttons of a proposal post: `decision`."""
    proposal = get_object_or_404(Proposal, pk=pk)
    decision = DECISIONS.get(request.POST.get("decision"))
    back = redirect("admin:donations_proposal_change", pk)
    if decision is None:
        messages.error(request, _("Choose whether to approve or to decline it."))
        return back
    try:
        decided = decision(proposal, actor=request.user)
    except proposals.NotPossible as reason:
        messages.error(request, str(reason))
    except (PermissionDenied, IntegrityError):
        messages.error(request, _("Nobody books what they proposed: a colleague has to agree."))
    else:
        text = _("Booked.") if decided.state == Proposal.State.APPROVED else _("Declined.")
        messages.success(request, text)
    return back


def render_proposal(request, proposal: Proposal):
    """What is proposed, by whom, and what may be done about it."""
    waits = proposal.state == Proposal.State.PROPOSED
    may_decide = waits and request.user.has_perm("donations.decide_proposal")
    context = admin.site.each_context(request) | {
        "title": f"{proposal.get_kind_display()} {proposal.public_id}",
        "proposal": proposal,
        "opts": Proposal._meta,
        "amount": amount_of(proposal),
        "where": place_of(proposal),
        "line": line_of(proposal),
        "proposed_on": day(proposal.proposed_at),
        "decided_on": proposal.decided_at and day(proposal.decided_at),
        "may_approve": may_decide and proposal.proposed_by_id != request.user.pk,
        "may_decline": may_decide,
        "warnings": list(warnings(proposal)) if waits else [],
    }
    return render(request, "admin/donations/proposal/detail.html", context)


def warnings(proposal: Proposal) -> Iterator[str]:
    """What a disbursement that waits would do to its campaign and its budget line."""
    if proposal.kind != Proposal.Kind.DISBURSEMENT:
        return
    there = disbursements.balance(proposal.campaign_id)
    if proposal.amount_cents > there:
        yield _("The campaign has only %(there)s.") % {"there": exact(there)}
    line = line_of(proposal)
    if line and not line.takes(proposal.amount_cents):
        yield _("With this, %(paid)s of the %(planned)s of its budget line are paid.") % {
            "paid": exact(line.paid_cents + proposal.amount_cents),
            "planned": exact(line.planned_cents),
        }


def amount_of(proposal: Proposal) -> str:
    return exact(proposal.amount_cents, proposal.currency)


def place_of(proposal: Proposal) -> str:
    """The campaign it is for, or the common fund."""
    if proposal.campaign is None:
        return _("the common fund")
    return str(campaign_names.name_of(proposal.campaign))


def line_of(proposal: Proposal) -> disbursements.Line | None:
    """The budget line a disbursement pays for, in the words of the published budget."""
    lines = disbursements.lines(proposal.campaign) if proposal.line_number else []
    return next((line for line in lines if line.place == proposal.line_number), None)
