"""The moves of a campaign: which there are, who makes them, and what follows."""

from datetime import timedelta
from itertools import product

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import AuditEntry, Notice, User
from campaigns import lifecycle, moderation, signals
from campaigns.lifecycle import MOVES, NotPossible
from campaigns.models import Campaign
from tests.factories import CampaignFactory, book_gift

Status = Campaign.Status
Rule = Campaign.ClosingRule

WAYS = {
    Status.DRAFT: [],
    Status.LIVE: [],
    Status.PAUSED: ["pause"],
    Status.CLOSED: ["close"],
    Status.WITHDRAWN: ["withdraw"],
}


@pytest.fixture
def campaign_in(draft, publish, staff):
    """campaign_in(status): a campaign that came there by its moves."""

    def lead(status):
        if status == Status.DRAFT:
            return draft
        publish(draft)
        for name in WAYS[status]:
            lifecycle.move(draft.pk, name, actor=staff.moderator)
        return Campaign.objects.get(pk=draft.pk)

    return lead


@pytest.mark.parametrize(("status", "name"), [*product(Status, [*MOVES][1:])])
def test_a_move_begins_where_the_table_says_and_nowhere_else(campaign_in, staff, status, name):
    campaign = campaign_in(status)

    if name == "restore":
        with pytest.raises(NotPossible):
            lifecycle.move(campaign.pk, name, actor=staff.moderator)
        assert Campaign.objects.get().status == status
    elif status in MOVES[name].sources:
        moved = lifecycle.move(campaign.pk, name, actor=staff.moderator)
        assert moved.status == MOVES[name].target == Campaign.objects.get().status
    else:
        with pytest.raises(NotPossible):
            lifecycle.move(campaign.pk, name, actor=staff.moderator)
        assert Campaign.objects.get().status == status


MAY = {
    "pause": {"moderator", "finance"},
    "resume": {"moderator"},
    "close": {"caseworker", "moderator"},
    "reopen": {"moderator"},
    "withdraw": {"caseworker", "moderator", "administrator"},
}


@pytest.mark.parametrize("name", MAY)
@pytest.mark.parametrize(
    "person", ["caseworker", "other_caseworker", "moderator", "finance", "administrator"]
)
def test_a_move_is_made_by_those_it_is_for(campaign_in, staff, name, person):
    campaign = campaign_in(min(MOVES[name].sources))
    actor = getattr(staff, person)

    if person in MAY[name]:
        assert name in lifecycle.open_moves(actor, campaign)
        lifecycle.move(campaign.pk, name, actor=actor)
    else:
        assert name not in lifecycle.open_moves(actor, campaign)
        with pytest.raises(PermissionDenied):
            lifecycle.move(campaign.pk, name, actor=actor)


def test_the_clock_publishes_in_time_closes_and_takes_down_and_no_more(campaign_in):
    campaign = campaign_in(Status.LIVE)
    may = [name for name in MOVES if lifecycle.may(None, campaign, name)]

    assert may == ["publish", "close", "withdraw"]
    with pytest.raises(PermissionDenied):
        lifecycle.move(campaign.pk, "pause", actor=None)


def test_a_colleague_who_left_moves_nothing(campaign_in, staff):
    campaign = campaign_in(Status.LIVE)
    staff.moderator.is_active = False

    with pytest.raises(PermissionDenied):
        lifecycle.move(campaign.pk, "pause", actor=staff.moderator)


def test_a_caseworker_without_the_role_has_lost_the_own_campaign_too(campaign_in, staff):
    campaign = campaign_in(Status.LIVE)
    staff.caseworker.groups.clear()

    caseworker = User.objects.get(pk=staff.caseworker.pk)
    assert lifecycle.open_moves(caseworker, campaign) == []


def test_publishing_is_no_button(campaign_in, staff):
    assert "publish" not in lifecycle.open_moves(staff.moderator, campaign_in(Status.LIVE))


def test_only_an_approved_revision_of_the_same_campaign_is_published(staff, draft, live_campaign):
    other = CampaignFactory(owner=staff.caseworker)
    waiting = moderation.submit(other, actor=other.owner)

    for revision in (None, waiting, live_campaign.live_revision):
        with pytest.raises(ValueError, match="approved revision"):
            lifecycle.move(other.pk, "publish", actor=staff.moderator, revision=revision)

    other.refresh_from_db()
    assert other.status == Status.DRAFT


def test_a_move_is_recorded_with_where_it_began_and_why(campaign_in, staff):
    campaign = campaign_in(Status.LIVE)

    lifecycle.move(campaign.pk, "pause", actor=staff.finance, reason="odd gifts")

    entry = AuditEntry.objects.first()
    assert (entry.actor, entry.action) == (staff.finance, "campaign.pause")
    assert entry.target == f"campaign:{campaign.public_id}"
    assert entry.data == {"source": "live", "target": "paused", "reason": "odd gifts"}


def test_a_move_and_its_consequences_happen_together_or_not_at_all(campaign_in, staff):
    campaign = campaign_in(Status.LIVE)

    def fail(sender, **kwargs):
        raise RuntimeError("a receiver failed")

    signals.status_changed.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            lifecycle.move(campaign.pk, "close", actor=staff.moderator)
    finally:
        signals.status_changed.disconnect(fail)

    assert Campaign.objects.get().status == Status.LIVE
    assert not AuditEntry.objects.filter(action="campaign.close").exists()
    assert not Notice.objects.filter(template="own_campaign_closed").exists()


def test_publishing_opens_the_total(campaign_in):
    campaign = campaign_in(Status.LIVE)

    assert campaign.total.raised_cents == 0
    assert campaign.published_at


@pytest.mark.parametrize(
    ("reason", "kept"),
    [("goal", "goal"), ("date", "date"), ("enough for now", "hand"), ("", "hand")],
)
def test_closing_keeps_when_and_in_which_way(campaign_in, staff, reason, kept):
    campaign = campaign_in(Status.LIVE)

    closed = lifecycle.move(campaign.pk, "close", actor=staff.moderator, reason=reason)

    assert closed.closed_at
    assert closed.closed_reason == kept


@pytest.mark.parametrize("name", ["reopen", "withdraw"])
def test_what_leaves_closing_is_not_closed_any_more(campaign_in, staff, name):
    campaign = campaign_in(Status.CLOSED)

    moved = lifecycle.move(campaign.pk, name, actor=staff.moderator)

    assert (moved.closed_at, moved.closed_reason) == (None, "")


def test_the_caseworker_hears_of_every_closing(campaign_in, staff):
    campaign = campaign_in(Status.CLOSED)
    Campaign.objects.update(closed_at=timezone.now() - timedelta(days=1))
    Notice.objects.all().delete()
    lifecycle.move(campaign.pk, "reopen", actor=staff.moderator)

    lifecycle.move(campaign.pk, "close", actor=staff.moderator)

    assert Notice.objects.get().template == "own_campaign_closed"


def test_a_restored_campaign_keeps_nothing_that_was_approved(campaign_in, restore):
    restored = restore(campaign_in(Status.WITHDRAWN))

    assert (restored.status, restored.live_revision) == (Status.DRAFT, None)


def test_a_campaign_closes_as_it_was_read(draft, staff):
    """What is typed into the row after the submission is not what was approved."""
    last_day = timezone.now() + timedelta(days=9)
    Campaign.objects.update(closing_rule=Rule.ON_DATE, ends_at=last_day)
    revision = moderation.submit(draft, actor=draft.owner)
    Campaign.objects.update(closing_rule=Rule.MANUAL, ends_at=None, time_zone="Asia/Tokyo")

    moderation.approve(revision, actor=staff.moderator, checklist=moderation.CHECKLIST)

    draft.refresh_from_db()
    assert (draft.closing_rule, draft.ends_at) == (Rule.ON_DATE, last_day)
    assert draft.time_zone == "Europe/Warsaw"


def test_a_new_text_leaves_the_closing_of_what_is_public_alone(live_campaign, staff):
    revision = moderation.submit(live_campaign, actor=live_campaign.owner)
    lifecycle.reschedule(
        live_campaign.pk, actor=staff.moderator, closing_rule=Rule.ON_GOAL, ends_at=None
    )

    moderation.approve(revision, actor=staff.moderator, checklist=moderation.CHECKLIST)

    live_campaign.refresh_from_db()
    assert live_campaign.closing_rule == Rule.ON_GOAL


@pytest.mark.parametrize(("rule", "ends_in_days"), [(Rule.ON_GOAL, None), (Rule.ON_DATE, -1)])
def test_a_campaign_whose_rule_is_fulfilled_is_not_opened_again(
    campaign_in, staff, rule, ends_in_days
):
    campaign = campaign_in(Status.CLOSED)
    book_gift(campaign, 1000_00)
    ends_at = ends_in_days and timezone.now() + timedelta(days=ends_in_days)
    lifecycle.reschedule(campaign.pk, actor=staff.moderator, closing_rule=rule, ends_at=ends_at)

    with pytest.raises(NotPossible, match="fulfilled"):
        lifecycle.move(campaign.pk, "reopen", actor=staff.moderator)

    campaign.refresh_from_db()
    assert (campaign.status, bool(campaign.closed_at)) == (Status.CLOSED, True)


def test_a_new_rule_opens_the_way_back(campaign_in, staff):
    campaign = campaign_in(Status.CLOSED)
    book_gift(campaign, 1000_00)
    lifecycle.reschedule(campaign.pk, actor=staff.moderator, closing_rule=Rule.MANUAL, ends_at=None)

    assert lifecycle.move(campaign.pk, "reopen", actor=staff.moderator).status == Status.LIVE
    assert lifecycle.close_due() == []


def test_changing_the_closing_is_recorded_with_before_and_after(live_campaign, staff):
    last_day = timezone.now() + timedelta(days=3)

    lifecycle.reschedule(
        live_campaign.pk, actor=staff.moderator, closing_rule=Rule.ON_DATE, ends_at=last_day
    )

    data = AuditEntry.objects.first().data
    assert data["before"] == {"rule": "manual", "ends_at": None}
    assert data["after"]["rule"] == "on_date"


@pytest.mark.parametrize("person", ["caseworker", "finance", "administrator"])
def test_changing_the_closing_is_for_those_who_close(live_campaign, staff, person):
    with pytest.raises(PermissionDenied):
        lifecycle.reschedule(
            live_campaign.pk,
            actor=getattr(staff, person),
            closing_rule=Rule.MANUAL,
            ends_at=None,
        )


def test_a_last_day_needs_a_day(live_campaign, staff):
    with pytest.raises(IntegrityError, match="on_date_needs_date"), transaction.atomic():
        lifecycle.reschedule(
            live_campaign.pk, actor=staff.moderator, closing_rule=Rule.ON_DATE, ends_at=None
        )


def test_the_table_of_moves_names_what_changes():
    assert set(lifecycle.CHANGES) == set(MOVES)
