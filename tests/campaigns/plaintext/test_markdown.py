import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from campaigns.plaintext.lines import Line
from campaigns.plaintext.markdown import escape, from_lines


def words_shown(markdown):
    """The words a reader sees, whatever marks the renderer knows."""
    rendered = MarkdownIt("js-default").render(markdown)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", rendered)).split())


@pytest.mark.parametrize(
    "text",
    [
        "Sergei*, and *others*",
        "snake_case and _stress_",
        "[a link](https://example.org)",
        "<b>bold</b> & &amp; &copy;",
        "# no heading",
        "1. no list",
        "12) no list",
        "- no list",
        "+ no list",
        "> no quotation",
        "=====",
        "`code` and ~~gone~~",
        "a \\ b \\* c",
        "![alt](picture)",
        "~~~",
        "---",
        "AT&T",
    ],
)
def test_marks_in_plain_text_are_shown_as_they_are(text):
    assert words_shown(escape(text)) == text


def test_ordinary_text_is_left_alone():
    text = "“We left,” she said – at 5 o'clock; 4x1.5m, No. 3 (all of us) + a dog_x."

    assert escape(text) == text


# Characters that mean something to Markdown, among some that do not.
@given(st.text(alphabet="ab1 .)*_`#>~<&;[]()!-+=\\|:/'\"", min_size=1, max_size=40))
def test_no_text_becomes_a_mark(text):
    assert words_shown(escape(text.strip())) == " ".join(text.split())


def test_each_line_is_a_paragraph():
    assert from_lines([Line("One."), Line("Two.")]) == "One.\n\nTwo."


def test_list_items_stand_together():
    lines = [Line("We need:"), Line("• a roof"), Line("• a *door*"), Line("That is all.")]

    assert from_lines(lines) == "We need:\n\n- a roof\n- a \\*door\\*\n\nThat is all."


def test_a_heading_is_told_by_its_marks_or_its_looks():
    long = "There is a paragraph under each heading, and this one is long enough to be one."
    lines = [
        Line("## Before"),
        Line(long),
        Line("The road", opens_block=True),
        Line(long, opens_block=True),
        Line("Yours", opens_block=True),
    ]

    assert from_lines(lines) == f"## Before\n\n{long}\n\n## The road\n\n{long}\n\nYours"


def test_a_short_sentence_is_no_heading():
    lines = [
        Line("It rained.", True),
        Line("So much that the river rose over the road again.", True),
    ]

    assert "#" not in from_lines(lines)
