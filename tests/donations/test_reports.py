"""The report's figures are the ledger's figures."""

from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.models import CampaignTotal
from donations import ledger, reports
from donations.models import LedgerEntry
from donations.models.books import MINUS, PLUS
from donations.reports import Filters
from tests.factories import CampaignFactory

# Entries of every kind, without the donations that they would have.
pytestmark = pytest.mark.books_differ

Kind = LedgerEntry.Kind

numbers = count(1)


def post(campaign, kind, cents, at=None):
    return ledger.post(
        campaign_id=campaign.pk,
        kind=kind,
        cents=cents,
        source_id=f"test:{next(numbers)}",
        effective_at=at,
        actor=campaign.owner,
        note="counted by hand",
    )


def everything(**limits):
    return Filters(as_of=timezone.now(), **limits)


def months(filters):
    """The net of each month and campaign, as the report has it."""
    return [
        (row.month.isoformat(), row.campaign_pk, row.figures.net_cents)
        for row in reports.rows(filters)
    ]


def signed(kind):
    cents = st.integers(1, 10**7)
    if kind in MINUS:
        return cents.map(lambda amount: -amount)
    return cents if kind in PLUS else cents | cents.map(lambda amount: -amount)


ENTRIES = st.lists(
    st.sampled_from(Kind.values).flatmap(
        lambda kind: st.tuples(
            st.integers(0, 2),
            st.just(kind),
            signed(kind),
            st.datetimes(datetime(2025, 12, 30), datetime(2026, 4, 2), timezones=st.just(UTC)),
        )
    ),
    max_size=15,
)


@pytest.fixture
def three(staff):
    return [CampaignFactory(owner=staff.caseworker) for _ in range(3)]


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(ENTRIES)
def test_rows_bars_and_totals_equal_the_ledger(three, entries):
    with transaction.atomic():
        for index, kind, cents, at in entries:
            post(three[index], kind, cents, at)

        rows = list(reports.rows(everything()))
        _, bars = reports.bars(everything(), "day")

        assert {(row.month, row.campaign_pk): row.figures.net_cents for row in rows} == by_hand()
        total = reports.total(row.figures for row in rows)
        assert total == reports.total(bar.figures for bar in bars)
        shown = CampaignTotal.objects.values_list("raised_cents", "gift_count")
        assert total.net_cents == sum(cents for cents, _ in shown)
        assert total.gifts == sum(gifts for _, gifts in shown)
        assert total.fee_cents == sum(
            cents for _, kind, cents, _ in entries if kind in {Kind.FEE, Kind.FEE_RETURNED}
        )
        transaction.set_rollback(True)


def by_hand():
    """Net by month and campaign, asked of the database in other words than the report's."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT date_trunc('month', effective_at AT TIME ZONE 'Europe/Warsaw')::date,
                   campaign_id,
                   coalesce(sum(amount_cents) FILTER (WHERE kind NOT LIKE 'fee%'), 0)
            FROM donations_ledgerentry WHERE kind <> 'disbursement' GROUP BY 1, 2
            """
        )
        return {(month, campaign): cents for month, campaign, cents in cursor.fetchall()}


def test_opening_balances_are_part_of_gross_and_no_gift(three):
    post(three[0], Kind.OPENING_BALANCE, 231_00)
    post(three[0], Kind.OFFLINE_GIFT, 20_00)

    figures = reports.total(row.figures for row in reports.rows(everything()))

    assert (figures.gross_cents, figures.opening_cents, figures.gifts) == (251_00, 231_00, 1)


def test_a_failed_refund_and_a_won_dispute_come_back(three):
    for kind, cents in [
        (Kind.GIFT, 80_00),
        (Kind.REFUND, -30_00),
        (Kind.REFUND_FAILED, 30_00),
        (Kind.DISPUTE, -80_00),
        (Kind.DISPUTE_WON, 80_00),
        (Kind.REFUND, -10_00),
    ]:
        post(three[0], kind, cents)

    figures = reports.total(row.figures for row in reports.rows(everything()))

    assert (figures.gross_cents, figures.returned_cents, figures.net_cents) == (
        80_00,
        -10_00,
        70_00,
    )


def test_fees_and_disbursements_are_not_part_of_net(three):
    post(three[0], Kind.GIFT, 50_00)
    post(three[0], Kind.FEE, -1_20)
    post(three[0], Kind.DISBURSEMENT, -40_00)

    figures = reports.total(row.figures for row in reports.rows(everything()))

    assert (figures.net_cents, figures.fee_cents) == (50_00, -1_20)


def test_a_fee_that_came_back_makes_the_fees_less(three):
    post(three[0], Kind.GIFT, 50_00)
    post(three[0], Kind.FEE, -15_00)
    post(three[0], Kind.FEE_RETURNED, 15_00)

    figures = reports.total(row.figures for row in reports.rows(everything()))

    assert (figures.net_cents, figures.fee_cents) == (50_00, 0)


@pytest.mark.parametrize(
    ("moment", "month"),
    [
        # Warsaw is one hour ahead in winter and two in summer; clocks change on 29 March 2026.
        (datetime(2026, 2, 28, 22, 59, 59, tzinfo=UTC), "2026-02-01"),
        (datetime(2026, 2, 28, 23, 0, tzinfo=UTC), "2026-03-01"),
        (datetime(2026, 3, 31, 21, 59, 59, tzinfo=UTC), "2026-03-01"),
        (datetime(2026, 3, 31, 22, 0, tzinfo=UTC), "2026-04-01"),
        (datetime(2025, 12, 31, 23, 30, tzinfo=UTC), "2026-01-01"),
    ],
)
def test_months_are_those_of_the_organisation(three, moment, month):
    post(three[0], Kind.GIFT, 10_00, moment)

    assert months(everything()) == [(month, three[0].pk, 10_00)]


def test_both_ends_of_a_period_are_included(three):
    for day in (9, 10, 11, 12):
        for hour, minute in ((0, 0), (23, 59)):
            at = datetime(2026, 3, day, hour, minute, tzinfo=reports.site_zone())
            post(three[0], Kind.GIFT, day * 100, at)

    filters = everything(first_day=date(2026, 3, 10), last_day=date(2026, 3, 11))

    assert [entry.amount_cents for entry in reports.entries(filters).order_by("pk")] == [
        *(10_00, 10_00),
        *(11_00, 11_00),
    ]


def test_a_campaign_can_be_looked_at_alone(three):
    post(three[0], Kind.GIFT, 10_00)
    post(three[1], Kind.GIFT, 20_00)

    rows = list(reports.rows(everything(campaign=three[1])))

    assert [(row.campaign_pk, row.figures.net_cents) for row in rows] == [(three[1].pk, 20_00)]


def test_what_is_booked_later_does_not_change_an_earlier_report(three):
    post(three[0], Kind.GIFT, 10_00)
    earlier = everything()
    post(three[0], Kind.GIFT, 99_00, earlier.as_of - timedelta(days=40))

    assert reports.total(row.figures for row in reports.rows(earlier)).net_cents == 10_00
    assert reports.total(row.figures for row in reports.rows(everything())).net_cents == 109_00


def test_newest_months_come_first_and_campaigns_in_one_order(three):
    for month in (1, 3, 2):
        for campaign in reversed(three):
            at = datetime(2026, month, 15, tzinfo=UTC)
            post(campaign, Kind.GIFT, month * 100, at)

    assert months(everything()) == [
        (f"2026-0{month}-01", campaign.pk, month * 100) for month in (3, 2, 1) for campaign in three
    ]
    assert reports.count_rows(everything()) == 9


def test_bars_leave_no_gap(three):
    for day in (1, 4):
        post(three[0], Kind.GIFT, 5_00, datetime(2026, 3, day, 12, tzinfo=UTC))

    step, bars = reports.bars(everything(), "day")

    assert step == "day"
    assert [(bar.first_day.day, bar.figures.gross_cents) for bar in bars] == [
        (1, 5_00),
        (2, 0),
        (3, 0),
        (4, 5_00),
    ]


def test_bars_fill_the_period_that_was_asked_for(three):
    post(three[0], Kind.GIFT, 5_00, datetime(2026, 3, 10, 12, tzinfo=UTC))

    _, bars = reports.bars(
        everything(first_day=date(2026, 3, 9), last_day=date(2026, 3, 12)), "day"
    )

    assert [bar.first_day.day for bar in bars] == [9, 10, 11, 12]


@pytest.mark.parametrize(
    ("step", "first_days"),
    [
        ("week", ["2025-12-29", "2026-01-05"]),  # Mondays
        ("month", ["2025-12-01", "2026-01-01"]),
        ("year", ["2025-01-01", "2026-01-01"]),
    ],
)
def test_longer_steps_begin_where_people_expect(three, step, first_days):
    post(three[0], Kind.GIFT, 5_00, datetime(2025, 12, 31, 12, tzinfo=UTC))
    post(three[0], Kind.GIFT, 7_00, datetime(2026, 1, 5, 12, tzinfo=UTC))

    used, bars = reports.bars(everything(), step)

    assert used == step
    assert [bar.first_day.isoformat() for bar in bars] == first_days
    assert sum(bar.figures.gross_cents for bar in bars) == 12_00


def test_too_many_bars_become_fewer_longer_ones(three):
    post(three[0], Kind.GIFT, 5_00, datetime(2016, 1, 1, 12, tzinfo=UTC))
    post(three[0], Kind.GIFT, 5_00, datetime(2026, 1, 1, 12, tzinfo=UTC))

    step, bars = reports.bars(everything(), "day")

    assert step == "year"
    assert len(bars) == 11


@pytest.mark.parametrize(("days", "step"), [(0, "day"), (44, "day"), (45, "week"), (400, "month")])
def test_without_a_wish_the_finest_readable_step_is_taken(three, days, step):
    first = datetime(2024, 3, 4, 12, tzinfo=UTC)
    post(three[0], Kind.GIFT, 5_00, first)
    post(three[0], Kind.GIFT, 5_00, first + timedelta(days=days))

    used, bars = reports.bars(everything())

    assert used == step
    assert len(bars) <= reports.EASY_BARS


def test_an_empty_ledger_gives_an_empty_report(db):
    assert list(reports.rows(everything())) == []
    assert reports.bars(everything(), "month") == ("month", [])
    assert reports.total([]).net_cents == 0


def test_held_money_is_in_no_row_until_it_is_moved(three):
    gift = ledger.post(place=ledger.HELD, kind=Kind.GIFT, cents=50_00, source_id="pi_held")
    ledger.post(place=ledger.HELD, kind=Kind.GIFT, cents=9_00, source_id="pi_other", currency="USD")

    assert list(reports.rows(everything())) == []
    assert [(one.account, one.currency, one.cents) for one in reports.elsewhere(everything())] == [
        ("held", "EUR", 50_00),
        ("held", "USD", 9_00),
    ]

    ledger.transfer(
        gift,
        to=ledger.of_campaign(three[0].pk),
        source_id="proposal:1",
        actor=three[0].owner,
        note="it was meant for her",
    )

    [row] = reports.rows(everything())
    assert (row.figures.gross_cents, row.figures.moved_cents) == (0, 50_00)
    assert row.figures.net_cents == 50_00
    assert [one.currency for one in reports.elsewhere(everything())] == ["USD"]
    assert reports.elsewhere(everything(campaign=three[0])) == []
