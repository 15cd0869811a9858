"""What runs by the timetable: there is nothing in it that the database does not know."""

import pytest
from django.utils import timezone

from config.celery import app
from donations import tasks
from donations.models import Donation, LedgerEntry
from tests.factories import WebhookEventFactory


def test_every_entry_of_the_timetable_is_a_task_that_exists():
    app.loader.import_default_modules()

    wanted = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert wanted <= set(app.tasks)


def test_a_task_that_waited_longer_than_its_period_is_dropped():
    for entry in app.conf.beat_schedule.values():
        schedule = entry["schedule"]
        if isinstance(schedule, float):
            assert entry["options"]["expires"] == schedule


def test_a_worker_that_dies_gives_its_task_back(settings):
    assert settings.CELERY_TASK_ACKS_LATE
    assert settings.CELERY_TASK_REJECT_ON_WORKER_LOST
    assert settings.CELERY_WORKER_PREFETCH_MULTIPLIER == 1
    assert app.conf.accept_content == ["json"]


@pytest.fixture
def donation(begin, live_campaign) -> Donation:
    return begin(live_campaign)


def test_the_inbox_is_worked_off(donation, standin):
    standin.pay(donation.session_id)
    WebhookEventFactory(object_id=donation.session_id)

    tasks.process_inbox()

    assert LedgerEntry.objects.count() == 1


def test_sessions_of_a_campaign_that_is_over_end(donation, standin, live_campaign):
    type(live_campaign).objects.update(closing_rule="on_date", ends_at=timezone.now())

    tasks.expire_orphans()

    donation.refresh_from_db()
    assert donation.status == Donation.Status.EXPIRED
    assert standin.session(donation.session_id)["status"] == "expired"


def test_a_donation_can_be_looked_at_before_its_webhook_comes(donation, standin):
    standin.pay(donation.session_id)

    tasks.sync_donation(donation.pk)

    donation.refresh_from_db()
    assert donation.status == Donation.Status.PAID


def test_looking_at_nothing_or_while_stripe_is_away_is_no_failure(donation, standin):
    standin.answer_next_with(500, times=3)
    tasks.sync_donation(donation.pk)
    tasks.sync_donation(0)

    donation.refresh_from_db()
    assert donation.status == Donation.Status.OPEN
