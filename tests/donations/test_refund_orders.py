"""A colleague gives money back: once, whatever happens to the question and to its answer."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts.models import AuditEntry
from donations import ledger, refund_orders
from donations.models import RefundOrder
from donations.refund_orders import NotPossible, State
from donations.stripe_gateway import StripeUnavailable
from tests.donations.books import entries, hear, money_in, raised, waiting

GIFT = ("gift", 50_00)


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
    assert entry.target == f"donation:{made.gift.donation.public_id}"
    assert entry.data == {
        "cents": 20_00,
        "currency": "EUR",
        "payment": made.gift.source_id,
        "reason": "duplicate",
        "order": made.public_id,
    }


def test_a_part_is_given_back(order, booked, live_campaign, standin):
    made = refund_orders.carry_out(order())

    (refund,) = standin.refunds()
    assert (made.state, made.refund_id) == (State.ACCEPTED, refund["id"])
    assert (refund["amount"], refund["reason"]) == (20_00, "duplicate")
    assert refund["metadata"] == {"donation": booked.public_id, "order": made.public_id}
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
            gift=booked.ledger.get(), amount_cents=1, reason="duplicate", asked_by=staff.finance
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


# Payments that are not the donation's own


def test_each_of_two_payments_of_one_gift_goes_back_on_its_own(
    paid_twice, staff, standin, live_campaign
):
    first, second = paid_twice.ledger.filter(kind="gift").order_by("pk")

    made = refund_orders.order(second, actor=staff.finance, cents=50_00, reason="duplicate")
    refund_orders.carry_out(made)

    assert [refund["payment_intent"] for refund in standin.refunds()] == [second.source_id]
    assert (ledger.remainder(first), ledger.remainder(second)) == (50_00, 0)
    assert raised(live_campaign) == (50_00, 2)
    assert waiting() == []


def test_two_payments_may_go_back_at_the_same_time(paid_twice, staff):
    for gift in paid_twice.ledger.filter(kind="gift"):
        refund_orders.order(gift, actor=staff.finance, cents=1_00, reason="duplicate")

    assert RefundOrder.objects.filter(state=State.ASKED).count() == 2


def test_a_payment_that_nobody_asked_for_goes_back_out_of_the_held_account(
    stray_payment, staff, standin
):
    for cents in (20_00, 5_00):
        made = refund_orders.order(
            stray_payment, actor=staff.finance, cents=cents, reason="duplicate"
        )
        refund_orders.carry_out(made)

    assert money_in("held") == 0
    assert [refund["metadata"].keys() for refund in standin.refunds()] == [{"order"}] * 2
    assert AuditEntry.objects.filter(target=f"entry:{stray_payment.pk}").count() == 2
    assert waiting() == []


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


@pytest.mark.parametrize("who", ["caseworker", "moderator", "administrator"])
def test_giving_back_is_for_finance(order, staff, who):
    with pytest.raises(PermissionDenied):
        order(actor=getattr(staff, who))

    assert not RefundOrder.objects.exists()
