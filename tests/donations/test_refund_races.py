"""Refunds that are ordered and asked for at several places at the same moment.

As in test_races, each race is also run with what keeps it from going wrong taken away.
"""

from datetime import timedelta

import pytest

from donations import ledger, refund_orders, stripe_gateway, tasks
from donations.models import RefundOrder
from tests.donations.books import raised
from tests.threads import Meeting, at_once, kinds_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def keys_of_their_own(monkeypatch):
    """Each question to Stripe has another idempotency key."""
    ask = stripe_gateway.refund
    keys = iter(["one", "another"])
    monkeypatch.setattr(
        stripe_gateway, "refund", lambda **asked: ask(**asked | {"idempotency_key": next(keys)})
    )


def ordered_twice(donation, staff, monkeypatch) -> list:
    """Two windows order a refund, and both have seen that nothing is under way."""
    monkeypatch.setattr(ledger, "remainder", Meeting().after(ledger.remainder))

    gift = ledger.gift_of(donation.intent_id)

    def order():
        return refund_orders.order(gift, actor=staff.finance, cents=20_00, reason="duplicate")

    return at_once(order, order)


def test_two_windows_order_one_refund(booked, staff, monkeypatch):
    results = ordered_twice(booked, staff, monkeypatch)

    assert kinds_of(results) == ["NotPossible", "RefundOrder"]


def test_without_locks_the_database_still_lets_only_one_order_wait(
    booked, staff, monkeypatch, without_locks
):
    monkeypatch.setattr(ledger, "hold_still", lambda gift: None)

    results = ordered_twice(booked, staff, monkeypatch)

    assert kinds_of(results) == ["IntegrityError", "RefundOrder"]


def carried_out_twice(donation, staff) -> None:
    gift = ledger.gift_of(donation.intent_id)
    made = refund_orders.order(gift, actor=staff.finance, cents=20_00, reason="duplicate")
    copies = [RefundOrder.objects.get(pk=made.pk) for _ in range(2)]
    at_once(*[lambda copy=copy: refund_orders.carry_out(copy) for copy in copies])


def test_an_order_carried_out_twice_at_once_is_one_refund(booked, staff, standin, live_campaign):
    carried_out_twice(booked, staff)

    assert len(standin.refunds()) == 1
    assert raised(live_campaign) == (30_00, 1)


def test_without_the_orders_key_it_would_be_two_refunds(booked, staff, standin, keys_of_their_own):
    carried_out_twice(booked, staff)

    assert len(standin.refunds()) == 2


# The timetable and a colleague


@pytest.fixture
def left_behind(booked, staff, monkeypatch):
    """Two days after a process died, the timetable and a colleague come to its order at once.

    Stripe has forgotten the key, so both have looked for a refund, in vain, before either asks.
    """
    gift = ledger.gift_of(booked.intent_id)
    made = refund_orders.order(gift, actor=staff.finance, cents=20_00, reason="duplicate")
    RefundOrder.objects.update(asked_at=made.asked_at - timedelta(days=2))
    copy = RefundOrder.objects.get()
    monkeypatch.setattr(refund_orders, "look_for", Meeting().after(refund_orders.look_for))
    return lambda: at_once(tasks.carry_out_refunds, lambda: refund_orders.carry_out(copy))


def test_the_timetable_and_a_colleague_give_back_once(left_behind, standin, live_campaign):
    assert kinds_of(left_behind()) == ["NoneType", "RefundOrder"]

    assert len(standin.refunds()) == 1
    assert raised(live_campaign) == (30_00, 1)
    assert RefundOrder.objects.get().state == RefundOrder.State.ACCEPTED


def test_without_the_orders_key_they_would_give_back_twice(left_behind, standin, keys_of_their_own):
    left_behind()

    assert len(standin.refunds()) == 2
