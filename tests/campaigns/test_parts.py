"""A draft in parts: what two windows may change side by side."""

from datetime import UTC, datetime

import pytest

from campaigns import parts
from campaigns.models import Campaign
from tests.factories import CategoryFactory, PictureFactory


@pytest.fixture
def full(draft) -> Campaign:
    draft.picture = PictureFactory()
    draft.category = CategoryFactory(slug="roof")
    draft.hero_spellings = {"en": ["Alesya"]}
    draft.brief |= {"who": "A nurse we know."}
    draft.closing_rule, draft.ends_at = "on_date", datetime(2027, 3, 18, 23, tzinfo=UTC)
    draft.save()
    return draft


def marks(**values) -> dict:
    return parts.fingerprints(values)


# --- three sides ---


def test_what_nobody_else_touched_is_written():
    merged = parts.merge(marks(title="a"), {"title": "b"}, {"title": "a"})

    assert (merged.changes, merged.disputed, merged.elsewhere) == ({"title": "b"}, {}, set())


def test_what_was_not_touched_here_stays_as_others_wrote_it():
    merged = parts.merge(marks(title="a"), {"title": "a"}, {"title": "c"})

    assert (merged.changes, merged.disputed, merged.elsewhere) == ({}, {}, {"title"})


def test_what_both_changed_is_a_dispute_and_nothing_is_written():
    merged = parts.merge(marks(title="a"), {"title": "b"}, {"title": "c"})

    assert (merged.changes, merged.disputed, merged.elsewhere) == ({}, {"title": "c"}, set())


def test_what_both_changed_alike_is_no_dispute():
    assert parts.merge(marks(title="a"), {"title": "b"}, {"title": "b"}) == parts.Merge(
        {}, {}, frozenset()
    )


def test_a_page_that_does_not_say_what_it_began_with_overwrites_nothing():
    merged = parts.merge({}, {"title": "b"}, {"title": "c"})

    assert merged.disputed == {"title": "c"}


def test_parts_that_were_not_sent_are_left_alone():
    assert parts.merge({}, {}, {"title": "c"}) == parts.Merge({}, {}, frozenset())


@pytest.mark.parametrize(
    ("one", "other"),
    [("", "a"), (["a"], "a"), ({"a": 1, "b": 2}, {"a": 2, "b": 1}), ([1, 2], [2, 1])],
)
def test_another_value_has_another_fingerprint(one, other):
    assert parts.fingerprint(one) != parts.fingerprint(other)


def test_the_order_of_names_makes_no_difference():
    assert parts.fingerprint({"a": 1, "b": 2}) == parts.fingerprint({"b": 2, "a": 1})


# --- to and from the database ---


def test_a_draft_taken_apart_and_written_again_is_the_same(full):
    before = parts.read(full)

    parts.write(full, before)

    assert parts.read(Campaign.objects.get(pk=full.pk)) == before


def test_every_part_can_be_changed_alone(full):
    other = {
        "closing": parts.closing("on_goal", None, "Europe/Vilnius"),
        "budget": [{"label": {"pl": "kurs"}, "amount_cents": 5_00}],
        "anonymity": "named",
        "category": "",
        "picture": "",
        "picture_origin": "illustration",
    }
    for name in parts.read(full):
        value = other.get(name, ["Olesya"] if "spellings" in name else "Other")
        fresh = Campaign.objects.get(pk=full.pk)
        before = parts.read(fresh)
        parts.write(fresh, {name: value})

        now = parts.read(Campaign.objects.get(pk=full.pk))
        changed = {part for part in now if now[part] != before[part]}
        if name == "picture":
            # Its words leave with it.
            assert changed >= {name}
            parts.write(fresh, before)
        else:
            assert changed == {name}
            assert now[name] == value


def test_a_draft_that_is_not_stored_yet_has_parts_too():
    blank = parts.read(Campaign())

    assert (blank["title_en"], blank["budget"], blank["picture"]) == ("", [], "")


def test_an_empty_text_leaves_no_trace_in_its_column(full):
    parts.write(full, {"title_en": "", "hero_spellings_en": []})

    full.refresh_from_db()
    assert (full.title, full.hero_spellings) == ({}, {})


def test_lines_are_used_again_added_and_taken_away(full):
    first, second = full.budget_lines.all()
    lines = [{"label": {"en": label}, "amount_cents": 1} for label in ("a", "b", "c")]

    parts.write(full, {"budget": lines})
    assert [line.pk for line in full.budget_lines.all()][:2] == [first.pk, second.pk]
    assert [line.label["en"] for line in full.budget_lines.all()] == ["a", "b", "c"]

    parts.write(full, {"budget": lines[2:]})
    assert [(line.pk, line.label["en"]) for line in full.budget_lines.all()] == [(first.pk, "c")]


def test_what_is_public_keeps_its_own_copy_of_the_words_about_a_picture(full, publish):
    publish(full)

    parts.write(full, {"picture_alt_en": "Another"})

    full.refresh_from_db()
    assert full.picture.alt["en"] == "Another"
    assert full.live_revision.content["picture"]["alt"]["en"] != "Another"


def test_a_field_is_known_by_any_of_its_parts():
    assert parts.field_of("title_be") == "title"
    assert parts.field_of("picture_alt_en") == "picture_alt"
    assert parts.field_of("budget") == "budget"
