"""The parts of a draft in words."""

from datetime import UTC, datetime

import pytest

from campaigns import part_words, parts
from tests.factories import CategoryFactory


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("title_en", "Title, English"),
        ("hero_spellings_be", "Spellings of the alias, Беларуская"),
        ("budget", "Budget"),
        ("closing", "Closing"),
        ("brief_who", "Who asks?"),
        ("picture_alt_pl", "Description of the picture, Polski"),
        ("anonymity", "Anonymity"),
    ],
)
def test_a_part_has_a_name(name, label):
    assert part_words.label(name) == label


def test_every_part_has_a_name_of_its_own(draft):
    names = [part_words.label(name) for name in parts.read(draft)]

    assert len(set(names)) == len(names)


def test_a_value_is_said_as_somebody_would_read_it(db):
    CategoryFactory(slug="roof", name={"en": "A roof"})
    lines = [{"label": {"en": "Rent"}, "amount_cents": 5_50}]
    closing = parts.closing("on_date", datetime(2027, 3, 18, 23, tzinfo=UTC), "Europe/Warsaw")

    assert part_words.in_words("budget", lines) == "Rent – €\u202f5.50"
    assert part_words.in_words("closing", closing) == (
        "After its last day: 18 March 2027 (Europe/Warsaw)"
    )
    assert part_words.in_words("anonymity", "alias") == "Alias"
    assert part_words.in_words("category", "roof") == "A roof"
    assert part_words.in_words("hero_spellings_en", ["a", "b"]) == "a, b"


def test_a_dispute_shows_the_way_from_one_text_to_the_other():
    dispute = part_words.dispute("title_en", "A roof", "A warm roof")

    assert (dispute.theirs, dispute.mine, dispute.anchor) == (
        "A roof",
        "A warm roof",
        "id_title_en",
    )
    assert [piece.text for piece in dispute.pieces if piece.kind == "added"] != []
    assert dispute.mark == parts.fingerprint("A roof")
