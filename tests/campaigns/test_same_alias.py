"""One alias, two people: said to the author and to the reviewer, in whatever letters it is."""

import pytest

from campaigns import lifecycle, moderation, same_alias
from campaigns.findings import ACCEPTED
from campaigns.leakguard import WARN
from campaigns.moderation import NotPossible
from campaigns.snapshot import freeze
from tests.factories import CampaignFactory


@pytest.fixture
def found(live_campaign, staff):
    """found(hero_name, …): what is said of a second draft with this alias; the first is Alesia."""

    def second(hero_name, **fields):
        draft = CampaignFactory(owner=staff.caseworker, hero_name=hero_name, **fields)
        return same_alias.find(draft, freeze(draft))

    return second


@pytest.mark.parametrize("alias", ["Alesia", "Alesya", "Алеся", "ALESIA", "Аlеsiа", "Ale\u200bsia"])
@pytest.mark.parametrize("language", ["en", "pl"])
def test_the_alias_of_a_collecting_campaign_is_found_in_any_spelling(
    found, live_campaign, alias, language
):
    (finding,) = found({language: alias})

    assert (finding.rule, finding.severity, finding.text) == ("same_alias", WARN, alias)
    assert (finding.place, finding.language) == ("hero_name", language)
    assert live_campaign.public_id in finding.advice


@pytest.mark.parametrize("alias", ["Alesia K.", "Olesia", "Aleś", "Alena", "Mother of Alesia", "…"])
def test_another_alias_is_not(found, alias):
    assert found({"en": alias}) == []


def test_a_withheld_name_is_nobodys(found, publish, staff):
    publish(CampaignFactory(owner=staff.caseworker, hero_name={}))

    assert found({}) == []


def test_it_is_said_once_however_many_languages_and_campaigns_agree(found, publish, staff):
    publish(CampaignFactory(owner=staff.caseworker))

    assert len(found({"en": "Alesia", "be": "Алеся", "ru": "Алеся"})) == 1


def test_another_spelling_of_the_alias_counts(found):
    (finding,) = found({"en": "Marta"}, hero_spellings={"en": ["Marthe", "Alesya"]})

    assert (finding.text, finding.place) == ("Alesya", "hero_spellings")


@pytest.mark.parametrize("ending", ["close", "withdraw"])
def test_a_campaign_that_is_over_keeps_no_alias_to_itself(found, live_campaign, staff, ending):
    lifecycle.move(live_campaign.pk, ending, actor=staff.moderator)

    assert found({"en": "Alesia"}) == []


def test_a_draft_that_nobody_sees_takes_no_alias(draft, staff):
    other = CampaignFactory(owner=staff.other_caseworker)

    assert same_alias.find(other, freeze(other)) == []


def test_a_campaign_may_keep_its_own_alias(live_campaign):
    assert same_alias.find(live_campaign, freeze(live_campaign)) == []


def test_the_reviewer_answers_for_it(live_campaign, staff):
    second = CampaignFactory(owner=staff.caseworker)
    revision = moderation.submit(second, actor=staff.caseworker)
    everything = {"actor": staff.moderator, "checklist": moderation.CHECKLIST}

    with pytest.raises(NotPossible, match="not answered yet"):
        moderation.approve(revision, **everything)
    moderation.approve(revision, answers={1: (ACCEPTED, "Two towns, two years.")}, **everything)

    second.refresh_from_db()
    assert second.status == "live"


def test_an_alias_that_was_taken_since_is_seen_in_review(draft, publish, staff):
    revision = moderation.submit(draft, actor=staff.caseworker)
    assert revision.findings == []
    publish(CampaignFactory(owner=staff.caseworker))

    assert [one["rule"] for one in moderation.current_findings(revision)] == ["same_alias"]
