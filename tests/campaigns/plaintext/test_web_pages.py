import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.plaintext.web_pages import is_page, text_of


@pytest.mark.parametrize("text", ["a < b and c > d", "<3", "I wrote <nobody>", "AT&T; R&D"])
def test_a_text_that_is_no_page_stays_as_it_is(text):
    assert not is_page(text)
    assert text_of(text) == text


@pytest.mark.parametrize(
    ("page", "lines"),
    [
        ("<p>One\ntwo</p><p>three</p>", ["One two", "three"]),
        ("One<br>two<br/>three", ["One", "two", "three"]),
        ("<h1>Title</h1><p>a <b>b</b>c</p>", ["# Title", "a bc"]),
        ("<ul><li>a<ul><li>b</li></ul></li><li><p>c</p></li></ul>", ["• a", "  • b", "• c"]),
        ("<table><tr><th>a</th><td>b</td></tr></table>", ["a\tb"]),
        ("<p>a</p><script>x = '<p>b</p>'</script><p>c</p>", ["a", "c"]),
        ("<p>a<!-- <p>b --> c</p>", ["a c"]),
        ("<p>a</p><style>never closed <p>b</p>", ["a", "never closed", "b"]),
        ("<p>&euro;5&nbsp;&mdash; a &amp; b</p>", ["€5\u00a0— a & b"]),
        ("One\nand <b>two</b>\n\nthree", ["One", "and two", "three"]),
    ],
)
def test_gives_the_words_of_a_page(page, lines):
    assert [line for line in text_of(page).split("\n") if line.strip()] == lines


@given(st.text(alphabet="<>/!-pabul i&;#1\n", max_size=60))
def test_no_page_breaks_the_reader(page):
    assert isinstance(text_of(page), str)
