"""What in a text could lead to a person: shapes (numbers, addresses) and protected terms.

Protected terms are kept as keyed digests of their stem, so the guard can recognise a name that
the database does not know. A finding is a place to look; what blocks and what only warns is its
severity.
"""

import hashlib
import hmac
import re
import unicodedata
from dataclasses import asdict, dataclass, replace

import phonenumbers
from django.conf import settings
from django.utils.translation import gettext as _

BLOCK, WARN = "block", "warn"
PHONE_REGIONS = ("BY", "RU", "UA", "PL", "LT")
SHORTEST_STEM = 4
# What a case ending may add or take away at the end of a name.
ENDING = 2

# A word, with whatever somebody put between its letters: what cannot be seen, stress marks and
# other combining characters, an apostrophe.
INVISIBLE = "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
COMBINING = "\u0300-\u036f"
APOSTROPHES = "'’ʼ`"
LETTER = r"[^\W\d_]"
WORD = re.compile(rf"{LETTER}(?:{LETTER}|[{INVISIBLE}{COMBINING}]|[{APOSTROPHES}](?={LETTER}))*")
EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
HANDLE = re.compile(
    r"(?<![\w@])@[A-Za-z0-9_]{4,32}\b|\b(?:t\.me|wa\.me|vk\.com|instagram\.com)/\w+"
)
IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")
LATIN, CYRILLIC = re.compile(r"[A-Za-z]"), re.compile(r"[А-яЁёІіЎў]")

# Cyrillic letters that look like Latin ones, so that either writes the same folded word.
LOOK_ALIKE = str.maketrans("аеорсухікмнтв", "aeopcyxikmhtb")
DROPPED = re.compile(f"[{INVISIBLE}{COMBINING}{APOSTROPHES}]")


@dataclass(frozen=True)
class Finding:
    """One place in one text; start and end count code points of the text as read."""

    start: int
    end: int
    text: str
    rule: str
    severity: str
    advice: str
    place: str = ""
    language: str = ""

    def as_json(self) -> dict:
        return asdict(self)


def find(text: str, terms=()) -> list[Finding]:
    """Everything suspicious in a text, in the order of the text.

    terms: objects with `digest` and `stem_length`, as ProtectedTerm has them.
    """
    found = [finding for recognize in SHAPES for finding in recognize(text)]
    found += protected(text, terms)
    return sorted(found, key=lambda finding: (finding.start, finding.end))


def located(finding: Finding, place: str, language: str) -> Finding:
    """The same finding, with the field and the language it was found in."""
    return replace(finding, place=place, language=language)


def emails(text):
    advice = _("Take the e-mail address out.")
    return [finding(match, "email", BLOCK, advice) for match in EMAIL.finditer(text)]


def handles(text):
    advice = _("Take the profile or messenger name out.")
    return [finding(match, "handle", BLOCK, advice) for match in HANDLE.finditer(text)]


def ibans(text):
    advice = _("Take the account number out.")
    return [
        finding(match, "iban", BLOCK, advice)
        for match in IBAN.finditer(text)
        if iban_is_valid(match.group())
    ]


def phones(text):
    advice = _("Take the telephone number out.")
    spans = {}
    for region in PHONE_REGIONS:
        for match in phonenumbers.PhoneNumberMatcher(
            text, region, leniency=phonenumbers.Leniency.VALID
        ):
            spans[match.start, match.end] = match.raw_string
    return [
        Finding(start, end, raw, "phone", BLOCK, advice)
        for (start, end), raw in sorted(spans.items())
    ]


def mixed_scripts(text):
    advice = _("Letters of two alphabets in one word: type it again in one.")
    return [
        finding(match, "mixed_script", WARN, advice)
        for match in WORD.finditer(text)
        if LATIN.search(match.group()) and CYRILLIC.search(match.group())
    ]


SHAPES = (emails, handles, ibans, phones, mixed_scripts)


def protected(text, terms):
    wanted = {}
    for term in terms:
        wanted.setdefault(term.stem_length, set()).add(term.digest)
    advice = _("This is on the list of what must never appear here.")
    return [
        finding(match, "protected_term", BLOCK, advice)
        for match in WORD.finditer(text)
        if wanted and is_protected(fold(match.group()), wanted)
    ]


def is_protected(word: str, wanted: dict[int, set[str]]) -> bool:
    """Whether a folded word is a form of a protected one; wanted holds digests by stem length."""
    begins_so = any(
        length <= len(word) <= length + longest_ending(length) and digest(word[:length]) in digests
        for length, digests in wanted.items()
    )
    return begins_so or any(
        digest(name) in wanted.get(len(name), ())
        for name in nominatives(word)
        if len(name) <= SHORTEST_STEM
    )


def longest_ending(length: int) -> int:
    """How many letters may follow a stem: those it was shortened by, and those of a case."""
    return ENDING if length < SHORTEST_STEM else 2 * ENDING


def nominatives(word: str):
    """What a folded word may be a case form of: "анне" of "анна", "зоі" of "зоя".

    Names this short are kept whole, so their changing last letter is not beyond the stem.
    """
    for last_letter, endings in CASES.items():
        for ending in endings:
            if word.endswith(ending):
                yield word.removesuffix(ending) + last_letter


def stem(term: str) -> str:
    """The part of a name that its case forms share, folded."""
    folded = fold(term)
    return folded[: max(SHORTEST_STEM, len(folded) - ENDING)]


def second_stem(term: str) -> str | None:
    """The stem of names that lose a vowel, folded: "павл" of "Павел". None for others."""
    shortened = FLEETING.sub(r"\1", fold(term))
    return shortened if SHORTEST_STEM <= len(shortened) < len(fold(term)) else None


def fold(word: str) -> str:
    """Lower case, without accents and invisible characters, look-alike letters as one."""
    plain = DROPPED.sub("", unicodedata.normalize("NFKD", word))
    return plain.casefold().translate(LOOK_ALIKE)


# How the cases change the last letter of a name: Belarusian, Russian, Polish.
CASES = {
    "а": ("ы", "и", "і", "е", "э", "у", "ой", "ою", "ей", "ею", "ай", "аю", "ie", "o"),
    "я": ("и", "і", "е", "ю", "ей", "ею", "яй", "яю"),
}
CASES = {fold(letter): tuple(map(fold, endings)) for letter, endings in CASES.items()}
FLEETING = re.compile(f"[{fold('ео')}]([^{fold('аеёиіоуыэюяйь')}])$")


def digest(folded: str) -> str:
    return hmac.new(settings.DIGEST_KEY.encode(), folded.encode(), hashlib.sha256).hexdigest()


def iban_is_valid(text: str) -> bool:
    compact = text.replace(" ", "")
    digits = "".join(str(int(c, 36)) for c in compact[4:] + compact[:4])
    return 15 <= len(compact) <= 34 and int(digits) % 97 == 1


def finding(match: re.Match, rule: str, severity: str, advice: str) -> Finding:
    return Finding(match.start(), match.end(), match.group(), rule, severity, advice)
