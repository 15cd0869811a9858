"""One text in several languages, in one column."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from campaigns.localized import LocalizedText, in_language
from campaigns.models import Campaign


@pytest.mark.parametrize(
    ("texts", "language", "picked"),
    [
        ({"en": "a", "be": "б"}, "be", ("б", "be")),
        ({"en": "a", "be": "б"}, "pl", ("a", "en")),
        ({"ru": "в", "be": "б"}, "pl", ("в", "ru")),
        ({"be": "", "en": "a"}, "be", ("a", "en")),
        ({}, "be", ("", "be")),
        ({"en": ""}, "be", ("", "be")),
    ],
)
def test_a_missing_language_falls_back_and_says_so(texts, language, picked):
    assert in_language(texts, language) == picked


def test_the_language_of_the_page_is_the_one_that_counts():
    with translation.override("be"):
        assert in_language({"en": "a", "be": "б"}) == ("б", "be")


def test_without_any_language_it_is_english():
    with translation.override(None):
        assert in_language({"en": "a", "be": "б"}) == ("a", "en")


@pytest.mark.parametrize("value", ["text", ["en"], None, {"en": 1}, {"xx": "a"}, {}])
def test_only_texts_in_languages_of_the_site_are_kept(value):
    with pytest.raises(ValidationError):
        LocalizedText().validate(value, None)


def test_a_text_that_may_be_missing_may_be_empty():
    LocalizedText(blank=True).validate({}, None)


@pytest.fixture
def field():
    return Campaign._meta.get_field("title").formfield()


def test_the_form_has_one_labelled_box_per_language(field):
    html = field.widget.render("title", {"be": "Дом"})

    assert html.count("<input") == 4
    assert 'lang="be"' in html and 'value="Дом"' in html and "Беларуская" in html


def test_the_form_keeps_what_was_written_and_drops_empty_boxes(field):
    assert field.clean([" House ", "", "  ", "Dom"]) == {"en": "House", "pl": "Dom"}


def test_the_form_asks_for_one_language_at_least(field):
    with pytest.raises(ValidationError):
        field.clean(["", "", "", ""])


def test_the_form_refuses_a_text_that_is_too_long(field):
    with pytest.raises(ValidationError):
        field.clean(["x" * 201, "", "", ""])


def test_texts_survive_the_database(draft):
    draft.refresh_from_db()

    assert draft.hero_name == {"en": "Alesia", "be": "Алеся"}
