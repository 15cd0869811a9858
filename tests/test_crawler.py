"""The crawler finds what it is there for: faults are planted one by one on a good page."""

import html5lib
import pytest

from tests.crawler import Answer, faults
from tests.journeys import visit

ORIGIN = "https://light.example"
PAGE = """<!doctype html>
<html lang="en"><head><title>Light</title><link rel="icon" href="/icon.png"></head>
<body><label for="a">A</label><input id="a"> <a href="/en/">on</a> {}</body></html>"""


def answer(words: str) -> Answer:
    """A page with these words in it."""
    kind = {"Content-Type": "text/html; charset=utf-8"}
    return Answer(f"{ORIGIN}/en/", visit.Answer(200, kind, PAGE.format(words).encode()))


def test_a_good_page_has_no_fault():
    letter = '<a href="mailto:help@light.example">us</a>'
    outside = '<a href="https://other.example/" rel="noopener noreferrer">them</a>'

    assert faults(answer(letter + outside), ORIGIN) == []


@pytest.mark.parametrize(
    "words",
    [
        "<script>1</script>",
        '<p onclick="1">a</p>',
        '<p style="color: red">a</p>',
        '<a href="javascript:1">a</a>',
        '<a href="https://other.example/">a</a>',
        '<a href="http://light.example/" rel="noopener noreferrer">a</a>',
        '<img src="https://other.example/a.png" alt="" width="1" height="1">',
        '<picture><source srcset="/a.webp 1x, //other.example/a.webp 2x"></picture>',
        '<img src="/a.png" width="1" height="1">',
        '<form action="https://other.example/"></form>',
        '<p id="a">a</p>',
        '<input name="b">',
        '<p aria-labelledby="nothing">a</p>',
    ],
)
def test_what_no_page_may_have_is_found(words):
    assert len(faults(answer(words), ORIGIN)) == 1


@pytest.mark.parametrize(
    "words", ["<p><div></p></div>", "<ul><li></ol>", '<p a="1" a="2">a</p>', "a &lt b"]
)
def test_what_is_not_well_formed_is_refused(words):
    with pytest.raises(html5lib.html5parser.ParseError):
        faults(answer(words), ORIGIN)


def test_links_are_found_wherever_they_stand():
    words = '<picture><source srcset="/b.webp 480w, /c.webp 800w"></picture><a href="d/#e">d</a>'

    found = [(link.address, link.fragment) for link in answer(words).links]

    assert found == [
        (f"{ORIGIN}/icon.png", ""),
        (f"{ORIGIN}/en/", ""),
        (f"{ORIGIN}/b.webp", ""),
        (f"{ORIGIN}/c.webp", ""),
        (f"{ORIGIN}/en/d/", "e"),
    ]
