"""Counters and status lines of a collection: "€ 10 in 3 000", "Collected: …", "… is over"."""

import re
from typing import NamedTuple

from campaigns.plaintext.amounts import Amount, amount_at
from campaigns.plaintext.characters import SPACE, alternatives, fold
from campaigns.plaintext.lines import Line, without

COLLECTED = [
    *["collected", "already collected", "total collected", "raised", "already raised"],
    *["собрано", "уже собрано", "собрали", "сабрана", "ужо сабрана", "сабралі"],
    *["zebrano", "już zebrano", "zebraliśmy", "зібрано", "вже зібрано", "зібрали"],
]
OVER = [
    *["the collection is over", "the collection is closed", "the collection is completed"],
    *["collection completed", "collection closed", "the fundraiser is over"],
    *["the fundraiser is closed", "the fundraising is over", "fundraising is over"],
    *["fundraising completed", "the campaign is over", "the campaign is closed"],
    *["сбор завершён", "сбор закрыт", "сбор окончен"],
    *["збор завершаны", "збор закрыты", "збор скончаны", "збор скончыўся"],
    *["zbiórka zakończona", "zbiórka została zakończona", "zbiórka zamknięta"],
    *["збір завершено", "збір закрито", "збір закінчено"],
]
BETWEEN = ["in", "of", "out of", "from", "из", "з", "са", "із", "z", "ze"]

# No counter is longer; a longer line is not looked at.
LONGEST = 200

_OVER = re.compile(rf"(?:{alternatives(OVER)})[.!]?(?!\w)\s*")
_COLLECTED = re.compile(rf"(?:{alternatives(COLLECTED)})(?!\w)\s*:?\s*")
_BETWEEN = re.compile(
    rf"{SPACE}{{0,3}}(?:/|(?<!\w)(?:{alternatives(BETWEEN)})(?!\w)){SPACE}{{0,3}}"
)
_PERCENT = re.compile(rf"{SPACE}{{0,3}}[(,–—-]?{SPACE}?[0-9]{{1,4}}{SPACE}?%\)?")
_END = re.compile(r"[.!;]?\s*\Z")


class Counters(NamedTuple):
    """What the counters of a text say, each sum once, in order of appearance, and their lines."""

    collected_cents: tuple[int, ...]
    goal_cents: tuple[int, ...]
    closed: bool
    texts: tuple[str, ...] = ()


class _Reading(NamedTuple):
    collected: Amount | None
    goal: Amount | None
    closed: bool
    announces: bool


def take(lines: list[Line]) -> tuple[Counters, list[Line]]:
    """Read and remove the lines that are nothing but a counter or a status."""
    collected: list[int] = []
    goals: list[int] = []
    taken: set[int] = set()
    closed = awaited = False
    for index, line in enumerate(lines):
        reading = _read(line.text, awaited=awaited)
        if reading is None:
            awaited = False
            continue
        taken.add(index)
        awaited = reading.announces and reading.collected is None
        closed |= reading.closed
        if reading.collected:
            collected.append(reading.collected.cents)
        if reading.goal:
            goals.append(reading.goal.cents)
    found = Counters(
        tuple(dict.fromkeys(collected)),
        tuple(dict.fromkeys(goals)),
        closed,
        tuple(lines[index].text for index in sorted(taken)),
    )
    return found, without(lines, taken)


def is_counter(text: str) -> bool:
    """Tell whether a line is nothing but a counter or a status."""
    return _read(text, awaited=False) is not None


def _read(text: str, *, awaited: bool) -> _Reading | None:
    """Read one line; awaited says that the line before ended in "Collected:"."""
    if len(text) > LONGEST:
        return None
    folded = fold(text)
    position = 0
    if over := _OVER.match(folded):
        position = over.end()
    announces = _COLLECTED.match(folded, position)
    if announces:
        position = announces.end()
    collected = amount_at(folded, position)
    goal = None
    if collected:
        position = collected.end
        between = _BETWEEN.match(folded, position)
        goal = amount_at(folded, between.end()) if between else None
        position = goal.end if goal else position
        percent = _PERCENT.match(folded, position)
        position = percent.end() if percent else position
    if not _END.match(folded, position) or not _counts(
        collected, goal, bool(over or announces), awaited=awaited
    ):
        return None
    return _Reading(collected, goal, bool(over), bool(announces))


def _counts(collected: Amount | None, goal: Amount | None, worded: bool, *, awaited: bool) -> bool:
    signs = {amount.sign for amount in (collected, goal) if amount}
    if "other" in signs:
        return False
    # Without a word such as "Collected" a line of two numbers needs a currency to be a counter.
    return worded or (awaited and collected is not None) or (goal is not None and "euro" in signs)
