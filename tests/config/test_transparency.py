from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from campaigns import lifecycle, totals
from config import transparency
from donations import ledger, summaries
from donations.models import LedgerEntry
from tests.factories import book_gift

TODAY = date(2027, 4, 2)

# Entries are posted here without the donations they would have.
pytestmark = pytest.mark.books_differ


@pytest.fixture
def book(live_campaign, staff):
    """book(kind, cents, year, month, day): an entry of the live campaign."""

    def post(kind, cents, *day):
        by_hand = kind in {"disbursement", "adjustment", "offline_gift"}
        ledger.post(
            campaign_id=live_campaign.pk,
            kind=kind,
            cents=cents,
            source_id=f"{kind}:{LedgerEntry.objects.count()}",
            effective_at=datetime(*day, 12, tzinfo=UTC),
            actor=staff.finance if by_hand else None,
            note="as agreed" if by_hand else "",
        )

    return post


def test_every_sum_of_a_day_has_one_column():
    sums = [name for names in transparency.COLUMNS.values() for name in names]

    # Opening balances are part of gross.
    assert sorted(sums) == sorted({*summaries.CENTS} - {"opening_cents"})


def test_months_add_up_and_quiet_ones_are_shown(book):
    book("gift", 100_00, 2027, 1, 5)
    book("gift", 50_00, 2027, 1, 20)
    book("fee", -3_50, 2027, 1, 20)
    book("fee_returned", 1_00, 2027, 1, 25)
    book("refund", -50_00, 2027, 3, 1)
    book("disbursement", -80_00, 2027, 3, 2)
    book("adjustment", -1_00, 2027, 3, 3)

    assert transparency.months_until(TODAY) == [
        transparency.Month(date(2027, 1, 1), 150_00, 0, 2_50, 0, 147_50),
        transparency.Month(date(2027, 2, 1), 0, 0, 0, 0, 147_50),
        transparency.Month(date(2027, 3, 1), -1_00, 50_00, 0, 80_00, 16_50),
        transparency.Month(date(2027, 4, 1), 0, 0, 0, 0, 16_50),
    ]


def test_held_money_is_in_no_month_until_it_is_moved_to_a_campaign(live_campaign, staff):
    ledger.post(kind="gift", cents=9_00, source_id="pi_held", place=ledger.HELD)
    held = LedgerEntry.objects.get()
    assert transparency.months_until(TODAY) == []

    ledger.transfer(
        held,
        to=ledger.of_campaign(live_campaign.pk),
        source_id="proposal:x",
        actor=staff.finance,
        note="it was meant for this one",
    )

    assert transparency.whole(transparency.add_up(TODAY)).collected_cents == 9_00


def test_a_month_begins_at_midnight_of_our_own_calendar(book, live_campaign):
    ledger.post(
        campaign_id=live_campaign.pk,
        kind="gift",
        cents=1_00,
        source_id="new year",
        effective_at=datetime(2026, 12, 31, 23, 30, tzinfo=UTC),
    )

    assert transparency.months_until(TODAY)[0].first_day == date(2027, 1, 1)


def test_a_new_entry_is_seen_at_once(book):
    book("gift", 100_00, 2027, 4, 1)
    transparency.months_until(TODAY)
    book("gift", 50_00, 2027, 4, 1)

    assert transparency.months_until(TODAY)[0].collected_cents == 150_00


def test_the_same_books_are_added_up_once(book, django_assert_num_queries):
    book("gift", 100_00, 2027, 4, 1)
    transparency.months_until(TODAY)

    with django_assert_num_queries(1):
        transparency.months_until(TODAY)


def test_the_whole_is_the_sum_of_its_months(book):
    book("gift", 100_00, 2026, 12, 5)
    book("refund", -30_00, 2027, 2, 5)
    book("disbursement", -20_00, 2027, 3, 5)

    whole = transparency.whole(transparency.months_until(TODAY))

    assert whole == transparency.Month(date(2026, 12, 1), 100_00, 30_00, 0, 20_00, 50_00)


@pytest.mark.parametrize(
    ("highest", "step"),
    [(0, 1_00), (1, 1_00), (5_00, 2_00), (1_022_00, 500_00), (640_00, 200_00), (999_999_00, None)],
)
def test_lines_stand_at_round_sums(highest, step):
    chosen = transparency.step_for(highest)

    assert step in (chosen, None)
    assert highest // chosen <= 5


def test_bars_stay_inside_the_chart(book):
    book("adjustment", -5_00, 2026, 1, 5)
    book("gift", 1_000_00, 2026, 2, 5)
    book("disbursement", -2_000_00, 2027, 3, 5)

    months = transparency.months_until(TODAY)
    drawn = transparency.chart(months)

    assert len(drawn.bars) == 2 * len(months)
    assert drawn.width == 10 * len(months)
    for bar in drawn.bars:
        assert bar.x >= 0 and bar.x + bar.width <= drawn.width
        assert 0 <= bar.height <= 100
        assert bar.y + bar.height == pytest.approx(100)


def test_the_page_agrees_with_the_ledger(live_campaign, visitor, staff):
    book_gift(live_campaign, 25_50)
    lifecycle.move(live_campaign.pk, "withdraw", actor=staff.moderator)

    html = visitor.get("/en/transparency/").content.decode()

    assert html.count("€\u202f25.50") == 6, "figures, month and foot: collected and held"
    assert "<svg" in html and "<table" in html


def test_drawings_are_numbers_in_every_language(live_campaign, visitor):
    book_gift(live_campaign, 33_33)

    for language in ("be", "ru", "pl"):
        html = visitor.get(f"/{language}/transparency/").content.decode()
        svg = html[html.index("<svg") : html.index("</svg>")]
        assert "," not in svg.replace("M0 ", "").split("<path")[1]


def test_without_gifts_it_says_so(db, visitor):
    html = visitor.get("/en/transparency/").content.decode()

    assert "There are no gifts yet." in html
    assert "<svg" not in html


def test_what_a_discreet_total_keeps_back_is_in_no_sum(live_campaign):
    totals.open_for(live_campaign.pk, discreet=True)
    book_gift(live_campaign, 25_00)
    today = timezone.localdate()
    assert transparency.add_up(today)[-1].collected_cents == 0

    totals.show_due(timezone.now() + timedelta(hours=24))

    assert transparency.add_up(today)[-1].collected_cents == 25_00
