"""One alias in two spellings: a slip, or the real name showing through."""

from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _

from campaigns.leakguard import forms, sounds
from campaigns.leakguard.findings import WARN, Finding
from campaigns.leakguard.reading import Reading
from campaigns.leakguard.words import Word, words


def mixed_spellings(read: Reading, source: str) -> Iterator[Finding]:
    """Names that sound alike and are written in two ways; the rarer way is the finding."""
    names = [word for word in words(read.text) if word.whole and word.is_capital]
    known = {word.letters for word in names if not word.opens}
    spelled = {letters: heard(letters) for letters in known}
    seen = Counter(word.letters for word in names)
    groups = []
    for letters in sorted(known, key=lambda one: (-seen[one], one)):
        exact, broad = spelled[letters]
        if len(broad) == 0:
            continue
        group = next((group for group in groups if group[0][1] & broad), None)
        if group is None:
            groups.append([(exact, broad, letters)])
        elif not any(other & exact for other, _broad, _letters in group):
            group.append((exact, broad, letters))
    for first, *others in groups:
        for _exact, _broad, letters in others:
            yield from pointed_out(letters, first[2], names, read, source)


def heard(letters: str) -> tuple[frozenset[str], frozenset[str]]:
    """Exact and broad forms of a word, as far as they are longer than any ending is."""
    found = [one for sound in sounds.readings(letters)[:4] for one in forms.forms(sound)]
    found = [(stem, kind) for stem, kind in found if kind != "="]
    return (
        frozenset(forms.exact(*one) for one in found),
        frozenset(filter(None, (forms.broad(*one) for one in found))),
    )


def pointed_out(
    letters: str, usual: str, names: list[Word], read: Reading, source: str
) -> Iterator[Finding]:
    advice = _("Also written “%(usual)s” here. One alias has one spelling.") % {"usual": usual}
    for word in names:
        if word.letters == letters:
            start, end = read.span(word.start, word.end)
            yield Finding(start, end, source[start:end], "alias_spelling", WARN, advice)
