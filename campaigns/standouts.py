"""What in a text a reviewer looks at first: names and places, dates, numbers.

Found by shape alone, in English, Belarusian, Russian and Polish. A name that begins a sentence is
known as one only if it stands inside a sentence somewhere else; the leak guard and the reader are
still needed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

NAME, DATE, NUMBER = "name", "date", "number"
ORDER = (NAME, DATE, NUMBER)

MONTHS = "|".join(
    (
        "january|february|march|april|may|june|july|august|september|october|november|december",
        "январ|феврал|март|апрел|ма[йяе]|июн|июл|август|сентябр|октябр|ноябр|декабр",
        "студзен|лют|сакавік|красавік|ма[йяе]|чэрвен|ліпен|жнів|жніўн|верас|кастрычнік|лістапад|снеж",
        "stycz|lut|marz|marc|kwie|maj|czerw|lip|sierp|wrze|paźdz|listop|grud",
    )
)
DATES = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?\.?\s+(?:of\s+)?(?:{MONTHS})\w*(?:,?\s+\d{{4}})?"
    rf"|\b(?:{MONTHS})\w*\s+\d{{1,4}}\b(?:,?\s+\d{{4}}\b)?"
    r"|\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\b(?:19|20)\d{2}\b",
    re.IGNORECASE,
)
NUMBERS = re.compile(r"№?\s?\d+(?:[ \u00a0\u202f.,]\d+)*")
WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
# What a sentence begins behind, with the signs of Markdown that open a line.
BEGINS = re.compile(r"(?:^|[.!?…:]|\n)[\s\"“„«»(*_>#-]*$")
# How much of a text before a word can tell whether it begins a sentence.
LOOK_BACK = 12


@dataclass(frozen=True)
class Standout:
    """A run of a text; start and end count its code points."""

    kind: str
    text: str
    start: int
    end: int


def find(text: str) -> list[Standout]:
    """Everything that stands out, in the order of the text; nothing twice."""
    found, taken = [], 0
    candidates = [*dates(text), *names(text), *numbers(text)]
    for standout in sorted(candidates, key=lambda one: (one.start, -one.end)):
        if standout.start >= taken:
            found.append(standout)
            taken = standout.end
    return found


def dates(text: str) -> Iterator[Standout]:
    for match in DATES.finditer(text):
        yield Standout(DATE, match.group(), match.start(), match.end())


def numbers(text: str) -> Iterator[Standout]:
    for match in NUMBERS.finditer(text):
        start = match.start() + len(match.group()) - len(match.group().lstrip())
        yield Standout(NUMBER, match.group().strip(), start, match.end())


def names(text: str) -> Iterator[Standout]:
    words = [match for match in WORD.finditer(text) if is_capitalised(match.group())]
    inside = {match.group() for match in words if not begins_sentence(text, match.start())}
    for match in words:
        if match.group() in inside:
            yield Standout(NAME, match.group(), match.start(), match.end())


def is_capitalised(word: str) -> bool:
    return len(word) > 1 and word[0].isupper()


def begins_sentence(text: str, start: int) -> bool:
    return BEGINS.search(text[max(0, start - LOOK_BACK) : start]) is not None or start == 0
