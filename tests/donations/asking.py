"""What tests ask of the stand-in, said with the SDK as the product would."""

import http.client
import time
from datetime import UTC, datetime
from urllib.parse import urlencode, urlsplit

import stripe

from donations import stripe_gateway

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


def paid(standin, **changes):
    """The id of a session that somebody paid by card."""
    session = sdk(standin).checkout.sessions.create(ASKED | changes)
    standin.pay(session.id)
    return session.id


def open_session(**changes):
    """Ask for a session as the product does."""
    asked = {
        "reference": "8kq2mwx3za8kq2mwx3za22",
        "amount_cents": 25_00,
        "currency": "EUR",
        "success_url": "https://testserver/en/thanks/8kq2mwx3za8kq2mwx3za22/",
        "cancel_url": "https://testserver/en/cancelled/",
        "statement": "GIFT",
        "locale": "en",
        "created_at": datetime.now(UTC),
    }
    return stripe_gateway.open_session(**asked | changes)


def thing(events):
    """The object that the last of some events is about, as the event shows it."""
    return events[-1]["data"]["object"]


def get(standin, path):
    """A page of the stand-in: status and text."""
    return request(standin, "GET", path)


def press(standin, path, act, **fields):
    """Press a button and return the status and where it leads."""
    connection = http.client.HTTPConnection(urlsplit(standin.url).netloc)
    connection.request("POST", path, urlencode({"act": act, **fields}))
    answer = connection.getresponse()
    connection.close()
    return answer.status, answer.headers["Location"]


def request(standin, method, path, body=None):
    """Ask a page of the stand-in as a browser would: status and text."""
    connection = http.client.HTTPConnection(urlsplit(standin.url).netloc)
    connection.request(method, path, body)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text
