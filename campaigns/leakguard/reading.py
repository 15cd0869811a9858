"""A text as a reader sees it, and where each letter of that stands in the source.

What is written between the letters of a name (emphasis, tags, entities, marks nobody sees) does not
keep a person from reading it, so it does not keep the guard from reading it either.
"""

import html
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]"
)
ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,31});")
TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>|<!--[^<>]{0,200}-->")
BREAKING = re.compile(r"</?(?:br|div|h\d|li|p|td|tr)\b", re.IGNORECASE)
EMPHASIS = frozenset("*_~`\\")
# Letters that consist of another one and a mark, and are letters in their own right here.
OWN_LETTERS = frozenset("йёўїґЙЁЎЇҐąćęńóśźżčšžŭĄĆĘŃÓŚŹŻČŠŽŬ")
# What is drawn like one of our letters and is no compatibility form of it.
DRAWN_LIKE = str.maketrans(
    "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹαικνορτυχϲεѕјҺһԁԛԝӀӏıɩɑɡℓᴀʙᴄᴅᴇʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢᴦᴧᴨᴩᴫ",
    "ABEZHIKMNOPTYXCaikvoptyxcesjHhdqwIliiagl" + "abcdehijklmnoprstuvwyzглпрл",
)


@dataclass(frozen=True)
class Reading:
    """The letters that are read, and where each begins and ends in the source."""

    text: str
    starts: list[int]
    ends: list[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place in the source of a non-empty piece of the text."""
        return self.starts[start], self.ends[end - 1]


def read(source: str) -> Reading:
    """Leave out what is not read; write letters in one way each. Case is kept."""
    letters, starts, ends = [], [], []
    for start, end, piece in pieces(source):
        for letter in piece:
            letters.append(letter)
            starts.append(start)
            ends.append(end)
    return without_marks_in_words(Reading("".join(letters), starts, ends))


def pieces(source: str):
    """(start, end, what is read there) of each letter with its marks, each entity and tag."""
    at = 0
    while at < len(source):
        if source[at] == "&" and (entity := ENTITY.match(source, at)):
            end = entity.end()
            yield at, end, plain(html.unescape(entity.group()))
        elif source[at] == "<" and (tag := TAG.match(source, at)):
            end = tag.end()
            if BREAKING.match(tag.group()):
                yield at, end, "\n"
        else:
            end = at + 1
            while end < len(source) and is_unseen(source[end]):
                end += 1
            yield at, end, plain(source[at:end])
        at = end


@lru_cache(maxsize=4096)
def is_unseen(sign: str) -> bool:
    return bool(unicodedata.combining(sign) or INVISIBLE.match(sign))


@lru_cache(maxsize=8192)
def plain(sign: str) -> str:
    """One sign with its marks: "ⓐ" and "а́" as "a" and "а", "й" as itself, a joiner as nothing.

    Digits of other scripts are digits to whoever dials them: "٣" is "3".
    """
    composed = unicodedata.normalize("NFKC", INVISIBLE.sub("", sign))
    if composed[:1] in OWN_LETTERS:
        return composed[0]
    apart = unicodedata.normalize("NFKD", composed)
    kept = "".join(
        str(unicodedata.decimal(letter)) if letter.isdecimal() else letter
        for letter in apart
        if not unicodedata.combining(letter)
    )
    return kept.translate(DRAWN_LIKE)


def without_marks_in_words(reading: Reading) -> Reading:
    """Drop emphasis and escapes that stand between two letters: "Сер**гей**" reads "Сергей"."""
    text = reading.text
    if not EMPHASIS.intersection(text):
        return reading
    kept, at, length = [], 0, len(text)
    while at < length:
        if text[at] not in EMPHASIS:
            kept.append(at)
            at += 1
            continue
        end = at
        while end < length and text[end] in EMPHASIS:
            end += 1
        if not (at and end < length and text[at - 1].isalpha() and text[end].isalpha()):
            kept.extend(range(at, end))
        at = end
    return Reading(
        "".join(text[i] for i in kept),
        [reading.starts[i] for i in kept],
        [reading.ends[i] for i in kept],
    )
