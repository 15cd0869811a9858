import pytest

from donations.standin.donor import ADDRESS_OF_THE_MACHINE, DONOR
from donations.standin.errors import Refusal
from tests.donations.asking import ASKED, names, paid, sdk, thing


@pytest.fixture
def api(standin):
    return sdk(standin)


def test_a_dispute_takes_the_money_and_a_fee_at_once(standin, api):
    session_id = paid(standin)

    told = standin.dispute(session_id)

    assert names(told) == ["charge.dispute.created", "charge.dispute.funds_withdrawn"]
    created, withdrawn = (event["data"]["object"] for event in told)
    assert (created["status"], created["balance_transactions"]) == ("needs_response", [])
    (movement,) = withdrawn["balance_transactions"]
    assert (movement["amount"], movement["fee"], movement["net"]) == (-25_00, 15_00, -40_00)
    assert (movement["type"], movement["reporting_category"]) == ("adjustment", "dispute")
    assert movement["fee_details"][0]["description"] == "Dispute fee"
    charge = api.charges.retrieve(withdrawn["charge"])
    assert (charge.disputed, charge.amount_refunded) == (True, 0)


def test_a_dispute_that_is_won_brings_the_money_back_but_not_the_fee(standin, api):
    session_id = paid(standin)
    dispute_id = thing(standin.dispute(session_id))["id"]

    told = standin.win(dispute_id)

    assert names(told) == [
        "charge.dispute.updated",
        "charge.dispute.funds_reinstated",
        "charge.dispute.closed",
    ]
    assert [event["data"]["object"]["status"] for event in told] == ["under_review", "won", "won"]
    dispute = api.disputes.retrieve(dispute_id)
    taken, returned = dispute.balance_transactions
    assert (taken.net, returned.net) == (-40_00, 25_00)
    assert (returned.type, returned.reporting_category) == ("adjustment", "dispute_reversal")


def test_a_dispute_that_is_lost_only_ends(standin, api):
    dispute_id = thing(standin.dispute(paid(standin)))["id"]

    told = standin.lose(dispute_id)

    assert names(told) == ["charge.dispute.closed"]
    dispute = api.disputes.retrieve(dispute_id)
    assert (dispute.status, len(dispute.balance_transactions)) == ("lost", 1)


def test_a_bank_that_reads_an_answer_says_so_once(standin):
    dispute_id = thing(standin.dispute(paid(standin)))["id"]

    read = standin.review(dispute_id)
    won = standin.win(dispute_id)

    assert names(read) == ["charge.dispute.updated"]
    assert thing(read)["evidence_details"]["submission_count"] == 1
    assert names(won) == ["charge.dispute.funds_reinstated", "charge.dispute.closed"]


def test_an_inquiry_moves_no_money(standin, api):
    session_id = paid(standin)
    before = standin.balance()

    asked = standin.dispute(session_id, inquiry=True)
    dispute_id = thing(asked)["id"]
    closed = standin.close_inquiry(dispute_id)

    assert names(asked + closed) == ["charge.dispute.created", "charge.dispute.closed"]
    assert thing(asked)["status"] == "warning_needs_response"
    assert thing(asked)["is_charge_refundable"] is True
    assert thing(closed)["status"] == "warning_closed"
    assert api.disputes.retrieve(dispute_id).balance_transactions == []
    assert standin.balance() == before


def test_an_inquiry_may_become_a_dispute(standin):
    asked = standin.dispute(paid(standin), inquiry=True)
    assert thing(asked)["payment_method_details"]["card"]["case_type"] == "inquiry"

    taken = standin.withdraw_funds(thing(asked)["id"])

    assert names(taken) == ["charge.dispute.updated", "charge.dispute.funds_withdrawn"]
    assert thing(taken)["status"] == "needs_response"
    assert thing(taken)["is_charge_refundable"] is False
    assert thing(taken)["payment_method_details"]["card"]["case_type"] == "chargeback"


def test_the_money_may_be_taken_some_time_after_the_dispute_began(standin):
    begun = standin.dispute(paid(standin), withdraw=False)

    taken = standin.withdraw_funds(thing(begun)["id"])

    assert names(begun + taken) == ["charge.dispute.created", "charge.dispute.funds_withdrawn"]


def test_a_dispute_may_be_prevented_while_no_money_has_moved(standin):
    session_id = paid(standin)
    before = standin.balance()

    told = standin.prevent(thing(standin.dispute(session_id, inquiry=True))["id"])

    assert (names(told), thing(told)["status"]) == (["charge.dispute.closed"], "prevented")
    assert standin.balance() == before


@pytest.mark.parametrize("cents", [1, 10_00, 30_00])
def test_a_dispute_may_be_about_another_amount_than_the_payment(standin, cents):
    dispute = thing(standin.dispute(paid(standin), cents))

    assert dispute["amount"] == cents
    assert dispute["balance_transactions"][0]["amount"] == -cents


def test_a_dispute_is_about_what_was_not_refunded(standin):
    session_id = paid(standin)
    standin.refund(session_id, 5_00)

    assert thing(standin.dispute(session_id))["amount"] == 20_00


def test_a_refunded_card_payment_is_not_disputed_but_a_bank_debit_may_be(standin, api):
    by_card = paid(standin)
    by_debit = api.checkout.sessions.create(ASKED).id
    standin.pay_by_debit(by_debit)
    standin.settle(by_debit)
    standin.refund(by_card)
    standin.refund(by_debit)

    with pytest.raises(Refusal):
        standin.dispute(by_card)
    assert thing(standin.dispute(by_debit))["amount"] == 25_00


def test_a_payment_is_not_disputed_twice_at_a_time(standin):
    session_id = paid(standin)
    inquiry = thing(standin.dispute(session_id, inquiry=True))

    with pytest.raises(Refusal):
        standin.dispute(session_id)

    standin.close_inquiry(inquiry["id"])
    assert thing(standin.dispute(session_id))["id"] != inquiry["id"]


@pytest.mark.parametrize("act", ["win", "lose", "withdraw_funds", "review", "prevent"])
def test_what_is_closed_stays_closed(standin, act):
    dispute_id = thing(standin.dispute(paid(standin)))["id"]
    standin.lose(dispute_id)
    before = standin.events()

    with pytest.raises(Refusal):
        getattr(standin, act)(dispute_id)

    assert standin.events() == before


def test_nobody_wins_an_inquiry(standin):
    dispute_id = thing(standin.dispute(paid(standin), inquiry=True))["id"]

    with pytest.raises(Refusal):
        standin.win(dispute_id)


@pytest.mark.parametrize("cents", [0, -1, 10**9])
def test_a_dispute_is_about_an_amount(standin, cents):
    with pytest.raises(Refusal):
        standin.dispute(paid(standin), cents)


def test_disputes_are_found_by_payment_and_by_charge(standin, api):
    dispute = thing(standin.dispute(paid(standin)))
    standin.dispute(paid(standin))

    for which in ("payment_intent", "charge"):
        found = api.disputes.list({which: dispute[which]}).data
        assert [one.id for one in found] == [dispute["id"]]


def test_a_dispute_is_as_talkative_about_the_donor_as_a_real_one(standin):
    evidence = thing(standin.dispute(paid(standin)))["evidence"]

    assert evidence["customer_name"] == DONOR["name"]
    assert evidence["customer_email_address"] == DONOR["email"]
    assert evidence["customer_purchase_ip"] == ADDRESS_OF_THE_MACHINE


def test_a_warning_of_fraud_is_actionable_until_it_is_too_late(standin, api):
    session_id = paid(standin)

    told = standin.warn_of_fraud(session_id)
    warning_id = thing(told)["id"]
    at_first = api.radar.early_fraud_warnings.retrieve(warning_id)
    standin.dispute(session_id, inquiry=True)

    assert names(told) == ["radar.early_fraud_warning.created"]
    assert (at_first.actionable, at_first.payment_intent) == (True, thing(told)["payment_intent"])
    assert api.radar.early_fraud_warnings.retrieve(warning_id).actionable is False


def test_events_of_a_dispute_name_no_donation(standin):
    told = standin.dispute(paid(standin)) + standin.warn_of_fraud(standin.sessions()[0]["id"])

    assert all("ours" not in str(event["data"]["object"]) for event in told)
