"""Words for staff pages."""

import pytest

from campaigns.models import Campaign, Revision
from campaigns.snapshot import TEXTS
from campaigns.templatetags import desk_tags
from tests.factories import CategoryFactory


@pytest.mark.parametrize("name", [*TEXTS, "picture", "label", "anonymity", "category"])
def test_every_field_of_a_content_has_a_name_for_people(name):
    assert desk_tags.place(name) != name


def test_budget_lines_are_called_by_their_number():
    assert desk_tags.place("line 3") == "Budget line 3"


def test_a_language_is_called_by_its_name():
    assert desk_tags.language_name("be") == "Беларуская"
    assert desk_tags.language_name("xx") == "xx"


def test_a_category_is_called_by_its_name_even_after_it_went(db):
    CategoryFactory(slug="rent", name={"en": "A roof"})

    assert desk_tags.category("rent") == "A roof"
    assert desk_tags.category("gone") == "gone"
    assert desk_tags.category(None) == "none"


def test_long_unchanged_text_is_cut_in_its_middle():
    text = "a" * 200 + "middle" + "z" * 200

    short = desk_tags.abridged(text)

    assert short.startswith("aaa") and short.endswith("zzz")
    assert "middle" not in short
    assert len(short) < len(text)


def test_short_unchanged_text_stays_whole():
    assert desk_tags.abridged("She came.") == "She came."


@pytest.mark.parametrize(
    ("row", "html"),
    [
        (Campaign(status="live"), '<span class="badge badge--good">Live</span>'),
        (Campaign(status="draft"), '<span class="badge">Draft</span>'),
        (Revision(state="rejected"), '<span class="badge badge--bad">Changes asked</span>'),
    ],
)
def test_a_state_is_a_word_and_a_colour(row, html):
    assert desk_tags.badge(row) == html
