"""Giving a gift back: the form on the gift's page, and what it posts to."""

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.db import transaction
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns.money import format_money
from donations import ledger, refund_orders, stripe_gateway, sync
from donations.models import Donation, RefundOrder
from donations.money_forms import RefundForm

Asked = RefundOrder.State.ASKED


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("donations.order_refund", raise_exception=True)
def refund(request, pk: int):
    """Order a refund and carry it out, or try again to carry out the one that is open."""
    donation = get_object_or_404(Donation, pk=pk)
    if request.method != "POST":
        return render_page(request, donation, refund_context(donation))
    if request.POST.get("again"):
        order = get_object_or_404(donation.refund_orders, public_id=request.POST["again"])
        return carry_out(request, order)
    form = RefundForm(request.POST)
    if form.is_valid():
        try:
            order = order_once(donation, form, request.user)
        except refund_orders.NotPossible as reason:
            form.add_error(None, str(reason))
        else:
            return carry_out(request, order)
    return render_page(request, donation, refund_context(donation, form), status=400)


def order_once(donation: Donation, form: RefundForm, actor) -> RefundOrder:
    """Write the order down, unless another one was since the page was shown.

    A second click sends the same form: a part of a gift would go back twice.
    """
    with transaction.atomic():
        sync.locked_donation(Q(pk=donation.pk))
        if last_order(donation) != form.cleaned_data["seen"]:
            raise refund_orders.NotPossible(
                _("A refund was ordered since you opened this page. See below what came of it.")
            )
        return refund_orders.order(
            donation,
            actor=actor,
            cents=form.cleaned_data["amount"],
            reason=form.cleaned_data["reason"],
        )


def carry_out(request, order: RefundOrder):
    """Ask Stripe, say how it went, and go back to the gift."""
    try:
        order = refund_orders.carry_out(order)
    except stripe_gateway.StripeUnavailable:
        messages.warning(
            request,
            _(
                "Stripe did not answer, so it is not certain whether the money went back. "
                "Try again in a minute: it is the same order, and no second refund."
            ),
        )
        return redirect("admin:donations_donation_refund", order.donation_id)
    if order.state == RefundOrder.State.REFUSED:
        messages.error(
            request,
            _("Stripe refused this refund: so much is not left, or the bank has taken it."),
        )
    else:
        messages.success(request, _("The refund is ordered; the ledger below shows it."))
    return redirect("admin:donations_donation_change", order.donation_id)


def refund_context(donation: Donation, form: RefundForm | None = None) -> dict:
    """What the form, the orders and the ledger of a gift are shown with."""
    gift = ledger.gift_of(donation.intent_id)
    left = max(ledger.remainder(gift), 0) if gift else 0
    orders = list(donation.refund_orders.select_related("asked_by"))
    return {
        "donation": donation,
        "gift_entry": gift,
        "left_cents": left,
        "entries": donation.ledger.select_related("actor").order_by("pk"),
        "orders": orders,
        "open_order": next((order for order in orders if order.state == Asked), None),
        "refund_form": form or RefundForm(initial=beginning(donation, left)),
    }


def beginning(donation: Donation, left_cents: int) -> dict:
    amount = format_money(left_cents, "en", exact=True)
    return {"amount": amount.replace("€", "").strip(), "seen": last_order(donation)}


def last_order(donation: Donation) -> int:
    """The primary key of the newest order for a gift, 0 without one."""
    return donation.refund_orders.values_list("pk", flat=True).first() or 0


def render_page(request, donation: Donation, context: dict, status: int = 200):
    title = _("Give back %(code)s") % {"code": donation.receipt_code}
    context |= admin.site.each_context(request) | {"title": title}
    return render(request, "admin/donations/donation/refund.html", context, status=status)
