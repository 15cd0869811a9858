"""The ledger summed up by campaign and day: moved with each entry, and rebuilt only when asked."""

from collections import Counter
from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command
from django.utils import timezone

from donations import books_check, ledger, summaries
from donations.models import DaySummary, LedgerEntry
from tests.factories import CampaignFactory, book_gift

Kind = LedgerEntry.Kind
books_differ = pytest.mark.books_differ


@pytest.fixture
def post(live_campaign, staff):
    """post(kind, cents, at): an entry of the live campaign."""

    def book(kind, cents, at=None, **where):
        return ledger.post(
            **({"campaign_id": live_campaign.pk} | where),
            kind=kind,
            cents=cents,
            source_id=f"x:{LedgerEntry.objects.count()}",
            effective_at=at,
            actor=staff.finance,
            note="counted",
        )

    return book


def row(**key) -> dict:
    """What is not zero of the only row, or of the row of a campaign or day."""
    found = DaySummary.objects.values(*summaries.COLUMNS).get(**key)
    return {name: figure for name, figure in found.items() if figure}


def test_every_kind_that_moves_the_total_is_in_one_sum_of_it():
    raised = [
        *summaries.GROSS,
        *summaries.RETURNED,
        *summaries.CORRECTED,
        *summaries.MOVED,
    ]

    assert sorted(raised) == sorted(LedgerEntry.RAISED)


def test_every_kind_is_in_one_sum_and_opening_balances_in_two():
    summed = Counter(kind for kinds in summaries.CENTS.values() for kind in kinds)

    assert summed == Counter(Kind) + Counter([Kind.OPENING_BALANCE])


@books_differ  # half a transfer, and gifts without donations
def test_entries_of_a_day_are_one_row(post):
    for kind, cents in [
        (Kind.GIFT, 50_00),
        (Kind.OFFLINE_GIFT, 10_00),
        (Kind.OPENING_BALANCE, 7_00),
        (Kind.REFUND, -20_00),
        (Kind.REFUND_FAILED, 20_00),
        (Kind.DISPUTE, -9_00),
        (Kind.ADJUSTMENT, -3),
        (Kind.TRANSFER, 4_00),
        (Kind.FEE, -15_00),
        (Kind.FEE_RETURNED, 5_00),
        (Kind.DISBURSEMENT, -30_00),
    ]:
        post(kind, cents)

    assert row() == {
        "entries": 10,
        "gifts": 2,
        "gross_cents": 67_00,
        "opening_cents": 7_00,
        "returned_cents": -9_00,
        "corrected_cents": -3,
        "moved_cents": 4_00,
        "fee_cents": -10_00,
        "paid_out_cents": -30_00,
    }
    assert list(summaries.kept()) == list(summaries.expected())


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        # Warsaw is one hour ahead in winter and two in summer.
        (datetime(2026, 2, 28, 22, 59, 59, tzinfo=UTC), date(2026, 2, 28)),
        (datetime(2026, 2, 28, 23, 0, tzinfo=UTC), date(2026, 3, 1)),
        (datetime(2026, 7, 1, 22, 0, tzinfo=UTC), date(2026, 7, 2)),
    ],
)
def test_a_day_is_one_of_the_organisation_whoever_is_at_the_desk(post, moment, day):
    with timezone.override("Pacific/Auckland"):
        post(Kind.OFFLINE_GIFT, 5_00, moment)

    assert DaySummary.objects.get().day == day
    assert books_check.check_books() == []


def test_days_and_campaigns_are_kept_apart(live_campaign, post):
    other = CampaignFactory()
    post(Kind.OFFLINE_GIFT, 1_00, datetime(2026, 3, 1, 12, tzinfo=UTC))
    post(Kind.OFFLINE_GIFT, 2_00, datetime(2026, 3, 2, 12, tzinfo=UTC))
    post(Kind.OFFLINE_GIFT, 4_00, datetime(2026, 3, 2, 12, tzinfo=UTC), campaign_id=other.pk)

    assert row(campaign=other)["gross_cents"] == 4_00
    assert row(campaign=live_campaign, day=date(2026, 3, 2))["gross_cents"] == 2_00


def test_what_is_no_campaigns_is_in_no_row(post):
    for place in (ledger.HELD, ledger.GENERAL):
        post(Kind.OFFLINE_GIFT, 5_00, place=place)

    assert not DaySummary.objects.exists()


def test_an_entry_that_was_booked_before_is_added_once(live_campaign):
    for _ in range(2):
        ledger.post(campaign_id=live_campaign.pk, kind=Kind.FEE, cents=-1_00, source_id="txn_1")

    assert row() == {"entries": 1, "fee_cents": -1_00}


@pytest.mark.django_db(transaction=True)
def test_a_row_is_moved_only_with_its_entry():
    with pytest.raises(RuntimeError, match="transaction"):
        summaries.add(LedgerEntry())


@books_differ
@pytest.mark.parametrize(
    ("spoil", "named"),
    [
        (lambda rows: rows.delete(), {"entries", "gifts", "gross_cents"}),
        (lambda rows: rows.update(fee_cents=-1), {"fee_cents"}),
        (lambda rows: rows.update(day=date(2020, 1, 1)), {"entries", "gifts", "gross_cents"}),
    ],
)
def test_a_row_that_differs_is_named_until_it_is_rebuilt(live_campaign, capsys, spoil, named):
    book_gift(live_campaign, 50_00)
    spoil(DaySummary.objects.all())

    found = books_check.check_books()
    call_command("rebuild_summaries")

    assert {one.what for one in found} == {"day"}
    assert {one.where.split()[-1] for one in found} == named
    assert capsys.readouterr().out == "rows: 1\n"
    assert books_check.check_books() == []


@books_differ
def test_of_many_wrong_rows_the_first_are_named_and_the_rest_counted(post):
    for number in range(1, 28):
        post(Kind.OFFLINE_GIFT, 5_00, datetime(2026, 3, number, 12, tzinfo=UTC))
    DaySummary.objects.update(moved_cents=1)

    *named, rest = books_check.check_books()

    assert len(named) == books_check.MOST_FIGURES
    assert str(rest) == "day: and 7 more"


@books_differ
def test_only_the_campaigns_that_were_asked_for_are_rebuilt(live_campaign):
    other = CampaignFactory()
    for campaign in (live_campaign, other):
        book_gift(campaign, 50_00)
    DaySummary.objects.update(gross_cents=1)

    assert summaries.rebuild([other.pk]) == 1

    assert row(campaign=other)["gross_cents"] == 50_00
    assert row(campaign=live_campaign)["gross_cents"] == 1


def test_more_rows_than_are_written_at_once_are_all_rebuilt(post, monkeypatch):
    for number in range(1, 8):
        post(Kind.OFFLINE_GIFT, 5_00, datetime(2026, 3, number, 12, tzinfo=UTC))
    monkeypatch.setattr(summaries, "AT_A_TIME", 3)

    assert summaries.rebuild() == 7
