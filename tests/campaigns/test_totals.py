"""The public totals: moved by one function, in the transaction of their reason."""

import pytest
from django.db import transaction

from campaigns import totals
from campaigns.models import CampaignTotal
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
