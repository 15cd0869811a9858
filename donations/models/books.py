"""What happened to money: the ledger, and what is proposed for it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.models import EUR_ONLY, Campaign
from campaigns.public_ids import random_id
from donations.models.gifts import Donation

PLUS = (
    *("gift", "offline_gift", "opening_balance"),
    *("refund_failed", "dispute_won", "fee_returned"),
)
MINUS = ("refund", "dispute", "fee", "disbursement")
BY_HAND = ("offline_gift", "opening_balance", "adjustment", "transfer", "disbursement")


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
        TRANSFER = "transfer", _("transfer")
        FEE = "fee", _("fee")
        FEE_RETURNED = "fee_returned", _("fee given back")
        DISBURSEMENT = "disbursement", _("disbursement")

    class Account(models.TextChoices):
        CAMPAIGN = "campaign", _("campaign")
        HELD = "held", _("held until somebody decides")
        GENERAL = "general", _("the organisation’s common fund")

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
        Kind.TRANSFER,
    )

    booked_at = models.DateTimeField(_("booked"), auto_now_add=True)
    effective_at = models.DateTimeField(_("happened"))
    account = models.CharField(
        _("account"), max_length=10, choices=Account, default=Account.CAMPAIGN
    )
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, null=True, related_name="ledger", verbose_name=_("campaign")
    )
    donation = models.ForeignKey(
        Donation, models.PROTECT, null=True, related_name="ledger", verbose_name=_("donation")
    )
    # The gift that a refund, a dispute, a fee or a transfer is about.
    about = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="followed_by", verbose_name=_("about")
    )
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    amount_cents = models.BigIntegerField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    source_id = models.CharField(_("source"), max_length=80)
    # The chain covers the seal, not the source: a source can be forgotten without a break. Both
    # are written by a trigger; without the salt nobody can find out what the source was.
    source_salt = models.CharField(max_length=32, editable=False, default="")
    source_seal = models.CharField(max_length=64, editable=False, default="")
    # The place of the budget line a disbursement pays for, counted from 1.
    line_number = models.PositiveSmallIntegerField(_("budget line"), null=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("who")
    )
    note = models.TextField(_("note"), blank=True)
    # The chain, written by a trigger: each entry carries the hash of the one before.
    position = models.BigIntegerField(unique=True, editable=False, default=0)
    previous_hash = models.CharField(max_length=64, editable=False, default="")
    hash = models.CharField(max_length=64, editable=False, default="")

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "source_id"], name="ledger_source_once"),
            models.CheckConstraint(name="ledger_not_zero", condition=~Q(amount_cents=0)),
            models.CheckConstraint(
                name="ledger_in_euro_or_held", condition=EUR_ONLY | Q(account="held")
            ),
            models.CheckConstraint(
                name="ledger_account_fits_campaign",
                condition=Q(account="campaign", campaign__isnull=False)
                | Q(account__in=["held", "general"], campaign__isnull=True),
            ),
            models.CheckConstraint(
                name="ledger_sign_fits_kind",
                condition=Q(kind__in=PLUS, amount_cents__gt=0)
                | Q(kind__in=MINUS, amount_cents__lt=0)
                | Q(kind__in=["adjustment", "transfer"]),
            ),
            models.CheckConstraint(
                name="ledger_by_hand_is_signed",
                condition=~Q(kind__in=BY_HAND) | (Q(actor__isnull=False) & ~Q(note="")),
            ),
        ]
        indexes = [
            models.Index(fields=["campaign", "booked_at"], name="ledger_by_campaign"),
            models.Index(fields=["effective_at"], name="ledger_by_time"),
            models.Index(fields=["booked_at"], name="ledger_by_booking"),
            models.Index(
                fields=["campaign", "line_number"],
                condition=Q(kind="disbursement"),
                name="ledger_disbursements",
            ),
            models.Index(fields=["account"], condition=~Q(account="campaign"), name="ledger_held"),
        ]

    def __str__(self):
        return f"{self.kind} {self.amount_cents}"


class DaySummary(models.Model):
    """What the ledger says of one campaign on one day: for reports, which then scan no entries.

    Sums are signed, in cents; what went back, fees and disbursements are below zero.
    """

    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="day_summaries", db_index=False
    )
    day = models.DateField()
    # How many entries of a report it is made of, and how many of them are gifts.
    entries = models.IntegerField(default=0)
    gifts = models.IntegerField(default=0)
    gross_cents = models.BigIntegerField(default=0)
    opening_cents = models.BigIntegerField(default=0)
    returned_cents = models.BigIntegerField(default=0)
    corrected_cents = models.BigIntegerField(default=0)
    moved_cents = models.BigIntegerField(default=0)
    fee_cents = models.BigIntegerField(default=0)
    paid_out_cents = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "day"], name="day_summary_once"),
        ]
        indexes = [models.Index(fields=["day"], name="day_summary_by_day")]

    def __str__(self):
        return f"{self.campaign_id} {self.day}: {self.gross_cents}"


def proposal_id() -> str:
    return random_id(12)


class Proposal(models.Model):
    """Money that one person wants to enter by hand, until a second one has agreed."""

    class Kind(models.TextChoices):
        OFFLINE_GIFT = "offline_gift", _("offline gift")
        ADJUSTMENT = "adjustment", _("adjustment")
        DISBURSEMENT = "disbursement", _("disbursement to the hero")
        TRANSFER = "transfer", _("transfer of held money")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("waiting for a second person")
        APPROVED = "approved", _("booked")
        DECLINED = "declined", _("declined")

    public_id = models.CharField(
        _("number"), max_length=12, unique=True, default=proposal_id, editable=False
    )
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    # Where the money goes to (or leaves from, for a disbursement); none: the common fund.
    campaign = models.ForeignKey(
        Campaign,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name=_("campaign"),
    )
    # The held gift that a transfer moves.
    entry = models.ForeignKey(
        LedgerEntry, models.PROTECT, null=True, related_name="+", verbose_name=_("ledger entry")
    )
    line_number = models.PositiveSmallIntegerField(_("budget line"), null=True, blank=True)
    # Signed for an adjustment, above zero for the rest.
    amount_cents = models.BigIntegerField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    effective_on = models.DateField(_("day"), default=timezone.localdate)
    note = models.TextField(_("evidence or reason"))
    # Why a disbursement may be more than its campaign has, and who bears the rest.
    overdraft_reason = models.TextField(_("why more than there is"), blank=True)
    # Which line of a bank statement it came from, so that a statement read twice proposes once.
    statement_line = models.CharField(max_length=80, blank=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    proposed_at = models.DateTimeField(_("proposed"), auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True)

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["-pk"]
        permissions = [("decide_proposal", "Can book or decline what a colleague proposed")]
        constraints = [
            models.CheckConstraint(
                name="proposal_approved_by_another",
                condition=~Q(state="approved")
                | (
                    Q(decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(decided_by=F("proposed_by"))
                ),
            ),
            models.CheckConstraint(name="proposal_has_evidence", condition=~Q(note="")),
            models.CheckConstraint(
                name="proposal_sign_fits_kind",
                condition=Q(amount_cents__gt=0) | (Q(kind="adjustment") & Q(amount_cents__lt=0)),
            ),
            models.CheckConstraint(
                name="proposal_knows_its_account",
                condition=Q(kind="transfer", entry__isnull=False)
                | Q(
                    kind__in=["offline_gift", "adjustment", "disbursement"], campaign__isnull=False
                ),
            ),
            models.UniqueConstraint(
                fields=["statement_line"],
                condition=~Q(statement_line=""),
                name="proposal_once_per_statement_line",
            ),
            models.UniqueConstraint(
                fields=["entry"],
                condition=Q(state="proposed"),
                name="proposal_one_open_transfer",
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.public_id}"
