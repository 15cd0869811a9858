"""Random ids: nothing can be counted or guessed from them."""

from campaigns.public_ids import ALPHABET, campaign_id, random_id
from donations.models import donation_id, receipt_code
from tests.factories import CampaignFactory


def test_no_letter_looks_like_another():
    assert not set(ALPHABET) & set("01ilo")
    assert len(set(ALPHABET)) == len(ALPHABET)


def test_ids_are_long_enough_to_be_unguessable():
    assert len(ALPHABET) ** len(donation_id()) > 2**100
    assert len(ALPHABET) ** len(campaign_id()) > 2**48


def test_ids_do_not_repeat_and_use_every_letter():
    ids = [random_id(10) for _ in range(500)]

    assert len(set(ids)) == 500
    assert set("".join(ids)) == set(ALPHABET)


def test_a_receipt_code_can_be_read_aloud():
    first, second = receipt_code().split("-")

    assert len(first) == len(second) == 4
    assert (first + second).isupper() or (first + second).isdigit()


def test_the_id_says_nothing_about_the_row(db):
    campaigns = [CampaignFactory() for _ in range(3)]

    assert not [one for one in campaigns if str(one.pk) == one.public_id]
    assert len({one.public_id for one in campaigns}) == 3
