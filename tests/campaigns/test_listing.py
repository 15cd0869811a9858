from datetime import timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone

from campaigns import lifecycle, listing
from campaigns.listing import Filters
from campaigns.models import Campaign, Category
from campaigns.public import State, present
from tests.factories import CampaignFactory, book_gift


@pytest.fixture
def opened(staff, publish):
    """opened(**fields): a published campaign; `days` is how many are left, `raised` in cents."""

    def make(*, raised=0, days=None, **fields):
        campaign = publish(CampaignFactory(owner=staff.caseworker, **fields))
        if days is not None:
            # Also such as are over already, which nobody could publish.
            campaign.closing_rule = "on_date"
            campaign.ends_at = timezone.now() + timedelta(days=days, hours=12)
            campaign.save(update_fields=["closing_rule", "ends_at"])
        if raised:
            book_gift(campaign, raised)
        return campaign

    return make


def asked(query: str) -> Filters:
    return listing.read_filters(QueryDict(query), listing.categories())


def found(query: str = "") -> list[str]:
    return [str(campaign) for campaign in listing.page(asked(query), timezone.now())[0]]


@pytest.mark.parametrize(
    "query",
    [
        "status=nonsense",
        "category=nonsense",
        "after=nonsense",
        "after=2222222222",
        "q=%00",
        "status=open%00&category=%00&after=%00%00%00%00%00%00%00%00%00%00",
        "after=" + "2" * 5000,
        "status=&category=&q=&after=",
    ],
)
def test_nonsense_shows_everything(opened, query):
    opened(title={"en": "Here"})

    assert found(query) == ["Here"]


def test_words_are_found_in_any_language_and_case(opened):
    opened(title={"en": "A bakery", "be": "Пякарня"}, hero_name={"en": "Nina", "be": "Ніна"})
    opened(title={"en": "A tractor"}, story={"en": "He went to the DENTIST."})

    assert found("q=bakery") == ["A bakery"]
    assert found("q=ПЯКАРНЯ") == ["A bakery"]
    assert found("q=ніна") == ["A bakery"]
    assert found("q=dentist") == ["A tractor"]
    assert found("q=100%25") == []
    assert found("q=title") == [], "the names of fields are no words of a campaign"


def test_only_approved_words_are_searched(opened):
    campaign = opened(title={"en": "Approved"})
    Campaign.objects.filter(pk=campaign.pk).update(story={"en": "a secret draft"})

    assert found("q=secret") == []


def test_a_category_is_the_approved_one(opened):
    health = Category.objects.get(slug="health")
    campaign = opened(title={"en": "Treatment"}, category=health)
    Campaign.objects.filter(pk=campaign.pk).update(category=Category.objects.get(slug="legal"))

    assert found("category=health") == ["Treatment"]
    assert found("category=legal") == []


def test_list_and_badge_call_urgent_what_staff_chose(opened, choose):
    opened(days=12)
    now = timezone.now()

    def urgent():
        return [present(one, language="en", now=now).state for one in listing.page(asked, now)[0]]

    asked = Filters(status="urgent")
    assert urgent() == []

    choose("urgency", days=12)
    assert urgent() == [State.URGENT]

    choose("urgency", days=11)
    assert urgent() == []


def test_what_is_found_has_the_badge_that_was_asked_for(opened, staff):
    opened(days=6)
    opened(days=30)
    opened(days=7, raised=800_00)
    opened(raised=750_00)
    opened(raised=749_99)
    opened(raised=1_000_00)
    opened(days=-1, raised=1_000_00)
    closed = opened()
    lifecycle.move(closed.pk, "close", actor=staff.moderator)
    paused = opened(raised=900_00)
    lifecycle.move(paused.pk, "pause", actor=staff.moderator)
    now = timezone.now()

    def states(status):
        campaigns, _ = listing.page(Filters(status=status), now)
        return sorted(present(one, language="en", now=now).state for one in campaigns)

    assert states("urgent") == [State.URGENT] * 2
    assert states("completed") == [State.CLOSED, State.COMPLETED]
    assert set(states("open")) == {State.NEW, State.NEARLY, State.OPEN, State.REACHED, State.URGENT}
    assert State.NEARLY in states("nearly")
    assert listing.counts(Filters(), now) == {
        "": 9,
        "open": 6,
        "urgent": 2,
        "nearly": len(states("nearly")),
        "completed": 2,
    }


def test_a_goal_of_millions_can_be_nearly_there(opened):
    opened(lines=[40_000_000_00 // 2], raised=19_000_000_00)

    assert len(found("status=nearly")) == 1


def test_counts_keep_the_rest_of_what_was_asked(opened):
    opened(title={"en": "A bakery"})
    opened(title={"en": "A tractor"})

    assert listing.counts(asked("q=bakery&status=open"), timezone.now())["open"] == 1


def test_what_is_over_comes_behind_what_can_be_given_to(opened, staff):
    opened(title={"en": "Older"})
    over = opened(title={"en": "Over"})
    opened(title={"en": "Newer"})
    lifecycle.move(over.pk, "close", actor=staff.moderator)

    assert found("") == ["Newer", "Older", "Over"]


def test_pages_follow_each_other_without_gap_or_double(opened, staff, monkeypatch):
    monkeypatch.setattr(listing, "PAGE", 2)
    campaigns = [opened(title={"en": f"Number {number}"}) for number in range(5)]
    for over in campaigns[3:]:
        lifecycle.move(over.pk, "close", actor=staff.moderator)
    # Two at the same moment: the order must be certain all the same.
    moment = timezone.now()
    Campaign.objects.filter(pk__in=[one.pk for one in campaigns[1:3]]).update(published_at=moment)
    filters, seen = Filters(), []

    while filters:
        shown, filters = listing.page(filters, timezone.now())
        seen += [str(campaign) for campaign in shown]

    assert sorted(seen) == [f"Number {number}" for number in range(5)]


def test_a_page_after_a_withdrawn_campaign_begins_anew(opened, staff):
    opened(title={"en": "Here"})
    gone = opened()
    lifecycle.move(gone.pk, "withdraw", actor=staff.moderator)

    assert found(f"after={gone.public_id}") == found("after=2222222222") == ["Here"]


def test_figures_are_the_sums_of_what_is_public(opened, staff):
    opened(raised=1_000_00)
    opened(raised=20_00)
    gone = opened(raised=5_00)
    lifecycle.move(gone.pk, "withdraw", actor=staff.moderator)

    figures = listing.figures()

    assert figures == listing.Figures(campaigns=2, raised_cents=1_020_00, gifts=2, reached=1)


# --- who else needs help ---


def related_to(campaign) -> list[str]:
    return [str(other) for other in listing.related(campaign, timezone.now())]


def test_the_same_need_comes_first_then_what_closes_first(opened):
    family = {"category": Category.objects.get(slug="family")}
    seen = opened(**family)
    opened(title={"en": "Other, in time"}, days=2)
    opened(title={"en": "Same, by hand"}, **family)
    opened(title={"en": "Same, later"}, days=30, **family)
    opened(title={"en": "Same, soon"}, days=5, **family)

    assert related_to(seen) == ["Same, soon", "Same, later", "Same, by hand"]


def test_only_who_still_needs_help_is_related(opened, staff, draft):
    seen, full = opened(), opened(raised=1_000_00)
    over, gone, paused = opened(days=-1), opened(), opened()
    lifecycle.move(gone.pk, "withdraw", actor=staff.moderator)
    lifecycle.move(paused.pk, "pause", actor=staff.moderator)
    closed = lifecycle.move(opened().pk, "close", actor=staff.moderator)

    assert related_to(seen) == []
    for campaign in (full, over, closed):
        assert related_to(campaign) == [str(seen)]


def test_what_is_related_takes_one_query(opened, django_assert_num_queries):
    first, *_others = [opened() for _ in range(3)]
    seen = Campaign.objects.for_page().get(pk=first.pk)

    with django_assert_num_queries(1):
        others = listing.related(seen, timezone.now())
        shown = [present(other, language="be", now=timezone.now()) for other in others]
    assert len(shown) == 2
