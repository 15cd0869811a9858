"""Intended gifts, what happened to money, and the inbox of hints from Stripe."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.models import EUR_ONLY, Campaign
from campaigns.public_ids import random_id


def donation_id() -> str:
    return random_id(22)


def receipt_code() -> str:
    """A code to write down, e.g. "7Q4K-2M9X"."""
    code = random_id(8).upper()
    return f"{code[:4]}-{code[4:]}"


class Donation(models.Model):
    """One intended gift: what a donor asked to give, and how its payment stands."""

    class Status(models.TextChoices):
        OPEN = "open", _("waiting for the donor")
        PROCESSING = "processing", _("waiting for the bank")
        PAID = "paid", _("received")
        EXPIRED = "expired", _("not paid")
        FAILED = "failed", _("failed")

    class Flag(models.TextChoices):
        NONE = "", "—"
        LATE = "late", _("paid after closing")
        WITHDRAWN = "withdrawn", _("paid after take-down")
        AMOUNT = "amount", _("another amount than asked")
        CURRENCY = "currency", _("another currency")

    public_id = models.CharField(max_length=22, unique=True, default=donation_id, editable=False)
    receipt_code = models.CharField(
        max_length=9, unique=True, default=receipt_code, editable=False, verbose_name=_("code")
    )
    # The single-use token of the form: the same form sent twice is one donation.
    form_token = models.CharField(max_length=32, unique=True, null=True, editable=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="donations")
    amount_cents = models.PositiveIntegerField(_("amount"))
    currency = models.CharField(max_length=3, default="EUR")
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.OPEN)
    flag = models.CharField(
        _("look at"), max_length=12, choices=Flag, default=Flag.NONE, blank=True
    )
    locale = models.CharField(max_length=8, default="en")
    created_at = models.DateTimeField(_("begun"), auto_now_add=True)
    paid_at = models.DateTimeField(_("received"), null=True)
    session_id = models.CharField(max_length=80, unique=True, null=True)
    # Which try at opening a session this is, and when it began: both are part of what Stripe is
    # asked, so that asking twice is one question.
    attempt = models.PositiveSmallIntegerField(default=1)
    attempt_at = models.DateTimeField(default=timezone.now)
    # Where the donor pays; blanked once there is nothing to pay any more.
    checkout_url = models.TextField(blank=True)
    intent_id = models.CharField(max_length=80, unique=True, null=True)
    livemode = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("donation")
        verbose_name_plural = _("donations")
        ordering = ["-pk"]
        permissions = [
            ("view_report", "Can read the donation report"),
            ("export_report", "Can export the donation report"),
        ]
        constraints = [
            models.CheckConstraint(name="donation_positive", condition=Q(amount_cents__gt=0)),
            models.CheckConstraint(name="donation_in_euro", condition=EUR_ONLY),
            models.CheckConstraint(
                name="donation_paid_has_time",
                condition=Q(status="paid", paid_at__isnull=False)
                | (~Q(status="paid") & Q(paid_at__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["created_at"],
                condition=Q(status__in=["open", "processing"]),
                name="donation_unsettled",
            ),
            models.Index(fields=["campaign", "status"], name="donation_by_campaign"),
        ]

    def __str__(self):
        return self.receipt_code


class DonorContact(models.Model):
    """An address that a donor typed, sealed, with the day it is deleted. Mostly there is none."""

    donation = models.OneToOneField(
        Donation, models.CASCADE, primary_key=True, related_name="contact"
    )
    # Sealed (see accounts.sealed) for this row alone.
    email = models.TextField()
    wants_closing_notice = models.BooleanField(default=False)
    purge_after = models.DateField(db_index=True)

    class Meta:
        verbose_name = _("donor’s address")
        verbose_name_plural = _("donors’ addresses")

    def __str__(self):
        return f"contact of {self.donation_id}"


class DonorMessage(models.Model):
    """Words left with a gift: invisible until a moderator has read them."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        APPROVED = "approved", _("shown")
        REFUSED = "refused", _("not shown")

    donation = models.OneToOneField(
        Donation, models.CASCADE, primary_key=True, related_name="message"
    )
    display_name = models.CharField(_("name to show"), max_length=40, blank=True)
    text = models.CharField(_("message"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-pk"]
        permissions = [("review_donormessage", "Can show or refuse messages")]
        constraints = [
            models.CheckConstraint(
                name="donor_message_says_something", condition=~Q(display_name="", text="")
            ),
        ]

    def __str__(self):
        return f"message with {self.donation_id}"


PLUS = ("gift", "offline_gift", "opening_balance", "refund_failed", "dispute_won")
MINUS = ("refund", "dispute", "fee", "disbursement")
BY_HAND = ("offline_gift", "opening_balance", "adjustment", "disbursement")


class LedgerEntry(models.Model):
    """What happened to money. Append-only: corrections are entries too. Holds no person."""

    class Kind(models.TextChoices):
        GIFT = "gift", _("gift")
        OFFLINE_GIFT = "offline_gift", _("offline gift")
        OPENING_BALANCE = "opening_balance", _("opening balance")
        REFUND = "refund", _("refund")
        REFUND_FAILED = "refund_failed", _("refund that failed")
        DISPUTE = "dispute", _("dispute")
        DISPUTE_WON = "dispute_won", _("dispute won")
        ADJUSTMENT = "adjustment", _("adjustment")
        FEE = "fee", _("fee")
        DISBURSEMENT = "disbursement", _("disbursement")

    # What the public total is the sum of; fees and disbursements are shown apart.
    RAISED = (
        Kind.GIFT,
        Kind.OFFLINE_GIFT,
        Kind.OPENING_BALANCE,
        Kind.REFUND,
        Kind.REFUND_FAILED,
        Kind.DISPUTE,
        Kind.DISPUTE_WON,
        Kind.ADJUSTMENT,
    )

    booked_at = models.DateTimeField(_("booked"), auto_now_add=True)
    effective_at = models.DateTimeField(_("happened"))
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="ledger")
    donation = models.ForeignKey(Donation, models.PROTECT, null=True, related_name="ledger")
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    amount_cents = models.BigIntegerField(_("amount"))
    currency = models.CharField(max_length=3, default="EUR")
    source_id = models.CharField(_("source"), max_length=80)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    note = models.TextField(blank=True)

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "source_id"], name="ledger_source_once"),
            models.CheckConstraint(name="ledger_not_zero", condition=~Q(amount_cents=0)),
            models.CheckConstraint(name="ledger_in_euro", condition=EUR_ONLY),
            models.CheckConstraint(
                name="ledger_sign_fits_kind",
                condition=Q(kind__in=PLUS, amount_cents__gt=0)
                | Q(kind__in=MINUS, amount_cents__lt=0)
                | Q(kind="adjustment"),
            ),
            models.CheckConstraint(
                name="ledger_by_hand_is_signed",
                condition=~Q(kind__in=BY_HAND) | (Q(actor__isnull=False) & ~Q(note="")),
            ),
        ]
        indexes = [
            models.Index(fields=["campaign", "booked_at"], name="ledger_by_campaign"),
            models.Index(fields=["effective_at"], name="ledger_by_time"),
        ]

    def __str__(self):
        return f"{self.kind} {self.amount_cents}"


class WebhookEvent(models.Model):
    """A hint from Stripe: object X changed. No payload, so no person, is kept."""

    event_id = models.CharField(max_length=80, unique=True)
    type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=80)
    received_at = models.DateTimeField(auto_now_add=True)
    processed_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("inbox")
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(processed_at__isnull=True), name="event_waiting"
            ),
        ]

    def __str__(self):
        return f"{self.type} {self.event_id}"


class ReconciliationRun(models.Model):
    """One comparison of our books. A run that found nothing is a row too: silence is visible."""

    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    window_from = models.DateTimeField(null=True)
    checked = models.PositiveIntegerField(default=0)
    repaired = models.PositiveIntegerField(default=0)
    discrepancies = models.JSONField(default=list)

    class Meta:
        verbose_name = _("reconciliation")
        verbose_name_plural = _("reconciliations")
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.started_at:%Y-%m-%d}: {len(self.discrepancies)}"
