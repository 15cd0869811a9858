"""What closing a campaign means for those who gave to it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Notice
from campaigns import lifecycle
from donations.models import DonorContact
from tests.factories import DonationFactory, DonorContactFactory, book_gift


@pytest.fixture
def giver(live_campaign):
    """giver(…): the contact of somebody who gave."""

    def give(**fields) -> DonorContact:
        return DonorContactFactory(donation=book_gift(live_campaign).donation, **fields)

    return give


def close(campaign, staff):
    return lifecycle.move(campaign.pk, "close", actor=staff.moderator)


def told() -> set[str]:
    return set(
        Notice.objects.filter(template="campaign_closed").values_list("dedupe_key", flat=True)
    )


def test_those_who_asked_for_it_and_gave_hear_of_the_closing(live_campaign, staff, giver):
    asked = giver(wants_closing_notice=True)
    giver(wants_closing_notice=False)
    never_paid = DonationFactory(campaign=live_campaign)
    DonorContactFactory(donation=never_paid, wants_closing_notice=True)

    close(live_campaign, staff)

    assert told() == {f"closed:{live_campaign.public_id}:{asked.donation_id}"}


def test_a_campaign_that_closes_twice_is_told_once(live_campaign, staff, giver):
    giver(wants_closing_notice=True)
    close(live_campaign, staff)
    lifecycle.move(live_campaign.pk, "reopen", actor=staff.moderator)

    close(live_campaign, staff)

    assert len(told()) == 1


@pytest.mark.parametrize("move", ["pause", "withdraw"])
def test_nobody_hears_of_anything_else(live_campaign, staff, giver, move):
    giver(wants_closing_notice=True)

    lifecycle.move(live_campaign.pk, move, actor=staff.moderator)

    assert not told()


@pytest.mark.parametrize(("kept_days", "left_days"), [(395, 30), (7, 7)])
def test_addresses_are_kept_for_a_month_after_closing_and_never_longer_than_promised(
    live_campaign, staff, giver, kept_days, left_days
):
    today = timezone.now().date()
    giver(purge_after=today + timedelta(days=kept_days))

    close(live_campaign, staff)

    assert DonorContact.objects.get().purge_after == today + timedelta(days=left_days)


def test_an_address_that_cannot_be_read_does_not_keep_a_campaign_open(
    live_campaign, staff, giver, settings
):
    giver(wants_closing_notice=True)
    settings.SEAL_KEYS = ["AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="]

    assert close(live_campaign, staff).status == "closed"
