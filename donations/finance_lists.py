"""Disputes, payouts and refund orders: lists to read."""

from django.contrib import admin
from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from donations.desk_lists import NOTHING, MoneyAdmin, day, exact, moment_column, person_column
from donations.models import Dispute, Donation, Payout, RefundOrder


def gift_link(donation: Donation | None) -> str:
    """The way to a gift, under the code its donor has."""
    if donation is None:
        return NOTHING
    address = reverse("admin:donations_donation_change", args=[donation.pk])
    return format_html('<a href="{}">{}</a>', address, donation.receipt_code)


class WholeIdAdmin(MoneyAdmin):
    """A list that is searched by whole ids of Stripe's."""

    sortable_by = []
    search_help_text = _("A whole id of Stripe’s or receipt code.")

    def get_search_results(self, request, queryset, search_term):
        if not (term := search_term.strip()):
            return queryset, False
        condition = Q()
        for name in self.search_fields:
            condition |= Q(**{name: term})
        return queryset.filter(condition), False

    @admin.display(description=_("amount"))
    def amount(self, row):
        return exact(row.amount_cents, row.currency)

    @admin.display(description=_("gift"))
    def gift(self, row):
        return gift_link(row.donation)


@admin.register(Dispute)
class DisputeAdmin(WholeIdAdmin):
    when_empty = _("No bank has asked a gift back.")
    list_display = ["dispute_id", "status", "due", "amount", "gift", "since"]
    list_filter = ["status"]
    list_select_related = ["donation"]
    search_fields = ["dispute_id", "intent_id", "donation__receipt_code"]
    fields = ["dispute_id", "status", "due", "amount", "gift", "since", "intent_id"]

    due = moment_column("due_at", _("answer until"))
    since = moment_column("seen_at", _("since"), day)


@admin.register(Payout)
class PayoutAdmin(WholeIdAdmin):
    when_empty = _("Stripe has paid nothing out yet.")
    list_display = ["payout_id", "arrives_on", "status", "amount", "parts"]
    list_filter = ["status"]
    search_fields = ["payout_id"]
    fields = ["payout_id", "arrives_on", "status", "amount", "parts"]

    @admin.display(description=_("sum of its parts"))
    def parts(self, payout):
        if payout.movements_cents is None:
            return _("not known yet")
        return exact(payout.movements_cents, payout.currency)


@admin.register(RefundOrder)
class RefundOrderAdmin(WholeIdAdmin):
    when_empty = _("No gift was given back from here yet. It is done on the page of the gift.")
    list_display = ["public_id", "asked", "state", "amount", "reason", "code", "orderer"]
    list_filter = ["state", "reason"]
    list_select_related = ["gift__donation", "asked_by"]
    search_fields = ["public_id", "refund_id", "gift__source_id", "gift__donation__receipt_code"]
    fields = [
        *("public_id", "asked", "state", "amount", "reason"),
        *("code", "payment", "orderer", "refund_id"),
    ]

    @admin.display(description=_("gift"))
    def code(self, order):
        return gift_link(order.gift.donation)

    @admin.display(description=_("payment"))
    def payment(self, order):
        """The way to what may be given back besides."""
        address = reverse("admin:donations_ledgerentry_refund", args=[order.gift_id])
        return format_html('<a href="{}">{}</a>', address, order.gift.source_id)

    asked = moment_column("asked_at", _("ordered"), day)
    orderer = person_column("asked_by", _("asked by"))
