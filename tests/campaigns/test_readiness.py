"""What a draft still lacks, and which language has which text."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from campaigns import readiness, snapshot
from campaigns.models import Campaign
from tests.factories import CampaignFactory, PictureFactory

NOON = datetime(2027, 3, 18, 12, tzinfo=UTC)


def gaps(draft: Campaign, now=None) -> dict[str, str]:
    found = readiness.gaps(draft, snapshot.freeze(draft), now or timezone.now())
    return {gap.anchor or gap.address: gap.text for gap in found}


def test_a_whole_draft_lacks_nothing(draft):
    assert gaps(draft) == {}


def test_an_empty_draft_lacks_everything_in_the_order_of_the_page(staff):
    empty = Campaign.objects.create(owner=staff.caseworker)

    anchors = ["id_title_en", "id_story_en", "budget"]
    questions = ["id_brief_who", "id_brief_whom", "id_brief_buys", "id_brief_delivered"]
    consent = [f"/staff/campaigns/campaign/{empty.pk}/consent/"]
    assert list(gaps(empty)) == anchors + questions + consent


@pytest.mark.parametrize(("hours", "is_over"), [(-1, False), (0, True), (1, True)])
def test_a_last_day_is_over_at_its_midnight(draft, hours, is_over):
    draft.closing_rule, draft.ends_at = "on_date", NOON

    assert ("id_last_day" in gaps(draft, NOON + timedelta(hours=hours))) is is_over


def test_a_running_campaign_is_not_stopped_by_the_day_it_closes_on(live_campaign):
    live_campaign.closing_rule, live_campaign.ends_at = "on_date", NOON

    assert gaps(live_campaign, NOON + timedelta(days=9)) == {}


def test_days_are_counted_where_the_campaign_is_at_home(draft):
    draft.closing_rule, draft.ends_at = "on_date", datetime(2027, 3, 19, 7, tzinfo=UTC)
    draft.time_zone = "America/Vancouver"

    assert readiness.days_left(draft, datetime(2027, 3, 18, 6, tzinfo=UTC)) == 1
    assert readiness.days_left(draft, datetime(2027, 3, 18, 8, tzinfo=UTC)) == 0


# --- consent ---


def lacks(draft: Campaign, now=None) -> str:
    return readiness.missing_consent(draft, snapshot.freeze(draft), now or timezone.now())


def test_what_nobody_agreed_to_is_missing(staff):
    assert lacks(CampaignFactory(owner=staff.caseworker, consent=False)) == (
        "The hero’s consent is not recorded."
    )


def test_a_consent_holds_through_its_last_day_where_the_campaign_is_at_home(staff):
    draft = CampaignFactory(owner=staff.caseworker, consent__until=date(2027, 3, 18))
    draft.time_zone = "America/Vancouver"
    midnight = datetime(2027, 3, 19, 7, tzinfo=UTC)

    assert lacks(draft, midnight - timedelta(seconds=1)) == ""
    assert lacks(draft, midnight) == "The hero’s consent ended on 18 March 2027."


@pytest.mark.parametrize("text", Campaign.Anonymity)
@pytest.mark.parametrize("agreed", Campaign.Anonymity)
def test_a_consent_covers_a_text_that_tells_as_much_or_less(staff, agreed, text):
    most_telling = ["named", "alias", "alias_changed"]
    draft = CampaignFactory(owner=staff.caseworker, anonymity=text, consent__scope=agreed)

    is_covered = most_telling.index(agreed) <= most_telling.index(text)
    assert bool(lacks(draft)) is not is_covered


# --- languages ---


def cells(draft: Campaign) -> dict[str, dict[str, str]]:
    """What the table says: "yes", "missing" or "" for each text and language."""
    return {
        row.name: {
            cell.language: "yes" if cell.is_there else "missing" * cell.is_missing
            for cell in row.cells
        }
        for row in readiness.coverage(snapshot.freeze(draft))
    }


def test_a_language_counts_once_it_has_a_title_or_a_story(draft):
    assert cells(draft)["title"] == {"en": "yes", "be": "", "ru": "", "pl": ""}

    draft.story["be"] = "Яна прыйшла."

    said = cells(draft)
    assert said["title"]["be"] == said["summary"]["be"] == said["line 1"]["be"] == "missing"
    assert said["hero_name"]["be"] == said["story"]["be"] == "yes"
    assert said["title"]["pl"] == ""


def test_a_text_nobody_wrote_is_missing_nowhere_unless_it_must_be_there(draft):
    draft.hero_name, draft.summary = {}, {}
    draft.picture = PictureFactory(alt={})

    said = cells(draft)

    assert "missing" not in [*said["hero_name"].values(), *said["summary"].values()]
    assert said["picture"]["en"] == "missing"
    assert readiness.undescribed(snapshot.freeze(draft)) == ["en"]


def test_without_a_picture_no_description_is_missing(draft):
    assert "picture" not in cells(draft)
    assert readiness.undescribed(snapshot.freeze(draft)) == []


# --- the alias ---


def test_another_spelling_is_found_until_somebody_names_it(draft):
    draft.hero_name = {"en": "Siarhei", "ru": "Сергей"}
    draft.summary = {"en": "We met Sergei in spring."}
    draft.story = {"ru": "Сергею помогли друзья."}

    (found,) = readiness.other_spellings(draft)
    assert (found.spelling, found.language, found.place) == ("Sergei", "en", "summary")

    draft.hero_spellings = {"en": ["Sergei"]}
    assert list(readiness.other_spellings(draft)) == []
