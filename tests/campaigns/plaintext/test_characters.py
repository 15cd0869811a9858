import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.plaintext.characters import clean, fold, one_line


@pytest.mark.parametrize("end", ["\r\n", "\r", "\u2028", "\u2029", "\u0085", "\v", "\f"])
def test_every_line_end_becomes_the_same(end):
    assert clean(f"one{end}two") == "one\ntwo"


@pytest.mark.parametrize("mark", ["\u200b", "\ufeff", "\u00ad", "\u202e", "\u2066", "\0", "\x1b"])
def test_characters_nobody_sees_are_dropped(mark):
    assert clean(f"Si{mark}arhei") == "Siarhei"


def test_letters_are_composed():
    assert clean("и\u0306у\u0306") == "йў"


@given(st.text())
def test_cleaning_twice_changes_nothing(text):
    assert clean(clean(text)) == clean(text)
    assert unicodedata.is_normalized("NFC", clean(text))


@given(st.text())
def test_folding_keeps_every_place(text):
    assert len(fold(text)) == len(text)


def test_letters_that_look_alike_fold_to_one():
    assert fold("Сollected") == fold("Collected") == "collected"


def test_folding_keeps_letters_apart_that_differ():
    assert len({fold(letter) for letter in "зшщюэыbdfghzi3"}) == 14


def test_white_space_of_any_kind_becomes_one_space():
    assert one_line(" a\u00a0\n\tb ") == "a b"
