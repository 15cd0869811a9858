"""The one donor of the stand-in, invented, and on purpose as talkative as a real one.

Whoever stores, logs or shows a detail from here would do the same to a person; tests look for
these words where they must not be.
"""

CARD, DEBIT = "card", "sepa_debit"
DONOR = {
    "name": "Żaneta Testova",
    "email": "zaneta.testova@example.com",
    "phone": "+10005550123",
    "address": {
        "city": "Exampleville",
        "country": "PL",
        "line1": "Invented Street 7",
        "line2": None,
        "postal_code": "00-007",
        "state": None,
    },
}
ADDRESS_OF_THE_MACHINE = "203.0.113.77"
METHOD_DETAILS = {
    CARD: {
        "brand": "visa",
        "checks": {
            "address_line1_check": "pass",
            "address_postal_code_check": "pass",
            "cvc_check": "pass",
        },
        "country": "PL",
        "exp_month": 12,
        "exp_year": 2034,
        "fingerprint": "standinCardPrint",
        "funding": "credit",
        "installments": None,
        "last4": "4242",
        "mandate": None,
        "network": "visa",
        "three_d_secure": None,
        "wallet": None,
    },
    DEBIT: {
        "bank_code": "37040044",
        "branch_code": None,
        "country": "DE",
        "fingerprint": "standinBankPrint",
        "last4": "3000",
        "mandate": "mandate_standin",
    },
}


def customer_details() -> dict:
    """What a session knows about the donor once somebody has paid."""
    return {
        **DONOR,
        "business_name": None,
        "individual_name": None,
        "tax_exempt": "none",
        "tax_ids": [],
    }


def evidence() -> dict:
    """What a dispute knows about the donor before anybody has added a word."""
    nothing_yet = dict.fromkeys(
        (
            "access_activity_log",
            "cancellation_policy",
            "cancellation_policy_disclosure",
            "cancellation_rebuttal",
            "customer_communication",
            "customer_signature",
            "duplicate_charge_documentation",
            "duplicate_charge_explanation",
            "duplicate_charge_id",
            "product_description",
            "receipt",
            "refund_policy",
            "refund_policy_disclosure",
            "refund_refusal_explanation",
            "service_date",
            "service_documentation",
            "shipping_address",
            "shipping_carrier",
            "shipping_date",
            "shipping_documentation",
            "shipping_tracking_number",
            "uncategorized_file",
            "uncategorized_text",
        )
    )
    address = DONOR["address"]
    return {
        **nothing_yet,
        "billing_address": f"{address['line1']}, {address['postal_code']} {address['city']}",
        "customer_email_address": DONOR["email"],
        "customer_name": DONOR["name"],
        "customer_purchase_ip": ADDRESS_OF_THE_MACHINE,
        "enhanced_evidence": {},
    }
