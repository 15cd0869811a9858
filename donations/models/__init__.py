"""The tables of donations, by noun."""

from donations.models.books import (
    BY_HAND,
    MINUS,
    PLUS,
    DaySummary,
    LedgerEntry,
    Proposal,
    proposal_id,
)
from donations.models.finance import Dispute, Matter, Payout, RefundOrder, order_id
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
    "DaySummary",
    "Dispute",
    "Donation",
    "DonorContact",
    "DonorMessage",
    "LedgerEntry",
    "Matter",
    "Payout",
    "Proposal",
    "ReconciliationRun",
    "RefundOrder",
    "WebhookEvent",
    "donation_id",
    "order_id",
    "proposal_id",
    "receipt_code",
]
