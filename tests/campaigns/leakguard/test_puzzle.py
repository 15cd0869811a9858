"""Details that single somebody out together, and leave everybody alone one by one."""

import pytest

from campaigns import leakguard
from campaigns.leakguard import BLOCK, WARN
from tests.seeds import seed

TOWN, TRADE, AWARD = "He is from Stolin.", "He worked as a driver.", "He got a medal for it."


def found(text: str) -> list[tuple[str, str]]:
    return [(one.rule, one.severity) for one in leakguard.find(text)]


@pytest.mark.parametrize(
    "text",
    [
        TOWN,
        TRADE,
        AWARD,
        "It was on 10 August 2020.",
        "He sat in Penal Colony No. 3.",
        "Он сидел в колонии № 3.",
        "Яе маці хварэе: анкалогія.",
        "Skazano go z artykułu 342.",
        "They have two children.",
    ],
)
def test_one_detail_is_normal(text):
    assert found(text) == []


def test_two_that_weigh_little_are_normal_too():
    assert found("Sentenced under article 342 to two years in prison.") == []


def test_a_town_and_a_trade_are_shown_to_whoever_reads():
    assert found(f"{TOWN} {TRADE}") == [("town", WARN), ("trade", WARN)]


def test_three_that_weigh_much_have_to_be_answered():
    findings = leakguard.find(f"{TOWN} {TRADE} {AWARD}")

    (combination,) = [one for one in findings if one.severity == BLOCK]
    assert (combination.rule, combination.text) == ("combination", "Stolin")
    for detail in ("a small town", "an award", "a trade"):
        assert detail in combination.advice


def test_the_advice_says_how_strongly_they_point():
    few = leakguard.find(f"{TOWN} {TRADE} Under article 342, two years in prison.")
    one = leakguard.find(f"{TOWN} {TRADE} {AWARD} He gave an interview on 10 August 2020.")

    assert "leave few people" in next(x.advice for x in few if x.rule == "combination")
    assert "point to one person" in next(x.advice for x in one if x.rule == "combination")


def test_a_coarser_wording_names_the_region_of_a_town():
    town = next(one for one in leakguard.find(f"{TOWN} {TRADE}") if one.rule == "town")

    assert "Brest region" in town.advice


def test_every_detail_says_what_to_write_instead():
    text = (
        f"{TOWN} {TRADE} {AWARD} On 10 August 2020, in May 2021, Penal Colony No. 3, article 342, "
        "two years in prison, his mother has cancer, two children, YouTube, the “Granit case”, "
        "employed at the “Granit Works”, a former police captain."
    )

    findings = [one for one in leakguard.find(text) if one.rule != "combination"]

    assert {one.rule for one in findings} == set(leakguard.puzzle.KINDS) - {"city"}
    assert all(one.advice for one in findings)


def test_details_add_up_across_the_places_of_a_story_and_not_across_languages():
    texts = [("title", "en", TOWN), ("story", "en", TRADE), ("line 1", "en", AWARD)]

    together = leakguard.find_everywhere(texts)
    apart = leakguard.find_everywhere(
        [(place, language, text) for (place, _, text), language in zip(texts, "abc", strict=True)]
    )

    assert [(one.place, one.rule) for one in together if one.severity == BLOCK] == [
        ("title", "combination")
    ]
    assert apart == []


@pytest.mark.parametrize(
    "text",
    [
        "Он из Столина, работал водителем, награждён медалью.",
        "Ён са Століна, працаваў настаўнікам, узнагароджаны ордэнам.",
        "Mieszkał w Stolinie, pracował jako kierowca, dostał medal.",
        "Жил в деревне Заречье, бывший майор, дал интервью.",
    ],
)
def test_every_language_is_understood(text):
    assert ("combination", BLOCK) in found(text)


SEEDS = {
    "000": set(),
    "001": {"illness", "article", "term", "alias_spelling"},
    "002": {"town", "trade", "service", "award", "media", "date", "case", "term", "colony"},
    "003": {"illness", "city", "date", "term", "colony", "month", "trade"},
    "004": {"colony", "article", "term", "illness"},
}


@pytest.mark.parametrize("number", sorted(SEEDS))
def test_the_seeds_get_what_a_careful_editor_would_say(number):
    text = seed(number)
    if text is None:
        return
    rules = {one.rule for one in leakguard.find(text)} - {"mixed_script"}

    combined = {"combination"} if number in ("002", "003") else set()
    assert rules == SEEDS[number] | combined
