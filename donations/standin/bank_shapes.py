"""What banks make of a payment, as Stripe answers with it: refunds, disputes, payouts."""

from donations.standin.donor import CARD, evidence

DAY = 24 * 60 * 60
DAYS_TO_ANSWER = 7
DAYS_TO_THE_BANK = 2


def refund(refund_id: str, charged: dict, *, cents: int, reason: str | None, now: int) -> dict:
    """Money that has just been sent back."""
    return {
        "id": refund_id,
        "object": "refund",
        "amount": cents,
        "balance_transaction": None,
        "charge": charged["id"],
        "created": now,
        "currency": charged["currency"],
        "destination_details": {"type": charged["payment_method_details"]["type"]},
        "metadata": {},
        "payment_intent": charged["payment_intent"],
        "reason": reason,
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "pending",
        "transfer_reversal": None,
    }


def dispute(dispute_id: str, charged: dict, *, cents: int, status: str, now: int) -> dict:
    """A doubt about a charge that has just been raised."""
    inquiry = status.startswith("warning_")
    method = charged["payment_method_details"]
    details = None
    if method["type"] == CARD:
        details = {
            "card": {
                "brand": method[CARD]["brand"],
                "case_type": "inquiry" if inquiry else "chargeback",
                "network": method[CARD]["network"],
                "network_reason_code": "10.4",
            },
            "type": CARD,
        }
    return {
        "id": dispute_id,
        "object": "dispute",
        "amount": cents,
        "balance_transactions": [],
        "charge": charged["id"],
        "created": now,
        "currency": charged["currency"],
        "enhanced_eligibility_types": [],
        "evidence": evidence(),
        "evidence_details": {
            "due_by": now + DAYS_TO_ANSWER * DAY,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
            "submission_method": "not_submitted",
        },
        "intended_submission_method": None,
        "is_charge_refundable": inquiry,
        "livemode": False,
        "metadata": {},
        "network_reason_code": None,
        "payment_intent": charged["payment_intent"],
        "payment_method_details": details,
        "reason": "fraudulent" if details else "debit_not_authorized",
        "status": status,
    }


def warning(warning_id: str, charged: dict, *, actionable: bool, now: int) -> dict:
    """An issuer's word that a payment may be fraud."""
    return {
        "id": warning_id,
        "object": "radar.early_fraud_warning",
        "actionable": actionable,
        "charge": charged["id"],
        "created": now,
        "fraud_type": "unauthorized_use_of_card",
        "livemode": False,
        "payment_intent": charged["payment_intent"],
    }


def payout(payout_id: str, *, cents: int, now: int) -> dict:
    """Money that has just left for the organisation's bank, in euros."""
    # Stripe means a day, and says it as that day's first second.
    arrival = now // DAY * DAY + DAYS_TO_THE_BANK * DAY
    return {
        "id": payout_id,
        "object": "payout",
        "amount": cents,
        "application_fee": None,
        "application_fee_amount": None,
        "arrival_date": arrival,
        "automatic": True,
        "balance_transaction": None,
        "created": now,
        "currency": "eur",
        "description": "STANDIN PAYOUT",
        "destination": "ba_standin",
        "failure_balance_transaction": None,
        "failure_code": None,
        "failure_message": None,
        "livemode": False,
        "metadata": {},
        "method": "standard",
        "original_payout": None,
        "payout_method": None,
        "reconciliation_status": "in_progress",
        "reversed_by": None,
        "source_type": "card",
        "statement_descriptor": None,
        "status": "pending",
        "trace_id": None,
        "type": "bank_account",
    }
