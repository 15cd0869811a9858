import pytest
import stripe

from donations.standin.donor import DONOR
from donations.standin.errors import Refusal
from tests.donations.asking import ASKED, names, price, sdk

CARD_EVENTS = [
    "payment_intent.created",
    "charge.succeeded",
    "payment_intent.succeeded",
    "checkout.session.completed",
    "charge.updated",
]


@pytest.fixture
def api(standin):
    return sdk(standin)


def test_a_card_tells_its_events_in_the_usual_order(standin, api):
    session = api.checkout.sessions.create(ASKED)

    assert names(standin.pay(session.id)) == CARD_EVENTS
    paid = api.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent"]})
    assert (paid.status, paid.payment_status, paid.url) == ("complete", "paid", None)
    assert paid.payment_intent.metadata["donation"] == "ours"


def test_the_bank_may_ask_once_more(standin, api):
    session = api.checkout.sessions.create(ASKED)

    told = names(standin.pay(session.id, confirmed=True))

    assert told == [CARD_EVENTS[0], "payment_intent.requires_action", *CARD_EVENTS[1:]]


def test_an_event_shows_the_object_as_it_was_then(standin, api):
    session = api.checkout.sessions.create(ASKED)

    told = {event["type"]: event["data"] for event in standin.pay(session.id)}

    assert told["charge.succeeded"]["object"]["balance_transaction"] is None
    assert told["charge.updated"]["object"]["balance_transaction"].startswith("txn_")
    assert told["charge.updated"]["previous_attributes"] == {"balance_transaction": None}


def test_events_are_as_talkative_about_the_donor_as_real_ones(standin, api):
    session = api.checkout.sessions.create(ASKED)

    told = {event["type"]: event["data"]["object"] for event in standin.pay(session.id)}

    assert told["checkout.session.completed"]["customer_details"]["email"] == DONOR["email"]
    assert told["charge.succeeded"]["billing_details"]["name"] == DONOR["name"]


def test_a_declined_card_leaves_the_session_open_for_another_try(standin, api):
    session = api.checkout.sessions.create(ASKED)

    declined = standin.decline(session.id)
    still_open = api.checkout.sessions.retrieve(session.id)
    paid = standin.pay(session.id)

    assert names(declined) == [
        "payment_intent.created",
        "charge.failed",
        "payment_intent.payment_failed",
    ]
    assert still_open.status == "open"
    assert names(paid) == CARD_EVENTS[1:]


def test_nobody_pays_twice(standin, api):
    session = api.checkout.sessions.create(ASKED)
    standin.pay(session.id)

    with pytest.raises(Refusal):
        standin.pay(session.id)


def test_a_bank_debit_is_complete_but_unpaid_until_it_settles(standin, api):
    session = api.checkout.sessions.create(ASKED)

    begun = standin.pay_by_debit(session.id)
    pending = api.checkout.sessions.retrieve(session.id)
    settled = standin.settle(session.id)

    assert names(begun) == [
        "payment_intent.created",
        "charge.pending",
        "payment_intent.processing",
        "checkout.session.completed",
    ]
    assert (pending.status, pending.payment_status) == ("complete", "unpaid")
    assert names(settled) == [
        "charge.succeeded",
        "payment_intent.succeeded",
        "checkout.session.async_payment_succeeded",
        "charge.updated",
    ]
    assert api.checkout.sessions.retrieve(session.id).payment_status == "paid"


def test_a_bank_debit_may_fail(standin, api):
    session = api.checkout.sessions.create(ASKED)
    standin.pay_by_debit(session.id)

    assert names(standin.fail(session.id)) == [
        "charge.failed",
        "payment_intent.payment_failed",
        "checkout.session.async_payment_failed",
    ]
    assert api.checkout.sessions.retrieve(session.id).payment_status == "unpaid"


def test_refunds_add_up_on_the_charge(standin, api):
    session = api.checkout.sessions.create(ASKED)
    standin.pay(session.id)

    part = standin.refund(session.id, 10_00)
    rest = standin.refund(session.id)

    assert names(part) == [
        "refund.created",
        "charge.refunded",
        "refund.updated",
        "charge.refund.updated",
    ]
    assert [refund["amount"] for refund in standin.refunds()] == [10_00, 15_00]
    charge = rest[1]["data"]["object"]
    assert (charge["amount_refunded"], charge["refunded"]) == (25_00, True)
    with pytest.raises(Refusal):
        standin.refund(session.id)


def test_a_refund_that_fails_gives_the_money_back_to_the_account(standin, api):
    session = api.checkout.sessions.create(ASKED)
    standin.pay(session.id)
    standin.refund(session.id, 10_00)
    refund = standin.refunds()[0]

    told = standin.fail_refund(refund["id"])

    assert names(told) == ["refund.updated", "refund.failed", "charge.refund.updated"]
    assert api.refunds.retrieve(refund["id"]).status == "failed"
    assert api.charges.retrieve(refund["charge"]).amount_refunded == 0
    movements = api.balance_transactions.list({"source": refund["id"]}).data
    assert sum(movement.amount for movement in movements) == 0


def test_the_product_may_refund_through_the_api(standin, api):
    session = api.checkout.sessions.create(ASKED)
    standin.pay(session.id)
    intent_id = standin.session(session.id)["payment_intent"]

    refund = api.refunds.create({"payment_intent": intent_id, "amount": 5_00})

    assert (refund.status, refund.amount) == ("succeeded", 5_00)
    found = api.refunds.list({"payment_intent": intent_id}).data
    assert [one.id for one in found] == [refund.id]
    with pytest.raises(stripe.InvalidRequestError):
        api.refunds.create({"payment_intent": intent_id, "amount": 20_01})


@pytest.mark.parametrize(("cents", "fee"), [(2_00, 28), (25_00, 63), (1000_00, 15_25)])
def test_the_fee_is_one_and_a_half_per_cent_and_a_quarter(standin, api, cents, fee):
    session = api.checkout.sessions.create(ASKED | {"line_items": price(unit_amount=cents)})
    standin.pay(session.id)

    (movement,) = api.balance_transactions.list({"type": "charge"}).data

    assert (movement.amount, movement.fee, movement.net) == (cents, fee, cents - fee)
