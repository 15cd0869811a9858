"""The words of a text, and everything that would be a word if nobody had taken it apart."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

LETTERS = r"[^\W\d_]"
APOSTROPHES = "'’ʼ‘′`´"
WORD = re.compile(rf"{LETTERS}+(?:[{APOSTROPHES}]{LETTERS}+)*")
# Digits inside a word are letters that were replaced: "Серг3й".
PIECE = rf"{LETTERS}{{1,40}}"
WITH_DIGITS = re.compile(rf"(?<!\w){PIECE}(?:[0-9]{{1,2}}{PIECE}){{1,20}}(?!\w)")
POSSESSIVE = re.compile(rf"(?<={LETTERS})[{APOSTROPHES}][sS]$")
INNER_APOSTROPHE = re.compile(f"[{APOSTROPHES}]")
# What may stand between two pieces of one word.
SEAM = re.compile(r"[ \t]?[-‐‑‒–—⁃−][ \t]*(?:\n[ \t]*)?|[ \t]*\n[ \t]*|[._·•*/|\\+:~,]")
SPACED = re.compile(
    rf"(?<![^\W_]){LETTERS}(?:(?P<gap>[ \t\u00a0._·•*/|"
    rf"-]{{1,3}}){LETTERS}){{2,39}}(?![{APOSTROPHES}]?[^\W_])"
)
LETTER_IN_SPACED = re.compile(rf"{LETTERS}([ \t\u00a0._·•*/|-]*)")
# "сергейКозловский": where a capital stands inside.
HUMP = re.compile(r"(?<=[^\W\d_])(?=[A-ZА-ЯЁІЎЇЄҐŁŚŻŹĆŃ])")
SENTENCE_END = re.compile(r"(?:^|[.!?…\n>#*•]|^\W+)[\s\"'«»“”„‘’()\[\]*_>-]*$")
INITIAL = re.compile(r"(?<![^\W_])(?=[^\W\d_])[A-ZА-ЯЁІЎЇЄҐŁŚ]\.[ \u00a0]?$")
MOST_PIECES = 3
MOST_NEIGHBOURS = 2
LONGEST_WORD = 40


@dataclass(frozen=True)
class Word:
    """One word, with its place in what was read. `opens`: its capital may be its place's."""

    start: int
    end: int
    letters: str
    opens: bool = False
    whole: bool = True

    @property
    def is_capital(self) -> bool:
        return self.letters[:1].isupper()


def words(text: str) -> Iterator[Word]:
    """Whole words in their order, and after each what it makes with its neighbours."""
    before = []
    for match in WORD.finditer(text):
        if len(match.group()) > LONGEST_WORD:
            before = []
            continue
        word = cleaned(text, match.start(), match.end())
        yield word
        yield from humps(word)
        before = joined_run(text, before, word)
        for count in range(2, len(before) + 1):
            pieces = before[-count:]
            letters = "".join(piece.letters for piece in pieces)
            if len(letters) <= LONGEST_WORD:
                first = pieces[0]
                yield Word(first.start, word.end, letters, first.opens, whole=False)
    yield from spaced(text)
    yield from with_digits(text)


def cleaned(text: str, start: int, end: int) -> Word:
    """The word without its English possessive and without apostrophes."""
    if possessive := POSSESSIVE.search(text[start:end]):
        end = start + possessive.start()
    return Word(start, end, INNER_APOSTROPHE.sub("", text[start:end]), opens_sentence(text, start))


def opens_sentence(text: str, start: int) -> bool:
    """Whether a capital is owed here anyway. After an initial it is not."""
    if INITIAL.search(text[max(0, start - 5) : start]):
        return False
    return bool(SENTENCE_END.search(text[max(0, start - 12) : start])) or start == 0


def joined_run(text: str, before: list[Word], word: Word) -> list[Word]:
    """The pieces that end with this word and have nothing but seams between them."""
    if before and SEAM.fullmatch(text[before[-1].end : word.start]):
        return [*before, word][-MOST_PIECES:]
    return [word]


def humps(word: Word) -> Iterator[Word]:
    pieces = HUMP.split(word.letters)
    if 1 < len(pieces) <= 6 and word.end - word.start == len(word.letters):
        start = word.start
        for piece in pieces:
            if len(piece) > 1:
                yield Word(start, start + len(piece), piece, whole=False)
            start += len(piece)


def spaced(text: str) -> Iterator[Word]:
    """Single letters with gaps between them; where gaps have two widths, the wider ends a word."""
    for match in SPACED.finditer(text):
        letters = list(LETTER_IN_SPACED.finditer(text, match.start(), match.end()))
        gaps = [len(one.group(1)) for one in letters[:-1]]
        narrow, runs = min(gaps), [[letters[0]]]
        for one, gap in zip(letters[1:], gaps, strict=True):
            if gap > narrow:
                runs.append([])
            runs[-1].append(one)
        for run in runs:
            yield from without_neighbours(run)


def without_neighbours(run: list[re.Match]) -> Iterator[Word]:
    """The letters as one word, also without those that are words themselves: "и", "я", "a", "I"."""
    for first in range(MOST_NEIGHBOURS + 1):
        for last in range(len(run), len(run) - MOST_NEIGHBOURS - 1, -1):
            letters = run[first:last]
            if len(letters) > 2:
                said = "".join(one.group()[0] for one in letters)
                yield Word(letters[0].start(), letters[-1].start() + 1, said, whole=False)


def with_digits(text: str) -> Iterator[Word]:
    for match in WITH_DIGITS.finditer(text):
        if len(match.group()) <= LONGEST_WORD:
            yield Word(match.start(), match.end(), match.group(), whole=False)
