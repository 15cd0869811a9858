"""Sample data for benchmarks: as much as was asked for, and books that agree."""

import pytest
from django.core.management import call_command

from accounts.command_line import BadUsage
from campaigns.models import Campaign, CampaignTotal
from donations import books_check
from donations.models import Donation, LedgerEntry
from tests.factories import DonationFactory


@pytest.fixture(autouse=True)
def in_development(settings):
    settings.DEBUG = True


def fill(campaigns: int, gifts: int, **options) -> list[int]:
    """Run the command; gives what each campaign of the whole database has raised."""
    call_command("sample_data", campaigns=campaigns, gifts=gifts, verbosity=0, **options)
    return list(CampaignTotal.objects.order_by("campaign").values_list("raised_cents", flat=True))


def test_it_makes_what_was_asked_for_and_the_books_agree(db, capsys):
    raised = fill(3, 120)

    assert Campaign.objects.filter(status="live").count() == 3
    assert Donation.objects.filter(status="paid").count() == 120
    assert len(set(Donation.objects.values_list("receipt_code", flat=True))) == 120
    kinds = list(LedgerEntry.objects.values_list("kind", flat=True))
    assert (kinds.count("gift"), kinds.count("fee"), kinds.count("refund") > 0) == (120, 120, True)
    assert all(cents > 0 for cents in raised)
    assert books_check.check_books() == []
    assert capsys.readouterr().out == "campaigns: 3, gifts: 120\n"


def test_the_sites_own_rights_are_enough(as_the_site):
    assert len(fill(1, 20)) == 1
    assert books_check.check_books() == []


def test_the_seed_decides_the_sums_and_it_can_be_run_again(db):
    for seed in (7, 7, 8):
        fill(2, 40, seed=seed)

    given = list(Donation.objects.order_by("pk").values_list("amount_cents", flat=True))
    first, second, third = given[:40], given[40:80], given[80:]
    assert first == second != third
    assert books_check.check_books() == []


def test_what_comes_afterwards_finds_room(db, live_campaign):
    fill(1, 5)

    DonationFactory(campaign=live_campaign)

    assert Donation.objects.count() == 6


@pytest.mark.parametrize("asked", [(0, 10), (1, -1)])
def test_what_cannot_be_made_is_refused_in_one_line(db, asked):
    with pytest.raises(BadUsage):
        fill(*asked)

    assert not Campaign.objects.exists()


def test_it_refuses_where_the_gifts_are_real(db, settings):
    settings.DEBUG = False

    with pytest.raises(BadUsage, match="DEBUG"):
        fill(1, 1)

    assert not Donation.objects.exists()
