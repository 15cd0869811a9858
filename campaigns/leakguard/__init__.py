"""What in a text could lead to a person, and what a careful editor would ask about it.

`find` reads a text as people read it and names each place: words that must never appear, shapes of
contacts, documents and addresses, letters of two alphabets in one word, and details that together
single somebody out. A finding is a place to look; what stops publication is its severity.
"""

from collections.abc import Iterable

from django.conf import settings

from campaigns.leakguard import (
    aliases,
    contacts,
    documents,
    puzzle,
    reading,
    scripts,
    terms,
    whereabouts,
)
from campaigns.leakguard.findings import BLOCK, WARN, Finding, located
from campaigns.leakguard.puzzle import COMBINATION
from campaigns.leakguard.reading import Reading

__all__ = [
    "BLOCK",
    "COMBINATION",
    "WARN",
    "Finding",
    "find",
    "find_everywhere",
    "find_shapes",
    "located",
]

SHAPES = (contacts.contacts, documents.documents, whereabouts.whereabouts)


def find(text: str, protected: Iterable | terms.Watch = ()) -> list[Finding]:
    """Everything suspicious in a text, in the order of the text.

    protected: keys of the campaign's protected terms, as ProtectedTerm and terms.Key have them,
    or a Watch over them.
    """
    return in_order(find_everywhere([("", "", text)], protected))


def find_everywhere(
    texts: Iterable[tuple[str, str, str]], protected: Iterable | terms.Watch = ()
) -> list[Finding]:
    """The same for all texts of one campaign, as (place, language, text).

    What details say together they say across places: a town in the lead, a date in the story.
    """
    watch = protected if isinstance(protected, terms.Watch) else terms.Watch(protected)
    found, pieces = [], {}
    for place, language, text in texts:
        read = reading.read(text)
        told = [
            *terms.find(read, text, watch),
            *shapes(read, text),
            *scripts.mixed(read, text),
            *aliases.mixed_spellings(read, text),
        ]
        found += [located(one, place, language) for one in in_order(told)]
        pieces.setdefault(language, []).extend(puzzle.pieces(read, text, where=place))
    for language, told in pieces.items():
        found += [located(one, place, language) for place, one in puzzle.judge(told)]
    return found


def in_order(found: Iterable[Finding]) -> list[Finding]:
    return sorted(found, key=lambda one: (one.start, one.end, one.rule))


def find_shapes(text: str) -> list[Finding]:
    """What leads to a person whatever campaign it stands in: no protected terms, no puzzle."""
    return shapes(reading.read(text), text)


def shapes(read: Reading, source: str) -> list[Finding]:
    """Contacts, documents, addresses. Where two overlap, the longer is kept."""
    own = {terms.bare(contact) for contact in settings.OWN_CONTACTS}
    found = []
    for recognize in SHAPES:
        for start, end, rule, severity, advice in recognize(read.text):
            if terms.bare(read.text[start:end]) in own:
                continue
            first, last = read.span(start, end)
            found.append(Finding(first, last, source[first:last], rule, severity, str(advice)))
    return without_overlaps(found)


def without_overlaps(found: list[Finding]) -> list[Finding]:
    kept, taken = [], set()
    for one in sorted(found, key=lambda one: (one.severity, one.start - one.end, one.start)):
        places = range(one.start, one.end)
        if taken.isdisjoint(places):
            taken.update(places)
            kept.append(one)
    return kept
