"""Closing by the clock: each campaign by its own rule, once, whatever happens to the others."""

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.command_line import BadUsage
from campaigns import lifecycle, signals
from campaigns.models import Campaign
from campaigns.tasks import close_due_campaigns
from donations import ledger
from tests.factories import CampaignFactory, book_gift

Status = Campaign.Status
Rule = Campaign.ClosingRule


@pytest.fixture
def ending(live_campaign):
    """ending(rule, ends_at): the live campaign under this rule."""

    def change(rule, ends_at=None):
        Campaign.objects.update(closing_rule=rule, ends_at=ends_at)
        return live_campaign

    return change


NOW = timezone.now()
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("rule", "ends_at", "raised", "closes"),
    [
        (Rule.ON_DATE, NOW, 0, "date"),
        (Rule.ON_DATE, NOW + SECOND, 0, None),
        (Rule.ON_DATE, NOW + SECOND, 2000_00, None),
        (Rule.ON_GOAL, None, 999_99, None),
        (Rule.ON_GOAL, None, 1000_00, "goal"),
        (Rule.ON_GOAL, None, 1000_01, "goal"),
        (Rule.ON_GOAL, NOW - SECOND, 0, None),
        (Rule.MANUAL, NOW - SECOND, 2000_00, None),
    ],
)
def test_a_campaign_closes_by_its_own_rule_alone(ending, rule, ends_at, raised, closes):
    campaign = ending(rule, ends_at)
    if raised:
        book_gift(campaign, raised)

    closed = lifecycle.close_due(NOW)

    campaign.refresh_from_db()
    assert closed == ([campaign.public_id] if closes else [])
    assert campaign.closed_reason == (closes or "")
    assert lifecycle.close_due(NOW) == []


def test_the_clock_closes_what_is_paused_too(ending, staff):
    campaign = ending(Rule.ON_DATE, NOW)
    lifecycle.move(campaign.pk, "pause", actor=staff.moderator)

    assert lifecycle.close_due(NOW) == [campaign.public_id]


def test_the_clock_touches_nothing_that_is_not_public(ending, staff, restore):
    campaign = ending(Rule.ON_DATE, NOW)
    lifecycle.move(campaign.pk, "withdraw", actor=staff.moderator)

    assert lifecycle.close_due(NOW) == []
    restore(campaign)
    assert lifecycle.close_due(NOW) == []


def test_a_refund_before_the_clock_comes_by_keeps_the_campaign_open(ending):
    campaign = ending(Rule.ON_GOAL)
    gift = book_gift(campaign, 1000_00)
    ledger.post(
        campaign_id=campaign.pk,
        donation=gift.donation,
        kind=ledger.Kind.REFUND,
        cents=-1,
        source_id="re_1",
    )

    assert lifecycle.close_due() == []


def test_one_campaign_that_cannot_close_does_not_keep_the_others_open(staff, publish):
    first, second, third = (publish(CampaignFactory(owner=staff.caseworker)) for _ in range(3))
    Campaign.objects.update(closing_rule=Rule.ON_DATE, ends_at=NOW)

    def fail(sender, campaign, **kwargs):
        if campaign == second:
            raise RuntimeError("its receiver failed")

    signals.status_changed.connect(fail)
    try:
        assert lifecycle.close_due(NOW) == [first.public_id, third.public_id]
    finally:
        signals.status_changed.disconnect(fail)

    assert lifecycle.close_due(NOW) == [second.public_id]


def test_the_task_closes_what_is_due(ending):
    campaign = ending(Rule.ON_DATE, NOW)

    close_due_campaigns()

    campaign.refresh_from_db()
    assert campaign.status == Status.CLOSED


def test_the_command_names_what_it_closed(ending, capsys):
    campaign = ending(Rule.ON_DATE, datetime(2031, 4, 1, tzinfo=ZoneInfo("Europe/Warsaw")))

    call_command("close_due", "--json", "--now", "2031-03-31T23:59:59+02:00")
    call_command("close_due", "--json", "--now", "2031-04-01")
    call_command("close_due")

    before, after, again = capsys.readouterr().out.splitlines()
    assert json.loads(before) == {"closed": []}
    assert json.loads(after) == {"closed": [campaign.public_id]}
    assert again == "closed: none"


@pytest.mark.parametrize("text", ["yesterday", "", "2031-13-01"])
def test_the_command_wants_a_time_it_can_read(db, text):
    with pytest.raises(BadUsage) as refusal:
        call_command("close_due", "--now", text)

    assert refusal.value.returncode == 2
    assert "\n" not in str(refusal.value)


# Days


@pytest.mark.parametrize(
    ("ends_at", "last_day"),
    [
        ("2031-03-31T22:00:00+00:00", "2031-03-31"),
        ("2031-03-31T21:59:59+00:00", "2031-03-31"),
        ("2031-03-31T22:00:01+00:00", "2031-04-01"),
        ("2031-01-01T23:00:00+00:00", "2031-01-01"),
    ],
)
def test_the_last_day_is_that_of_the_campaigns_own_clock(ends_at, last_day):
    campaign = Campaign(
        closing_rule=Rule.ON_DATE,
        ends_at=datetime.fromisoformat(ends_at),
        time_zone="Europe/Warsaw",
    )

    assert str(campaign.ends_on) == last_day


def test_a_campaign_that_closes_otherwise_has_no_last_day():
    assert Campaign(closing_rule=Rule.MANUAL, ends_at=NOW).ends_on is None


@pytest.mark.parametrize(
    ("status", "rule", "ends_at", "collects"),
    [
        (Status.LIVE, Rule.MANUAL, None, True),
        (Status.LIVE, Rule.ON_GOAL, None, True),
        (Status.LIVE, Rule.ON_DATE, NOW + SECOND, True),
        (Status.LIVE, Rule.ON_DATE, NOW, False),
        (Status.LIVE, Rule.MANUAL, NOW - SECOND, True),
        (Status.PAUSED, Rule.MANUAL, None, False),
        (Status.CLOSED, Rule.MANUAL, None, False),
        (Status.DRAFT, Rule.MANUAL, None, False),
        (Status.WITHDRAWN, Rule.MANUAL, None, False),
    ],
)
def test_gifts_begin_while_a_campaign_runs_and_its_last_day_is_not_over(
    status, rule, ends_at, collects
):
    assert Campaign(status=status, closing_rule=rule, ends_at=ends_at).collects(NOW) is collects
