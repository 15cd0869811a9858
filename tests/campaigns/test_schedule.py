"""Publishing at an hour: once, however late or often the clock comes by; and what cancels it."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.models import AuditEntry, Notice
from campaigns import lifecycle, moderation, protected_terms, schedule
from campaigns.decisions import NotPossible
from campaigns.models import Campaign, Revision
from campaigns.moderation import NotReady
from tests.threads import Meeting, at_once

HOUR = timedelta(hours=1)
State = Revision.State


@pytest.fixture
def planned(draft, staff) -> Revision:
    """A first publication that was approved for an hour from now."""
    return approve_for_later(draft, staff)


def approve_for_later(campaign, staff) -> Revision:
    revision = moderation.submit(campaign, actor=campaign.owner)
    return moderation.approve(
        revision,
        actor=staff.moderator,
        checklist=moderation.CHECKLIST,
        publish_at=timezone.now() + HOUR,
    )


def status(campaign) -> str:
    return Campaign.objects.values_list("status", flat=True).get(pk=campaign.pk)


def state(revision) -> str:
    return Revision.objects.values_list("state", flat=True).get(pk=revision.pk)


def test_nothing_is_public_before_its_hour(planned, draft, visitor):
    assert schedule.publish_due(planned.publish_at - timedelta(seconds=1)) == []

    assert (state(planned), status(draft)) == (State.SCHEDULED, "draft")
    assert visitor.get(f"/en/c/{draft.public_id}/").status_code == 404


@pytest.mark.parametrize("late", [timedelta(0), timedelta(days=3)])
def test_at_its_hour_and_however_late_it_is_published(planned, draft, visitor, late):
    assert schedule.publish_due(planned.publish_at + late) == [draft.public_id]

    assert (state(planned), status(draft)) == (State.APPROVED, "live")
    assert visitor.get(f"/en/c/{draft.public_id}/").status_code == 200


def test_a_clock_that_comes_twice_publishes_once(planned):
    schedule.publish_due(planned.publish_at)

    assert schedule.publish_due(planned.publish_at) == []
    assert AuditEntry.objects.filter(action="campaign.publish").count() == 1


def test_the_record_names_who_approved_and_that_the_clock_published(planned, staff):
    schedule.publish_due(planned.publish_at)

    assert AuditEntry.objects.get(action="revision.scheduled").actor == staff.moderator
    assert AuditEntry.objects.get(action="campaign.publish").actor is None
    planned.refresh_from_db()
    assert planned.decided_by == staff.moderator


CHANGES = {
    "title": lambda draft: Campaign.objects.update(title={"en": "Another"}),
    "budget": lambda draft: draft.budget_lines.filter(position=1).update(amount_cents=1_00),
    "closing": lambda draft: Campaign.objects.update(closing_rule="on_goal"),
    "zone": lambda draft: Campaign.objects.update(time_zone="Asia/Tokyo"),
    "a word to protect": lambda draft: protected_terms.protect(draft, ["border"]),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_after_the_approval_cancels_it_at_once(planned, draft, change):
    CHANGES[change](draft)

    assert schedule.publish_due(planned.publish_at - HOUR / 2) == []

    assert (state(planned), status(draft)) == (State.RECALLED, "draft")
    assert schedule.publish_due(planned.publish_at) == []


def test_author_and_reviewer_hear_of_a_cancellation(planned, draft, staff):
    CHANGES["title"](draft)

    schedule.publish_due(planned.publish_at)

    keys = Notice.objects.filter(template="revision_unscheduled").values_list("dedupe_key")
    assert len(keys) == 2


def test_what_was_cancelled_needs_a_new_review(planned, draft, staff):
    with pytest.raises(NotReady, match="waits for its time"):
        moderation.submit(draft, actor=draft.owner)
    schedule.cancel(planned, actor=draft.owner)

    again = moderation.submit(draft, actor=draft.owner)

    assert (again.number, again.state) == (2, State.SUBMITTED)
    with pytest.raises(NotPossible):
        moderation.approve(planned, actor=staff.moderator, checklist=moderation.CHECKLIST)


@pytest.mark.parametrize("move", ["withdraw", "close"])
def test_a_campaign_that_ends_takes_its_planned_text_along(live_campaign, staff, move):
    planned = approve_for_later(live_campaign, staff)

    lifecycle.move(live_campaign.pk, move, actor=staff.moderator)

    assert state(planned) == State.RECALLED
    assert schedule.publish_due(planned.publish_at) == []


@pytest.mark.parametrize(
    ("person", "may"),
    [
        ("caseworker", True),
        ("moderator", True),
        ("second_moderator", True),
        ("administrator", True),
        ("other_caseworker", False),
        ("finance", False),
    ],
)
def test_it_is_cancelled_by_those_who_could_take_it_down(planned, staff, person, may):
    actor = getattr(staff, person)

    if may:
        schedule.cancel(planned, actor=actor, reason="A call.")
        assert AuditEntry.objects.get(action="revision.unscheduled").actor == actor
    else:
        with pytest.raises(PermissionDenied):
            schedule.cancel(planned, actor=actor)

    assert (state(planned) == State.RECALLED) is may


def test_an_update_of_a_live_campaign_keeps_the_old_text_until_its_hour(
    live_campaign, staff, visitor
):
    before = live_campaign.live_revision_id
    Campaign.objects.update(title={"en": "Another title"})
    live_campaign.refresh_from_db()
    planned = approve_for_later(live_campaign, staff)
    lifecycle.reschedule(
        live_campaign.pk, actor=staff.moderator, closing_rule="on_goal", ends_at=None
    )
    assert Campaign.objects.get().live_revision_id == before

    schedule.publish_due(planned.publish_at)

    assert Campaign.objects.get().live_revision_id == planned.pk


def test_nothing_is_planned_for_the_past_or_for_after_its_last_day(draft, staff):
    Campaign.objects.update(closing_rule="on_date", ends_at=timezone.now() + HOUR)
    revision = moderation.submit(draft, actor=draft.owner)

    for hour in (-HOUR, 2 * HOUR):
        with pytest.raises(NotPossible, match="over"):
            moderation.approve(
                revision,
                actor=staff.moderator,
                checklist=moderation.CHECKLIST,
                publish_at=timezone.now() + hour,
            )

    assert state(revision) == State.SUBMITTED


def test_one_that_cannot_be_published_does_not_hold_up_the_others(planned, monkeypatch):
    monkeypatch.setattr(schedule, "why_not", lambda revision: 1 / 0)

    assert schedule.publish_due(planned.publish_at) == []
    assert state(planned) == State.SCHEDULED


@pytest.mark.parametrize(
    ("day", "clock", "zone", "moment"),
    [
        (date(2026, 7, 1), time(9), "Europe/Warsaw", datetime(2026, 7, 1, 7, tzinfo=UTC)),
        (date(2026, 12, 1), time(9), "Europe/Warsaw", datetime(2026, 12, 1, 8, tzinfo=UTC)),
        (date(2026, 7, 1), time(0), "Asia/Tokyo", datetime(2026, 6, 30, 15, tzinfo=UTC)),
        (
            date(2026, 10, 25),
            time(2, 30),
            "Europe/Warsaw",
            datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        ),
    ],
)
def test_an_hour_is_that_of_the_campaigns_zone(day, clock, zone, moment):
    assert schedule.moment(day, clock, zone) == moment


def test_an_hour_that_no_clock_shows_is_refused():
    with pytest.raises(ValueError, match="does not exist"):
        schedule.moment(date(2026, 3, 29), time(2, 30), "Europe/Warsaw")


# --- at the same moment ---


@pytest.fixture
def clocks(transactional_db, planned, monkeypatch):
    """What comes of two workers that both found it due before either published."""
    monkeypatch.setattr(schedule, "why_not", Meeting().after(schedule.why_not))
    return lambda: at_once(*[lambda: schedule.publish_due(planned.publish_at)] * 2)


def test_two_workers_publish_once(clocks, draft):
    assert sorted(clocks()) == [[], [draft.public_id]]
    assert AuditEntry.objects.filter(action="campaign.publish").count() == 1


def test_without_locks_two_workers_would_publish_twice(without_locks, clocks):
    clocks()

    assert AuditEntry.objects.filter(action="campaign.publish").count() == 2


def test_a_cancellation_and_the_clock_do_not_both_win(transactional_db, planned, draft, staff):
    at_once(
        lambda: schedule.cancel(planned, actor=staff.moderator),
        lambda: schedule.publish_due(planned.publish_at),
    )

    assert (state(planned), status(draft)) in {
        (State.RECALLED, "draft"),
        (State.APPROVED, "live"),
    }
