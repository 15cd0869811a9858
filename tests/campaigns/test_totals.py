"""The public totals: moved by one function, in the transaction of their reason."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from campaigns import lifecycle, listing, public, totals
from campaigns.models import Campaign, CampaignTotal
from donations import ledger
from tests.factories import CampaignFactory, book_gift


@pytest.mark.django_db(transaction=True)
def test_a_total_without_a_transaction_is_refused(live_campaign):
    with pytest.raises(RuntimeError, match="transaction"):
        totals.add(live_campaign.pk, cents=1)

    assert live_campaign.total.raised_cents == 0


def test_a_total_is_opened_once_and_keeps_what_it_has(live_campaign):
    book_gift(live_campaign, 10_00)

    totals.open_for(live_campaign.pk)

    assert CampaignTotal.objects.get().raised_cents == 10_00


def test_a_campaign_that_was_never_published_gets_its_total_with_its_first_entry(staff):
    """As an opening balance that is imported with a draft."""
    draft = CampaignFactory(owner=staff.caseworker)

    ledger.post(
        campaign_id=draft.pk,
        kind=ledger.Kind.OPENING_BALANCE,
        cents=5_00,
        source_id="opening:1",
        actor=staff.finance,
        note="collected before",
    )

    assert (draft.total.raised_cents, draft.total.gift_count) == (5_00, 0)


def test_the_day_the_goal_was_reached_is_kept(live_campaign):
    book_gift(live_campaign, 999_99)
    assert CampaignTotal.objects.get().goal_reached_at is None

    book_gift(live_campaign, 1)
    reached = CampaignTotal.objects.get().goal_reached_at
    book_gift(live_campaign, 5_00)

    assert reached
    assert CampaignTotal.objects.get().goal_reached_at == reached


def test_only_a_gift_is_the_last_gift(live_campaign, staff):
    gift = book_gift(live_campaign, 10_00)
    last = CampaignTotal.objects.get().last_gift_at

    ledger.post(
        campaign_id=live_campaign.pk,
        donation=gift.donation,
        kind=ledger.Kind.REFUND,
        cents=-10_00,
        source_id="re_1",
    )

    assert last
    assert CampaignTotal.objects.get().last_gift_at == last


def test_a_total_may_fall_below_nothing(live_campaign, staff):
    """What happened at the bank is written down, even before its gift is known."""
    ledger.post(campaign_id=live_campaign.pk, kind=ledger.Kind.DISPUTE, cents=-1, source_id="dp_1")

    assert CampaignTotal.objects.get().raised_cents == -1


def test_an_editor_who_saves_an_old_draft_moves_no_money(live_campaign):
    open_in_the_editor = type(live_campaign).objects.select_related("total").get()
    book_gift(live_campaign, 10_00)

    open_in_the_editor.save()

    assert CampaignTotal.objects.get().raised_cents == 10_00


def test_an_entry_undone_takes_its_total_along(live_campaign):
    with pytest.raises(RuntimeError), transaction.atomic():
        book_gift(live_campaign, 10_00)
        raise RuntimeError

    assert CampaignTotal.objects.get().raised_cents == 0


# --- totals that move in steps ---


@pytest.fixture
def discreet(live_campaign):
    totals.open_for(live_campaign.pk, discreet=True)
    return live_campaign


def shown(campaign) -> tuple[int, int | None]:
    page = public.present(
        Campaign.objects.for_page().get(pk=campaign.pk), language="en", now=timezone.now()
    )
    return page.raised_cents, page.gift_count


def later(**gap):
    return timezone.now() + timedelta(**gap)


def test_a_gift_does_not_move_a_discreet_total(discreet):
    book_gift(discreet, 25_00)

    assert shown(discreet) == (0, None)
    assert CampaignTotal.objects.get().raised_cents == 25_00


def test_two_gifts_wait_for_a_third_at_the_hours_of_all_totals(discreet):
    book_gift(discreet, 25_00)
    book_gift(discreet, 25_00)
    assert totals.show_due(later(hours=6)) == 0

    book_gift(discreet, 10_00)

    assert totals.show_due(later(hours=6)) == 1
    assert shown(discreet) == (60_00, None)


def test_after_a_day_a_single_gift_is_shown(discreet):
    book_gift(discreet, 25_00)

    assert totals.show_due(later(hours=23)) == 0
    assert totals.show_due(later(hours=24)) == 1
    assert shown(discreet) == (25_00, None)


def test_a_day_without_gifts_begins_a_day_anew(discreet):
    """A first gift after a silence would else be shown at the next hour."""
    totals.show_due(later(hours=24))
    book_gift(discreet, 25_00)

    assert totals.show_due(later(hours=30)) == 0


def test_how_many_gave_is_told_from_ten_on(discreet):
    for _gift in range(9):
        book_gift(discreet, 1_00)
    totals.show_due(later(hours=6))
    assert shown(discreet) == (9_00, None)

    book_gift(discreet, 1_00)
    totals.show_due(later(hours=31))

    assert shown(discreet) == (10_00, 10)


def test_a_refund_is_not_seen_before_the_next_step(discreet):
    gift = book_gift(discreet, 25_00)
    totals.show_due(later(hours=24))

    ledger.post(
        campaign_id=discreet.pk,
        donation=gift.donation,
        kind=ledger.Kind.REFUND,
        cents=-25_00,
        source_id="re_1",
    )

    assert shown(discreet) == (25_00, None)


def test_a_goal_that_is_reached_closes_a_discreet_campaign_with_the_step_that_shows_it(discreet):
    Campaign.objects.filter(pk=discreet.pk).update(closing_rule="on_goal")
    book_gift(discreet, 1_000_00)
    assert lifecycle.close_due() == []

    totals.show_due(later(hours=24))

    assert lifecycle.close_due() == [discreet.public_id]


def test_whoever_leaves_discretion_shows_everything(discreet):
    book_gift(discreet, 25_00)

    totals.open_for(discreet.pk, discreet=False)

    assert shown(discreet) == (25_00, 1)


def test_the_sums_of_all_campaigns_do_not_tell_of_a_discreet_one(discreet):
    book_gift(discreet, 25_00)

    assert (listing.figures().raised_cents, listing.figures().gifts) == (0, 0)


def test_the_database_keeps_no_other_total_back(live_campaign):
    book_gift(live_campaign, 25_00)

    with pytest.raises(IntegrityError, match="total_shown_at_once"), transaction.atomic():
        CampaignTotal.objects.update(shown_cents=0)
