"""How sessions end that nobody finishes."""

from datetime import timedelta

import pytest

from campaigns import lifecycle
from donations import checkout
from donations.models import Donation
from tests.donations.attempts import HOST, shift


@pytest.mark.parametrize("move", ["pause", "close", "withdraw"])
def test_sessions_end_when_their_campaign_stops_collecting(
    begin, live_campaign, standin, staff, move
):
    donation = begin(live_campaign)
    lifecycle.move(live_campaign.pk, move, actor=staff.moderator)

    assert checkout.expire_orphans() == 1
    donation.refresh_from_db()
    assert donation.status == Donation.Status.EXPIRED
    assert donation.checkout_url == ""
    assert standin.session(donation.session_id)["status"] == "expired"


def test_an_open_session_of_a_running_campaign_is_left_alone(begin, live_campaign, standin):
    donation = begin(live_campaign)

    assert checkout.expire_orphans() == 0
    assert standin.session(donation.session_id)["status"] == "open"


def test_whoever_pays_at_the_last_moment_is_not_expired(begin, live_campaign, standin, staff):
    donation = begin(live_campaign)
    standin.pay(donation.session_id)
    lifecycle.move(live_campaign.pk, "close", actor=staff.moderator)
    checkout.expire_orphans()

    donation.refresh_from_db()
    assert donation.status == Donation.Status.PAID
    assert donation.flag == Donation.Flag.LATE


def test_a_session_past_its_time_is_asked_for_its_fate(begin, live_campaign, standin):
    donation = begin(live_campaign)
    standin.pay(donation.session_id)
    shift(donation, minutes=51)

    assert checkout.expire_orphans() == 1
    donation.refresh_from_db()
    assert donation.status == Donation.Status.PAID


def test_a_second_attempt_gets_its_own_time(started, standin):
    shift(started, minutes=60)
    donation = checkout.open_session(started, host=HOST)

    assert checkout.expire_orphans() == 0
    assert standin.session(donation.session_id)["status"] == "open"


def test_one_session_in_trouble_does_not_stop_the_others(begin, live_campaign, standin, staff):
    donations = [begin(live_campaign), begin(live_campaign)]
    lifecycle.move(live_campaign.pk, "close", actor=staff.moderator)
    standin.answer_next_with(500)

    assert checkout.expire_orphans() == 1
    assert checkout.expire_orphans() == 1
    assert checkout.expire_orphans() == 0
    for donation in donations:
        donation.refresh_from_db()
        assert donation.status == Donation.Status.EXPIRED


def test_a_donation_without_a_session_is_given_up_after_a_day(started):
    checkout.expire_orphans(started.attempt_at + timedelta(hours=23))
    started.refresh_from_db()
    assert started.status == Donation.Status.OPEN

    checkout.expire_orphans(started.attempt_at + timedelta(hours=25))
    started.refresh_from_db()
    assert started.status == Donation.Status.EXPIRED
