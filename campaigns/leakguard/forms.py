"""Case forms: what a word may be a form of, in Russian, Belarusian, Ukrainian, Polish, English.

A form is a stem and the kind of word whose endings it takes; both are written in the signs of
`sounds`. "Столине" may be the stem "stolin" of kind C; so may "Stolina" and "Столин".
"""

import re

# Kind → the endings of its cases in all of these languages, as transliteration writes them too.
#   C  hard consonant: Столин, Козлов (with his wife Козлова)     S  soft one: Сергей, Мозырь
#   A  hard -а, and -о: Анна, Гродно                              Y  soft -я: Мария
#   D  adjective: Козловский, Козловская                          P  plural: Барановичи
ENDINGS_OF = {
    "C": """ a u om am em e y i ov av ev iv ami ah ovi im ym oj aj oju aju yh ymi s""",
    "S": """' j ä ü em öm e i ev iv ej äm ämi äh evi jovi övi 'ü""",
    "A": """a y i e u oj oju aj aju o ę ą am om ami ah ej eju""",
    "Y": """ä i e ü ej eju äj äju öj öju ö äm ämi äh ij ę ą""",
    "D": """ij yj oj i y a ogo ego aga oga oho eho aha omu emu amu im ym om am aä aiä ää oji oi
            ej aj uü u oe oö ie ye e ą ę ija iä yä ih yh imi ymi oju aju""",
    "P": """i y a am ami ah ej ov av om ům e""",
}
ENDINGS = {}
for _kind, _endings in ENDINGS_OF.items():
    for _ending in ["", *_endings.split()] if _kind == "C" else _endings.split():
        ENDINGS.setdefault(_ending, []).append(_kind)
ENDINGS["s"] = ["C"]
LONGEST_ENDING = max(map(len, ENDINGS))
SHORTEST_STEM = 2

# What the ending -е makes of a last consonant: "Ольга" and "Вользе", "Лида" and "Лідзе".
BEFORE_E = {"dz": ["d"], "c": ["t", "k"], "z": ["g"], "s": ["h"], "rz": ["r"]}

CONSONANTS = "bvgdzklmnprstfhcCSZ"
FLEETING = re.compile(f"(?<=[{CONSONANTS}])[aeoöiy](?=[{CONSONANTS}]$)")
LAST_TWO = re.compile(f"(?<=[{CONSONANTS}])(?=[rlmn]$)")


def forms(sounds: str):
    """Every (stem, kind) that a word in a text may be a form of."""
    for length in range(min(LONGEST_ENDING, len(sounds) - SHORTEST_STEM) + 1):
        cut = len(sounds) - length
        stem, ending = sounds[:cut], sounds[cut:]
        for kind in ENDINGS.get(ending, ()):
            yield stem, kind
            if kind in "AC" and ending in ("e", "i", "y"):
                for changed in BEFORE_E:
                    if stem.endswith(changed):
                        for kept in BEFORE_E[changed]:
                            yield stem.removesuffix(changed) + kept, kind
    yield sounds, "="


def stems(sounds: str):
    """Every (stem, kind) under which a word is looked for whose first case is this one."""
    yield sounds, "="
    last, rest = sounds[-1:], sounds[:-1]
    if sounds.endswith(("aä", "ää")):
        yield sounds[:-2], "D"
    if last == "j":
        yield rest, "S"
        if rest[-1:] in "iyo" and len(rest) > 3:
            yield rest[:-1], "D"
    elif last == "'":
        yield rest, "S"
        yield rest, "C"
    elif last == "ä":
        yield rest, "Y"
    elif last in ("a", "o"):
        yield rest, "A"
        if re.search("[oea]va$|[iy]na$", sounds):
            yield rest, "C"
        if re.search("[sc]ka$", sounds):
            yield rest, "D"
    elif last in ("i", "y", "e"):
        yield rest, "P"
        yield rest, "D"
        yield sounds, "S"
    elif last in CONSONANTS:
        yield sounds, "C"
        if LAST_TWO.search(sounds):
            yield LAST_TWO.sub("e", sounds), "C"
    if last == "j" or last in CONSONANTS:
        root, kind = (rest, "S") if last == "j" else (sounds, "C")
        shortened = FLEETING.sub("", root)
        if shortened != root and len(shortened) > SHORTEST_STEM:
            yield shortened, kind


SOFTENED = str.maketrans({"y": "i", "ö": "e", "ę": "en", "ą": "on", "'": "", "j": "", "h": "g"})
BROAD = str.maketrans(
    {"e": "a", "o": "a", "ä": "a", "ö": "a", "y": "i", "ü": "u", "c": "t", "h": "g"}
    | {"ę": "an", "ą": "an", "'": "", "j": ""}
)
DOUBLED = re.compile(r"(.)\1+")
NO_VOWELS = str.maketrans("", "", "aiu")


def exact(stem: str, kind: str) -> str:
    """What all spellings of one language share, and their transliterations."""
    return f"{stem.translate(SOFTENED)}|{kind}"


def broad(stem: str, kind: str) -> str | None:
    """What Russian, Belarusian, Ukrainian and Polish spellings share; None for stems too short.

    Vowels that sound alike are one, as are т and ц, д and дз.
    """
    folded = stem.translate(BROAD).replace("dz", "d").replace("ts", "t")
    folded = DOUBLED.sub(r"\1", folded)
    if len(folded) < 4 or len(folded.translate(NO_VOWELS)) < 3:
        return None
    return f"{folded}|{kind}"
