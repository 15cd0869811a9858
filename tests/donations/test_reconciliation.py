"""Comparing the books with themselves: what agrees is silent, what differs is named."""

import pytest

from campaigns.models import CampaignTotal
from donations import ledger, reconciliation
from donations.models import Donation
from donations.reconciliation import Difference
from tests.factories import CampaignFactory, DonationFactory, PaidDonationFactory, book_gift

Flag = Donation.Flag
books_differ = pytest.mark.books_differ


def test_empty_books_agree(db):
    assert reconciliation.check_books() == []


def test_books_agree_after_all_kinds_of_entries(live_campaign, staff):
    gift = book_gift(live_campaign, 50_00)
    by_hand = {"actor": staff.finance, "note": "counted"}
    for kind, cents in [
        (ledger.Kind.REFUND, -20_00),
        (ledger.Kind.REFUND_FAILED, 20_00),
        (ledger.Kind.FEE, -1_00),
        (ledger.Kind.ADJUSTMENT, 3),
        (ledger.Kind.OFFLINE_GIFT, 10_00),
        (ledger.Kind.DISBURSEMENT, -30_00),
    ]:
        ledger.post(
            campaign_id=live_campaign.pk,
            donation=gift.donation,
            kind=kind,
            cents=cents,
            source_id=f"x_{kind}",
            **by_hand,
        )

    assert reconciliation.check_books() == []
    assert live_campaign.total.raised_cents == 60_03


def test_a_campaign_without_a_total_agrees_while_nothing_is_booked(db):
    CampaignFactory()

    assert reconciliation.check_books() == []


@books_differ
@pytest.mark.parametrize(
    ("wrong", "difference"),
    [
        ({"raised_cents": 50_01}, ("total", 50_00, 50_01)),
        ({"gift_count": 2}, ("gift count", 1, 2)),
    ],
)
def test_a_total_that_differs_is_named(live_campaign, wrong, difference):
    book_gift(live_campaign, 50_00)
    CampaignTotal.objects.update(**wrong)

    what, expected, found = difference
    assert reconciliation.check_books() == [
        Difference(what, f"campaign:{live_campaign.public_id}", expected, found)
    ]


@books_differ
def test_a_lost_total_is_named(live_campaign):
    book_gift(live_campaign, 50_00)
    CampaignTotal.objects.all().delete()

    assert [one.what for one in reconciliation.check_books()] == ["total", "gift count"]


@books_differ
def test_a_paid_donation_without_its_gift_is_named(live_campaign):
    donation = PaidDonationFactory(campaign=live_campaign, amount_cents=7_00)

    assert reconciliation.check_books() == [
        Difference("gift", f"donation:{donation.public_id}", 7_00, 0)
    ]


@books_differ
@pytest.mark.parametrize("status", ["open", "processing", "expired", "failed"])
def test_a_gift_that_was_never_paid_is_named(live_campaign, status):
    donation = book_gift(live_campaign, 50_00).donation
    Donation.objects.update(status=status, paid_at=None)

    assert reconciliation.check_books() == [
        Difference("gift", f"donation:{donation.public_id}", 0, 50_00)
    ]


@books_differ
def test_a_gift_of_another_sum_is_named(live_campaign):
    donation = book_gift(live_campaign, 50_00).donation
    Donation.objects.update(amount_cents=40_00)

    assert reconciliation.check_books() == [
        Difference("gift", f"donation:{donation.public_id}", 40_00, 50_00)
    ]


@books_differ
def test_a_donation_booked_twice_is_named(live_campaign):
    gift = book_gift(live_campaign, 50_00)
    ledger.post(
        campaign_id=live_campaign.pk,
        donation=gift.donation,
        kind=ledger.Kind.GIFT,
        cents=50_00,
        source_id="pi_other",
    )

    assert [one.found_cents for one in reconciliation.check_books()] == [100_00]


def test_what_finance_knows_is_odd_is_no_difference(live_campaign):
    book_gift(live_campaign, 50_00)
    Donation.objects.update(amount_cents=40_00, flag=Flag.AMOUNT)
    PaidDonationFactory(campaign=live_campaign, flag=Flag.CURRENCY)
    DonationFactory(campaign=live_campaign)

    assert reconciliation.check_books() == []


def test_comparing_takes_as_many_questions_for_many_campaigns_as_for_one(
    live_campaign, django_assert_num_queries
):
    for _ in range(3):
        book_gift(live_campaign)
        CampaignFactory()

    with django_assert_num_queries(3):
        reconciliation.check_books()
