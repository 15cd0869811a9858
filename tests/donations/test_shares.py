"""What one gift went to: each cent of it in one line, and of all gifts together in every line."""

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from campaigns import money
from campaigns.models import Campaign
from campaigns.public import present
from donations import ledger, shares
from tests.factories import book_gift

# The lines of the campaign are 600 and 400 euros.


def of(entry, left_cents=None) -> tuple[list[tuple[int, int]], int]:
    """(number of the line, cents), and what is above the goal."""
    campaign = present(
        Campaign.objects.for_page().get(pk=entry.campaign_id), language="en", now=timezone.now()
    )
    # Its place in the chain is given by the database.
    entry.refresh_from_db()
    numbers = {line.label.text: line.number for line in campaign.lines}
    found = shares.of(entry, campaign, left_cents=left_cents or entry.amount_cents)
    return [(numbers[one.label.text], one.cents) for one in found.lines], found.above_cents


def give_back(entry, cents: int) -> None:
    ledger.post(
        campaign_id=entry.campaign_id,
        donation=entry.donation,
        kind=ledger.Kind.REFUND,
        cents=-cents,
        source_id=f"re_{entry.pk}",
    )


def test_a_gift_fills_the_line_that_waits_and_then_the_next(live_campaign):
    first, second, third = (book_gift(live_campaign, cents) for cents in (500_00, 200_00, 400_00))

    assert of(first) == ([(1, 500_00)], 0)
    assert of(second) == ([(1, 100_00), (2, 100_00)], 0)
    assert of(third) == ([(2, 300_00)], 100_00)


def test_what_went_back_of_an_earlier_gift_makes_room_for_the_later_ones(live_campaign):
    first, second = book_gift(live_campaign, 600_00), book_gift(live_campaign, 100_00)
    assert of(second) == ([(2, 100_00)], 0)

    give_back(first, 50_00)

    assert of(second) == ([(1, 50_00), (2, 50_00)], 0)


def test_what_went_back_of_a_later_gift_changes_nothing(live_campaign):
    first, second = book_gift(live_campaign, 100_00), book_gift(live_campaign, 100_00)

    give_back(second, 100_00)

    assert of(first) == ([(1, 100_00)], 0)


def test_of_a_gift_counts_what_is_left(live_campaign):
    gift = book_gift(live_campaign, 100_00)
    give_back(gift, 40_00)

    assert of(gift, left_cents=60_00) == ([(1, 60_00)], 0)


@pytest.mark.parametrize(("paid", "said"), [(0, ""), (1, "part"), (600_00, "all")])
def test_a_line_says_whether_its_money_was_handed_over(live_campaign, staff, paid, said):
    gift = book_gift(live_campaign, 1_000_00)
    gift.refresh_from_db()
    if paid:
        ledger.post(
            campaign_id=live_campaign.pk,
            kind=ledger.Kind.DISBURSEMENT,
            cents=-paid,
            source_id="disbursement:1",
            line_number=1,
            actor=staff.finance,
            note="as agreed",
        )
    campaign = present(
        Campaign.objects.for_page().get(pk=live_campaign.pk), language="en", now=timezone.now()
    )

    found = shares.of(gift, campaign, left_cents=1_000_00)

    assert [one.paid_out for one in found.lines] == [said, ""]


@given(st.lists(st.integers(1, 500_00), min_size=1, max_size=12), st.integers(1, 3_000_00))
def test_spread_one_by_one_gifts_fill_what_they_fill_together(gifts, goal):
    """What `of` builds on: the differences of growing sums are the parts."""
    amounts, before, filled = [goal, goal, goal], 0, [0, 0, 0]
    for cents in gifts:
        after = before + cents
        pairs = zip(money.spread(before, amounts), money.spread(after, amounts), strict=True)
        filled = [full + new - old for full, (old, new) in zip(filled, pairs, strict=True)]
        before = after

    assert filled == money.spread(sum(gifts), amounts)
