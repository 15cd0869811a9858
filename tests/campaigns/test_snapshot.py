"""Freezing a draft: everything public is in it, and nothing private is."""

import json

import pytest

from campaigns import snapshot
from campaigns.models import Campaign
from tests.factories import CategoryFactory, PictureFactory


@pytest.fixture
def full_draft(draft) -> Campaign:
    draft.picture = PictureFactory(alt={"en": "A lamp", "be": "Лямпа"})
    draft.category = CategoryFactory(slug="roof")
    draft.case_ref = "case-4711"
    draft.hero_spellings = {"en": ["Alesya"]}
    draft.brief = {"who": "Her neighbour brought her."}
    draft.save()
    draft.protected_terms.create(word="w", digest="d1gest")
    return draft


def test_the_content_is_what_the_draft_says(full_draft):
    content = snapshot.freeze(full_draft)

    assert content["title"] == full_draft.title
    assert content["hero_name"] == {"en": "Alesia", "be": "Алеся"}
    assert (content["category"], content["currency"]) == ("roof", "EUR")
    assert [line["amount_cents"] for line in content["lines"]] == [600_00, 400_00]
    assert content["picture"]["alt"] == {"en": "A lamp", "be": "Лямпа"}
    assert snapshot.goal_cents(content) == 1000_00


def test_the_content_can_be_stored_and_read_back_unchanged(full_draft):
    content = snapshot.freeze(full_draft)

    assert json.loads(json.dumps(content)) == content


def test_the_content_without_picture_and_category_says_so(draft):
    content = snapshot.freeze(draft)

    assert (content["picture"], content["category"]) == (None, None)


def test_nothing_of_the_register_and_of_the_caseworker_is_frozen(full_draft):
    frozen = json.dumps(snapshot.freeze(full_draft))

    for private in ("case-4711", "neighbour", "d1gest", full_draft.owner.email, "caseworker"):
        assert private not in frozen


def test_every_text_that_becomes_public_is_read_by_the_leak_guard(full_draft):
    content = snapshot.freeze(full_draft)

    read = {text for _place, _language, text in snapshot.texts(content)}

    assert read == set(strings_in(content)) - {
        "EUR",
        "roof",
        full_draft.anonymity,
        full_draft.total_shown,
        full_draft.picture.key,
        full_draft.picture.origin,
        full_draft.closing_rule,
        full_draft.time_zone,
    }


def strings_in(content):
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict | list):
        for part in content.values() if isinstance(content, dict) else content:
            yield from strings_in(part)


def test_each_text_says_where_it_stands(full_draft):
    places = [
        (place, language) for place, language, _text in snapshot.texts(snapshot.freeze(full_draft))
    ]

    assert ("line 2", "en") in places
    assert ("picture", "be") in places
    assert ("hero_name", "be") in places
    assert ("hero_spellings", "en") in places
