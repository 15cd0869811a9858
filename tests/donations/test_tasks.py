"""What runs by the timetable: there is nothing in it that the database does not know."""

from contextlib import nullcontext
from datetime import timedelta

import pytest
from django.utils import timezone

from config.celery import HOUR, app
from donations import reconciliation, refund_orders, tasks
from donations.models import (
    Donation,
    LedgerEntry,
    ReconciliationRun,
    RefundOrder,
    WebhookEvent,
)
from tests.factories import WebhookEventFactory
from tests.threads import Meeting, at_once, held_elsewhere


def test_every_entry_of_the_timetable_is_a_task_that_exists():
    app.loader.import_default_modules()

    wanted = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert wanted <= set(app.tasks)


def test_a_task_that_waited_longer_than_its_period_is_dropped():
    for entry in app.conf.beat_schedule.values():
        schedule = entry["schedule"]
        period = schedule if isinstance(schedule, float) else HOUR
        assert entry["options"]["expires"] == period


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

    assert LedgerEntry.objects.get(kind="gift").amount_cents == 50_00


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


def test_a_lost_webhook_is_found_within_one_sweep(donation, standin):
    standin.pay(donation.session_id)

    tasks.sweep_events()
    tasks.process_inbox()

    donation.refresh_from_db()
    assert donation.status == Donation.Status.PAID
    assert set(WebhookEvent.objects.values_list("by_sweep", flat=True)) == {True}


@pytest.mark.django_db(transaction=True)
def test_a_sweep_leaves_the_work_to_the_one_that_is_under_way(donation, standin):
    standin.pay(donation.session_id)

    with held_elsewhere("sweep"):
        tasks.sweep_events()

    assert not WebhookEvent.objects.exists()


@pytest.mark.parametrize("task", [tasks.sweep_events, tasks.reconcile])
def test_comparing_while_stripe_is_away_is_no_failure(db, standin, task):
    standin.answer_next_with(500, times=2)

    task()

    assert not ReconciliationRun.objects.exclude(finished_at=None).exists()


def test_the_books_are_compared_once_a_night(donation, standin):
    standin.pay(donation.session_id)

    tasks.reconcile()
    tasks.reconcile()

    assert ReconciliationRun.objects.get().repaired == 2


def test_a_night_that_failed_is_tried_again(db, standin):
    standin.answer_next_with(500)

    tasks.reconcile()
    tasks.reconcile()

    assert ReconciliationRun.objects.exclude(finished_at=None).count() == 1


def test_the_night_after_is_another_night(db, standin):
    tasks.reconcile()
    ReconciliationRun.objects.update(finished_at=timezone.now() - timedelta(hours=23))

    tasks.reconcile()

    assert ReconciliationRun.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_beats_compare_the_books_once(standin, monkeypatch):
    meeting = Meeting()
    monkeypatch.setattr(reconciliation, "run", meeting.after(reconciliation.run))

    at_once(tasks.reconcile, tasks.reconcile)

    assert ReconciliationRun.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_two_beats_compare_them_twice(standin, monkeypatch):
    """The control: the test above can fail."""
    meeting = Meeting()
    monkeypatch.setattr(tasks, "try_lock", lambda name: nullcontext(True))
    monkeypatch.setattr(reconciliation, "usual_start", meeting.after(reconciliation.usual_start))

    at_once(tasks.reconcile, tasks.reconcile)

    assert ReconciliationRun.objects.count() == 2


def test_a_refund_that_was_never_asked_for_is_asked_for_by_the_timetable(booked, standin, staff):
    made = refund_orders.order(
        booked.ledger.get(), actor=staff.finance, cents=20_00, reason="duplicate"
    )
    RefundOrder.objects.update(asked_at=made.asked_at - timedelta(minutes=5))

    with held_elsewhere("carry-out-refunds"):
        tasks.carry_out_refunds()
    assert standin.refunds() == []

    tasks.carry_out_refunds()
    assert len(standin.refunds()) == 1
