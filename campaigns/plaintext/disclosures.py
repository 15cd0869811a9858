"""Sentences that tell the reader what was changed to protect somebody, or drawn by a machine.

Each language says this in its own words but with the same few ideas, so a sentence is recognised
by the beginnings of its words: something was *changed*, it was a *name or detail*, and so on.
"""

import functools
import operator
import re
from typing import NamedTuple

from campaigns.plaintext.characters import fold, one_line
from campaigns.plaintext.lines import Line, without

_STEMS = {
    "changed": """chang alter fictitious invented pseudonym измен вымышлен псевдоним змен змян
        выдуман псеўданім zmien zmyślon fikcyjn pseudonim змін вигадан""",
    "name": "name имя имен імя імён імен imię imion imien ім'я",
    "detail": "detail детал данн подробност дэтал звестк падрабязн szczegół dane подробиц",
    "reason": """security safe hero protagonist безопасност геро бяспе гераі безпек
        bezpiecz bohater""",
    "story": "story истори гісторы histori істор",
    "anonymous": "anonym аноним ананім анонім",
    "collection": """fundrais campaign collection сбор кампан збор збір zbiórk kampani""",
    "picture": """image picture photo illustration portrait изображен картин иллюстрац фото рисун
        портрет выяв малюн ілюстрац фота здым карцін партрэт obraz ilustrac grafi zdjęci
        fotografi rysun зображен світлин""",
    "made": """generat creat made drawn сгенерир создан нарисован згенерав створан намалява
        wygenerow stworzon згенеров створен""",
    "machine": "artificial neural искусственн нейро штучн нейра sztuczn",
}
_STARTS = {idea: tuple(fold(stem) for stem in stems.split()) for idea, stems in _STEMS.items()}
_MACHINES = frozenset(map(fold, ["ai", "ии", "ші", "si"]))
_NEGATIONS = frozenset(
    map(fold, ["not", "no", "never", "didn't", "haven't", "hasn't", "weren't", "не", "ня", "nie"])
)
_PLURALS = frozenset(map(fold, ["names", "имена", "імёны", "imiona", "імена"]))
_HERO_WORDS = frozenset(map(fold, ["i", "my", "я", "мой", "моё", "маё", "моє", "ja", "moje"]))

# A note is a few sentences; a longer paragraph is story, whatever it speaks of.
LONGEST_NOTE = 1000

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_SENTENCE_GAP = re.compile(r"(?<=[.!?…])[\"'”»’)\]]{0,3}\s+(?=[^\W\d_]|[\"“«„(\[*])")
_BRACKET = re.compile(r"\s?\(([^()]{1,200})\)")
_LAST_WORD = re.compile(r"[^\W\d_]+(?=[”»\"*]?\Z)")
_WRAPPING = "*( )[]\u00a0"


class Disclosures(NamedTuple):
    """The sentences, and what they disclose.

    renamed: the words before which "(name changed)" stood.
    """

    sentences: tuple[str, ...] = ()
    anonymous: bool = False
    image_ai_generated: bool = False
    renamed: tuple[str, ...] = ()

    def __or__(self, other: "Disclosures") -> "Disclosures":
        return Disclosures(
            tuple(dict.fromkeys(self.sentences + other.sentences)),
            self.anonymous or other.anonymous,
            self.image_ai_generated or other.image_ai_generated,
            self.renamed + other.renamed,
        )

    @property
    def tells(self) -> bool:
        return self.anonymous or self.image_ai_generated


def take_notes(lines: list[Line]) -> tuple[Disclosures, list[Line]]:
    """Read and remove the lines that are a note to the reader from end to end.

    A line that opens with an asterisk is one when any of its sentences is; other lines when all
    of them are.
    """
    found, taken = Disclosures(), set()
    for index, line in enumerate(lines):
        starred = line.text.startswith("*")
        read = [_read(sentence) for sentence in _sentences(line.text)]
        if starred:
            is_note = any(sentence.tells for sentence in read)
        else:
            is_note = all(_tells_outside_brackets(told) for told in read)
        if is_note and len(line.text) <= LONGEST_NOTE:
            found = functools.reduce(operator.or_, read, found)
            taken.add(index)
    return found, without(lines, taken)


def cut_sentences(lines: list[Line]) -> tuple[Disclosures, list[Line]]:
    """Read and remove notes inside the prose: "(name changed)" and whole sentences.

    Prose speaks of changed names and of pictures too, so a sentence needs a sign more: a reason,
    the hero, details of the story, or to begin with the picture.
    """
    found, rest = Disclosures(), list(lines)
    for index, line in enumerate(lines):
        remarks, text = _cut_brackets(line.text)
        kept: list[str] = []
        for sentence in _sentences(text):
            told = _read(sentence)
            if told.tells and _is_surely_note(sentence):
                remarks |= told
            else:
                kept.append(sentence)
        if remarks.tells:
            found |= remarks
            rest[index] = line._replace(text=" ".join(kept).strip())
    return found, without(rest, {index for index, line in enumerate(rest) if not line.text})


def _read(sentence: str) -> Disclosures:
    """Tell what one sentence discloses."""
    words = _words(sentence)
    return Disclosures(
        (one_line(sentence).strip(_WRAPPING),),
        anonymous=_has(words, "anonymous", "collection")
        or (
            _has(words, "changed")
            and (_has(words, "name") or _has(words, "detail"))
            and not _denied(words, "changed")
        ),
        image_ai_generated=_has(words, "picture", "made")
        and (_has(words, "machine") or not _MACHINES.isdisjoint(words))
        and not _denied(words, "made"),
    )


def _tells_outside_brackets(told: Disclosures) -> bool:
    """ "Vera (name changed) reads." is the story, but for its bracket."""
    (sentence,) = told.sentences
    outside = _BRACKET.sub("", sentence).strip() or sentence
    return told.tells and _read(outside).tells and not _is_hero_speaking(told)


def _is_hero_speaking(told: Disclosures) -> bool:
    """ "I changed my name" is a story; "I changed details for security" is a note again."""
    (sentence,) = told.sentences
    return not _HERO_WORDS.isdisjoint(_words(sentence)) and not _is_surely_note(sentence)


def _is_surely_note(sentence: str) -> bool:
    words = _words(sentence)
    return (
        _has(words, "reason")
        or _has(words, "detail", "story")
        or _has(words, "anonymous")
        or _has(words[:3], "picture")
    )


def _words(sentence: str) -> list[str]:
    """Give the folded words; a sentence longer than any note has none to look at."""
    return _WORD.findall(fold(sentence)) if len(sentence) <= LONGEST_NOTE else []


def _cut_brackets(text: str) -> tuple[Disclosures, str]:
    found = Disclosures()

    def cut(match: re.Match) -> str:
        nonlocal found
        told = _read(match[1])
        if not told.tells:
            return match[0]
        # Of several names nobody knows which one stands before the bracket.
        several = not _PLURALS.isdisjoint(_words(match[1]))
        before = () if several else _LAST_WORD.findall(text[: match.start()][-60:])
        found |= told._replace(renamed=tuple(before))
        return ""

    cut_text = _BRACKET.sub(cut, text)
    return found, cut_text


def _has(words: list[str], *ideas: str) -> bool:
    return all(any(word.startswith(_STARTS[idea]) for word in words) for idea in ideas)


def _denied(words: list[str], idea: str) -> bool:
    """A "not" stands up to two words before the word for this idea."""
    return any(
        word.startswith(_STARTS[idea])
        and not _NEGATIONS.isdisjoint(words[max(0, index - 3) : index])
        for index, word in enumerate(words)
    )


def _sentences(text: str) -> list[str]:
    """Cut after each full stop that a capital, a quotation or a bracket follows."""
    sentences, start = [], 0
    for gap in _SENTENCE_GAP.finditer(text):
        if not text[gap.end()].islower():
            sentences.append(text[start : gap.end()].strip())
            start = gap.end()
    return [*sentences, text[start:].strip()]
