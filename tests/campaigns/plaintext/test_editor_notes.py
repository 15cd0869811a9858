import pytest

from campaigns.plaintext.editor_notes import find
from campaigns.plaintext.lines import Line


@pytest.mark.parametrize(
    "remark",
    [
        "a cell in the basement — Lantern note",
        "a cell in the basement – editors’ note",
        "a cell in the basement - ed.",
        "камера в подвале — прим. ред.",
        "камера в подвале — примечание редакции",
        "камера ў сутарэнні — заўвага рэдакцыі",
        "cela w piwnicy — przyp. red.",
        "article 10 of the Criminal Code — noise at night",
        "ст. 10 УК — шум ночью",
        "арт. 10 КК — шум уначы",
        "editor’s note: a cell in the basement",
    ],
)
def test_finds_a_remark_of_the_organisation(remark):
    assert find([Line(f"He was held in “glass” ({remark}) for a week.")]) == (remark,)


@pytest.mark.parametrize(
    "bracket",
    [
        "cells in the basement",
        "we still laugh about it — my sister and I",
        "that is what he told us — a note on a scrap of paper came later, much later",
        "Article of faith",
        "MRI, ultrasound",
        "article 10",
    ],
)
def test_a_bracket_of_the_hero_is_no_remark(bracket):
    assert find([Line(f"He was held ({bracket}) for a week.")]) == ()


def test_a_paragraph_of_the_editors_counts_whole():
    line = Line("Editor’s note: the colony has two floors.")

    assert find([line]) == ("Editor’s note: the colony has two floors.",)


def test_square_brackets_count_too_and_each_remark_once():
    line = Line("In a glass [a cell — Lantern note], in a glass [a cell — Lantern note].")

    assert find([line]) == ("a cell — Lantern note",)
