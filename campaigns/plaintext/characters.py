"""Characters: one form for each text, and one look for letters of two alphabets.

Texts that come from web pages mix Latin and Cyrillic letters that look the same ("Сollected" with
a Cyrillic С), spaces of several widths, and marks nobody sees.
"""

import re
import unicodedata

# A space of any width inside one line.
SPACE = r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]"

_LINE_ENDS = re.compile(r"\r\n|[\r\u0085\u2028\u2029\v\f]")
# Control characters, soft hyphens, zero-width spaces and direction marks: none is part of a word,
# and each can hide one. Joiners hold the parts of a picture together; in a word they only hide it.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
    "|[\u200c\u200d](?=[\\w\\s€])|(?<=[\\w\\s€])[\u200c\u200d]"
)
# ASCII as East Asian keyboards write it, and the digits of other scripts.
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_OTHER_DIGIT = re.compile(r"[^\D0-9]")

_LOOKALIKES = str.maketrans("авеёікмнорстуўхѕј’ʼ`´", "abeeikmhopctyyxsj''''")


def clean(text: str) -> str:
    """Give text in NFC with "\\n" line ends, plain digits and without characters nobody sees."""
    plain = _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text)).translate(_WIDE)
    plain = _OTHER_DIGIT.sub(lambda digit: str(unicodedata.decimal(digit[0])), plain)
    # What was between two joiners may be a joiner again.
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", plain))


def fold(text: str) -> str:
    """Give text for comparing: lower case, look-alike Cyrillic letters as Latin ones.

    The result has as many characters as the text, so a place found in one is a place in the
    other. Whatever it is compared with must be folded too.
    """
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(low if len(low := c.lower()) == 1 else c for c in text)
    return lowered.translate(_LOOKALIKES)


def one_line(text: str) -> str:
    """Give text with every run of white space as one space."""
    return " ".join(text.split())


def alternatives(phrases: list[str]) -> str:
    """Give the inside of a regular expression that finds any of the phrases in folded text."""
    longest_first = sorted(map(fold, phrases), key=len, reverse=True)
    return "|".join(re.escape(phrase).replace(r"\ ", f"{SPACE}{{1,3}}") for phrase in longest_first)
