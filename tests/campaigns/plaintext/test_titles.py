import pytest

from campaigns.plaintext.lines import split
from campaigns.plaintext.titles import take_lead, take_title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("A stove\n\nStory", "A stove"),
        ("# A stove", "A stove"),
        ("Title: A stove", "A stove"),
        ("Название: Печь", "Печь"),
        ("1. A stove", "A stove"),
        ("A family was left without a stove.", "A family was left without a stove."),
        ("“I was cold. I need a stove.”", "“I was cold. I need a stove.”"),
    ],
)
def test_the_first_line_is_the_title(text, title):
    found, closed, rest = take_title(split(text))

    assert (found, closed) == (title, False)
    assert len(rest) < len(split(text)) or not rest


@pytest.mark.parametrize(
    "text",
    [
        "Hello, everyone! I am cold.",
        "Дорогие друзья!",
        "Dzień dobry, piszę z daleka",
        "I was cold. Then I was warm.",
        "I was released in the spring of that year, and it was cold.",
        "*The name was changed",
        "Goal: €300",
        "€300",
        "Story\n\nIt was cold",
    ],
)
def test_other_first_lines_are_none(text):
    assert take_title(split(text))[0] == ""


def test_a_lead_speaks_of_the_hero_who_then_speaks():
    lead = "A teacher came back from a colony and found her school closed; she asks for a desk."
    story = "I had a school. My pupils came to me at home, and I taught them at my table."

    assert take_lead(split(f"{lead}\n\n{story}"), "en")[0] == lead
    assert take_lead(split(f"Lead: {lead}\n{story}"), "en")[0] == lead
    assert take_lead(split(f"{story}\n\n{story}"), "en")[0] == ""
