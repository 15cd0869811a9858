"""What differs between two contents of a campaign, for somebody who has to judge the change.

Contents have the shape of campaigns/snapshot.py.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from campaigns import snapshot, standouts

FACTS = ("anonymity", "total_shown", "category", "closing")
# Words, single signs and the spaces between them: put together they are the text again.
TOKEN = re.compile(r"\w+|\s+|[^\w\s]")

KEPT, ADDED, REMOVED = "kept", "added", "removed"


@dataclass(frozen=True)
class Piece:
    """A run of text that was kept, added or removed.

    stands_out says what is new in it to look at first: a name, a date or a number.
    """

    kind: str
    text: str
    stands_out: str = ""


@dataclass(frozen=True)
class TextChange:
    """One field in one language; its pieces in reading order."""

    name: str
    language: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class FactChange:
    """A field that is no text: from one value to another, None where there is none."""

    name: str
    before: object
    after: object


@dataclass(frozen=True)
class LineChange:
    """A budget line: before is None for a new one, after is None for one that is gone.

    Both are lines of a content. labels holds the changes of its wording, by language.
    """

    before: dict | None
    after: dict | None
    labels: tuple[TextChange, ...] = ()

    @property
    def kind(self) -> str:
        if self.before is None:
            return ADDED
        return REMOVED if self.after is None else "changed"

    @property
    def amount_differs(self) -> bool:
        return self.kind == "changed" and self.before["amount_cents"] != self.after["amount_cents"]


@dataclass(frozen=True)
class New:
    """Something to look at first, and where it stands: a name, date or number that is new."""

    kind: str
    text: str
    name: str
    language: str


@dataclass(frozen=True)
class Differences:
    texts: tuple[TextChange, ...]
    facts: tuple[FactChange, ...]
    lines: tuple[LineChange, ...]
    goal: FactChange | None

    def __bool__(self):
        return bool(self.texts or self.facts or self.lines)

    @property
    def new(self) -> list[New]:
        """What is new and stands out: names first, then dates, then numbers; each once."""
        labels = (label for line in self.lines for label in line.labels)
        found = dict.fromkeys(
            New(piece.stands_out, piece.text, change.name, change.language)
            for change in (*self.texts, *labels)
            for piece in change.pieces
            if piece.stands_out
        )
        found |= dict.fromkeys(new for line in self.lines for new in new_in_line(line))
        return sorted(found, key=lambda new: standouts.ORDER.index(new.kind))

    @property
    def has_new_picture(self) -> bool:
        return any(fact.name == "picture" and fact.after for fact in self.facts)


def compare(before: dict, after: dict) -> Differences:
    """Give what somebody would see change if `after` took the place of `before`."""
    goals = snapshot.goal_cents(before), snapshot.goal_cents(after)
    return Differences(
        texts=tuple(text_changes(before, after)),
        facts=tuple(fact_changes(before, after)),
        lines=tuple(line_changes(before["lines"], after["lines"])),
        goal=FactChange("goal", *goals) if goals[0] != goals[1] else None,
    )


def first(content: dict) -> Differences:
    """The same for a campaign of which nothing is public yet: everything in it is new."""
    nothing = {name: {} for name in snapshot.TEXTS}
    same = {name: content[name] for name in FACTS}
    return compare(nothing | same | {"lines": [], "picture": None}, content)


def text_changes(before: dict, after: dict) -> Iterator[TextChange]:
    for name in snapshot.TEXTS:
        yield from localized_changes(name, before[name], after[name])
    yield from localized_changes("picture", picture_alt(before), picture_alt(after))


def localized_changes(name: str, before: dict, after: dict) -> Iterator[TextChange]:
    for language in dict.fromkeys([*before, *after]):
        old, new = before.get(language, ""), after.get(language, "")
        if old != new:
            yield TextChange(name, language, tuple(word_pieces(old, new)))


def word_pieces(before: str, after: str) -> Iterator[Piece]:
    """Word by word, what was taken out and what came in, what went first."""
    old, new = TOKEN.findall(before), TOKEN.findall(after)
    found = standouts.find(after)
    for kind, start, end, new_start, new_end in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        gone, come = "".join(old[start:end]), "".join(new[new_start:new_end])
        if kind == "equal":
            yield Piece(KEPT, gone)
            continue
        if gone:
            yield Piece(REMOVED, gone)
        if come:
            at = sum(map(len, new[:new_start]))
            yield from added_pieces(come, at, found)


def added_pieces(text: str, at: int, found: list[standouts.Standout]) -> Iterator[Piece]:
    """A run of new text that begins at this place, with what stands out in pieces of its own."""
    place = 0
    for standout in found:
        start, end = max(standout.start - at, 0), min(standout.end - at, len(text))
        if start >= end:
            continue
        if start > place:
            yield Piece(ADDED, text[place:start])
        yield Piece(ADDED, text[start:end], standout.kind)
        place = end
    if place < len(text):
        yield Piece(ADDED, text[place:])


def new_in_line(change: LineChange) -> Iterator[New]:
    """What stands out in the wording of a budget line that was not there before."""
    if change.before is None:
        for language, text in change.after["label"].items():
            for standout in standouts.find(text):
                yield New(standout.kind, standout.text, "label", language)


def fact_changes(before: dict, after: dict) -> Iterator[FactChange]:
    for name in FACTS:
        if before.get(name) != after.get(name):
            yield FactChange(name, before.get(name), after.get(name))
    old, new = before["picture"], after["picture"]
    if (old and (old["key"], old["origin"])) != (new and (new["key"], new["origin"])):
        yield FactChange("picture", old, new)


def picture_alt(content: dict) -> dict:
    return content["picture"]["alt"] if content["picture"] else {}


def line_changes(before: list[dict], after: list[dict]) -> Iterator[LineChange]:
    """Lines that are the same and in the same order are not mentioned."""
    matcher = SequenceMatcher(
        None, [line_key(line) for line in before], [line_key(line) for line in after]
    )
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            continue
        gone, come = before[start:end], after[new_start:new_end]
        pairs = pair_up(gone, come)
        yield from (line_change(old, new) for old, new in pairs)


def pair_up(gone: list[dict], come: list[dict]) -> Iterator[tuple[dict | None, dict | None]]:
    """Match lines that share a wording or, failing that, an amount; the rest stand alone."""
    left = list(come)
    for old in gone:
        new = next((line for line in left if shares_label(old, line)), None) or next(
            (line for line in left if line["amount_cents"] == old["amount_cents"]), None
        )
        if new is not None:
            left.remove(new)
        yield old, new
    for new in left:
        yield None, new


def shares_label(one: dict, other: dict) -> bool:
    return any(text == other["label"].get(language) for language, text in one["label"].items())


def line_change(old: dict | None, new: dict | None) -> LineChange:
    if old is None or new is None:
        return LineChange(old, new)
    return LineChange(old, new, tuple(localized_changes("label", old["label"], new["label"])))


def line_key(line: dict) -> tuple:
    return line["amount_cents"], tuple(sorted(line["label"].items()))
