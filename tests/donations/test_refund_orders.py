"""A colleague gives money back: once, whatever happens to the question and to its answer."""

import sys
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import AuditEntry
from donations import ledger, refund_orders, returns, sync
from donations.models import Matter, RefundOrder
from donations.refund_orders import NotPossible, State
from donations.stripe_gateway import StripeUnavailable
from tests.donations.books import entries, hear, money_in, raised, waiting

GIFT = ("gift", 50_00)


@pytest.fixture
def order(booked, staff):
    """order(cents): by staff.finance, of the booked gift of 50 euros."""

    gift = booked.ledger.get(kind="gift")

    def write(cents: int = 20_00, actor=staff.finance, reason="duplicate") -> RefundOrder:
        return refund_orders.order(gift, actor=actor, cents=cents, reason=reason)

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
