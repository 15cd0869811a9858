"""Findings, marked in the text a reviewer reads."""

import pytest

from campaigns import leakguard
from campaigns.marking import marked_story, marked_text


def findings(text: str, *words: str, severity: str = leakguard.WARN) -> list[dict]:
    """Findings as a revision has them, numbered from 1."""
    return [
        {
            "start": text.index(word),
            "end": text.index(word) + len(word),
            "severity": severity,
            "number": number,
        }
        for number, word in enumerate(words, start=1)
    ]


def test_a_finding_is_marked_and_leads_to_its_advice():
    text = "She lives in Minsk."

    assert marked_text(text, findings(text, "Minsk")) == (
        '<p>She lives in <mark id="m1" class="low">Minsk<a href="#f1">1</a></mark>.</p>'
    )


def test_a_serious_finding_looks_serious():
    text = "Call 123."

    assert 'class="high"' in marked_text(text, findings(text, "123", severity=leakguard.BLOCK))


def test_markdown_stays_markdown_around_a_mark():
    text = "She **lives in Minsk** now."

    html = marked_story(text, findings(text, "Minsk"))

    assert '<strong>lives in <mark id="m1" class="low">Minsk<a href="#f1">' in html


def test_a_mark_is_closed_around_every_tag():
    text = "in *Minsk and* Homel"

    html = marked_story(text, findings(text, "Minsk and* Homel"))

    assert html.count("<mark") == html.count("</mark>") == 2
    assert html.count("id=") == 1
    assert '<mark id="m1" class="low">Minsk and</mark></em>' in html


def test_an_address_behind_a_link_carries_no_mark():
    text = "[write](https://example.org/minsk)"

    html = marked_story(text, findings(text, "minsk"))

    assert 'href="https://example.org/minsk"' in html
    assert "<mark" not in html


def test_html_in_a_text_stays_text():
    text = "<script>alert(1)</script> Minsk"

    for html in (marked_text(text, findings(text, "Minsk")), marked_story(text, [])):
        assert "<script" not in html
        assert "&lt;script&gt;" in html


def test_of_two_findings_on_one_place_the_first_is_marked():
    text = "me@mail.example"

    html = marked_text(text, findings(text, "me@mail.example", "mail"))

    assert html.count("<mark") == 1


def test_signs_that_an_author_typed_make_no_marks():
    html = marked_text("\ue002word\ue000", [])

    assert html == "<p>\ufffdword\ufffd</p>"


@pytest.mark.parametrize("render", [marked_text, marked_story])
def test_nothing_is_left_of_the_signs(render):
    text = "One [Minsk](https://example.org/a) two Homel three."

    html = render(text, findings(text, "Minsk", "Homel"))

    assert not any(0xE000 <= ord(letter) <= 0xE3FF for letter in html)
