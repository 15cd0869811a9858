"""What a donor makes, as Stripe answers with it: every field a reader may look at, or null."""

from donations.standin import checkout_rules
from donations.standin.donor import CARD, DEBIT, DONOR, METHOD_DETAILS

DECLINED = ("card_declined", "generic_decline", "Your card was declined.")
RETURNED = ("insufficient_funds", None, "The bank could not collect the payment.")


def session(session_id: str, asked: dict, *, now: int, url: str) -> dict:
    """A checkout session that has just been opened; `asked` are its checked parameters."""
    total = checkout_rules.total(asked["line_items"])
    return {
        "id": session_id,
        "object": "checkout.session",
        "adaptive_pricing": asked.get("adaptive_pricing", {"enabled": False}),
        "after_expiration": None,
        "allow_promotion_codes": None,
        "allowed_payment_method_types": asked.get("allowed_payment_method_types"),
        "amount_subtotal": total,
        "amount_total": total,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "billing_address_collection": asked.get("billing_address_collection"),
        "cancel_url": asked.get("cancel_url"),
        "client_reference_id": asked.get("client_reference_id"),
        "client_secret": None,
        "collected_information": None,
        "consent": None,
        "consent_collection": None,
        "created": now,
        "currency": asked["line_items"][0]["price_data"]["currency"],
        "currency_conversion": None,
        "custom_fields": [],
        "custom_text": {
            "after_submit": None,
            "shipping_address": None,
            "submit": None,
            "terms_of_service_acceptance": None,
        },
        "customer": None,
        "customer_creation": asked.get("customer_creation", "if_required"),
        "customer_details": None,
        "customer_email": None,
        "discounts": [],
        "excluded_payment_method_types": asked.get("excluded_payment_method_types"),
        "expires_at": asked.get("expires_at", now + checkout_rules.LONGEST_SECONDS),
        "invoice": None,
        "invoice_creation": None,
        "livemode": False,
        "locale": asked.get("locale"),
        "metadata": asked.get("metadata", {}),
        "mode": "payment",
        "payment_intent": None,
        "payment_link": None,
        "payment_method_collection": "if_required",
        "payment_method_options": {},
        "payment_method_types": [CARD, DEBIT],
        "payment_status": "unpaid",
        "permissions": None,
        "phone_number_collection": {"enabled": False},
        "presentment_details": None,
        "recovered_from": None,
        "saved_payment_method_options": None,
        "setup_intent": None,
        "shipping_address_collection": None,
        "shipping_cost": None,
        "shipping_options": [],
        "status": "open",
        "submit_type": asked.get("submit_type"),
        "subscription": None,
        "success_url": asked["success_url"],
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted_page",
        "url": url,
        "wallet_options": asked.get("wallet_options"),
    }


def line_item(item_id: str, asked: dict, *, now: int) -> dict:
    """One line of a session, as `expand` of line_items shows it."""
    price = asked["price_data"]
    total = price["unit_amount"] * asked["quantity"]
    return {
        "id": item_id,
        "object": "item",
        "amount_discount": 0,
        "amount_subtotal": total,
        "amount_tax": 0,
        "amount_total": total,
        "currency": price["currency"],
        "description": price["product_data"]["name"],
        "price": {
            "id": item_id.replace("li_", "price_"),
            "object": "price",
            "active": False,
            "billing_scheme": "per_unit",
            "created": now,
            "currency": price["currency"],
            "livemode": False,
            "metadata": {},
            "product": item_id.replace("li_", "prod_"),
            "recurring": None,
            "type": "one_time",
            "unit_amount": price["unit_amount"],
            "unit_amount_decimal": str(price["unit_amount"]),
        },
        "quantity": asked["quantity"],
    }


def intent(intent_id: str, checkout: dict, asked: dict, *, now: int) -> dict:
    """A payment intent as it is before anybody tries to pay; `asked` is payment_intent_data."""
    return {
        "id": intent_id,
        "object": "payment_intent",
        "amount": checkout["amount_total"],
        "amount_capturable": 0,
        "amount_received": 0,
        "application": None,
        "application_fee_amount": None,
        "automatic_payment_methods": None,
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": "automatic_async",
        "client_secret": f"{intent_id}_secret_of_the_stand_in",
        "confirmation_method": "automatic",
        "created": now,
        "currency": checkout["currency"],
        "customer": None,
        "description": None,
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "metadata": asked.get("metadata", {}),
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": None,
        "payment_method_options": {},
        "payment_method_types": [CARD, DEBIT],
        "processing": None,
        "receipt_email": None,
        "setup_future_usage": None,
        "shipping": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": asked.get("statement_descriptor_suffix"),
        "status": "requires_payment_method",
        "transfer_data": None,
        "transfer_group": None,
    }


def charge(charge_id: str, paid_by: dict, *, method: str, status: str, now: int) -> dict:
    """One try to collect a payment intent; status is succeeded, pending or failed."""
    code, decline_code, message = DECLINED if status == "failed" else (None, None, None)
    suffix = paid_by["statement_descriptor_suffix"]
    return {
        "id": charge_id,
        "object": "charge",
        "amount": paid_by["amount"],
        "amount_captured": paid_by["amount"] if status == "succeeded" else 0,
        "amount_refunded": 0,
        "application": None,
        "application_fee": None,
        "application_fee_amount": None,
        "balance_transaction": None,
        "billing_details": {**DONOR, "tax_id": None},
        "calculated_statement_descriptor": (
            f"{checkout_rules.STATEMENT_PREFIX}* {suffix}"
            if suffix
            else checkout_rules.STATEMENT_PREFIX
        ),
        "captured": status == "succeeded",
        "created": now,
        "currency": paid_by["currency"],
        "customer": None,
        "description": None,
        "disputed": False,
        "failure_balance_transaction": None,
        "failure_code": code,
        "failure_message": message,
        "fraud_details": {},
        "livemode": False,
        "metadata": paid_by["metadata"],
        "on_behalf_of": None,
        "outcome": {
            "network_decline_code": decline_code,
            "network_status": "declined_by_network" if code else "approved_by_network",
            "reason": decline_code,
            "risk_level": "normal",
            "seller_message": message or "Payment complete.",
            "type": "issuer_declined" if code else "authorized",
        },
        "paid": status == "succeeded",
        "payment_intent": paid_by["id"],
        "payment_method": charge_id.replace("ch_", "pm_").replace("py_", "pm_"),
        "payment_method_details": {"type": method, method: METHOD_DETAILS[method]},
        "receipt_email": None,
        "receipt_number": None,
        "receipt_url": None,
        "refunded": False,
        "review": None,
        "shipping": None,
        "source_transfer": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": suffix,
        "status": status,
        "transfer_data": None,
        "transfer_group": None,
    }


def payment_error(charged: dict) -> dict:
    """Why the last try failed, as a payment intent keeps it."""
    return {
        "charge": charged["id"],
        "code": charged["failure_code"],
        "decline_code": charged["outcome"]["network_decline_code"],
        "message": charged["failure_message"],
        "payment_method": {
            "id": charged["payment_method"],
            "object": "payment_method",
            "billing_details": charged["billing_details"],
            "type": charged["payment_method_details"]["type"],
        },
        "type": "card_error" if CARD in charged["payment_method_details"] else "api_error",
    }
