"""A colleague gives money back: once, whatever happens to the question and to its answer."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts.models import AuditEntry
from donations import refund_orders
from donations.models import RefundOrder
from donations.refund_orders import NotPossible, State
from donations.stripe_gateway import StripeUnavailable
from tests.donations.books import entries, hear, raised
from tests.factories import DonationFactory

GIFT = ("gift", 50_00)


@pytest.fixture
def order(booked, staff):
    """order(cents): by staff.finance, of the booked gift of 50 euros."""

    def write(cents: int = 20_00, actor=staff.finance, reason="duplicate") -> RefundOrder:
        return refund_orders.order(booked, actor=actor, cents=cents, reason=reason)

    return write


def asked(standin) -> list[str]:
    """The idempotency keys of the refunds Stripe was asked for."""
    return [
        request.headers["idempotency-key"]
        for request in standin.requests
        if (request.method, request.path) == ("POST", "/v1/refunds")
    ]


def test_an_order_is_written_down_before_stripe_is_asked(order, standin):
    made = order()

    assert made.state == State.ASKED
    assert (standin.refunds(), entries()) == ([], [GIFT])
    entry = AuditEntry.objects.get(action="refund.order")
    assert entry.data == {"cents": 20_00, "reason": "duplicate", "order": made.public_id}


def test_a_part_is_given_back(order, booked, live_campaign, standin):
    made = refund_orders.carry_out(order())

    (refund,) = standin.refunds()
    assert (made.state, made.refund_id) == (State.ACCEPTED, refund["id"])
    assert (refund["amount"], refund["reason"]) == (20_00, "duplicate")
    assert refund["metadata"] == {"donation": booked.public_id}
    assert raised(live_campaign) == (30_00, 1)


def test_all_of_it_is_given_back(order, live_campaign):
    refund_orders.carry_out(order(50_00))

    assert raised(live_campaign) == (0, 1)


@pytest.mark.parametrize(
    ("ours", "stripes"),
    [
        ("duplicate", "duplicate"),
        ("fraudulent", "fraudulent"),
        ("requested_by_customer", "requested_by_customer"),
        ("unauthorised", "requested_by_customer"),
        ("withdrawn", "requested_by_customer"),
    ],
)
def test_stripe_hears_the_reason_it_knows(order, standin, ours, stripes):
    refund_orders.carry_out(order(reason=ours))

    assert standin.refunds()[0]["reason"] == stripes


def test_its_events_book_nothing_a_second_time(order, booked, standin, live_campaign):
    refund_orders.carry_out(order())

    hear(*standin.events_of(booked.session_id))

    assert raised(live_campaign) == (30_00, 1)


def test_a_double_click_gives_back_once(order, standin, live_campaign):
    made = order()
    stale = RefundOrder.objects.get(pk=made.pk)

    refund_orders.carry_out(made)
    refund_orders.carry_out(stale)
    refund_orders.carry_out(made)

    assert len(standin.refunds()) == 1
    assert set(asked(standin)) == {f"refund:{made.public_id}"}
    assert raised(live_campaign) == (30_00, 1)


def test_in_a_second_window_the_first_order_is_seen(order, staff):
    order()

    with pytest.raises(NotPossible, match="under way"):
        order(actor=staff.second_finance)

    assert RefundOrder.objects.count() == 1


def test_the_database_knows_one_order_at_a_time(order, staff, booked):
    order()

    with pytest.raises(IntegrityError, match="refund_order_one_at_a_time"), transaction.atomic():
        RefundOrder.objects.create(
            donation=booked, amount_cents=1, reason="duplicate", asked_by=staff.finance
        )


def test_an_answer_that_was_lost_is_asked_for_again_under_the_same_key(
    order, standin, live_campaign
):
    made = order()
    standin.drop_next_answer(times=3)
    with pytest.raises(StripeUnavailable):
        refund_orders.carry_out(made)
    made.refresh_from_db()
    assert (made.state, entries()) == (State.ASKED, [GIFT])

    made = refund_orders.carry_out(made)

    assert made.state == State.ACCEPTED
    assert len(standin.refunds()) == 1
    assert raised(live_campaign) == (30_00, 1)


def test_the_event_may_be_faster_than_the_answer(order, booked, standin, live_campaign):
    made = order()
    standin.drop_next_answer(times=3)
    with pytest.raises(StripeUnavailable):
        refund_orders.carry_out(made)
    hear(*standin.events_of(booked.session_id))
    assert raised(live_campaign) == (30_00, 1)

    made = refund_orders.carry_out(made)

    assert made.state == State.ACCEPTED
    assert raised(live_campaign) == (30_00, 1)


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


def test_an_old_order_that_came_to_nothing_is_over_and_can_be_given_anew(
    forgotten_key, order, standin, live_campaign
):
    assert refund_orders.carry_out(forgotten_key(done=False)).state == State.REFUSED

    assert (standin.refunds(), raised(live_campaign)) == ([], (50_00, 1))
    refund_orders.carry_out(order())
    assert raised(live_campaign) == (30_00, 1)


def test_another_orders_refund_is_no_answer_to_an_old_one(forgotten_key, order, standin):
    old = forgotten_key(done=True)
    RefundOrder.objects.update(state=State.ACCEPTED, refund_id=standin.refunds()[0]["id"])
    made = order()
    RefundOrder.objects.filter(pk=made.pk).update(asked_at=old.asked_at)

    assert refund_orders.carry_out(RefundOrder.objects.get(pk=made.pk)).state == State.REFUSED


def test_what_stripe_refuses_is_not_booked_and_can_be_ordered_anew(
    order, booked, standin, live_campaign
):
    made = order()
    standin.dispute(booked.session_id)

    assert refund_orders.carry_out(made).state == State.REFUSED

    assert raised(live_campaign) == (50_00, 1)
    assert refund_orders.carry_out(made).state == State.REFUSED
    assert len(asked(standin)) == 1
    assert order().state == State.ASKED


@pytest.mark.parametrize("cents", [50_01, 0, -1])
def test_not_more_than_the_gift_and_not_nothing(order, cents):
    with pytest.raises(NotPossible, match="50.00"):
        order(cents)


def test_not_more_than_is_left(order):
    refund_orders.carry_out(order(30_00))

    with pytest.raises(NotPossible, match="20.00"):
        order(20_01)
    refund_orders.carry_out(order(20_00))
    with pytest.raises(NotPossible, match="0.00"):
        order(1)


def test_what_the_bank_took_is_not_given_back_as_well(order, booked, standin):
    hear(*standin.dispute(booked.session_id, 40_00))

    with pytest.raises(NotPossible, match="10.00"):
        order(10_01)


def test_what_never_came_cannot_go_back(live_campaign, staff):
    donation = DonationFactory(campaign=live_campaign)

    with pytest.raises(NotPossible, match="never received"):
        refund_orders.order(donation, actor=staff.finance, cents=1, reason="duplicate")


@pytest.mark.parametrize("who", ["caseworker", "moderator", "administrator"])
def test_giving_back_is_for_finance(order, staff, who):
    with pytest.raises(PermissionDenied):
        order(actor=getattr(staff, who))

    assert not RefundOrder.objects.exists()
