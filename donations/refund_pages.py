"""Giving a payment back: the form on the gift's page, and a page of its own that it posts to."""

from dataclasses import dataclass

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from donations import ledger, refund_orders, returns, stripe_gateway
from donations.models import Donation, LedgerEntry, RefundOrder
from donations.money_forms import RefundForm

Asked = RefundOrder.State.ASKED


@dataclass(frozen=True)
class Payment:
    """One payment, with what was ordered for it and the form for another order."""

    gift: LedgerEntry
    left_cents: int
    orders: list[RefundOrder]
    form: RefundForm

    @property
    def in_campaign(self) -> bool:
        return ledger.place_of(self.gift).account == ledger.Account.CAMPAIGN

    @property
    def open_order(self) -> RefundOrder | None:
        return next((order for order in self.orders if order.state == Asked), None)


def payment(gift: LedgerEntry, form: RefundForm | None = None) -> Payment:
    left = max(ledger.remainder(gift), 0)
    beginning = {"amount": f"{left // 100}.{left % 100:02}", "seen": last_order(gift)}
    return Payment(
        gift=gift,
        left_cents=left,
        orders=list(gift.refund_orders.select_related("asked_by")),
        form=form or form_for(gift, initial=beginning),
    )


def payments_of(donation: Donation) -> list[Payment]:
    """Mostly one; two if it was paid twice, none before it is paid."""
    gifts = donation.ledger.filter(kind=ledger.Kind.GIFT).order_by("pk")
    return [payment(gift) for gift in gifts.select_related("donation")]


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("donations.order_refund", raise_exception=True)
def refund(request, pk: int):
    """Order a refund and carry it out, or try again to carry out the one that is open."""
    gift = get_object_or_404(LedgerEntry, pk=pk, kind=ledger.Kind.GIFT)
    if request.method != "POST":
        return render_page(request, payment(gift))
    if request.POST.get("again"):
        order = get_object_or_404(gift.refund_orders, public_id=request.POST["again"])
        return carry_out(request, order)
    form = form_for(gift, request.POST)
    if form.is_valid():
        try:
            order = order_once(gift, form, request.user)
        except refund_orders.NotPossible as reason:
            form.add_error(None, str(reason))
        else:
            return carry_out(request, order)
    return render_page(request, payment(gift, form), status=400)


def order_once(gift: LedgerEntry, form: RefundForm, actor) -> RefundOrder:
    """Write the order down, unless another one was since the page was shown.

    A second click sends the same form: a part of a gift would go back twice.
    """
    with transaction.atomic():
        returns.locked_gift(gift.source_id)
        if last_order(gift) != form.cleaned_data["seen"]:
            raise refund_orders.NotPossible(
                _("A refund was ordered since you opened this page. See below what came of it.")
            )
        return refund_orders.order(
            gift,
            actor=actor,
            cents=form.cleaned_data["amount"],
            reason=form.cleaned_data["reason"],
        )


def carry_out(request, order: RefundOrder):
    """Ask Stripe, say how it went, and show the payment as it is now."""
    try:
        order = refund_orders.carry_out(order)
    except stripe_gateway.StripeUnavailable:
        messages.warning(
            request,
            _(
                "Stripe did not answer, so it is not certain whether the money went back. "
                "The same order is tried again every few minutes; it is no second refund."
            ),
        )
    else:
        if order.state == RefundOrder.State.REFUSED:
            messages.error(
                request,
                _("Stripe refused this refund: so much is not left, or the bank has taken it."),
            )
        else:
            messages.success(request, _("The refund is ordered; the ledger below shows it."))
    return redirect("admin:donations_ledgerentry_refund", order.gift_id)


def form_for(gift: LedgerEntry, *args, **kwargs) -> RefundForm:
    """Its fields are named after the payment: a gift's page may show two of these forms."""
    return RefundForm(*args, currency=gift.currency, auto_id=f"refund-{gift.pk}-%s", **kwargs)


def last_order(gift: LedgerEntry) -> int:
    """The primary key of the newest order for a payment, 0 without one."""
    return gift.refund_orders.values_list("pk", flat=True).first() or 0


def render_page(request, shown: Payment, status: int = 200):
    gift = shown.gift
    code = gift.donation.receipt_code if gift.donation else gift.source_id
    context = admin.site.each_context(request) | {
        "title": _("Give back %(code)s") % {"code": code},
        "payment": shown,
        "entries": [gift, *gift.followed_by.select_related("actor", "campaign").order_by("pk")],
    }
    return render(request, "admin/donations/donation/refund.html", context, status=status)
