"""A text is read as people read it, and every place is one of the source."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.leakguard import reading


@pytest.mark.parametrize(
    ("source", "read"),
    [
        ("Сер**гей**", "Сергей**"),
        ("Сер\\гей", "Сергей"),
        ("Сер<b>гей</b>", "Сергей"),
        ("a<br>b", "a\nb"),
        ("&#1057;ергей &amp; co", "Сергей & co"),
        ("Сер\u200bгей\u2060", "Сергей"),
        ("Серге\u0301й", "Сергей"),
        ("Сергеи\u0306 и е\u0308лка", "Сергей и ёлка"),
        ("Ｓｅｒｇｅｉ 𝐒𝐞𝐫𝐠𝐞𝐢 Ⓢⓔⓡⓖⓔⓘ", "Sergei Sergei Sergei"),
        ("żółć ў Ї", "żółć ў Ї"),
        ("**Сергей** _и_ я", "**Сергей** _и_ я"),
        ("1 < 2 & 3 > 2", "1 < 2 & 3 > 2"),
        ("١٢٣ ۴۵ ६ ７ 𝟠 ⑨", "123 45 6 7 8 9"),
    ],
)
def test_what_is_not_read_is_left_out(source, read):
    assert reading.read(source).text == read


def test_a_piece_of_what_is_read_has_its_place_in_the_source():
    source = "🕯 Сер**ге\u0301й** &#1057;."
    read = reading.read(source)
    start = read.text.index("Сергей")

    first, last = read.span(start, start + len("Сергей"))

    assert source[first:last] == "Сер**ге\u0301й"


@given(st.text(max_size=200))
def test_places_never_go_back_and_never_leave_the_source(source):
    read = reading.read(source)

    assert len(read.text) == len(read.starts) == len(read.ends)
    assert read.starts == sorted(read.starts)
    assert all(0 <= a < b <= len(source) for a, b in zip(read.starts, read.ends, strict=True))
