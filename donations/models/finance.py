"""What finance looks after: matters that wait for a decision, disputes, payouts, refund orders."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.public_ids import random_id
from donations.models.books import LedgerEntry
from donations.models.gifts import Donation


class Matter(models.Model):
    """Something that waits for finance: odd money, a difference, an alarm. Open only once."""

    class Kind(models.TextChoices):
        LATE = "late", _("paid after closing")
        WITHDRAWN = "withdrawn", _("paid after take-down")
        CURRENCY = "currency", _("paid in another currency")
        AMOUNT = "amount", _("another amount than asked")
        ZERO = "zero", _("nothing was charged")
        UNKNOWN_PAYMENT = "unknown_payment", _("a payment we know nothing of")
        PAID_TWICE = "paid_twice", _("paid twice")
        FRAUD_WARNING = "fraud_warning", _("early warning of fraud")
        INQUIRY = "inquiry", _("the bank inquires")
        DISPUTE = "dispute", _("dispute")
        REFUND_FAILED = "refund_failed", _("a refund failed")
        REFUNDS_DIFFER = "refunds_differ", _("refunds differ from Stripe’s")
        PAYOUT_FAILED = "payout_failed", _("a payout failed")
        PAYOUT_DIFFERS = "payout_differs", _("a payout differs from its parts")
        MISSING_HERE = "missing_here", _("at Stripe, not in our books")
        MISSING_THERE = "missing_there", _("in our books, not at Stripe")
        AMOUNTS_DIFFER = "amounts_differ", _("amounts differ from Stripe’s")
        BOOKS_DIFFER = "books_differ", _("our books disagree with themselves")
        GIVEN_UP = "given_up", _("an event that could not be worked off")
        SILENT = "silent", _("webhooks are silent")
        DECLINES = "declines", _("signs of card testing")

    # What sets off an alarm on the dashboard, not only a line in the inbox.
    ALARMS = (Kind.SILENT, Kind.BOOKS_DIFFER, Kind.DECLINES, Kind.GIVEN_UP)

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    # The id it is about: a payment, a refund, a dispute, a payout, an event, a campaign.
    subject = models.CharField(_("about"), max_length=120)
    donation = models.ForeignKey(
        Donation, models.PROTECT, null=True, related_name="matters", verbose_name=_("donation")
    )
    entry = models.ForeignKey(
        LedgerEntry,
        models.PROTECT,
        null=True,
        related_name="matters",
        verbose_name=_("ledger entry"),
    )
    # Ids, amounts and days; never a person.
    data = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    opened_at = models.DateTimeField(_("since"), auto_now_add=True)
    due_at = models.DateTimeField(_("answer until"), null=True)
    resolved_at = models.DateTimeField(_("settled"), null=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("settled by"),
    )
    resolution = models.TextField(_("how it was settled"), blank=True)

    class Meta:
        verbose_name = _("matter")
        verbose_name_plural = _("matters")
        ordering = ["-pk"]
        permissions = [("resolve_matter", "Can settle matters that wait for finance")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject"],
                condition=Q(resolved_at__isnull=True),
                name="matter_open_once",
            ),
        ]
        indexes = [
            models.Index(fields=["opened_at"], condition=Q(resolved_at=None), name="matter_open")
        ]

    def __str__(self):
        return f"{self.kind} {self.subject}"


class Dispute(models.Model):
    """A bank takes money back, or asks about it. Its money is in the ledger; this is its state."""

    dispute_id = models.CharField(_("number at Stripe"), max_length=80, unique=True)
    donation = models.ForeignKey(
        Donation, models.PROTECT, null=True, related_name="disputes", verbose_name=_("donation")
    )
    intent_id = models.CharField(_("payment"), max_length=80)
    amount_cents = models.BigIntegerField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3)
    # Stripe's own word: needs_response, under_review, won, lost, warning_…, prevented.
    status = models.CharField(_("state"), max_length=40)
    due_at = models.DateTimeField(_("answer until"), null=True)
    seen_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("dispute")
        verbose_name_plural = _("disputes")
        ordering = ["-pk"]

    def __str__(self):
        return self.dispute_id


class Payout(models.Model):
    """Stripe pays the organisation's bank account. Touches no campaign; compared with its parts."""

    payout_id = models.CharField(_("number at Stripe"), max_length=80, unique=True)
    amount_cents = models.BigIntegerField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3)
    status = models.CharField(_("state"), max_length=20)
    arrives_on = models.DateField(_("arrives"))
    # The sum of the movements it is made of; None until Stripe has said which they are.
    movements_cents = models.BigIntegerField(_("sum of its parts"), null=True)

    class Meta:
        verbose_name = _("payout")
        verbose_name_plural = _("payouts")
        ordering = ["-arrives_on", "-pk"]

    def __str__(self):
        return self.payout_id


def order_id() -> str:
    return random_id(16)


class RefundOrder(models.Model):
    """A colleague gives money back. Written before Stripe is asked: asking twice is once."""

    class Reason(models.TextChoices):
        ASKED = "requested_by_customer", _("the donor asked for it")
        DUPLICATE = "duplicate", _("given twice by mistake")
        FRAUD = "fraudulent", _("a stolen card")
        UNAUTHORISED = "unauthorised", _("somebody used the card without leave")
        WITHDRAWN = "withdrawn", _("the campaign was taken down")

    class State(models.TextChoices):
        ASKED = "asked", _("not confirmed yet")
        ACCEPTED = "accepted", _("taken by Stripe")
        REFUSED = "refused", _("refused by Stripe")

    public_id = models.CharField(
        _("order"), max_length=16, unique=True, default=order_id, editable=False
    )
    # The payment that goes back. One donation may have two, and held money may have no donation.
    gift = models.ForeignKey(
        LedgerEntry, models.PROTECT, related_name="refund_orders", verbose_name=_("gift")
    )
    amount_cents = models.PositiveIntegerField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    reason = models.CharField(_("reason"), max_length=24, choices=Reason)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED)
    refund_id = models.CharField(_("refund"), max_length=80, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked"), auto_now_add=True)

    class Meta:
        verbose_name = _("refund order")
        verbose_name_plural = _("refund orders")
        ordering = ["-pk"]
        permissions = [("order_refund", "Can give a gift back")]
        constraints = [
            models.CheckConstraint(name="refund_order_positive", condition=Q(amount_cents__gt=0)),
            models.UniqueConstraint(
                fields=["gift"], condition=Q(state="asked"), name="refund_order_one_at_a_time"
            ),
        ]

    def __str__(self):
        return self.public_id
