"""Towns of Belarus: how small they are says how much a name of one gives away.

In towns.txt a region is followed by its centre and its other towns, as Russian writes them. Other
spellings come out alike by their sounds; where they do not, they follow after a slash.
"""

import re
from functools import cache

from campaigns.leakguard import forms, sounds
from campaigns.leakguard.namesakes import is_ordinary, lines_of
from campaigns.leakguard.words import WORD

CAPITAL = "Минск"


@cache
def towns() -> dict[str, tuple[str, bool]]:
    """Form of a town's name → (region, whether it is the region's centre)."""
    known = {}
    listed = " ".join(lines_of("towns.txt"))
    for region, names_of_towns in re.findall(r"(\w+): ([^:]+)(?= \w+:|$)", listed):
        for place, names in enumerate(names_of_towns.split()):
            for name in names.split("/"):
                if name != CAPITAL and not is_ordinary(name):
                    for sound in sounds.readings(name.replace("-", ""))[:4]:
                        for stem, kind in forms.stems(sound):
                            known.setdefault(forms.exact(stem, kind), (region, place == 0))
    return known


def places(text: str):
    """(match of the word, region, whether it is a big city) for each town that is named."""
    known = towns()
    for match in WORD.finditer(text):
        if not match.group()[0].isupper() or len(match.group()) > 30:
            continue
        word = re.sub(r"['’ʼ](?:s$)?", "", match.group())
        for sound in sounds.readings(word):
            town = next(
                (
                    known[form]
                    for form in (forms.exact(*one) for one in forms.forms(sound))
                    if form in known
                ),
                None,
            )
            if town:
                yield match, *town
                break
