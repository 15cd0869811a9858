from datetime import UTC, date, datetime, timedelta

import pytest

from campaigns import lifecycle, moderation
from campaigns.models import Campaign
from campaigns.public import State, present
from tests.factories import (
    BudgetLineFactory,
    CampaignFactory,
    CategoryFactory,
    PictureFactory,
    book_gift,
)

NOON = datetime(2027, 3, 18, 12, tzinfo=UTC)


@pytest.fixture
def seen(db):
    """seen(campaign): what the public sees of it, on 18 March 2027 and in English."""

    def look(campaign, language="en", now=NOON):
        row = Campaign.objects.for_page().get(pk=campaign.pk)
        return present(row, language=language, now=now)

    return look


@pytest.fixture
def opened(staff, publish):
    """opened(**fields): a published campaign over 1 000 euros, opened on 1 January 2027."""

    def make(raised: int = 0, ends_at=None, **fields):
        if ends_at:
            fields |= {"closing_rule": "on_date", "ends_at": ends_at}
        campaign = publish(CampaignFactory(owner=staff.caseworker, **fields))
        Campaign.objects.filter(pk=campaign.pk).update(
            published_at=datetime(2027, 1, 1, 23, 30, tzinfo=UTC)
        )
        if raised:
            book_gift(campaign, raised)
        return campaign

    return make


def test_the_draft_changes_nothing_public(opened, seen):
    campaign = opened(title={"en": "As approved"})
    Campaign.objects.filter(pk=campaign.pk).update(
        title={"en": "Changed"},
        summary={"en": "Changed"},
        story={"en": "Changed"},
        hero_name={"en": "Changed"},
        anonymity="named",
        category=CategoryFactory(),
        picture=PictureFactory(),
    )
    campaign.budget_lines.update(amount_cents=1, label={"en": "Changed"})

    public = seen(campaign)

    assert str(public.title) == "As approved"
    assert public.goal_cents == 1_000_00
    assert public.is_starred
    assert not public.category
    assert "Changed" not in f"{public.lead}{public.story}{public.hero}{public.lines}"
    assert "/static/" in public.picture.plain


def test_reading_a_campaign_asks_for_none_of_the_draft(opened, seen, django_assert_num_queries):
    campaign = opened(category=CategoryFactory(name={"en": "Health"}))

    with django_assert_num_queries(1):
        public = seen(campaign)
        text = f"{public.story}{public.title}{public.badge}{public.checks}"

    assert text
    assert str(public.category) == "Health"


def test_each_text_says_which_language_it_is_in(opened, seen):
    campaign = opened(title={"be": "Новы пачатак", "en": "A new beginning"}, story={"be": "Дом."})

    public = seen(campaign, "be")
    assert (public.title.text, public.title.language) == ("Новы пачатак", "be")
    assert public.told_in == ""

    public = seen(campaign, "pl")
    assert (public.title.text, public.title.language) == ("A new beginning", "en")
    assert public.story.language == "be"
    assert public.told_in == "Belarusian"


@pytest.mark.parametrize(
    ("raised", "days", "state"),
    [
        (0, None, State.OPEN),
        (749_99, 30, State.OPEN),
        (750_00, 30, State.NEARLY),
        (999_99, 30, State.NEARLY),
        (1_000_00, 30, State.REACHED),
        (1_500_00, None, State.REACHED),
        (10_00, 8, State.OPEN),
        (10_00, 7, State.URGENT),
        (800_00, 0, State.URGENT),
        (1_000_00, 3, State.REACHED),
    ],
)
def test_the_state_follows_the_sum_and_the_days_left(opened, seen, raised, days, state):
    last_day = None
    if days is not None:
        # The midnight after the last day, in Warsaw.
        last_day = datetime(2027, 3, 18, 23, tzinfo=UTC) + timedelta(days=days)
        if last_day > datetime(2027, 3, 28, tzinfo=UTC):
            last_day -= timedelta(hours=1)  # summer time
    public = seen(opened(raised, ends_at=last_day))

    assert public.state == state
    assert public.days_left == days
    assert public.takes_gifts


def test_a_campaign_is_new_in_its_first_week_until_a_gift_comes(opened, seen):
    campaign = opened()

    # Opened on 2 January in Warsaw.
    assert seen(campaign, now=datetime(2027, 1, 8, 12, tzinfo=UTC)).state == State.NEW
    assert seen(campaign, now=datetime(2027, 1, 9, 12, tzinfo=UTC)).state == State.OPEN
    book_gift(campaign, 1_00)
    assert seen(campaign, now=datetime(2027, 1, 3, 12, tzinfo=UTC)).state == State.OPEN


@pytest.mark.parametrize(("raised", "state"), [(10_00, State.CLOSED), (1_000_00, State.COMPLETED)])
def test_after_its_last_day_a_campaign_is_over_before_any_worker_comes(opened, seen, raised, state):
    public = seen(opened(raised, ends_at=datetime(2027, 3, 17, 23, tzinfo=UTC)))

    assert public.state == state
    assert not public.takes_gifts
    assert public.days_left is None
    assert public.closed_on == date(2027, 3, 17)


def test_a_pause_gives_no_reason(opened, seen, staff):
    campaign = opened()
    lifecycle.move(campaign.pk, "pause", actor=staff.moderator, reason="a visit by the police")

    public = seen(campaign)

    assert public.state == State.PAUSED
    assert not public.takes_gifts
    assert "police" not in repr(public)


def test_dates_are_days_of_the_campaigns_own_zone(opened, seen):
    public = seen(opened())

    assert public.opened_on == date(2027, 1, 2)
    assert not isinstance(public.opened_on, datetime)


def test_lines_fill_from_the_top_and_the_rest_is_above_the_goal(opened, seen):
    campaign = opened(lines=[500_00, 300_00, 200_00, 100_00])

    def states():
        return [(line.funded_cents, line.state) for line in seen(campaign).lines]

    assert states() == [(0, "next"), (0, "waiting"), (0, "waiting"), (0, "waiting")]
    book_gift(campaign, 600_00)
    assert states() == [(500_00, "full"), (100_00, "part"), (0, "next"), (0, "waiting")]
    book_gift(campaign, 600_00)
    assert [state for _, state in states()] == ["full"] * 4
    assert seen(campaign).surplus_cents == 100_00
    assert seen(campaign).percent == 109


def test_almost_everything_is_never_called_everything(opened, seen):
    public = seen(opened(999_99))

    assert public.percent == 99
    assert not public.is_reached


@pytest.mark.parametrize(
    ("anonymity", "hero", "starred", "term"),
    [
        ("named", {"en": "Nina"}, False, "Named with consent"),
        ("alias", {"en": "Nina"}, True, "Name changed"),
        ("alias_changed", {"en": "Nina"}, True, "Name and some details changed"),
        ("alias", {}, False, "Name withheld"),
        ("alias_changed", {}, False, "Name withheld, some details changed"),
    ],
)
def test_readers_are_told_what_was_changed(opened, seen, anonymity, hero, starred, term):
    public = seen(opened(anonymity=anonymity, hero_name=hero))

    assert public.is_starred is starred
    assert public.checks[0].term == term


def test_a_reviewer_may_be_shown_another_revision(opened, staff):
    campaign = opened(title={"en": "Old"})
    Campaign.objects.filter(pk=campaign.pk).update(title={"en": "Proposed"})
    BudgetLineFactory(campaign=campaign, position=3, amount_cents=500_00)
    campaign.refresh_from_db()
    proposed = moderation.submit(campaign, actor=staff.caseworker)

    row = Campaign.objects.for_page().get(pk=campaign.pk)
    public = present(row, language="en", now=NOON, revision=proposed)

    assert str(public.title) == "Proposed"
    assert public.goal_cents == 1_500_00
