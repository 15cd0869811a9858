import pytest
import stripe

from donations.standin.errors import Refusal
from donations.standin.server import StandIn
from tests.donations.asking import ASKED, paid, sdk

KEY = {"idempotency_key": "donation:ours:1"}


@pytest.fixture
def api(standin, monkeypatch):
    monkeypatch.setattr(stripe.HTTPClient, "INITIAL_DELAY", 0)
    return sdk(standin)


def patient(standin, seconds=5.0):
    """A client that tries three times and waits so long for each answer."""
    return stripe.StripeClient(
        "sk_test_suite",
        base_addresses={"api": standin.url},
        max_network_retries=2,
        http_client=stripe.RequestsClient(timeout=seconds),
    ).v1


@pytest.mark.parametrize(
    ("kind", "error", "status", "code"),
    [
        ("429", stripe.RateLimitError, 429, "rate_limit"),
        ("lock_timeout", stripe.RateLimitError, 429, "lock_timeout"),
        ("409", stripe.APIError, 409, None),
        ("500", stripe.APIError, 500, None),
        ("503", stripe.APIError, 503, None),
    ],
)
def test_an_ordered_error_comes_in_stripes_shape(standin, api, kind, error, status, code):
    standin.fault(kind)

    with pytest.raises(error) as raised:
        api.checkout.sessions.create(ASKED)

    assert raised.value.http_status == status
    assert raised.value.json_body["error"].get("code") == code
    assert standin.sessions() == []


def test_a_fault_spoils_so_many_answers_and_no_more(standin, api):
    standin.fault("500", times=2)

    for _ in range(2):
        with pytest.raises(stripe.APIError):
            api.checkout.sessions.create(ASKED)

    assert api.checkout.sessions.create(ASKED).status == "open"


def test_a_fault_waits_for_the_requests_it_is_meant_for(standin, api):
    standin.fault("500", method="POST", path="/v1/refunds")
    session_id = paid(standin)
    intent_id = standin.session(session_id)["payment_intent"]

    assert api.refunds.list({}).data == []
    with pytest.raises(stripe.APIError):
        api.refunds.create({"payment_intent": intent_id})
    assert api.refunds.create({"payment_intent": intent_id}).status == "succeeded"


def test_a_fault_that_is_not_final_is_tried_again(standin, api):
    standin.fault("500", times=2, final=False)

    session = patient(standin).checkout.sessions.create(ASKED)

    assert session.status == "open"
    assert [request.status for request in standin.requests] == [500, 500, 200]


@pytest.mark.parametrize(("kind", "replayed"), [("drop_before", False), ("drop_after", True)])
def test_a_connection_is_lost_before_or_after_the_work(standin, api, kind, replayed):
    standin.fault(kind)

    session = patient(standin).checkout.sessions.create(ASKED)

    assert [one["id"] for one in standin.sessions()] == [session.id]
    assert [request.status for request in standin.requests] == [200 if replayed else None, 200]
    assert standin.requests[-1].replayed is replayed


def test_a_hanging_answer_never_comes(standin, api):
    standin.fault("hang", times=3, seconds=60)

    with pytest.raises(stripe.APIConnectionError):
        patient(standin, seconds=0.05).checkout.sessions.create(ASKED)

    assert standin.sessions() == []


def test_a_slow_answer_comes_in_the_end(standin, api):
    standin.fault("slow", seconds=0.05)

    assert patient(standin).checkout.sessions.create(ASKED).status == "open"
    assert len(standin.requests) == 1


def test_a_closed_stand_in_keeps_nobody_waiting():
    with StandIn() as standin:
        pass

    standin.wait(600)


def test_an_error_of_stripes_own_is_remembered_with_its_key(standin, api):
    standin.fault("500", remembered=True)

    for _ in range(2):
        with pytest.raises(stripe.APIError):
            api.checkout.sessions.create(ASKED, KEY)

    assert standin.sessions() == []
    assert [request.replayed for request in standin.requests] == [False, True]
    other = {"idempotency_key": "donation:ours:2"}
    assert api.checkout.sessions.create(ASKED, other).status == "open"


@pytest.mark.parametrize("kind", ["", "200", "600", "42", "tired", "²"])
def test_a_fault_that_nobody_knows_is_refused(standin, kind):
    with pytest.raises(Refusal):
        standin.fault(kind)
