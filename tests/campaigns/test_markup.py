"""Story Markdown: what an author needs works, and nothing else gets through."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.markup import TAGS, render_story


class Reader(HTMLParser):
    """What a browser would make of it."""

    def __init__(self, html: str):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.opened = [], [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += attributes
        self.opened.append((tag, attributes))


def check_harmless(html: str):
    read = Reader(html)
    assert set(read.tags) <= TAGS
    assert {name for name, _value in read.attributes} <= {"href", "rel", "dir"}
    for name, value in read.attributes:
        if name == "href":
            scheme = re.match(r"\s*([a-zA-Z][\w+.\-\s]*):", value)
            assert scheme is None or scheme[1].lower() in {"http", "https", "mailto"}, value


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One.\n\nTwo.", '<p dir="auto">One.</p>\n<p dir="auto">Two.</p>\n'),
        ("*soft* **loud**", '<p dir="auto"><em>soft</em> <strong>loud</strong></p>\n'),
        (
            "# A\n\n## B\n\n###### C",
            '<h2 dir="auto">A</h2>\n<h3 dir="auto">B</h3>\n<h4 dir="auto">C</h4>\n',
        ),
        ("- one\n- two", '<ul dir="auto">\n<li>one</li>\n<li>two</li>\n</ul>\n'),
        ("1. one\n2. two", '<ol dir="auto">\n<li>one</li>\n<li>two</li>\n</ol>\n'),
        ("> said", '<blockquote dir="auto">\n<p>said</p>\n</blockquote>\n'),
        ("a\n\n---\n\nb", '<p dir="auto">a</p>\n<hr>\n<p dir="auto">b</p>\n'),
        ("3 < 5 & so", '<p dir="auto">3 &lt; 5 &amp; so</p>\n'),
        ("", ""),
    ],
)
def test_what_an_author_needs_is_rendered(text, html):
    assert render_story(text) == html


def test_every_block_runs_the_way_its_own_words_do():
    """Somebody quotes Hebrew in a story in English: the browser looks at each block by itself."""
    html = render_story("He wrote:\n\n> שלום, *2 026*\n>\n> - and this\n\n1. last")

    directions = [(tag, "dir" in dict(attributes)) for tag, attributes in Reader(html).opened]
    assert [tag for tag, is_own in directions if is_own] == ["p", "blockquote", "ol"]


def test_a_link_tells_its_target_nothing():
    html = render_story("[law](https://law.example/a?b=1&c=2)")

    assert html == (
        '<p dir="auto"><a href="https://law.example/a?b=1&amp;c=2" '
        'rel="nofollow noopener noreferrer">law</a></p>\n'
    )


ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<iframe src='https://evil.example'></iframe>",
    "<style>*{background:url(https://evil.example)}</style>",
    "<a href='javascript:alert(1)'>x</a>",
    "<p onclick=alert(1)>x</p>",
    "<!-- --><script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x]( javascript:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](&#x6A;&#x61;vascript&colon;alert(1))",
    "[x](javascript&#58;alert(1))",
    "[x](\\javascript:alert(1))",
    "[x](\u0001javascript:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](file:///etc/passwd)",
    "[x](tel:+375291234567)",
    "[x](blob:https://evil.example/1)",
    "![x](https://evil.example/pixel.gif)",
    "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    '[x](https://a.example "onmouseover=alert(1)")',
    '[x](https://a.example/"onmouseover="alert(1))',
    "[x](<javascript:alert(1)>)",
    "<javascript:alert(1)>",
    "<https://evil.example>",
    "[x][1]\n\n[1]: javascript:alert(1)",
    "```html\n<script>alert(1)</script>\n```",
    "    <script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)",
    "`<img src=x onerror=alert(1)>`",
    "# <script>alert(1)</script>",
    "- <img src=x onerror=alert(1)>",
    "\ufeff<script>alert(1)</script>",
    "<script\x00>alert(1)</script>",
    "|a|b|\n|-|-|\n|<script>|x|",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_stays_text(attack):
    check_harmless(render_story(attack))


@pytest.mark.parametrize("text", ["![a lamp](https://a.example/x.png)", "<img src='x.png'>"])
def test_a_picture_is_never_fetched(text):
    assert "img" not in Reader(render_story(text)).tags


@given(st.text(alphabet=st.sampled_from("<>[]()!&#;:\"'`*_-\\/\n \tjavascript=onx1"), max_size=120))
def test_no_text_becomes_dangerous(text):
    check_harmless(render_story(text))


def test_a_deep_text_ends_in_time():
    check_harmless(render_story("> " * 500 + "[" * 2000 + "*" * 2000))
