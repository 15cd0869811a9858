"""An order to give money back whose answer got lost, or whose process died: carried out once."""

import sys
from datetime import timedelta

import pytest
from django.utils import timezone

from donations import refund_orders, returns, sync
from donations.models import Matter, RefundOrder
from donations.refund_orders import State
from donations.stripe_gateway import StripeUnavailable
from tests.donations.books import raised, waiting

GIFT = ("gift", 50_00)


@pytest.fixture
def forgotten_key(order, standin):
    """forgotten_key(done): an order whose answer was lost two days ago, and Stripe's key with it.

    done says whether Stripe gave the money back before its answer got lost.
    """

    def lose(done: bool) -> RefundOrder:
        made = order()
        if done:
            standin.drop_next_answer(times=3)
        else:
            standin.answer_next_with(500)
        with pytest.raises(StripeUnavailable):
            refund_orders.carry_out(made)
        for answer in standin.account.all("answer"):
            standin.account.forget("answer", answer["id"])
        RefundOrder.objects.update(asked_at=made.asked_at - timedelta(days=2))
        return RefundOrder.objects.get()

    return lose


def test_an_old_order_that_was_carried_out_is_found_and_not_asked_for_again(
    forgotten_key, standin, live_campaign
):
    made = refund_orders.carry_out(forgotten_key(done=True))

    (refund,) = standin.refunds()
    assert (made.state, made.refund_id) == (State.ACCEPTED, refund["id"])
    assert raised(live_campaign) == (30_00, 1)


def test_an_old_order_that_came_to_nothing_is_asked_for_anew(forgotten_key, standin, live_campaign):
    made = refund_orders.carry_out(forgotten_key(done=False))

    assert (made.state, made.refund_id) == (State.ACCEPTED, standin.refunds()[0]["id"])
    assert len(standin.refunds()) == 1
    assert raised(live_campaign) == (30_00, 1)


def test_an_old_order_is_not_carried_out_beside_the_same_refund_made_by_hand(
    forgotten_key, booked, standin
):
    made = forgotten_key(done=False)
    standin.refund(booked.session_id, 20_00)

    assert refund_orders.carry_out(made).refund_id == standin.refunds()[0]["id"]
    assert len(standin.refunds()) == 1


@pytest.mark.parametrize("come_back", [False, True])
def test_a_refund_of_another_sum_or_one_that_came_back_is_no_answer(
    forgotten_key, booked, standin, come_back
):
    made = forgotten_key(done=False)
    standin.refund(booked.session_id, 20_00 if come_back else 10_00)
    if come_back:
        standin.fail_refund(standin.refunds()[0]["id"])

    assert refund_orders.carry_out(made).state == State.ACCEPTED

    assert len(standin.refunds()) == 2


def test_another_orders_refund_is_no_answer_to_an_old_one(forgotten_key, order, standin):
    old = forgotten_key(done=True)
    RefundOrder.objects.update(state=State.ACCEPTED, refund_id=standin.refunds()[0]["id"])
    made = order()
    RefundOrder.objects.filter(pk=made.pk).update(asked_at=old.asked_at)

    made = refund_orders.carry_out(RefundOrder.objects.get(pk=made.pk))

    assert made.state == State.ACCEPTED
    assert len(standin.refunds()) == 2


# Orders that were left behind


def carry_out_left_later() -> None:
    refund_orders.carry_out_left(timezone.now() + timedelta(minutes=5))


def test_what_a_dead_process_left_behind_is_carried_out(order, live_campaign):
    made = order()

    carry_out_left_later()

    made.refresh_from_db()
    assert made.state == State.ACCEPTED
    assert raised(live_campaign) == (30_00, 1)
    assert waiting() == []


def test_what_died_between_stripe_and_the_books_is_booked_and_not_asked_for_again(
    order, live_campaign, standin, monkeypatch
):
    made = order()
    monkeypatch.setattr(returns, "book_refund", lambda refund: sys.exit())
    with pytest.raises(SystemExit):
        refund_orders.carry_out(made)
    monkeypatch.undo()
    assert raised(live_campaign) == (50_00, 1)

    for _ in range(2):
        carry_out_left_later()

    assert len(standin.refunds()) == 1
    assert raised(live_campaign) == (30_00, 1)


def test_an_order_of_this_moment_is_left_to_whoever_pressed(order, standin):
    order()

    refund_orders.carry_out_left()

    assert standin.refunds() == []


def test_a_refusal_that_nobody_saw_is_put_before_finance(order, booked, standin):
    made = order()
    standin.dispute(booked.session_id)

    for _ in range(2):
        carry_out_left_later()

    made.refresh_from_db()
    assert made.state == State.REFUSED
    matter = Matter.objects.get(kind="refund_failed")
    assert (matter.subject, matter.entry) == (f"order:{made.public_id}", made.gift)
    assert matter.data == {"cents": 20_00, "currency": "EUR"}


def test_one_order_that_cannot_be_carried_out_does_not_stop_those_behind_it(
    order, begin, live_campaign, standin, staff, monkeypatch
):
    first = order()
    other = begin(live_campaign, 10_00)
    standin.pay(other.session_id)
    sync.sync_session(other.session_id)
    second = refund_orders.order(
        other.ledger.get(kind="gift"), actor=staff.finance, cents=10_00, reason="duplicate"
    )
    book = returns.book_refund
    monkeypatch.setattr(
        returns,
        "book_refund",
        lambda refund: 1 / 0 if refund.order == first.public_id else book(refund),
    )

    carry_out_left_later()

    states = RefundOrder.objects.order_by("pk").values_list("pk", "state")
    assert list(states) == [(first.pk, State.ASKED), (second.pk, State.ACCEPTED)]


def test_while_stripe_is_away_orders_wait(order, settings, standin):
    made = order()
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"

    carry_out_left_later()

    made.refresh_from_db()
    assert made.state == State.ASKED
