"""Visitors find a campaign by what they remember of it, in the words they have."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns import search
from campaigns.models import Campaign
from tests.factories import BudgetLineFactory, CampaignFactory

STORY = {
    "title": {"en": "Winter boots for the children", "pl": "Leczenie zębów, łódź"},
    "hero_name": {"en": "Vitali", "ru": "Виталий", "be": "Віталь"},
    "summary": {"be": "Лячэнне пасля калоніі", "ru": "Лечение после колонии"},
    "story": {"en": "She came with kettles and lamps.", "ru": "Её выгнали зимой, без ёлки."},
}


@pytest.fixture
def story(staff, publish) -> Campaign:
    draft = CampaignFactory(owner=staff.caseworker, lines=(), terms=None, **STORY)
    BudgetLineFactory(
        campaign=draft, label={"en": "Course of bookkeeping", "be": "Курс"}, amount_cents=100_00
    )
    return publish(draft)


def is_found(text: str) -> bool:
    return search.found(Campaign.objects.public(), text).exists()


@pytest.mark.parametrize(
    "typed",
    [
        "boots",
        "BOOT",
        "child winter",
        "kettle",
        "лечения",
        "колонию",
        "ЛЕЧЕНИЕ колонии",
        "елка",
        "ёлкой",
        "её зима",
        "лячэнне",
        "лячэн",
        "leczenie",
        "lecz",
        "zebow",
        "Łódź",
        "lodz",
        "bookkeeping",
        "Курс",
        "Віталь",
    ],
)
def test_a_word_is_found_in_its_forms_and_beginnings(story, typed):
    assert is_found(typed)


@pytest.mark.parametrize(
    "typed",
    ["Vitaly", "Vitalij", "Витали", "Віталій", "bookeeping", "childern", "лечениe", "лячение"],
)
def test_a_misspelled_word_is_found(story, typed):
    assert is_found(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "boots tractor",
        "tractor",
        "трактор",
        "hero_name",
        "amount_cents",
        "alias",
        "%",
        "-",
        "!!!",
        "a & b | !c",
        "'; DROP TABLE",
    ],
)
def test_what_is_not_there_is_not_found(story, typed):
    assert not is_found(typed)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=80))
def test_anything_can_be_asked_for(story, text):
    assert is_found(text) in {True, False}


def test_many_revisions_are_looked_through_by_an_index(story):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT 1 FROM campaigns_revision WHERE "
            "campaigns_search_vector(content) @@ campaigns_search_query('boots')"
        )
        plan = " ".join(row[0] for row in cursor.fetchall())

    assert "revision_search" in plan
