"""One alias in two spellings: a slip, or the real name showing through. One alias of two people."""

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from campaigns.leakguard import forms, reading, sounds
from campaigns.leakguard.findings import WARN, Finding
from campaigns.leakguard.reading import Reading
from campaigns.leakguard.words import words

ADVICE = _("Also written “%(usual)s” here. One alias has one spelling.")


def mixed_spellings(read: Reading, source: str) -> Iterator[Finding]:
    """Names that sound alike and are written in two ways; the rarer way is the finding."""
    names = [word for word in words(read.text) if word.whole and word.is_capital]
    known = {word.letters for word in names if not word.opens}
    seen = Counter(word.letters for word in names)
    # Names that sound alike, by number: how one is usually written, and its exact forms so far.
    groups, number_of, usual_of = [], {}, {}
    for letters in sorted(known, key=lambda one: (-seen[one], one)):
        exact, broad = heard(letters)
        number = min((number_of[form] for form in broad if form in number_of), default=None)
        if number is None:
            number_of.update(dict.fromkeys(broad, len(groups)))
            groups.append((letters, set(exact)))
            continue
        usual, written = groups[number]
        if written.isdisjoint(exact):
            written |= exact
            usual_of[letters] = usual
    for word in names:
        if usual := usual_of.get(word.letters):
            start, end = read.span(word.start, word.end)
            advice = ADVICE % {"usual": usual}
            yield Finding(start, end, source[start:end], "alias_spelling", WARN, advice)


def heard(letters: str) -> tuple[frozenset[str], frozenset[str]]:
    """Exact and broad forms of a word, as far as they are longer than any ending is."""
    found = [one for sound in sounds.readings(letters)[:4] for one in forms.forms(sound)]
    found = [(stem, kind) for stem, kind in found if kind != "="]
    return (
        frozenset(forms.exact(*one) for one in found),
        frozenset(filter(None, (forms.broad(*one) for one in found))),
    )


def is_same(one: str, other: str) -> bool:
    """Whether two aliases are one name to a reader, whatever alphabet and spelling they are in."""
    ours, theirs = said(one), said(other)
    return bool(ours) and len(ours) == len(theirs) and all(map(frozenset.__and__, ours, theirs))


@lru_cache(maxsize=4096)
def said(alias: str) -> tuple[frozenset[str], ...]:
    """What each word of an alias sounds like, in its first case."""
    return tuple(
        frozenset(
            filter(
                None,
                (
                    fold(stem, kind)
                    for sound in sounds.readings(word.letters)[:4]
                    for stem, kind in forms.stems(sound)
                    for fold in (forms.exact, forms.broad)
                ),
            )
        )
        for word in words(reading.read(alias).text)
        if word.whole
    )
