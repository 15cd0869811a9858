"""What a donor means to give, and the little that is kept beside it."""

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
        ZERO = "zero", _("nothing was charged")

    public_id = models.CharField(
        _("number"), max_length=22, unique=True, default=donation_id, editable=False
    )
    receipt_code = models.CharField(
        max_length=9, unique=True, default=receipt_code, editable=False, verbose_name=_("code")
    )
    # The single-use token of the form: the same form sent twice is one donation.
    form_token = models.CharField(max_length=32, unique=True, null=True, editable=False)
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="donations", verbose_name=_("campaign")
    )
    amount_cents = models.PositiveIntegerField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.OPEN)
    flag = models.CharField(
        _("look at"), max_length=12, choices=Flag, default=Flag.NONE, blank=True
    )
    locale = models.CharField(_("language"), max_length=8, default="en")
    # The word on the donor's bank statement, as it was when they began: what the page says before
    # they pay, and part of what Stripe is asked.
    statement = models.CharField(max_length=22, editable=False)
    created_at = models.DateTimeField(_("begun"), auto_now_add=True)
    paid_at = models.DateTimeField(_("received"), null=True)
    session_id = models.CharField(_("checkout session"), max_length=80, unique=True, null=True)
    # Which try at opening a session this is, and when it began: both are part of what Stripe is
    # asked, so that asking twice is one question.
    attempt = models.PositiveSmallIntegerField(default=1)
    attempt_at = models.DateTimeField(default=timezone.now)
    # Where the donor pays; blanked once there is nothing to pay any more.
    checkout_url = models.TextField(blank=True)
    intent_id = models.CharField(_("payment"), max_length=80, unique=True, null=True)
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
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("decided by"),
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
