"""Giving a gift back from its page."""

import re

import pytest

from donations import ledger
from donations.models import LedgerEntry, Matter, RefundOrder
from tests.factories import DonationFactory, book_gift
from tests.pages import desk_of, told, typed


@pytest.fixture
def desk(staff):
    return desk_of(staff.finance)


@pytest.fixture
def gift(booked):
    """50 euros, paid at the stand-in and booked."""
    return booked


def page_of(gift):
    return f"/staff/donations/donation/{gift.pk}/change/"


def refund_page(entry):
    return f"/staff/donations/ledgerentry/{entry.pk}/refund/"


def own_page(gift):
    """Where the payment of a gift goes back."""
    return refund_page(gift.ledger.get(kind="gift"))


def give_back(desk, gift, page=None, **changes):
    entry = gift.ledger.get(kind="gift")
    page = page or desk.get(page_of(gift))
    sent = typed(page, f"refund-form-{entry.pk}", **changes)
    return desk.post(refund_page(entry), sent, follow=True)


def refunds():
    entries = LedgerEntry.objects.filter(kind="refund").order_by("pk")
    return list(entries.values_list("amount_cents", flat=True))


@pytest.mark.parametrize("who", ["caseworker", "moderator", "administrator"])
def test_finance_alone_gives_back(staff, live_campaign, who):
    way = refund_page(book_gift(live_campaign))
    desk = desk_of(getattr(staff, who))

    assert desk.get(way).status_code == 403
    assert desk.post(way, {"amount": "5"}).status_code == 403


def test_what_is_left_goes_back_and_is_booked(desk, gift, staff):
    answer = give_back(desk, gift)

    assert told(answer) == ["The refund is ordered; the ledger below shows it."]
    assert refunds() == [-50_00]
    order = RefundOrder.objects.get()
    assert (order.state, order.asked_by) == ("accepted", staff.finance)
    text = answer.content.decode()
    assert gift.receipt_code in text
    assert "Finance" in text
    assert "the donor asked for it" in text
    assert "Nothing is left of this gift." in text


def test_parts_go_back_until_nothing_is_left(desk, gift):
    for amount in ("20", "20.50", "9.50"):
        give_back(desk, gift, amount=amount, reason="duplicate")

    assert refunds() == [-20_00, -20_50, -9_50]


def test_the_same_page_sent_twice_gives_back_once(desk, gift):
    page = desk.get(page_of(gift))
    give_back(desk, gift, page, amount="10")

    answer = give_back(desk, gift, page, amount="10")

    assert answer.status_code == 400
    assert "A refund was ordered since you opened this page" in answer.content.decode()
    assert refunds() == [-10_00]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"amount": "50.01"}, "are left; that is the most"),
        ({"amount": "0"}, "The amount must be above zero."),
        ({"amount": "all"}, "Write the amount in digits"),
        ({"reason": "mood"}, "not one of the available choices"),
        ({"seen": "x"}, "Open the gift again."),
    ],
)
def test_a_mistake_gets_a_sentence_and_gives_nothing_back(desk, gift, changes, sentence):
    answer = give_back(desk, gift, **changes)

    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert refunds() == []
    assert not RefundOrder.objects.exists()


def test_without_an_answer_the_same_order_is_tried_again(desk, gift, standin, settings):
    page = desk.get(page_of(gift))
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"

    answer = give_back(desk, gift, page)
    assert "Stripe did not answer" in told(answer)[0]
    assert "Try again" in answer.content.decode()
    order = RefundOrder.objects.get()
    assert order.state == "asked"

    settings.STRIPE_API_BASE = standin.url
    for _ in range(2):
        desk.post(own_page(gift), {"again": order.public_id})
    order.refresh_from_db()
    assert order.state == "accepted"
    assert refunds() == [-50_00]


def test_a_refund_made_at_stripe_meanwhile_is_refused_in_words(desk, gift, standin):
    page = desk.get(page_of(gift))
    standin.refund(gift.session_id)

    answer = give_back(desk, gift, page)

    assert told(answer) == [
        "Stripe refused this refund: so much is not left, or the bank has taken it."
    ]
    assert RefundOrder.objects.get().state == "refused"


def test_what_was_never_paid_has_no_form(desk, live_campaign):
    donation = DonationFactory(campaign=live_campaign)

    text = desk.get(page_of(donation)).content.decode()

    assert "there is nothing to give back" in text
    assert "refund-form" not in text


def test_only_a_payment_goes_back(desk, live_campaign, staff):
    cash = ledger.post(
        campaign_id=live_campaign.pk,
        kind="offline_gift",
        cents=5_00,
        source_id="cash:1",
        actor=staff.finance,
        note="Counted by two.",
    )

    assert desk.get(refund_page(cash)).status_code == 404


def test_each_of_two_payments_has_a_form_of_its_own(desk, paid_twice):
    first, second = paid_twice.ledger.filter(kind="gift").order_by("pk")
    page = desk.get(page_of(paid_twice))
    ids = re.findall(r' id="([^"]+)"', page.content.decode())
    assert sorted(ids) == sorted(set(ids))

    sent = typed(page, f"refund-form-{second.pk}", amount="20")
    answer = desk.post(refund_page(second), sent, follow=True)

    assert [order.gift for order in RefundOrder.objects.all()] == [second]
    assert refunds() == [-20_00]
    assert "30.00" in answer.content.decode()
    assert f"refund-form-{first.pk}" in desk.get(page_of(paid_twice)).content.decode()


def test_the_matter_of_a_gift_paid_twice_leads_to_both_payments(desk, paid_twice):
    matter = Matter.objects.get(kind="paid_twice")
    text = desk.get(f"/staff/donations/matter/{matter.pk}/change/").content.decode()

    for gift in paid_twice.ledger.filter(kind="gift"):
        assert refund_page(gift) in text
        assert f"Give back {gift.source_id}" in text


def test_a_payment_that_nobody_asked_for_goes_back_from_its_matter(desk, stray_payment):
    matter = Matter.objects.get(kind="unknown_payment")
    way = refund_page(stray_payment)
    assert way in desk.get(f"/staff/donations/matter/{matter.pk}/change/").content.decode()

    page = desk.get(way)
    assert "The total of the campaign" not in page.content.decode()
    answer = desk.post(way, typed(page, f"refund-form-{stray_payment.pk}"), follow=True)

    assert told(answer) == ["The refund is ordered; the ledger below shows it."]
    assert refunds() == [-25_00]
    assert LedgerEntry.objects.get(kind="refund").account == "held"
    matter.refresh_from_db()
    assert matter.resolution == "All of it was given back."


def test_other_money_is_asked_for_by_its_own_name(desk, live_campaign):
    dollars = ledger.post(
        place=ledger.HELD,
        currency="USD",
        kind=ledger.Kind.GIFT,
        cents=50_00,
        source_id="pi_dollars",
    )

    text = desk.get(refund_page(dollars)).content.decode()
    answer = desk.post(
        refund_page(dollars), {"amount": "60", "reason": "duplicate", "seen": "0"}
    ).content.decode()

    assert "Amount in USD" in text
    assert "USD\u202f50.00 are left; that is the most" in answer
    assert "euro" not in answer and "€" not in answer


def test_the_list_of_orders_leads_to_the_gift_and_to_the_payment(desk, gift):
    give_back(desk, gift, amount="10")
    order = RefundOrder.objects.get()

    listed = desk.get("/staff/donations/refundorder/").content.decode()
    shown = desk.get(f"/staff/donations/refundorder/{order.pk}/change/").content.decode()

    for text in (listed, shown):
        assert f'<a href="{page_of(gift)}">{gift.receipt_code}</a>' in text
    assert f'<a href="{own_page(gift)}">{gift.intent_id}</a>' in shown
