import pytest
import stripe

from donations.standin.errors import Refusal
from donations.standin.server import StandIn
from tests.donations.asking import ASKED, MINUTE, Clock, names, paid, sdk, thing

DAY = 24 * 60 * MINUTE


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def standin(clock):
    with StandIn(clock=clock) as standin:
        yield standin


@pytest.fixture
def api(standin):
    return sdk(standin)


def test_a_payout_takes_everything_along(standin, api):
    refunded = paid(standin)
    standin.refund(refunded, 10_00)
    standin.win(thing(standin.dispute(paid(standin)))["id"])
    standin.charge_fee(2_00)
    before = standin.balance()

    told = standin.pay_out()

    assert names(told) == [
        "payout.created",
        "payout.reconciliation_completed",
        "payout.updated",
        "payout.paid",
    ]
    payout = thing(told)
    expected = 2 * (25_00 - 63) - 10_00 - 15_00 - 2_00
    assert payout["amount"] == sum(before.values()) == expected
    assert (payout["status"], payout["automatic"]) == ("paid", True)
    assert standin.balance() == {"available": 0, "pending": 0}
    parts = api.balance_transactions.list({"payout": payout["id"], "limit": 100}).data
    own, *others = parts
    assert (own.type, own.amount, own.source) == ("payout", -expected, payout["id"])
    assert sum(part.net for part in others) == expected
    assert {part.type for part in others} == {"charge", "refund", "adjustment", "stripe_fee"}


def test_money_waits_two_days_before_it_is_paid_out(standin, api, clock):
    paid(standin)
    with pytest.raises(Refusal):
        standin.pay_out(early=False)
    (pending,) = api.balance_transactions.list({}).data

    clock.seconds += 2 * DAY
    second = paid(standin)
    (available,) = api.balance.retrieve().available

    assert pending.status == "pending"
    assert available.amount == 24_37
    assert thing(standin.pay_out(early=False))["amount"] == 24_37
    assert standin.balance() == {"available": 0, "pending": 24_37}
    assert standin.session(second)["payment_status"] == "paid"


def test_a_payout_that_fails_is_in_the_next_one(standin, api):
    paid(standin)
    first = thing(standin.pay_out())

    told = standin.fail_payout(first["id"])

    assert names(told) == ["payout.failed"]
    assert (thing(told)["status"], thing(told)["failure_code"]) == ("failed", "account_closed")
    returned = api.balance_transactions.retrieve(thing(told)["failure_balance_transaction"])
    assert (returned.type, returned.reporting_category) == ("payout_failure", "payout_reversal")
    assert (returned.net, returned.source) == (first["amount"], first["id"])
    paid(standin)
    assert thing(standin.pay_out())["amount"] == first["amount"] + 24_37
    with pytest.raises(Refusal):
        standin.fail_payout(first["id"])


def test_nothing_is_paid_out_of_an_empty_balance(standin):
    with pytest.raises(Refusal):
        standin.pay_out()

    paid(standin)
    standin.pay_out()
    standin.dispute(standin.sessions()[0]["id"])
    with pytest.raises(Refusal):
        standin.pay_out()
    assert sum(standin.balance().values()) == -40_00


def test_payouts_are_listed_by_how_they_stand(standin, api):
    paid(standin)
    failed = thing(standin.pay_out())
    standin.fail_payout(failed["id"])
    standin.pay_out()

    assert [one.id for one in api.payouts.list({"status": "failed"}).data] == [failed["id"]]
    assert len(api.payouts.list({}).data) == 2
    with pytest.raises(stripe.InvalidRequestError):
        api.balance_transactions.list({"payout": "po_nobody"})


def test_a_movement_can_be_traced_to_what_it_belongs_to(standin, api):
    session_id = paid(standin)
    standin.refund(session_id, 5_00)
    standin.dispute(session_id)
    paid(standin, client_reference_id="another")
    paid(standin)
    standin.pay_out()

    found = api.balance_transactions.list({"expand": ["data.source"]}).data

    assert [one.source.object for one in found] == [
        "payout",
        "charge",
        "charge",
        "dispute",
        "refund",
        "charge",
    ]


def test_events_of_a_payout_name_no_donation(standin):
    session = sdk(standin).checkout.sessions.create(ASKED)
    standin.pay(session.id)

    for event in standin.pay_out():
        assert "payment_intent" not in event["data"]["object"]
        assert event["data"]["object"]["metadata"] == {}
