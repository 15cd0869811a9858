"""Declined cards, counted at Stripe's door."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Notice
from donations import counting, declines, inbox
from donations.models import Donation, Matter, WebhookEvent
from donations.stripe_gateway import Event
from tests.factories import CampaignFactory, DonationFactory

LIMIT = 20
NOW = timezone.now()


@pytest.fixture
def decline(live_campaign):
    """decline(after=…): one card of a donor of the campaign is declined; gives its event."""
    donation = DonationFactory(campaign=live_campaign)

    def happen(number: int, *, after: float = 0, told: float | None = None, of=donation) -> None:
        """The event is told as it happens, or so many seconds after NOW."""
        event = Event(
            id=f"evt_{number}",
            type=declines.EVENT_TYPE,
            object_id=f"pi_{number}",
            created_at=NOW + timedelta(seconds=after),
            livemode=False,
            api_version=None,
            account=None,
            object_ref=of and of.public_id,
        )
        declines.count(event, now=NOW + timedelta(seconds=after if told is None else told))

    return happen


def paused(campaign, *, after: float = 0) -> float:
    return declines.pause_left(campaign.public_id, NOW + timedelta(seconds=after))


def test_more_declines_than_the_limit_pause_a_campaign_and_alarm_finance(decline, live_campaign):
    for number in range(LIMIT):
        decline(number, after=number)
    assert paused(live_campaign, after=19) == 0
    assert not Matter.objects.exists()

    decline(20, after=20)

    assert paused(live_campaign, after=20) == pytest.approx(15 * 60)
    matter = Matter.objects.get()
    assert (matter.kind, matter.subject) == (Matter.Kind.DECLINES, live_campaign.public_id)
    assert matter.data == {"sign": "declines", "seen": 21}
    assert Notice.objects.filter(template="matter_opened").count() == 2


def test_finance_is_told_once_however_long_it_goes_on(decline):
    for number in range(2 * LIMIT):
        decline(number, after=number)

    assert Matter.objects.count() == 1
    assert Notice.objects.filter(template="matter_opened").count() == 2


def test_the_pause_ends_when_it_was_to_and_begins_again_if_it_has_to(decline, live_campaign):
    for number in range(30):
        decline(number, after=number)

    assert paused(live_campaign, after=20 + 15 * 60 - 1) > 0
    assert paused(live_campaign, after=20 + 15 * 60) == 0
    for number in range(30, 51):
        decline(number, after=1000)
    assert paused(live_campaign, after=1000) == pytest.approx(15 * 60)


def test_other_campaigns_go_on(decline, staff, publish):
    other = publish(CampaignFactory(owner=staff.caseworker))
    for number in range(30):
        decline(number)

    assert paused(other) == 0


def test_declines_that_are_spread_out_are_the_usual_ones(decline, live_campaign):
    for number in range(60):
        decline(number, after=number * 31)

    assert paused(live_campaign, after=60 * 31) == 0


def test_an_event_that_comes_again_counts_once(decline, live_campaign):
    for _ in range(30):
        decline(1)

    assert paused(live_campaign) == 0


def test_what_stripe_tells_hours_later_counts_when_it_happened(decline, live_campaign):
    for number in range(30):
        decline(number, after=0, told=3600)

    assert paused(live_campaign, after=3600) == 0


def test_a_payment_that_is_not_ours_is_nobody_s_decline(decline, db):
    for number in range(30):
        decline(number, of=None)
        decline(100 + number, of=Donation(public_id="z" * 22))

    assert not Matter.objects.exists()


def test_the_limit_and_the_pause_are_settings(decline, live_campaign, settings):
    settings.DECLINES_PER_CAMPAIGN, settings.DECLINES_PAUSE_SECONDS = 1, 60
    decline(1)
    decline(2)

    assert paused(live_campaign) == pytest.approx(60)


def test_without_redis_nothing_is_counted_and_nothing_breaks(decline, live_campaign, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    for number in range(30):
        decline(number)

    declines.pause(live_campaign.public_id, NOW)
    assert paused(live_campaign) == 0


@pytest.mark.django_db(transaction=True)
def test_at_the_door_a_lost_database_makes_stripe_send_again(
    client, begin, standin, live_campaign, without_database
):
    (told,) = [
        event
        for event in standin.decline(begin(live_campaign).session_id)
        if event["type"] == declines.EVENT_TYPE
    ]
    body, header = standin.sign(told)
    with without_database():
        answer = client.post(
            "/stripe/webhook/",
            body,
            content_type="application/json",
            headers={"Stripe-Signature": header},
        )

    assert answer.status_code == 503


def test_at_the_door_a_decline_is_counted_and_nothing_of_it_is_kept(
    client, deliver, begin, standin, live_campaign
):
    donation = begin(live_campaign)
    events = standin.decline(donation.session_id)
    deliver(client, *events, *events)
    inbox.process()

    assert not WebhookEvent.objects.exists()
    assert counting.client().zcard(counting.key("declines", live_campaign.public_id)) == 1
    kept = counting.client().zrange(counting.key("declines", live_campaign.public_id), 0, -1)
    told = next(event for event in events if event["type"] == declines.EVENT_TYPE)
    assert kept == [told["id"]]
    assert 0 < counting.client().ttl(counting.key("declines", live_campaign.public_id)) <= 600
    donation.refresh_from_db()
    assert donation.status == Donation.Status.OPEN
