import json
from datetime import UTC, datetime, timedelta

import pytest
import stripe

from donations import session_life, stripe_gateway
from donations.stripe_gateway import StripeRefused, StripeUnavailable
from tests.donations.asking import open_session

pytestmark = pytest.mark.usefixtures("standin")


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

    assert not session_life.is_over(now - timedelta(minutes=14), now=now)
    assert session_life.is_over(now - timedelta(minutes=15), now=now)
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


def test_a_failure_that_stripe_gives_again_is_told_from_one_that_may_pass(standin):
    standin.answer_next_with(500)
    standin.fault("500", remembered=True)
    began, replayed = datetime.now(UTC), []
    for _ in range(3):
        with pytest.raises(StripeUnavailable) as failure:
            open_session(created_at=began)
        replayed.append(failure.value.replayed)

    assert replayed == [False, False, True]


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


def test_one_client_serves_the_process(settings):
    first = stripe_gateway.client()
    assert stripe_gateway.client() is first

    settings.STRIPE_SECRET_KEY = "sk_test_other"
    assert stripe_gateway.client() is not first


def test_a_proxy_of_the_environment_is_not_asked_for_the_stand_in(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")

    assert open_session().status == "open"


def test_a_session_says_what_has_reached_us_of_its_payment(standin):
    session = open_session(amount_cents=100_00, currency="USD")
    assert session.settled is None

    standin.pay(session.id)
    paid = stripe_gateway.fetch_session(session.id)

    assert (paid.amount_cents, paid.currency) == (100_00, "USD")
    assert (paid.settled.amount_cents, paid.settled.currency) == (90_00, "EUR")
    assert (paid.settled.fee_cents, paid.settled.net_cents) == (1_60, 88_40)
    assert paid.settled.intent_id == paid.intent_id


def test_what_reaches_us_of_a_bank_debit_is_not_known_at_once(standin):
    session = open_session()
    standin.pay_by_debit(session.id)
    waiting = stripe_gateway.fetch_session(session.id)
    standin.settle(session.id)

    assert (waiting.status, waiting.payment_status, waiting.settled) == ("complete", "unpaid", None)
    assert stripe_gateway.fetch_session(session.id).settled.amount_cents == 25_00


def test_a_call_with_its_retries_takes_no_longer_than_a_visitor_waits():
    pauses = [stripe.HTTPClient.INITIAL_DELAY * 2**n for n in range(stripe_gateway.RETRIES)]
    tries = stripe_gateway.RETRIES + 1

    assert tries * stripe_gateway.ANSWER_SECONDS + sum(pauses) <= 15
    assert tries * stripe_gateway.CONNECT_SECONDS + sum(pauses) <= 15


def test_a_stripe_that_never_answers_is_given_up(standin, settings, monkeypatch):
    monkeypatch.setattr(stripe.HTTPClient, "INITIAL_DELAY", 0)
    monkeypatch.setattr(stripe_gateway, "ANSWER_SECONDS", 0.05)
    settings.STRIPE_SECRET_KEY = "sk_test_impatient"
    standin.fault("hang", times=3, seconds=1)

    with pytest.raises(StripeUnavailable):
        open_session()

    assert standin.sessions() == []
    assert [request.status for request in standin.requests] == [None] * 3


@pytest.mark.parametrize("kind", ["429", "lock_timeout"])
def test_being_too_fast_is_not_answered_by_being_faster(standin, kind):
    standin.fault(kind, times=3, final=False)

    with pytest.raises(StripeUnavailable):
        open_session()

    assert len(standin.requests) == 1


@pytest.mark.parametrize("kind", ["409", "500", "drop_before", "drop_after"])
def test_trouble_that_passes_is_never_noticed(standin, monkeypatch, kind):
    monkeypatch.setattr(stripe.HTTPClient, "INITIAL_DELAY", 0)
    standin.fault(kind, times=2, final=False)

    assert open_session().id == standin.sessions()[0]["id"]
    assert len(standin.sessions()) == 1
