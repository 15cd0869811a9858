import json
import time
from datetime import UTC, datetime, timedelta

import pytest
import stripe
from django.core.exceptions import ImproperlyConfigured

from donations import stripe_gateway
from donations.stripe_gateway import BadEvent, StripeRefused, StripeUnavailable

pytestmark = pytest.mark.usefixtures("standin")


def open_session(**changes):
    asked = {
        "reference": "8kq2mwx3za8kq2mwx3za22",
        "amount_cents": 25_00,
        "currency": "EUR",
        "success_url": "https://testserver/en/thanks/8kq2mwx3za8kq2mwx3za22/",
        "cancel_url": "https://testserver/en/cancelled/",
        "locale": "en",
        "created_at": datetime.now(UTC),
    }
    return stripe_gateway.open_session(**asked | changes)


def test_a_session_is_asked_for_in_exactly_these_words(standin):
    began = datetime.now(UTC)

    open_session(created_at=began)

    (request,) = standin.requests
    assert request.params == {
        "mode": "payment",
        "submit_type": "donate",
        "line_items": [
            {
                "quantity": "1",
                "price_data": {
                    "currency": "eur",
                    "unit_amount": "2500",
                    "product_data": {"name": "Donation"},
                },
            }
        ],
        "client_reference_id": "8kq2mwx3za8kq2mwx3za22",
        "metadata": {"donation": "8kq2mwx3za8kq2mwx3za22"},
        "payment_intent_data": {
            "metadata": {"donation": "8kq2mwx3za8kq2mwx3za22"},
            "statement_descriptor_suffix": "GIFT",
        },
        "success_url": "https://testserver/en/thanks/8kq2mwx3za8kq2mwx3za22/",
        "cancel_url": "https://testserver/en/cancelled/",
        "expires_at": str(int((began + timedelta(minutes=45)).timestamp())),
        "locale": "en",
        "customer_creation": "if_required",
        "billing_address_collection": "auto",
        "adaptive_pricing": {"enabled": "false"},
        "wallet_options": {"link": {"display": "never"}},
    }
    assert request.headers["idempotency-key"] == "donation:8kq2mwx3za8kq2mwx3za22:1"
    assert request.headers["stripe-version"] == "2026-10-28.endive"


def test_nothing_about_this_machine_goes_along(standin):
    session = open_session()
    # The SDK would report on the first request with the second.
    stripe_gateway.expire_session(session.id)

    for request in standin.requests:
        assert "x-stripe-client-telemetry" not in request.headers
        assert {"platform", "telemetry_id"}.isdisjoint(
            json.loads(request.headers["x-stripe-client-user-agent"])
        )


@pytest.mark.parametrize(("locale", "sent"), [("ru", "ru"), ("pl", "pl"), ("be", "auto")])
def test_the_page_speaks_the_donors_language_if_stripe_does(standin, locale, sent):
    open_session(locale=locale)

    assert standin.requests[0].params["locale"] == sent


def test_asking_again_gives_the_same_session(standin):
    began = datetime.now(UTC) - timedelta(minutes=5)

    first, second = open_session(created_at=began), open_session(created_at=began)

    assert first == second
    assert len(standin.sessions()) == 1


def test_another_attempt_gives_another_session():
    assert open_session().id != open_session(attempt=2).id


def test_an_attempt_is_over_when_stripe_would_refuse_its_end():
    now = datetime.now(UTC)

    assert not stripe_gateway.attempt_is_over(now - timedelta(minutes=14), now=now)
    assert stripe_gateway.attempt_is_over(now - timedelta(minutes=15), now=now)
    with pytest.raises(StripeRefused):
        open_session(created_at=now - timedelta(minutes=16))


def test_a_lost_answer_leaves_one_session(standin):
    standin.drop_next_answer()

    session = open_session()

    assert [known["id"] for known in standin.sessions()] == [session.id]
    assert [request.replayed for request in standin.requests] == [False, True]


@pytest.mark.parametrize("status", [409, 429, 500, 503])
def test_trouble_at_stripe_is_no_refusal(standin, status):
    standin.answer_next_with(status)

    with pytest.raises(StripeUnavailable):
        open_session()


def test_nobody_at_the_other_end_is_no_refusal(settings, monkeypatch):
    monkeypatch.setattr(stripe.HTTPClient, "INITIAL_DELAY", 0)
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"

    with pytest.raises(StripeUnavailable):
        open_session()


def test_a_refusal_keeps_stripes_sentence_to_itself():
    with pytest.raises(StripeRefused) as refused:
        stripe_gateway.fetch_session("cs_test_nobody")

    assert refused.value.code == "resource_missing"
    assert "No such" not in str(refused.value)
    assert refused.value.__suppress_context__


def test_the_same_key_with_another_amount_is_refused():
    open_session()

    with pytest.raises(StripeRefused):
        open_session(amount_cents=26_00)


def test_a_paid_session_names_its_payment_intent(standin):
    session = open_session()
    standin.pay(session.id)

    paid = stripe_gateway.fetch_session(session.id)

    assert (paid.status, paid.payment_status, paid.url) == ("complete", "paid", None)
    assert (paid.amount_cents, paid.currency, paid.livemode) == (25_00, "EUR", False)
    assert paid.reference == "8kq2mwx3za8kq2mwx3za22"
    assert stripe_gateway.find_session(paid.intent_id) == paid


def test_a_payment_from_elsewhere_has_no_session():
    assert stripe_gateway.find_session("pi_nobody") is None


def test_an_open_session_can_be_ended(standin):
    session = open_session()

    ended = stripe_gateway.expire_session(session.id)

    assert (ended.status, ended.url) == ("expired", None)
    assert stripe_gateway.expire_session(session.id) == ended


def test_ending_a_session_that_was_just_paid_says_so(standin):
    session = open_session()
    standin.pay(session.id)

    assert stripe_gateway.expire_session(session.id).payment_status == "paid"


def test_a_refund_is_read_as_it_is_now(standin):
    session = open_session()
    standin.pay(session.id)
    standin.refund(session.id, 10_00)
    refund_id = standin.refunds()[0]["id"]

    given = stripe_gateway.fetch_refund(refund_id)
    standin.fail_refund(refund_id)

    assert (given.amount_cents, given.currency, given.status) == (10_00, "EUR", "succeeded")
    assert given.intent_id == stripe_gateway.fetch_session(session.id).intent_id
    assert stripe_gateway.fetch_refund(refund_id).status == "failed"


def test_every_refund_of_a_charge_is_found(standin):
    session = open_session(amount_cents=150_00)
    standin.pay(session.id)
    for _ in range(101):
        standin.refund(session.id, 1_00)

    found = stripe_gateway.refunds_of_charge(standin.refunds()[0]["charge"])

    assert sum(refund.amount_cents for refund in found) == 101_00


def test_a_signed_event_says_what_changed(standin):
    session = open_session()
    completed = standin.pay(session.id)[3]

    event = stripe_gateway.read_event(*standin.sign(completed))

    assert (event.id, event.type) == (completed["id"], "checkout.session.completed")
    assert (event.object_id, event.object_ref) == (session.id, session.reference)
    assert (event.livemode, event.account) == (False, None)
    assert event.api_version == "2026-10-28.endive"
    assert event.created_at.tzinfo is UTC


def test_the_old_secret_stays_valid_while_it_is_replaced(standin, settings):
    body, header = signed(standin)

    settings.STRIPE_WEBHOOK_SECRETS = ["whsec_new", *settings.STRIPE_WEBHOOK_SECRETS]
    assert stripe_gateway.read_event(body, header)

    settings.STRIPE_WEBHOOK_SECRETS = ["whsec_new"]
    with pytest.raises(BadEvent):
        stripe_gateway.read_event(body, header)


def test_without_a_secret_nothing_is_believed(standin, settings):
    settings.STRIPE_WEBHOOK_SECRETS = []

    with pytest.raises(ImproperlyConfigured):
        stripe_gateway.read_event(*signed(standin))


@pytest.mark.parametrize(("age", "taken"), [(290, True), (310, False), (-50, True), (-70, False)])
def test_a_signature_is_good_for_five_minutes_and_one_ahead(standin, age, taken):
    body, header = signed(standin, at=time.time() - age)

    if taken:
        assert stripe_gateway.read_event(body, header)
    else:
        with pytest.raises(BadEvent):
            stripe_gateway.read_event(body, header)


def test_one_changed_byte_spoils_the_signature(standin):
    body, header = signed(standin)

    with pytest.raises(BadEvent):
        stripe_gateway.read_event(body.replace(b"evt_", b"evt-", 1), header)


@pytest.mark.parametrize("header", [None, "", "t=", "t=1", "v1=x", "t=x,v1=y", "t=1,v1=é", "=,="])
def test_a_header_that_is_no_signature_is_refused(standin, header):
    with pytest.raises(BadEvent):
        stripe_gateway.read_event(signed(standin)[0], header)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b"{",
        b"[]",
        b"null",
        b'"event"',
        b"{}",
        b'{"object": "v2.core.event", "id": "evt_1", "type": "v1.checkout.session.completed"}',
        b'{"object": "event"}',
        b'{"object": "event", "id": 1, "type": "x", "created": 1, "livemode": false, "data": {}}',
        b'{"object": "event", "id": "evt_1", "type": "x", "created": 1, "livemode": false, '
        b'"data": {"object": []}}',
        b'{"object": "event", "id": "evt_1", "type": "x", "created": 1e99, "livemode": false, '
        b'"data": {"object": {}}}',
    ],
)
def test_a_body_that_is_no_snapshot_event_is_refused_even_when_signed(standin, body):
    text = body.decode("utf-8", "replace")
    header = stripe.WebhookSignature.generate_signature_header(text, standin.secret)

    with pytest.raises(BadEvent):
        stripe_gateway.read_event(body, header)


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://checkout.stripe.com/c/pay/cs_test_1#fid", True),
        ("https://checkout.stripe.com:443/c/pay/cs_test_1", True),
        ("http://checkout.stripe.com/c/pay/cs_test_1", False),
        ("https://checkout.stripe.com.example/c/pay/cs_test_1", False),
        ("https://checkout.stripe.com@example.org/", False),
        ("https://example.org/checkout.stripe.com", False),
        ("https://checkout.stripe.com:8443/", False),
        ("https://checkout.stripe.com\\@example.org/", False),
        ("https://checkout.stripe.com\n/", False),
        ("https://[/", False),
        ("javascript:alert(1)", False),
        ("", False),
    ],
)
def test_a_donor_is_sent_to_stripe_and_nowhere_else(url, allowed):
    assert stripe_gateway.checkout_url_allowed(url) is allowed


def test_a_page_on_this_machine_is_allowed_with_the_stand_in_only(standin, settings):
    session = open_session()
    assert stripe_gateway.checkout_url_allowed(session.url)

    settings.STRIPE_API_BASE = ""
    assert not stripe_gateway.checkout_url_allowed(session.url)


@pytest.mark.parametrize(
    "changes",
    [
        {"STRIPE_API_BASE": "https://stripe.example"},
        {"STRIPE_API_BASE": "http://192.0.2.7:8100"},
        {"STRIPE_SECRET_KEY": "sk_live_x"},
        {"STRIPE_SECRET_KEY": "rk_live_x"},
        {"STRIPE_LIVEMODE": True},
        {"STRIPE_STANDIN_ALLOWED": False},
    ],
)
def test_the_stand_in_is_never_asked_where_it_could_take_a_real_donor(settings, changes):
    for name, value in changes.items():
        setattr(settings, name, value)

    with pytest.raises(ImproperlyConfigured):
        stripe_gateway.client()


def test_one_client_serves_the_process(settings):
    first = stripe_gateway.client()
    assert stripe_gateway.client() is first

    settings.STRIPE_SECRET_KEY = "sk_test_other"
    assert stripe_gateway.client() is not first


def test_a_proxy_of_the_environment_is_not_asked_for_the_stand_in(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")

    assert open_session().status == "open"


def signed(standin, at=None):
    session = open_session()
    return standin.sign(standin.decline(session.id)[0], at=at)
