"""Given names that are one name, and names that are a word of the language besides.

A line of given_names.txt holds one name as Russians, Belarusians, Ukrainians, Poles and those who
write in Latin letters say it, and what friends make of it. Spellings that `sounds` makes alike
anyway stand there once. ordinary_words.txt has names, surnames and towns that stand in texts about
anything: only a capital makes a name of them.
"""

import re
from functools import cache
from pathlib import Path

from campaigns.leakguard import forms, sounds

# "Серёжа" is also "Серёжка".
SHORT = re.compile("[бвдзжлмнрстцчш][ая]$")


def lines_of(name: str) -> list[str]:
    return (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()


@cache
def families() -> dict[str, list[frozenset[str]]]:
    """Each given name, by its forms, to the names that are the same one."""
    known = {}
    for line in lines_of("given_names.txt"):
        if family := frozenset(line.split()):
            family |= {name[:-1] + "ка" for name in family if SHORT.search(name)}
            for key in {key for name in family for key in keys_of(name)}:
                known.setdefault(key, []).append(family)
    return known


def namesakes(word: str) -> set[str]:
    """Every other name that this one may be called by; empty when it is no given name we know."""
    return {
        name
        for key in keys_of(word)
        for family in families().get(key, ())
        for name in family
        if name != word
    }


@cache
def ordinary() -> frozenset[str]:
    return frozenset(
        key for word in " ".join(lines_of("ordinary_words.txt")).split() for key in keys_of(word)
    )


def is_ordinary(word: str) -> bool:
    """Whether this name is a word that stands in texts about anything."""
    return not ordinary().isdisjoint(keys_of(word))


def keys_of(word: str) -> set[str]:
    """The exact forms of a word in its first case, whole-word forms left out."""
    return {
        forms.exact(stem, kind)
        for sounds_ in sounds.readings(word.replace("'", "").replace("ʼ", ""))[:4]
        for stem, kind in forms.stems(sounds_)
        if kind != "="
    }
