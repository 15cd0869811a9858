"""What is kept of donors and their payments for how long, and all rules of the house together.

Sums, campaigns and days stay in the ledger for as long as the law asks; who paid leads nowhere
any more once the numbers of a payment are gone.
"""

from datetime import datetime

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import notices
from accounts import retention as accounts_retention
from accounts.retention import Purged, Rule
from campaigns import retention as campaigns_retention
from donations import inbox, ledger, receipts, returns
from donations.models import (
    Dispute,
    Donation,
    DonorContact,
    DonorMessage,
    LedgerEntry,
    Matter,
    RefundOrder,
    donation_id,
)

Status = Donation.Status
NEVER_PAID = (Status.EXPIRED, Status.FAILED)


def run(now: datetime | None = None) -> Purged:
    """Forget whatever is due in the whole house."""
    return accounts_retention.run(RULES, now or timezone.now())


# --- what donors typed ---


def contacts_due(now: datetime):
    """Addresses whose day has come, and those of gifts that were never paid."""
    return DonorContact.objects.filter(
        Q(purge_after__lte=timezone.localdate(now)) | Q(donation__status__in=NEVER_PAID)
    )


def forget_contacts(contacts) -> None:
    """Delete addresses, with the letters to them that are not out yet."""
    for contact in contacts.select_related("donation__campaign"):
        notices.cancel_each(receipts.letters_to(contact))
    contacts.delete()


def words_due(moment: datetime):
    """Names and messages with gifts to campaigns that were over by then, or never paid."""
    over = campaigns_retention.over_before(moment, "donation__campaign__")
    return DonorMessage.objects.filter(over | Q(donation__status__in=NEVER_PAID))


# --- gifts that came to nothing ---


def unpaid_since(moment: datetime):
    """Donations begun before then and never paid, unless something in the books is about them."""
    return Donation.objects.filter(
        status__in=NEVER_PAID,
        created_at__lt=moment,
        ledger=None,
        matters=None,
        disputes=None,
    )


# --- payments ---


def matters_settled_before(moment: datetime):
    return Matter.objects.filter(resolved_at__lt=moment)


def payments_before(moment: datetime):
    """The gifts whose payment is to be forgotten: nothing about them is younger or still open."""
    of_gift = Q(about=OuterRef("pk")) | Q(donation=OuterRef("donation"))
    younger = LedgerEntry.objects.filter(of_gift, effective_at__gte=moment)
    matter = Q(entry=OuterRef("pk")) | Q(donation=OuterRef("donation"))
    open_matters = Matter.objects.filter(matter, resolved_at=None)
    disputes = Dispute.objects.filter(intent_id=OuterRef("source_id"))
    orders = RefundOrder.objects.filter(gift=OuterRef("pk"), state=RefundOrder.State.ASKED)
    return (
        ledger.with_payment()
        .filter(kind=ledger.Kind.GIFT, effective_at__lt=moment)
        .exclude(Exists(younger))
        .exclude(Exists(open_matters))
        .exclude(Exists(disputes.exclude(status__in=returns.DISPUTE_OVER)))
        .exclude(Exists(orders))
    )


def forget_payments(gifts) -> None:
    """Take from gifts, and from all that followed them, whatever leads to their payment."""
    keys = list(gifts.values_list("pk", flat=True))
    payments = list(gifts.values_list("source_id", flat=True))
    donations = list(gifts.exclude(donation=None).values_list("donation", flat=True))
    concerned = Q(entry__in=keys) | Q(donation__in=donations)
    Matter.objects.filter(concerned).delete()
    Dispute.objects.filter(Q(intent_id__in=payments) | Q(donation__in=donations)).delete()
    RefundOrder.objects.filter(gift__in=keys).delete()
    about = Q(pk__in=keys) | Q(about__in=keys) | Q(donation__in=donations)
    ledger.forget_sources(ledger.with_payment().filter(about))
    for donation in Donation.objects.filter(pk__in=donations):
        # Stripe knows the donation by this name.
        donation.public_id = donation_id()
        donation.form_token = donation.session_id = donation.intent_id = None
        donation.save(update_fields=["public_id", "form_token", "session_id", "intent_id"])


RULES = [
    Rule(
        "DonorContact",
        _("donors’ addresses, on the day that their donor was told; at once if nothing was paid"),
        contacts_due,
        forget_contacts,
    ),
    Rule(
        "DonorMessage",
        _("names and messages of donors, %(days)s days after closing; at once if nothing was paid"),
        words_due,
        days=settings.WORDS_KEPT_DAYS_AFTER_CLOSING,
    ),
    Rule(
        "Donation",
        _("gifts that were never paid, after %(days)s days"),
        unpaid_since,
        days=settings.UNPAID_KEPT_DAYS,
    ),
    Rule(
        "WebhookEvent",
        _("the inbox of Stripe’s events, after %(days)s days"),
        inbox.received_before,
        days=settings.INBOX_KEPT_DAYS,
    ),
    Rule(
        "Matter",
        _("what finance has settled, after %(days)s days"),
        matters_settled_before,
        days=settings.PAYMENT_ID_KEPT_DAYS,
    ),
    Rule(
        "LedgerEntry",
        _("the numbers of gifts’ payments, after %(days)s days; sums and days stay"),
        payments_before,
        forget_payments,
        days=settings.PAYMENT_ID_KEPT_DAYS,
    ),
    *campaigns_retention.RULES,
    *accounts_retention.RULES,
]
