"""What a reviewer is shown as changed."""

from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.differences import (
    ADDED,
    KEPT,
    REMOVED,
    FactChange,
    Piece,
    compare,
    word_pieces,
)

CONTENT = {
    "title": {"en": "A new beginning"},
    "summary": {"en": "Three months of rent."},
    "story": {"en": "She came with one bag.\n\nNow she needs **a roof**."},
    "hero_name": {"en": "Alesia"},
    "anonymity": "alias",
    "category": None,
    "currency": "EUR",
    "lines": [
        {"label": {"en": "Rent"}, "amount_cents": 600_00},
        {"label": {"en": "A course"}, "amount_cents": 400_00},
    ],
    "picture": None,
}
PICTURE = {
    "key": "a" * 32,
    "width": 1200,
    "height": 800,
    "origin": "generated",
    "alt": {"en": "A lantern"},
}


def changed(**fields) -> dict:
    return deepcopy(CONTENT) | fields


def lines_of(*lines: tuple[str, int]) -> list[dict]:
    return [{"label": {"en": label}, "amount_cents": cents} for label, cents in lines]


def test_the_same_content_differs_in_nothing():
    assert not compare(CONTENT, deepcopy(CONTENT))


def test_a_changed_word_is_shown_as_taken_out_and_put_in():
    (change,) = compare(CONTENT, changed(title={"en": "A second beginning"})).texts

    assert (change.name, change.language) == ("title", "en")
    assert change.pieces == (
        Piece(KEPT, "A "),
        Piece(REMOVED, "new"),
        Piece(ADDED, "second"),
        Piece(KEPT, " beginning"),
    )


def test_a_new_language_is_all_new():
    title = CONTENT["title"] | {"be": "Новы пачатак"}

    (change,) = compare(CONTENT, changed(title=title)).texts

    assert (change.language, change.pieces) == ("be", (Piece(ADDED, "Новы пачатак"),))


def test_a_language_that_goes_is_all_gone():
    before = changed(title=CONTENT["title"] | {"be": "Новы пачатак"})

    (change,) = compare(before, CONTENT).texts

    assert (change.language, change.pieces) == ("be", (Piece(REMOVED, "Новы пачатак"),))


def test_each_language_is_a_change_of_its_own():
    before = changed(story={"en": "One.", "ru": "Один."})
    after = changed(story={"en": "Two.", "ru": "Два."})

    assert [change.language for change in compare(before, after).texts] == ["en", "ru"]


@given(st.text(max_size=80), st.text(max_size=80))
def test_the_pieces_are_the_two_texts_again(before, after):
    pieces = list(word_pieces(before, after))

    assert "".join(piece.text for piece in pieces if piece.kind != ADDED) == before
    assert "".join(piece.text for piece in pieces if piece.kind != REMOVED) == after


def test_anonymity_and_category_are_facts():
    found = compare(CONTENT, changed(anonymity="named", category="rent"))

    assert found.facts == (
        FactChange("anonymity", "alias", "named"),
        FactChange("category", None, "rent"),
    )


@pytest.mark.parametrize(
    "after",
    [PICTURE | {"key": "b" * 32}, PICTURE | {"origin": "illustration"}, None],
    ids=["another", "other-origin", "taken-away"],
)
def test_another_picture_is_a_fact(after):
    (fact,) = compare(changed(picture=PICTURE), changed(picture=after)).facts

    assert (fact.name, fact.before, fact.after) == ("picture", PICTURE, after)


def test_a_new_description_of_the_same_picture_is_a_text():
    after = PICTURE | {"alt": {"en": "A lamp"}}

    found = compare(changed(picture=PICTURE), changed(picture=after))

    assert found.facts == ()
    assert [change.name for change in found.texts] == ["picture"]


def test_a_line_that_came_is_new_and_raises_the_goal():
    after = changed(lines=CONTENT["lines"] + lines_of(("A laptop", 250_00)))

    found = compare(CONTENT, after)

    (change,) = found.lines
    assert (change.kind, change.after["amount_cents"]) == (ADDED, 250_00)
    assert (found.goal.before, found.goal.after) == (1000_00, 1250_00)


def test_a_line_that_went_is_removed():
    (change,) = compare(CONTENT, changed(lines=CONTENT["lines"][:1])).lines

    assert (change.kind, change.before["label"]) == (REMOVED, {"en": "A course"})


def test_a_line_with_another_amount_is_changed():
    (change,) = compare(
        CONTENT, changed(lines=lines_of(("Rent", 700_00), ("A course", 400_00)))
    ).lines

    assert change.kind == "changed"
    assert change.amount_differs
    assert change.labels == ()


def test_a_line_with_another_wording_is_changed():
    after = changed(lines=lines_of(("Rent of a room", 600_00), ("A course", 400_00)))

    (change,) = compare(CONTENT, after).lines

    assert not change.amount_differs
    assert change.labels[0].pieces[-1] == Piece(ADDED, " of a room")


def test_a_line_with_nothing_in_common_is_one_gone_and_one_new():
    after = changed(lines=lines_of(("Rent", 600_00), ("A dentist", 90_00)))

    assert [change.kind for change in compare(CONTENT, after).lines] == [REMOVED, ADDED]


def test_another_order_of_the_lines_is_a_change_because_gifts_fill_them_in_order():
    found = compare(CONTENT, changed(lines=CONTENT["lines"][::-1]))

    assert found.lines
    assert found.goal is None
