import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.plaintext.encodings import Unreadable, decode

RUSSIAN = "Сколько нужно? €300 – аренда"
ENGLISH = "“Rent” – €300"


@pytest.mark.parametrize("text", [RUSSIAN, ENGLISH, "Jak się żyje: 5 zł", "Plain"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_reads_unicode_with_a_mark_and_without(text, encoding):
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("text", "encoding"), [(RUSSIAN, "cp1251"), (ENGLISH, "cp1251"), (ENGLISH, "cp1252")]
)
def test_reads_the_code_pages_it_can_tell(text, encoding):
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ("Größe, Straße".encode("latin-1"), "encoding"),
        (b"\xff\xfe\x00", "encoding"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "binary"),
        (bytes(range(256)) * 4, "binary|encoding"),
        (b"\x01\x02\x03" * 50, "binary"),
        (b"a" * 1_000_001, "larger"),
    ],
)
def test_says_why_it_cannot_be_read(data, why):
    with pytest.raises(Unreadable, match=why):
        decode(data)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn"]), min_size=1))
def test_what_was_written_as_utf_8_is_read_as_written(text):
    assert decode(text.encode()) == text.removeprefix("\ufeff")
