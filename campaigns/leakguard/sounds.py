"""Letters of either alphabet to sounds, so that every spelling of a name comes out alike.

One sign a sound: a e i o u y are vowels, ä ö ü those after a soft consonant (я ё ю), ę ą the Polish
ones, j the glide, ' softness; C S Z are ч ш ж, c is ц, h both г of Belarusian and х. Latin spelling
says some sounds in more than one way ("ch", "ia"), so a word may have several readings.
"""

import re
from functools import lru_cache
from itertools import product

CYRILLIC = re.compile(r"[Ѐ-ӿ]")
LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
MOST_READINGS = 12

# Capital and small letters that look alike in both alphabets, Cyrillic first.
TWINS = ("АВЕІЈКМНОРСТУХЁЇаеіјкморстухёї", "ABEIJKMHOPCTYXËÏaeijkmopctyxëï")
TO_LATIN = str.maketrans(*TWINS) | str.maketrans("єҽ", "ee")
TO_CYRILLIC = str.maketrans(TWINS[1], TWINS[0])
# Digits that are drawn where a letter is meant, one to each alphabet and then one to Russian slang.
DIGITS = [str.maketrans("0346", "озчб"), str.maketrans("013457", "oieast"), str.maketrans("3", "е")]

FROM_CYRILLIC = {
    **dict(zip("абвгґдежзиіїйклмнопрстуўфхцчшыэ", "abvggdeZziiijklmnoprstuvfhcCSye", strict=True)),
    **{"ё": "ö", "щ": "SC", "ъ": "", "ь": "'", "ю": "ü", "я": "ä", "є": "e"},
}
CYRILLIC_LETTERS = frozenset(FROM_CYRILLIC)

VOWELS = "aeiouyąęóäöü"
# Spellings in Latin letters, with everything they may say; what comes first is tried first.
LATIN_SPELLINGS = """
szcz=SC shch=SC tsch=C tch=C sch=S dzh=dZ zh=Z kh=h sh=S sz=S cz=C ch=C|h ts=c|ts tz=c
rz=Z|rz ph=f th=t ck=k sc=SC|sk x=ks q=k w=v c=c|k č=C š=S ž=Z ż=Z ź=z ś=s ć=c ń=n ł=l
ŭ=v ó=u|o é=e è=e ä=ä ö=ö ü=ü
"""
FROM_LATIN = [
    (spelling, tuple(sounds.split("|")))
    for spelling, sounds in re.findall(r"(\w+)=(\S+)", LATIN_SPELLINGS)
]
SOFT = {"a": "ä", "e": "e", "o": "ö", "u": "ü", "ą": "ą", "ę": "ę", "ó": "u"}
GLIDING = re.compile(f"[jy]([{''.join(SOFT)}])")
SOFTENING = re.compile(f"i([{''.join(SOFT)}])")


@lru_cache(maxsize=20_000)
def readings(word: str) -> tuple[str, ...]:
    """The ways in which a word may be read aloud; none for one in another alphabet."""
    return tuple(
        dict.fromkeys(
            sounds
            for spelled in spellings(word)
            for sounds in (
                [cyrillic_sounds(spelled)] if CYRILLIC.search(spelled) else latin_sounds(spelled)
            )
        )
    )


def spellings(word: str):
    """The word in one alphabet, in small letters: "Cepгeй" is "сергей"."""
    as_cyrillic = word.translate(TO_CYRILLIC).lower()
    for drawn in (DIGITS[0], DIGITS[2]) if "3" in word else DIGITS[:1]:
        cyrillic = as_cyrillic.translate(drawn)
        if CYRILLIC_LETTERS.issuperset(cyrillic):
            yield cyrillic
    latin = word.translate(TO_LATIN).lower()
    if not CYRILLIC.search(latin):
        yield latin.translate(DIGITS[1])


def cyrillic_sounds(word: str) -> str:
    return "".join(FROM_CYRILLIC[letter] for letter in word)


def latin_sounds(word: str) -> list[str]:
    """All readings of a word in Latin letters, the likeliest first, at most MOST_READINGS."""
    parts, at = [], 0
    while at < len(word):
        said, length = next_sounds(word, at)
        parts.append(said)
        at += length
    some = []
    for chosen in product(*parts):
        some.append("".join(chosen))
        if len(some) == MOST_READINGS:
            break
    return some


def next_sounds(word: str, at: int) -> tuple[tuple[str, ...], int]:
    """What the letters at this place say, in their possible ways, and how many letters that is."""
    before = word[at - 1] if at else ""
    if glide := GLIDING.match(word, at):
        return (SOFT[glide[1]],), 2
    if soft := SOFTENING.match(word, at):
        said = SOFT[soft[1]]
        return ((said, "i" + said) if before else ("i" + said,)), 2
    for spelling, said in FROM_LATIN:
        if word.startswith(spelling, at):
            return said, len(spelling)
    if word.startswith("yi", at) and word[at + 2 : at + 3] not in SOFT:
        return ("yj", "i"), 2
    letter, last = word[at], at + 1 == len(word)
    if letter in "yi" and before in VOWELS and before and (last or letter == "y"):
        return ("j",), 1
    if letter == "u" and before in ("a", "e", "o"):
        return ("v", "u"), 1
    if letter == "g" and word[at + 1 : at + 2] == "u" and word[at + 2 : at + 3] in ("e", "i", "y"):
        return ("g",), 2
    return (letter,), 1
