"""Which passwords are refused, and that nothing else is asked of them."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts import password_rules
from accounts.models import User
from tests.factories import PASSWORD

SOMEBODY = User(email="alesia.kavalchuk@office.example", work_name="Kavalchuk")


@pytest.mark.parametrize(
    "password",
    [
        PASSWORD,
        "seven lanterns on a sill",
        "сем ліхтароў на падаконні",
        "correcthorsebatterystaple",
        "ñ" * 3 + " żółw idzie spać",
        "😀🕯🌙 fifteen chars ok",
        "9f3k2m8q1z7x4c6",
        "a password of my own, quite long",
        "x1" + "lantern sill snow boat " * 5,
    ],
)
def test_length_is_enough(password):
    assert validate_password(password, SOMEBODY) is None


@pytest.mark.parametrize("length", [15, 128])
def test_fifteen_to_a_hundred_and_twenty_eight_characters_are_taken(length):
    text = ("lantern sill snow boat and a long road " * 4)[:length]

    assert validate_password(text, SOMEBODY) is None


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("lantern sill s", "at least 15 characters"),
        ("lantern sill snow boat " * 6, "longer than 128 characters"),
        ("password1234567890", "first to be guessed"),
        ("1234567890123456", "first to be guessed"),
        ("aaaaaaaaaaaaaaaa", "first to be guessed"),
        ("abcabcabcabcabcabc", "first to be guessed"),
        ("passwordpassword", "first to be guessed"),
        ("Sviatlo2026!!!!", "first to be guessed"),
        ("Śviatło-Śviatło-2026", "first to be guessed"),
        ("Kavalchuk.Alesia.1", "first to be guessed"),
        ("alesia.kavalchuk@office.example", "first to be guessed"),
        ("administrator2026", "first to be guessed"),
    ],
)
def test_what_is_short_endless_or_guessed_first_is_refused(password, said):
    with pytest.raises(ValidationError, match=said):
        validate_password(password, SOMEBODY)


def test_every_rule_says_itself_in_words():
    for rule in (password_rules.NotTooLong(), password_rules.NotGuessed()):
        assert rule.get_help_text()


@pytest.mark.parametrize(
    ("text", "piece"), [("abcabcab", "abc"), ("aaaa", "a"), ("abcd", "abcd"), ("", "")]
)
def test_the_piece_a_text_repeats_is_found(text, piece):
    assert password_rules.once(text) == piece
