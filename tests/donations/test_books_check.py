"""Comparing the books with themselves: what agrees is silent, what differs is named."""

import pytest
from django.utils import timezone

from campaigns.models import CampaignTotal
from donations import books_check, ledger
from donations.books_check import Difference
from donations.models import Donation, LedgerEntry
from tests.donations import breaking
from tests.donations.books import plant_total
from tests.factories import CampaignFactory, DonationFactory, PaidDonationFactory, book_gift

Flag = Donation.Flag
books_differ = pytest.mark.books_differ


def test_empty_books_agree(db):
    assert books_check.check_books() == []


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

    assert books_check.check_books() == []
    assert live_campaign.total.raised_cents == 60_03


def test_a_campaign_without_a_total_agrees_while_nothing_is_booked(db):
    CampaignFactory()

    assert books_check.check_books() == []


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
    plant_total(**wrong)

    what, expected, found = difference
    assert books_check.check_books() == [
        Difference(what, f"campaign:{live_campaign.public_id}", expected, found)
    ]


@books_differ
def test_a_lost_total_is_named(live_campaign):
    book_gift(live_campaign, 50_00)
    CampaignTotal.objects.all().delete()

    assert [one.what for one in books_check.check_books()] == ["total", "gift count"]


@books_differ
def test_a_paid_donation_without_its_gift_is_named(live_campaign):
    donation = PaidDonationFactory(campaign=live_campaign, amount_cents=7_00)

    assert books_check.check_books() == [
        Difference("gift", f"donation:{donation.public_id}", 7_00, 0)
    ]


@books_differ
@pytest.mark.parametrize("status", ["open", "processing", "expired", "failed"])
def test_a_gift_that_was_never_paid_is_named(live_campaign, status):
    donation = book_gift(live_campaign, 50_00).donation
    Donation.objects.update(status=status, paid_at=None)

    assert books_check.check_books() == [
        Difference("gift", f"donation:{donation.public_id}", 0, 50_00)
    ]


@books_differ
def test_a_gift_of_another_sum_is_named(live_campaign):
    donation = book_gift(live_campaign, 50_00).donation
    Donation.objects.update(amount_cents=40_00)

    assert books_check.check_books() == [
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

    assert [one.found_cents for one in books_check.check_books()] == [100_00]


def test_what_finance_knows_is_odd_is_no_difference(live_campaign, held_gift):
    book_gift(live_campaign, 50_00)
    Donation.objects.filter(flag=Flag.NONE).update(amount_cents=40_00, flag=Flag.AMOUNT)
    DonationFactory(campaign=live_campaign)

    assert books_check.check_books() == []


@books_differ
def test_an_odd_gift_that_is_nowhere_is_named(live_campaign):
    donation = PaidDonationFactory(campaign=live_campaign, flag=Flag.CURRENCY, amount_cents=7_00)

    assert books_check.check_books() == [
        Difference("gift", f"donation:{donation.public_id}", 7_00, 0)
    ]


@books_differ
def test_a_gift_in_a_campaign_nobody_meant_is_named(live_campaign):
    gift = book_gift(live_campaign, 50_00)
    other = CampaignFactory()
    Donation.objects.update(campaign=other)

    assert books_check.check_books() == [Difference("gift", f"entry:{gift.pk}", 0, 50_00)]


@books_differ
def test_a_gift_without_a_donation_is_named(live_campaign):
    gift = ledger.post(
        campaign_id=live_campaign.pk, kind=ledger.Kind.GIFT, cents=5_00, source_id="pi_nobodys"
    )

    assert books_check.check_books() == [Difference("gift", f"entry:{gift.pk}", 0, 5_00)]


@pytest.fixture
def held_gift(live_campaign) -> LedgerEntry:
    """50 euros that came in after the campaign was taken down."""
    donation = PaidDonationFactory(campaign=live_campaign, amount_cents=50_00, flag=Flag.WITHDRAWN)
    return ledger.post(
        place=ledger.HELD,
        donation=donation,
        kind=ledger.Kind.GIFT,
        cents=50_00,
        source_id=donation.intent_id,
    )


@pytest.fixture
def moved_gift(held_gift, live_campaign, staff) -> LedgerEntry:
    """The held gift, of which 20 euros went back, and the rest to the campaign."""
    ledger.post(
        place=ledger.HELD,
        about=held_gift,
        donation=held_gift.donation,
        kind=ledger.Kind.REFUND,
        cents=-20_00,
        source_id="re_1",
    )
    ledger.transfer(
        held_gift,
        to=ledger.of_campaign(live_campaign.pk),
        source_id="proposal:abc",
        actor=staff.finance,
        note="Asked the donor.",
    )
    return held_gift


def test_a_moved_gift_agrees_wherever_it_lies(moved_gift, live_campaign):
    assert books_check.check_books() == []
    assert live_campaign.total.raised_cents == 30_00


@books_differ
def test_a_transfer_that_did_not_arrive_is_named(moved_gift):
    plant_total(raised_cents=0)
    arrived = LedgerEntry.objects.get(source_id="proposal:abc:in")
    breaking.take_out(arrived)

    assert Difference("transfer", "proposal:abc", 0, -30_00) in books_check.check_books()


@books_differ
def test_held_money_that_stayed_behind_is_named(moved_gift):
    ledger.post(
        place=ledger.HELD,
        about=moved_gift,
        donation=moved_gift.donation,
        kind=ledger.Kind.REFUND,
        cents=-5_00,
        source_id="re_late",
    )

    assert books_check.check_books() == [
        Difference("held money", f"entry:{moved_gift.pk}", 0, -5_00)
    ]


@books_differ
def test_an_entry_that_was_changed_is_named_with_all_that_follows_from_it(live_campaign):
    book_gift(live_campaign)
    gift = book_gift(live_campaign, 50_00)
    book_gift(live_campaign)
    breaking.change(gift, amount_cents=60_00)

    assert [str(one) for one in books_check.check_books()] == [
        f"total of campaign:{live_campaign.public_id}: 11000 expected, 10000 found",
        f"gift of donation:{gift.donation.public_id}: 5000 expected, 6000 found",
        f"day of campaign:{live_campaign.public_id} {timezone.localdate()} gross_cents: "
        "11000 expected, 10000 found",
        f"chain: entry {gift.pk} was changed after it was written",
    ]


@books_differ
def test_a_lost_entry_is_named_by_all_that_misses_it(live_campaign):
    book_gift(live_campaign)
    gift = book_gift(live_campaign, 50_00)
    book_gift(live_campaign)
    breaking.take_out(gift)

    assert [one.what for one in books_check.check_books()] == [
        "total",
        "gift count",
        "gift",
        *["day"] * len(["entries", "gifts", "gross_cents"]),
        "chain",
    ]


@books_differ
def test_an_entry_that_nobody_booked_is_named(live_campaign):
    book_gift(live_campaign)
    breaking.put_in(
        kind=ledger.Kind.FEE,
        amount_cents=-1,
        campaign=live_campaign,
        source_id="txn_planted",
        effective_at=timezone.now(),
    )

    assert {one.what for one in books_check.check_books()} == {"day", "chain"}


def test_comparing_takes_as_many_questions_for_many_campaigns_as_for_one(
    live_campaign, django_assert_num_queries
):
    for _ in range(3):
        book_gift(live_campaign)
        CampaignFactory()

    with django_assert_num_queries(11):
        books_check.check_books()
