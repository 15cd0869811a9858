"""Which passwords are refused: the short, the endless, and those that are guessed first.

No rule about capitals and digits: length and not being on anybody's list is what counts.
"""

import re

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST = 128
# What has to be left of a password when the words anybody would guess are taken out of it.
LEAST_OF_ONES_OWN = 8
SHORTEST_WORD = 4
# What people put around a word to make it pass.
DRESS = "0123456789 !?.,;:-_*#@$%&+="
SITE_WORDS = frozenset(
    {
        "sviatlo",
        "śviatło",
        "святло",
        "свет",
        "campaign",
        "caseworker",
        "moderator",
        "finance",
        "administrator",
        "password",
        "passwort",
        "hasło",
        "пароль",
        "qwerty",
        "йцукен",
        "belarus",
        "беларусь",
        "1234",
    }
)


class NotTooLong:
    """At most MOST characters: hashing more would be work for nothing."""

    def validate(self, password, user=None):
        if len(password) > MOST:
            raise ValidationError(
                _("This password is longer than %(most)s characters.") % {"most": MOST},
                code="password_too_long",
            )

    def get_help_text(self):
        return _("At most %(most)s characters, of any kind.") % {"most": MOST}


class NotGuessed:
    """Not on the list of common passwords, dressed up or not, and not made of our own words."""

    def __init__(self):
        self.common = CommonPasswordValidator().passwords

    def validate(self, password, user=None):
        plain = password.casefold()
        rest = plain
        for word in sorted(words_about(user), key=len, reverse=True):
            rest = rest.replace(word, "")
        if rest != plain:
            # A year and some signs around our own name make it no better.
            rest = rest.strip(DRESS)
        listed = {plain, plain.strip(DRESS), once(plain)} & self.common
        if listed or len(once(rest)) < LEAST_OF_ONES_OWN:
            raise ValidationError(
                _("This password is among the first to be guessed. Take several words of yours."),
                code="password_guessed",
            )

    def get_help_text(self):
        return _("No common password, and not only your own name, your address or ours.")


def once(text: str) -> str:
    """The piece that a text repeats: "abc" for "abcabcab"; the text itself if it repeats none."""
    sizes = range(1, len(text))
    return next((text[:size] for size in sizes if text.startswith(text[size:])), text)


def words_about(user) -> set[str]:
    """Words that belong to the house or to this person, in lower case."""
    about = {re.sub(r"^https?://", "", settings.SITE_URL)}
    if user is not None:
        about |= {user.work_name, user.email}
    pieces = {piece.casefold() for text in about for piece in re.split(r"\W+", text)}
    return SITE_WORDS | {piece for piece in pieces if len(piece) >= SHORTEST_WORD}
