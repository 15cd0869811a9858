import pytest
import stripe

from donations.standin.errors import Refusal
from tests.donations.asking import ASKED, names, sdk


@pytest.fixture
def api(standin):
    return sdk(standin)


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


def test_a_bank_debit_is_refunded_as_a_payment(standin, api):
    session = api.checkout.sessions.create(ASKED)
    standin.pay_by_debit(session.id)
    standin.settle(session.id)

    standin.refund(session.id)

    found = api.balance_transactions.list({}).data
    assert [one.type for one in found] == ["payment_refund", "payment"]


def test_what_a_bank_has_taken_cannot_be_refunded_as_well(standin, api):
    session = api.checkout.sessions.create(ASKED)
    standin.pay(session.id)
    standin.dispute(session.id)

    with pytest.raises(stripe.InvalidRequestError) as refused:
        api.refunds.create({"payment_intent": standin.session(session.id)["payment_intent"]})

    assert refused.value.code == "charge_disputed"
