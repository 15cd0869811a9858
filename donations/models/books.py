"""What happened to money."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.models import EUR_ONLY, Campaign
from donations.models.gifts import Donation

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
