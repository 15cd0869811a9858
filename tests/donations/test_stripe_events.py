import time
from datetime import UTC, datetime, timedelta

import pytest
import stripe
from django.core.exceptions import ImproperlyConfigured

from donations import stripe_gateway
from donations.stripe_gateway import BadEvent, StripeUnavailable
from tests.donations.asking import Clock, open_session, paid

pytestmark = pytest.mark.usefixtures("standin")


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
        b"[" * 100_000,
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


def test_an_event_about_a_payout_names_no_donation(standin):
    paid(standin)
    told = standin.pay_out()[-1]

    event = stripe_gateway.read_event(*standin.sign(told))

    assert (event.type, event.object_ref) == ("payout.paid", None)
    assert event.object_id == standin.payouts()[0]["id"]


def test_events_are_listed_oldest_first_over_many_pages(standin):
    began = now(standin)
    letters = standin.make_paid([(f"gift{number}", 5_00) for number in range(120)])
    kinds = ["checkout.session.completed", "refund.created"]

    found = list(stripe_gateway.events_since(began, kinds))

    told = [event for event in standin.events() if event["type"] in kinds]
    assert [event.id for event in found] == [event["id"] for event in told]
    assert 100 < len(found) < len(letters)
    assert found[0].object_ref == "gift0"
    assert found[0].created_at.tzinfo is UTC


def test_an_event_that_was_listed_equals_the_one_that_was_delivered(standin):
    began = now(standin)
    paid(standin)
    told = standin.events()[3]

    (listed,) = stripe_gateway.events_since(began, [told["type"]])

    assert listed == stripe_gateway.read_event(*standin.sign(told))


def test_only_events_since_the_moment_are_listed(standin, clock):
    paid(standin)
    clock.seconds += 60
    later = now(standin)
    paid(standin)

    kinds = ["checkout.session.completed"]
    assert len(list(stripe_gateway.events_since(later, kinds))) == 1
    assert len(list(stripe_gateway.events_since(later - timedelta(seconds=60), kinds))) == 2


def test_stripe_forgets_events_after_a_while(standin, clock):
    paid(standin)
    began = now(standin)
    clock.seconds += stripe_gateway.EVENTS_KEPT.total_seconds() + 1

    assert list(stripe_gateway.events_since(began, ["checkout.session.completed"])) == []


def test_a_list_of_events_that_breaks_off_is_no_short_list(standin):
    began = now(standin)
    standin.make_paid([(f"gift{number}", 5_00) for number in range(120)])
    standin.fault("slow")
    standin.fault("500", path="/v1/events")

    with pytest.raises(StripeUnavailable):
        stripe_gateway.events_since(began, ["checkout.session.completed"])


@pytest.fixture
def clock(standin):
    standin.account.clock = Clock()
    return standin.account.clock


def now(standin):
    return datetime.fromtimestamp(standin.account.now(), UTC)


def signed(standin, at=None):
    session = open_session()
    return standin.sign(standin.decline(session.id)[0], at=at)
