"""What tests ask of the stand-in, said with the SDK as the product would."""

import time

import stripe

MINUTE = 60
ASKED = {
    "mode": "payment",
    "line_items": [
        {
            "quantity": 1,
            "price_data": {
                "currency": "eur",
                "unit_amount": 25_00,
                "product_data": {"name": "Donation"},
            },
        }
    ],
    "client_reference_id": "ours",
    "metadata": {"donation": "ours"},
    "payment_intent_data": {"metadata": {"donation": "ours"}},
    "success_url": "http://127.0.0.1:8000/thanks/?s={CHECKOUT_SESSION_ID}",
    "cancel_url": "http://127.0.0.1:8000/cancelled/",
}


class Clock:
    """A time that stands still until somebody moves it."""

    def __init__(self):
        self.seconds = time.time()

    def __call__(self):
        return self.seconds


def price(**changes):
    data = {"currency": "eur", "unit_amount": 25_00, "product_data": {"name": "Donation"}}
    return [{"quantity": 1, "price_data": data | changes}]


def names(events):
    return [event["type"] for event in events]


def sdk(standin, key="sk_test_suite"):
    return stripe.StripeClient(key, base_addresses={"api": standin.url}).v1
