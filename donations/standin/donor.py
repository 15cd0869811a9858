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
