"""The tables of donations, by noun."""

from donations.models.books import BY_HAND, MINUS, PLUS, LedgerEntry
from donations.models.gifts import (
    Donation,
    DonorContact,
    DonorMessage,
    donation_id,
    receipt_code,
)
from donations.models.inbox import ReconciliationRun, WebhookEvent

__all__ = [
    "BY_HAND",
    "MINUS",
    "PLUS",
    "Donation",
    "DonorContact",
    "DonorMessage",
    "LedgerEntry",
    "ReconciliationRun",
    "WebhookEvent",
    "donation_id",
    "receipt_code",
]
