from datetime import UTC, datetime, timedelta

import pytest

from donations import stripe_gateway
from donations.stripe_gateway import StripeRefused, StripeUnavailable
from tests.donations.asking import open_session, paid, price, thing

pytestmark = pytest.mark.usefixtures("standin")


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


def test_a_refund_names_the_movements_that_took_and_returned_the_money(standin):
    paid(standin)
    standin.refund(standin.sessions()[0]["id"])
    refund_id = standin.refunds()[0]["id"]

    given = stripe_gateway.fetch_refund(refund_id)
    standin.fail_refund(refund_id)
    failed = stripe_gateway.fetch_refund(refund_id)

    moved = {one.id: one for one in since_the_beginning()}
    taken, returned = failed.movements
    assert given.movements == (taken,)
    assert (taken.amount_cents, returned.amount_cents) == (-25_00, 25_00)
    assert (taken.type, returned.type) == ("refund", "refund_failure")
    assert {taken.id, returned.id} < set(moved)
    assert stripe_gateway.refunds_of_charge(standin.refunds()[0]["charge"]) == [failed]


def test_money_is_sent_back_once_however_often_it_is_asked(standin):
    intent_id = intent_of(standin, paid(standin))
    asked = {
        "intent_id": intent_id,
        "cents": 10_00,
        "reason": "requested_by_customer",
        "idempotency_key": "refund:7",
    }

    first, second = (stripe_gateway.refund(**asked, reference="ours") for _ in range(2))

    assert first == second
    assert (first.amount_cents, first.status, first.intent_id) == (10_00, "succeeded", intent_id)
    (refund,) = standin.refunds()
    assert (refund["metadata"], refund["reason"]) == ({"donation": "ours"}, asked["reason"])
    with pytest.raises(StripeRefused):
        stripe_gateway.refund(**asked | {"cents": 11_00})


def test_a_refund_says_nothing_about_a_donation_unless_it_is_told(standin):
    intent_id = intent_of(standin, paid(standin))

    stripe_gateway.refund(
        intent_id=intent_id, cents=5_00, reason="duplicate", idempotency_key="refund:8"
    )

    assert standin.refunds()[0]["metadata"] == {}
    assert standin.requests[-1].headers["idempotency-key"] == "refund:8"


@pytest.mark.parametrize(
    ("before", "code"),
    [("refund", "charge_already_refunded"), ("dispute", "charge_disputed")],
)
def test_a_refund_of_money_that_is_gone_is_refused(standin, before, code):
    session_id = paid(standin)
    getattr(standin, before)(session_id)

    with pytest.raises(StripeRefused) as refused:
        stripe_gateway.refund(
            intent_id=intent_of(standin, session_id),
            cents=5_00,
            reason="fraudulent",
            idempotency_key="refund:9",
        )

    assert refused.value.code == code


def test_a_charge_says_what_has_reached_us(standin):
    session_id = paid(standin, line_items=price(currency="usd"))
    intent_id = intent_of(standin, session_id)
    standin.refund(session_id, 5_00)

    charge = stripe_gateway.fetch_intent_charge(intent_id)

    assert stripe_gateway.fetch_charge(charge.id) == charge
    assert (charge.amount_cents, charge.refunded_cents, charge.currency) == (25_00, 5_00, "USD")
    assert (charge.intent_id, charge.status) == (intent_id, "succeeded")
    movement = charge.movement
    assert (movement.amount_cents, movement.fee_cents, movement.currency) == (22_50, 59, "EUR")
    assert (movement.source_id, movement.type) == (charge.id, "charge")


def test_tries_that_failed_are_no_charge_of_a_payment(standin):
    session = open_session()
    standin.decline(session.id)
    intent_id = standin.intent_of(session.id)["id"]

    assert stripe_gateway.fetch_intent_charge(intent_id) is None
    standin.pay(session.id)
    standin.refund(session.id)
    assert stripe_gateway.fetch_intent_charge(intent_id).status == "succeeded"
    assert stripe_gateway.fetch_intent_charge("pi_nobody") is None


def test_a_charge_that_is_not_collected_has_moved_nothing(standin):
    session = open_session()
    standin.pay_by_debit(session.id)

    charge = stripe_gateway.fetch_intent_charge(intent_of(standin, session.id))

    assert (charge.status, charge.movement) == ("pending", None)


def test_a_dispute_says_what_was_taken_and_given_back(standin):
    session_id = paid(standin)
    dispute_id = thing(standin.dispute(session_id, 10_00))["id"]

    taken = stripe_gateway.fetch_dispute(dispute_id)
    standin.win(dispute_id)
    won = stripe_gateway.fetch_dispute(dispute_id)

    assert (taken.amount_cents, taken.currency, taken.status) == (10_00, "EUR", "needs_response")
    assert taken.intent_id == intent_of(standin, session_id)
    assert taken.charge_id.startswith("ch_")
    assert (taken.is_inquiry, taken.reason) == (False, "fraudulent")
    assert taken.created_at < taken.answer_by
    (withdrawal,) = taken.withdrawals
    assert (withdrawal.amount_cents, withdrawal.fee_cents) == (-10_00, 15_00)
    assert withdrawal.net_cents == -25_00
    assert (withdrawal.source_id, withdrawal.intent_id) == (dispute_id, taken.intent_id)
    assert withdrawal.reporting_category == "dispute"
    assert taken.reinstatements == ()
    (reinstatement,) = won.reinstatements
    assert (reinstatement.amount_cents, reinstatement.fee_cents) == (10_00, 0)
    assert (won.status, won.withdrawals) == ("won", taken.withdrawals)
    assert won.movements == (withdrawal, reinstatement)


def test_an_inquiry_has_no_movements(standin):
    dispute_id = thing(standin.dispute(paid(standin), inquiry=True))["id"]

    dispute = stripe_gateway.fetch_dispute(dispute_id)

    assert (dispute.is_inquiry, dispute.movements) == (True, ())


def test_a_warning_of_fraud_names_its_payment(standin):
    session_id = paid(standin)
    warning_id = thing(standin.warn_of_fraud(session_id))["id"]

    warning = stripe_gateway.fetch_fraud_warning(warning_id)
    standin.refund(session_id)

    assert (warning.intent_id, warning.actionable) == (intent_of(standin, session_id), True)
    assert warning.charge_id.startswith("ch_")
    assert stripe_gateway.fetch_fraud_warning(warning_id).actionable is False


def test_a_payout_is_the_sum_of_its_movements(standin):
    standin.make_paid([(f"gift{number}", 20_00 + number) for number in range(120)], seed=3)
    standin.charge_fee(2_00)
    told = thing(standin.pay_out())
    paid(standin)

    payout = stripe_gateway.fetch_payout(told["id"])
    movements = stripe_gateway.movements_of_payout(told["id"])

    assert (payout.status, payout.currency, payout.automatic) == ("paid", "EUR", True)
    assert payout.arrival_on == datetime.fromtimestamp(told["arrival_date"], UTC).date()
    assert len(movements) > 100
    assert payout.amount_cents == sum(movement.net_cents for movement in movements)
    assert "payout" not in {movement.type for movement in movements}


def test_a_payout_that_came_back_is_part_of_the_next(standin):
    paid(standin)
    first = thing(standin.pay_out())["id"]
    standin.fail_payout(first)
    second = thing(standin.pay_out())["id"]

    (returned,) = stripe_gateway.movements_of_payout(second)

    assert stripe_gateway.fetch_payout(first).status == "failed"
    assert (returned.type, returned.source_id) == ("payout_failure", first)


def test_every_movement_can_be_matched_to_what_we_know(standin):
    session_id = paid(standin)
    standin.refund(session_id, 5_00)
    standin.dispute(session_id)
    standin.charge_fee(1_00)
    paid(standin)
    paid(standin)
    standin.pay_out()

    found = {one.type: one for one in reversed(list(since_the_beginning()))}

    first = {"intent_id": intent_of(standin, session_id)}
    last = intent_of(standin, standin.sessions()[-1]["id"])
    assert found["charge"].intent_id == last
    assert matched(found["refund"]) == first | {"source_id": standin.refunds()[0]["id"]}
    assert matched(found["adjustment"]) == first | {"source_id": standin.disputes()[0]["id"]}
    assert matched(found["payout"]) == {"intent_id": None, "source_id": standin.payouts()[0]["id"]}
    assert matched(found["stripe_fee"]) == {"intent_id": None, "source_id": None}


def test_movements_are_listed_over_many_pages(standin):
    standin.make_paid([(f"gift{number}", 20_00) for number in range(220)])

    found = list(since_the_beginning())

    assert len({one.id for one in found}) == len(found) > 220
    assert sum(one.net_cents for one in found) == sum(standin.balance().values())


def test_a_list_of_movements_that_breaks_off_says_so(standin):
    standin.make_paid([(f"gift{number}", 20_00) for number in range(120)])
    movements = since_the_beginning()
    next(movements)
    standin.fault("500")

    with pytest.raises(StripeUnavailable):
        list(movements)


@pytest.mark.parametrize(
    "fetch",
    ["fetch_charge", "fetch_dispute", "fetch_fraud_warning", "fetch_payout", "movements_of_payout"],
)
def test_what_stripe_does_not_know_is_refused(fetch):
    with pytest.raises(StripeRefused) as refused:
        getattr(stripe_gateway, fetch)("nobody")

    assert refused.value.code == "resource_missing"


def since_the_beginning():
    return stripe_gateway.movements_since(datetime.now(UTC) - timedelta(days=1))


def intent_of(standin, session_id):
    return standin.session(session_id)["payment_intent"]


def matched(movement):
    return {"intent_id": movement.intent_id, "source_id": movement.source_id}
