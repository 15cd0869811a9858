"""Words that must never appear: kept as keyed digests, found in every form and spelling.

A typed term becomes digests of everything a text may contain in its stead. The text's words are
turned into the same forms and looked up, so that the database never holds the word.

What is digested begins with a letter that says when it counts:
  f  an exact stem, in any case of letters        F  the same, only with a capital
  b  a broad stem, only with a capital            d  an adjective made of it, which only warns
  n  the digits of a number                       h  letters and digits of a handle
  i  initials
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations

from django.conf import settings
from django.utils.translation import gettext as _

from campaigns.leakguard import forms, namesakes, reading, sounds
from campaigns.leakguard.findings import BLOCK, WARN, Finding
from campaigns.leakguard.words import APOSTROPHES, WORD, Word, words

RULE = "protected_term"
# Names this short are half of many words; they count with a capital only.
LONG_ENOUGH = 4
FEWEST_DIGITS = 4
# How many signs apart two words stand beside each other.
NEAR = range(-3, 4)
# Of a telephone number people leave out the country, or the country and the network.
ENDS_OF_NUMBERS = (9, 7)
PATRONYMIC = re.compile("(?:ov|av|ev|äv|öv|i|aäv|eev)(?:iC|na|Cyk)|iCna|iniCna$|Ci?Cna$")
NUMBER = re.compile(r"(?<![\w.])\+?\(?\d(?:[\d\s()./\u00a0-]{2,28}\d)?(?!\w)")
TOKEN = re.compile(r"[^\W_][\w.@-]{1,60}")
INITIALS = re.compile(r"(?<![^\W_])(?:[^\W\d_]\s?\.\s?-?){2,3}(?![^\W_]\.)")
# "Яна" is "she" in Belarusian, and also a name.
PRONOUNS = frozenset({"яна", "яны", "ана", "ён"})
NOT_TYPED = re.compile(r"[^\W_]")


@dataclass(frozen=True)
class Key:
    """One digest of one typed word. All `parts` of a phrase have to follow each other."""

    digest: str
    word: object
    part: int = 1
    parts: int = 1


def identity(term: str) -> str:
    """The digest by which a typed word is known again, whatever its case."""
    return digest("w" + " ".join(reading.read(term).text.casefold().split()))


def keys(term: str, *, word: object = 0) -> set[Key]:
    """Everything that a typed term is found by; empty when there is nothing to find.

    word: what tells this term's keys from those of others. A full name is found by each of its
    parts, another phrase only as a whole.
    """
    text = reading.read(term).text.strip()
    typed = [re.sub(f"[{APOSTROPHES}]", "", one) for one in WORD.findall(text)]
    if "@" in text or re.search(r"\d", text):
        return {Key(digest(form), word) for form in number_forms(text) | handle_forms(text)}
    if not any(len(one) > 1 for one in typed):
        return set()
    if len(typed) > 1 and not is_person(typed):
        return {
            Key(digest(form), word, place, len(typed))
            for place, one in enumerate(typed, 1)
            for form in word_forms(one, in_phrase=True)
        }
    said = handle_forms(text) if "_" in text else set()
    for one in typed:
        if len(one) > 1:
            said |= word_forms(one)
    said |= initials_of(typed)
    if len(typed) > 1 and len(typed) == len(text.replace("-", " ").split()) and "-" in text:
        said |= word_forms("".join(typed))
    return {Key(digest(form), word) for form in said}


def is_person(typed: list[str]) -> bool:
    """Whether these words are a name and surname, of which any is enough to find somebody."""
    if len(typed) > 4 or not all(one[:1].isupper() for one in typed):
        return False
    return any(
        namesakes.namesakes(one)
        or any(PATRONYMIC.search(said) for said in sounds.readings(one)[:2])
        for one in typed
    )


def word_forms(word: str, *, in_phrase: bool = False) -> set[str]:
    """What is digested of one word and of the names that are the same name."""
    careful = not in_phrase and (len(word) < LONG_ENOUGH or namesakes.is_ordinary(word))
    said = forms_of(word, "F" if careful else "f", broad=not careful)
    if not in_phrase and not careful:
        said |= adjectives(word)
    for other in namesakes.namesakes(word) if not in_phrase else ():
        said |= forms_of(re.sub(f"[{APOSTROPHES}]", "", other), "F", broad=len(other) > LONG_ENOUGH)
    return said


def forms_of(word: str, mark: str, *, broad: bool) -> set[str]:
    said = set()
    for one in sounds.readings(word):
        for stem, kind in forms.stems(one):
            said.add(mark + forms.exact(stem, kind))
            if broad and kind != "=" and (wide := forms.broad(stem, kind)):
                said.add("b" + wide)
    return said


def adjectives(word: str) -> set[str]:
    """ "столинский" of "Столин", "гродненский" of "Гродно": what is told of a place in passing."""
    said = set()
    for one in sounds.readings(word):
        for stem, kind in forms.stems(one):
            if kind in "CAPS" and len(stem) >= LONG_ENOUGH:
                said |= {
                    "d" + forms.exact(stem + tail, "D") for tail in ("sk", "'sk", "ensk", "ck")
                }
    return said


def number_forms(text: str) -> set[str]:
    digits = re.sub(r"\D", "", text)
    if len(digits) < FEWEST_DIGITS:
        return set()
    ends = {digits[-length:] for length in ENDS_OF_NUMBERS if len(digits) > length}
    return {"n" + end for end in {digits, *ends}}


def handle_forms(text: str) -> set[str]:
    handle = bare(text.rsplit("/", 1)[-1] if "/" in text else text)
    return {"h" + handle} if len(handle) >= FEWEST_DIGITS and not handle.isdigit() else set()


def bare(text: str) -> str:
    """Letters and digits alone, look-alikes as one: "AB-12 34" and "АВ1234" are the same."""
    kept = "".join(sign for sign in text.upper() if sign.isalnum())
    return kept.translate(sounds.TO_LATIN)


def initials_of(typed: list[str]) -> set[str]:
    """Two or three first letters of a full name, in any order people write them in."""
    firsts = [first_sounds(one) for one in typed if len(one) > 1 and one[:1].isupper()]
    if not 2 <= len(firsts) <= 3:
        return set()
    return {
        "i" + "".join(some)
        for count in range(2, len(firsts) + 1)
        for some in permutations(firsts, count)
    }


def first_sounds(word: str) -> str:
    """The first letter as both alphabets say it: "Х", "H" and "Г" are one, as are "Я" and "Y"."""
    said = (sounds.readings(word) or (word.lower(),))[0][:1]
    return said.translate(forms.BROAD) if said not in "äü" else "y"


def digest(said: str) -> str:
    return keyed(said, key())


def key() -> bytes:
    """The project's key, as long as BLAKE2 takes one."""
    return hashlib.sha512(settings.DIGEST_KEY.encode()).digest()


def keyed(said: str, key: bytes) -> str:
    # BLAKE2's own keyed mode: an HMAC here is ten times slower, and a text has thousands of forms.
    return hashlib.blake2b(said.encode(), key=key, digest_size=32).hexdigest()


class Watch:
    """The digests of all terms, and what was already looked up in them.

    names: the words themselves, by what their keys say they belong to, where somebody has them.
    """

    def __init__(self, terms: Iterable, names: dict | None = None):
        self.words = {}
        for term in terms:
            self.words.setdefault(term.digest, set()).add((term.word, term.part, term.parts))
        self.names = names or {}
        self.known = {}
        self.key = key()

    @classmethod
    def in_clear(cls, typed: Iterable[str]) -> "Watch":
        """For words that whoever asks has in clear; findings will name them."""
        names = dict(enumerate(typed))
        return cls((key for word, term in names.items() for key in keys(term, word=word)), names)

    def __bool__(self):
        return bool(self.words)

    def matches(self, said: str) -> set[tuple[object, int, int]]:
        """(typed word, part, parts) of every term of which this is a form."""
        if said not in self.known:
            self.known[said] = self.words.get(keyed(said, self.key), frozenset())
        return self.known[said]

    def of_word(self, word: Word) -> dict[tuple[object, int, int], str]:
        """The same for every form of a word: to the strongest mark under which it was found."""
        found = {}
        for mark, form in spoken(word.letters):
            for match in self.matches(mark + form):
                found.setdefault(match, mark)
        return found


@lru_cache(maxsize=20_000)
def spoken(letters: str) -> tuple[tuple[str, str], ...]:
    """(mark, form) of all that a word of a text may be a form of, strongest first."""
    is_capital = letters[:1].isupper()
    exact, wide, derived = {}, {}, {}
    for one in sounds.readings(letters):
        for stem, kind in forms.forms(one):
            form = forms.exact(stem, kind)
            exact["f", form] = None
            if kind == "D":
                derived["d", form] = None
            if is_capital:
                exact["F", form] = None
                if kind != "=" and (broad := forms.broad(stem, kind)):
                    wide["b", broad] = None
    return (*exact, *wide, *derived)


def find(read: reading.Reading, source: str, watch: Watch) -> list[Finding]:
    """Every place in a text where one of the terms is said."""
    if not watch:
        return []
    found = [*named(read.text, watch), *numbered(read.text, watch), *initialled(read.text, watch)]
    advice = _("This is on the list of what must never appear here.")
    places = {}
    for start, end, severity, typed in found:
        start, end = read.span(start, end)
        before = places.get((start, end))
        if before is None or (before.severity == WARN and severity == BLOCK):
            places[start, end] = Finding(
                start, end, source[start:end], RULE, severity, advice, term=watch.names.get(typed)
            )
    return without_pieces(places.values())


def without_pieces(found: Iterable[Finding]) -> list[Finding]:
    """Leave out what lies inside another finding that weighs as much."""
    kept = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if kept and one.end <= kept[-1].end and one.severity >= kept[-1].severity:
            continue
        kept.append(one)
    return kept


def named(text: str, watch: Watch) -> Iterator[tuple[int, int, str, object]]:
    """(start, end, severity, typed word) of every name and phrase."""
    single, phrases, small = [], {}, set()
    for word in words(text):
        if word.letters.islower():
            small.add(word.letters)
        matches = watch.of_word(word)
        for (typed, part, parts), mark in matches.items():
            if parts == 1:
                single.append((word, typed, mark))
                continue
            if not word.whole:
                continue
            begun = phrases.get((typed, part - 1))
            if part == 1:
                phrases[typed, 1] = (word.start, word.end)
            elif begun and is_near(text, begun[1], word.start):
                phrases[typed, part] = (begun[0], word.end)
                if part == parts:
                    yield begun[0], word.end, BLOCK, typed
    sure = [word for word, _typed, mark in single if mark == "f"]
    begins = {word.start + gap for word in sure for gap in NEAR}
    ends = {word.end + gap for word in sure for gap in NEAR}
    stems = {one[: len(one) - ending] for one in small for ending in range(4)}
    for word, typed, mark in single:
        beside = word.end in begins or word.start in ends
        if severity := severity_of(text, word, mark, beside, stems):
            yield word.start, word.end, severity, typed


def is_near(text: str, end: int, start: int) -> bool:
    gap = text[end:start]
    return len(gap) <= 6 and not WORD.search(gap)


def severity_of(text: str, word: Word, mark: str, beside: bool, stems: set[str]) -> str:
    """A capital at the head of a sentence says nothing of itself; a name beside it does.

    Empty when the same word stands in the text as the word that it is.
    """
    if mark == "f":
        return BLOCK
    if mark == "d":
        return WARN
    if not word.opens and not is_shouted(text, word):
        return BLOCK
    following = WORD.match(text, word.end + 1)
    if beside or (following and following.group()[0].isupper()):
        return BLOCK
    return "" if is_a_word_here(word, stems) else WARN


def is_a_word_here(word: Word, stems: set[str]) -> bool:
    """Whether a form of it stands elsewhere in small letters, or it is a pronoun."""
    letters = word.letters.lower()
    return letters in PRONOUNS or letters[: max(3, len(letters) - 2)] in stems


def is_shouted(text: str, word: Word) -> bool:
    """Whether all around is in capitals, so that this one is no sign of a name."""
    line = text[max(0, word.start - 40) : word.end + 40]
    return word.letters.isupper() and len(word.letters) > 1 and line == line.upper()


def numbered(text: str, watch: Watch) -> Iterator[tuple[int, int, str, object]]:
    """Numbers by their digits, handles and codes by their letters and digits."""
    for match in NUMBER.finditer(text):
        for form in number_forms(match.group()):
            for typed, _part, _parts in watch.matches(form):
                yield match.start(), match.end(), BLOCK, typed
    tokens = list(TOKEN.finditer(text))
    for place, token in enumerate(tokens):
        for last in tokens[place : place + 4]:
            if last.end() - token.start() > 48:
                break
            piece = text[token.start() : last.end()]
            if token is last or re.search(r"\d", piece):
                for typed, _part, _parts in watch.matches("h" + bare(piece)):
                    yield token.start(), last.end(), BLOCK, typed


def initialled(text: str, watch: Watch) -> Iterator[tuple[int, int, str, object]]:
    for match in INITIALS.finditer(text):
        letters = NOT_TYPED.findall(match.group())
        if all(letter.isupper() for letter in letters):
            said = "i" + "".join(first_sounds(letter) for letter in letters)
            for typed, _part, _parts in watch.matches(said):
                yield match.start(), match.end(), BLOCK if len(letters) > 2 else WARN, typed
