import pytest

from donations import tasks
from donations.models import Donation
from tests.factories import DonationFactory


def test_looking_at_a_paid_donation_books_it_without_a_webhook(begin, live_campaign, standin):
    donation = begin(live_campaign)
    standin.pay(donation.session_id)
    tasks.sync_donation(donation.pk)
    tasks.sync_donation(donation.pk)

    donation.refresh_from_db()
    assert donation.status == Donation.Status.PAID
    assert donation.ledger.count() == 1


@pytest.mark.parametrize("status", [Donation.Status.EXPIRED, Donation.Status.OPEN])
def test_stripe_is_not_asked_about_a_donation_it_cannot_answer_for(live_campaign, standin, status):
    tasks.sync_donation(DonationFactory(campaign=live_campaign, status=status).pk)
    tasks.sync_donation(0)

    assert not standin.requests


@pytest.mark.parametrize("status", [404, 500])
def test_a_look_that_fails_leaves_the_donation_as_it_was(begin, live_campaign, standin, status):
    donation = begin(live_campaign)
    standin.answer_next_with(status)
    tasks.sync_donation(donation.pk)

    donation.refresh_from_db()
    assert donation.status == Donation.Status.OPEN
    assert donation.checkout_url
