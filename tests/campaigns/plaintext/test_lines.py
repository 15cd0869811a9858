import pytest

from campaigns.plaintext import lines
from campaigns.plaintext.lines import Line, split, unwrap, without


@pytest.mark.parametrize(
    "furniture", ["  • Story", "Story", "• История", "Гісторыя:", "• Historia", "Історія"]
)
def test_the_heading_of_the_story_is_kept_as_a_mark_only(furniture):
    assert split(f"Title\n\n{furniture}\n\nText") == [
        Line("Title", opens_block=True),
        Line("Text", opens_block=True, opens_story=True),
    ]


def test_other_page_furniture_and_drawn_rules_vanish():
    assert [line.text for line in split("Title\n• News\n• Share\n* * *\n———\nText")] == [
        "Title",
        "Text",
    ]


@pytest.mark.parametrize("sentence", ["Story of a year", "News.", "Support us in May"])
def test_a_sentence_that_looks_like_furniture_stays(sentence):
    assert [line.text for line in split(sentence)] == [sentence]


def test_a_blank_line_is_remembered_by_the_line_after_it():
    assert [line.opens_block for line in split("a\nb\n\nc")] == [True, False, True]


WRAPPED = """\
When the summer was over we went to the town to look for work,
and found that most of the people who had left before us went
there as well. Nobody was in a hurry to answer, and we were in
no hurry to leave.

  - rent for the whole of the winter, including heating and the
    water — €300
Thank you.
"""


def unwrapped(text, stands_alone=lambda line: False):
    return [line.text for line in unwrap(split(text), stands_alone)]


def test_lines_broken_at_a_fixed_width_are_joined():
    texts = unwrapped(WRAPPED)

    assert len(texts) == 3
    assert texts[0].endswith("no hurry to leave.")
    assert texts[1].endswith("including heating and the water — €300")


def test_paragraphs_of_one_line_each_stay_apart():
    text = "\n".join(f"{'word ' * 30}{number}." for number in range(5))

    assert len(unwrapped(text)) == 5


def test_a_line_that_stands_alone_continues_no_other():
    text = WRAPPED.replace(
        "no hurry to leave.\n\n",
        "no hurry to leave the ones who stayed behind all winter.\nExpenses\n",
    )

    assert "Expenses" not in unwrapped(text)
    assert "Expenses" in unwrapped(text, lambda line: line == "Expenses")


def test_short_lines_of_a_list_stay_apart():
    text = "€500 – rent\n€400 – food\n€300 – boots\n€200 – books\n€100 – tickets\n"

    assert len(unwrapped(text)) == 5


def test_what_a_removed_line_opened_the_next_line_opens():
    kept = without([Line("a", True, True), Line("b"), Line("c")], {0})

    assert kept == [Line("b", True, True), Line("c")]


def test_a_text_of_too_many_lines_keeps_every_word():
    text = "word\n" * (lines.MOST_LINES + 10)

    found = split(text)

    assert len(found) == lines.MOST_LINES + 1
    assert sum(len(line.text.split()) for line in found) == lines.MOST_LINES + 10


@pytest.mark.parametrize(
    ("text", "story", "budget"),
    [
        ("• rent", "rent", "rent"),
        ("* rent", "rent", "rent"),
        ("– rent", None, "rent"),
        ("2) rent", None, "rent"),
        ("*a note", None, None),
        ("-5", None, None),
        ("rent", None, None),
    ],
)
def test_a_dash_is_a_bullet_in_a_budget_only(text, story, budget):
    assert lines.bullet(text) == story
    assert lines.bullet(text, budget=True) == budget
