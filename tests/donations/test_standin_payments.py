import pytest

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


@pytest.mark.parametrize(("cents", "fee"), [(2_00, 28), (25_00, 63), (1000_00, 15_25)])
def test_the_fee_is_one_and_a_half_per_cent_and_a_quarter(standin, api, cents, fee):
    session = api.checkout.sessions.create(ASKED | {"line_items": price(unit_amount=cents)})
    standin.pay(session.id)

    (movement,) = api.balance_transactions.list({"type": "charge"}).data

    assert (movement.amount, movement.fee, movement.net) == (cents, fee, cents - fee)


@pytest.mark.parametrize(
    ("currency", "cents", "euros", "rate"),
    [("usd", 25_00, 22_50, 0.9), ("pln", 99_99, 24_99, 0.25)],
)
def test_another_currency_settles_in_euros(standin, api, currency, cents, euros, rate):
    asked = ASKED | {"line_items": price(unit_amount=cents, currency=currency)}
    session = api.checkout.sessions.create(asked)
    standin.pay(session.id)

    paid = api.checkout.sessions.retrieve(
        session.id, {"expand": ["payment_intent.latest_charge.balance_transaction"]}
    )

    movement = paid.payment_intent.latest_charge.balance_transaction
    assert (paid.amount_total, paid.currency) == (cents, currency)
    assert (movement.amount, movement.currency, movement.exchange_rate) == (euros, "eur", rate)
    assert movement.net == euros - movement.fee


def test_a_debit_that_fails_after_all_was_in_the_balance_for_a_while(standin, api):
    session = api.checkout.sessions.create(ASKED)
    standin.pay_by_debit(session.id)

    told = standin.fail(session.id, credited=True)

    charge = told[0]["data"]["object"]
    movements = api.balance_transactions.list({"source": charge["id"]}).data
    assert [one.type for one in movements] == ["payment_failure_refund", "payment"]
    assert [one.id for one in movements] == [
        charge["failure_balance_transaction"],
        charge["balance_transaction"],
    ]
    assert sum(one.net for one in movements) == 0
