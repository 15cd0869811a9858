"""From the form to the page where the donor pays."""

import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from accounts import sealed
from campaigns import lifecycle
from donations import checkout, receipts
from donations.models import Donation, DonorContact, DonorMessage
from tests.donations.attempts import HOST, pages_opened

MINUTE = timedelta(minutes=1)


def test_nothing_is_kept_of_a_donor_who_writes_nothing(started):
    assert started.status == Donation.Status.OPEN
    assert not DonorContact.objects.exists()
    assert not DonorMessage.objects.exists()


def test_an_address_is_kept_sealed_and_with_its_last_day(live_campaign, token, settings):
    now = timezone.now()
    donation = checkout.start(
        live_campaign.pk,
        cents=25_00,
        locale="en",
        form_token=token,
        email="anna@example.org",
        now=now,
    )

    assert "anna" not in donation.contact.email
    assert receipts.address(donation.contact) == "anna@example.org"
    days = (donation.contact.purge_after - now.date()).days
    assert days == settings.CONTACT_KEPT_DAYS_AT_MOST


def test_the_same_form_twice_is_one_donation(live_campaign, token):
    said = {"email": "anna@example.org", "closing_notice": True, "message": "Not alone"}
    first, second = (
        checkout.start(live_campaign.pk, cents=25_00, locale="en", form_token=token, **said)
        for _ in range(2)
    )

    assert first == second
    assert Donation.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"cents": 50_00},
        {"email": "olga@example.org"},
        {"closing_notice": True},
        {"display_name": "Olga"},
        {"message": "Hello"},
    ],
)
def test_a_used_token_with_other_words_is_no_silent_repetition(live_campaign, token, change):
    said = {"cents": 25_00, "email": "anna@example.org", "locale": "en", "form_token": token}
    checkout.start(live_campaign.pk, **said)

    with pytest.raises(checkout.TokenReused):
        checkout.start(live_campaign.pk, **said | change)
    assert Donation.objects.count() == 1


@pytest.mark.parametrize("move", ["pause", "close", "withdraw"])
def test_a_campaign_that_does_not_collect_begins_no_donation(live_campaign, staff, token, move):
    lifecycle.move(live_campaign.pk, move, actor=staff.moderator)

    with pytest.raises(checkout.Closed):
        checkout.start(live_campaign.pk, cents=25_00, locale="en", form_token=token)
    assert not Donation.objects.exists()


def test_a_campaign_ends_with_its_last_day_whatever_the_clockwork_does(live_campaign, token):
    live_campaign.closing_rule = "on_date"
    live_campaign.ends_at = timezone.now() + 5 * MINUTE
    live_campaign.save()
    words = {"cents": 25_00, "locale": "en", "form_token": token}

    with pytest.raises(checkout.Closed):
        checkout.start(live_campaign.pk, now=live_campaign.ends_at, **words)
    assert checkout.start(live_campaign.pk, now=live_campaign.ends_at - MINUTE, **words)


@pytest.mark.django_db(transaction=True)
def test_two_clicks_in_one_moment_are_one_donation_with_one_session(live_campaign, standin, token):
    together = Barrier(2, timeout=10)

    def click(_):
        try:
            together.wait()
            donation = checkout.start(
                live_campaign.pk, cents=25_00, locale="en", form_token=token, message="Hold on"
            )
            together.wait()
            return checkout.open_session(donation, host=HOST).checkout_url
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        addresses = set(pool.map(click, range(2)))

    assert len(addresses) == 1
    assert Donation.objects.count() == 1
    assert pages_opened(standin) == 1


def test_the_session_knows_sum_and_way_back(started, standin):
    donation = checkout.open_session(started, host=HOST)

    session = standin.session(donation.session_id)
    assert session["amount_total"] == 25_00
    assert session["currency"] == "eur"
    assert session["success_url"] == f"{HOST}/en/thanks/{donation.public_id}/"
    assert session["cancel_url"] == f"{HOST}/en/cancelled/"
    assert donation.checkout_url == session["url"]


def test_the_way_back_is_in_the_language_of_the_donor(live_campaign, standin, token):
    donation = checkout.start(live_campaign.pk, cents=25_00, locale="be", form_token=token)
    donation = checkout.open_session(donation, host="http://abc.onion")

    session = standin.session(donation.session_id)
    assert session["success_url"] == f"http://abc.onion/be/thanks/{donation.public_id}/"
    assert session["cancel_url"] == "http://abc.onion/be/cancelled/"


def test_stripe_never_hears_what_the_gift_is_for(live_campaign, standin, token):
    said = {
        "email": "anna@example.org",
        "display_name": "Anna of Vitebsk",
        "message": "Hold on, all of you",
    }
    donation = checkout.start(live_campaign.pk, cents=25_00, locale="en", form_token=token, **said)
    checkout.open_session(donation, host=HOST)

    told = str(list(standin.requests))
    revision = live_campaign.live_revision.content
    for secret in (
        live_campaign.public_id,
        revision["title"]["en"],
        *revision["hero_name"].values(),
        *said.values(),
    ):
        assert secret not in told
    assert donation.public_id in told


def test_a_form_is_known_once_it_has_become_a_donation(live_campaign, token):
    assert not checkout.was_begun(token)
    checkout.start(live_campaign.pk, cents=25_00, locale="en", form_token=token)

    assert checkout.was_begun(token)


def test_an_address_is_sealed_for_its_own_donation(live_campaign):
    contacts = [
        checkout.start(
            live_campaign.pk,
            cents=25_00,
            locale="en",
            form_token=secrets.token_hex(16),
            email="anna@example.org",
        ).contact
        for _ in range(2)
    ]
    contacts[1].email = contacts[0].email

    with pytest.raises(sealed.Unopenable):
        receipts.address(contacts[1])
