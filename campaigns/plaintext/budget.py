"""The budget of a story: the block under "How much is needed?", its lines and its stated goal."""

import itertools
from typing import NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from campaigns.money import format_money
from campaigns.plaintext import entries, goals, headings, sections
from campaigns.plaintext.characters import fold, one_line
from campaigns.plaintext.entries import Entry
from campaigns.plaintext.lines import Line, bullet
from campaigns.plaintext.prices import Price
from campaigns.plaintext.problems import Problem
from campaigns.plaintext.readings import BudgetLine, Reading, settle

# More than any campaign asks for on one line: such a number is a slip, or not an amount.
LARGEST_LINE_CENTS = 10_000_000_00
# A longer paragraph after the lines is story again; amounts in it are no business of the budget.
LONGEST_REMARK = 160


class Budget(NamedTuple):
    """The lines in order, the goal as far as the text states one, and what is doubtful.

    goal_text is the line that states the goal, "" where none does.
    """

    lines: tuple[BudgetLine, ...]
    goal_cents: int | None
    problems: tuple[Problem, ...]
    goal_text: str = ""


def take(lines: list[Line]) -> tuple[Budget, list[Line]]:
    """Read and remove the budget; sentences that stood between its lines stay with the story."""
    budget = _Reader()
    rest: list[Line] = []
    empty_headings: list[str] = []
    for section in sections.cut(lines):
        if not sections.opens_budget(section):
            rest += section
        elif sections.speaks_of_money(section):
            rest += budget.read(section)
        else:
            empty_headings.append(section[0].text)
            rest += section[1:]
    if not budget.readings:
        start, end = sections.bare_block(rest, budget.goal_cents)
        rest[start:end] = budget.read(rest[start:end])
    if not budget.readings:
        budget.problems += [
            Problem(_("Nothing stands under “%(heading)s”.") % {"heading": heading}, heading)
            for heading in empty_headings
        ]
    return budget.result(rest), rest


def is_heading(text: str) -> bool:
    """Tell whether a line opens a budget, or states its goal."""
    return headings.is_heading(text) or goals.stated(text) is not None


def is_line(text: str) -> bool:
    """Tell whether a line is a budget line wherever it stands: it names its amount in euros."""
    return sections.is_line(text)


def money(cents: int) -> str:
    """An amount as the person reads it who is told of it."""
    return format_money(cents, get_language() or "en")


class _Reader:
    """Collects what the sections of one text say."""

    def __init__(self) -> None:
        self.readings: list[Reading] = []
        self.stated: list[tuple[int, str]] = []
        self.raised: tuple[int, ...] = ()
        self.problems: list[Problem] = []

    @property
    def goal_cents(self) -> int | None:
        return self.stated[0][0] if self.stated else None

    @property
    def sum_cents(self) -> int:
        return sum(reading.cents for reading in self.readings)

    def read(self, section: list[Line]) -> list[Line]:
        """Take in one section; give back its prose."""
        prose: list[Line] = []
        # Where one line names its currency, a bare number elsewhere is not an amount.
        signed = sections.is_signed(section, self.goal_cents)
        items = sections.paired(sections.whole_items(section, signed=signed), signed=signed)
        skipped = self._parts(items, signed=signed)
        is_story = False
        for place, line in enumerate(items):
            if place in skipped or headings.is_heading(line.text) or _announces(line.text):
                continue
            if not self._read_line(line, signed=signed, is_story=is_story):
                prose.append(line)
                is_story |= line.opens_block and len(line.text) > LONGEST_REMARK
        return prose

    def result(self, rest: list[Line]) -> Budget:
        """Put together what was read, with a goal that sentences of the story may have raised."""
        changed, text = goals.find_raised(rest)
        goal_cents, goal_text = self.stated[0] if self.stated else (None, "")
        if changed := changed or self.raised:
            goal_cents, goal_text = changed[-1], text or goal_text
        self._two_goals(changed)
        self._twice()
        lines, problems = settle(self.readings, goal_cents)
        return Budget(tuple(lines), goal_cents, (*self.problems, *problems), goal_text)

    def _read_line(self, line: Line, *, signed: bool, is_story: bool) -> bool:
        """Take in one line; False if it is prose."""
        text = line.text
        if goal := goals.stated(text):
            self._state(goal, text)
        elif len(text) <= LONGEST_REMARK and (raised := goals.raised(text)):
            self.raised = raised
        elif entries.is_part(text) and self.readings:
            self._append(text)
        elif pieces := sections.pieces(text):
            for piece in pieces:
                self._add(piece, text)
        elif (entry := entries.read(text, signed=signed)) and not (
            is_story and not entry.is_strict
        ):
            return self._add(entry, text)
        elif price := entries.lone_price(text):
            # Among amounts in euros a bare number counts givers or pages.
            if price.sign or not signed:
                self._add_alone(text, price)
        else:
            self._doubt_prose(text, is_story=is_story)
            return False
        return True

    def _state(self, goal: Price, text: str) -> None:
        if self.readings and goal.cents == self.sum_cents and self.stated:
            # A sum under the lines may repeat what they add up to, whatever the goal is.
            if self.goal_cents != goal.cents:
                self.stated.append((goal.cents, text))
            return
        self.stated.append((goal.cents, text))
        if goal.doubt in ("rough", "range", "repeated"):
            self._doubt(_("The goal is not stated exactly: “%(label)s”."), one_line(text))

    def _add(self, entry: Entry, text: str) -> bool:
        """Take in a line of the budget; False if it stays with the story."""
        cents, label = entry.price.cents, entry.label
        if entry.price.sign == "other":
            sentence = _("The budget line “%(label)s” is not in euros and was left out.")
            self._doubt(sentence, _plain(text))
            return False
        if not 0 < cents <= LARGEST_LINE_CENTS:
            sentence = _("The budget line “%(label)s” asks for %(amount)s and was left out.")
            self._doubt(sentence, label, amount=money(cents))
            return False
        if headings.opens_with_total(fold(label)) and cents in self._sums():
            # "Subtotal" and "Total for the flat" repeat what stands above them.
            return True
        self.readings.append(Reading(label, entry.price, _plain(text)))
        return True

    def _sums(self) -> set[int]:
        """What the last lines add up to: the last one, the last two, and so on."""
        return set(itertools.accumulate(reading.cents for reading in reversed(self.readings)))

    def _append(self, text: str) -> None:
        last = self.readings[-1]
        self.readings[-1] = last._replace(label=f"{last.label.rstrip('.;,')}, {_plain(text)}")

    def _add_alone(self, text: str, price: Price) -> None:
        """Under the heading a lone amount is the goal; between the lines it misses a label."""
        if not self.stated and not self.readings and price.sign != "other":
            self._state(price, text)
        elif price.cents not in (self.goal_cents, self.sum_cents):
            self._doubt(_("The amount %(label)s has no label."), one_line(text))
        elif price.cents == self.sum_cents and not self.stated:
            self._state(price, text)

    def _doubt_prose(self, text: str, *, is_story: bool) -> None:
        item = bullet(text, budget=True)
        names_euros = entries.names_euros(text)
        if item is not None and not names_euros:
            self._doubt(_("The budget line “%(label)s” has no amount."), one_line(item))
        elif names_euros and not (is_story or goals.find([Line(text)]) or goals.welcomes(text)):
            sentence = _("“%(label)s” names an amount, but is no budget line; it was not counted.")
            self._doubt(sentence, _plain(text))

    def _parts(self, items: list[Line], *, signed: bool) -> set[int]:
        """Find the lines that only divide one above them, say so, and give their places."""
        found: set[int] = set()
        for parent, children, adds_up in sections.divided(items, signed=signed):
            if adds_up and len(children) + 1 == sections.count_entries(items, signed=signed):
                # All that is asked for stands under one line: that line is the sum.
                price = entries.read(items[parent].text, signed=signed).price
                self._state(price, items[parent].text)
                found.add(parent)
                continue
            found.update(children)
            label = entries.read(items[parent].text, signed=signed).label
            parts = ", ".join(f"“{_plain(items[child].text)}”" for child in children)
            if adds_up:
                sentence = _("%(parts)s: parts of “%(label)s”, which were not added once more.")
            else:
                sentence = _(
                    "%(parts)s: these stand under “%(label)s”, but do not add up to its amount; "
                    "they were not counted."
                )
            self._doubt(sentence, label, parts=parts)
        return found

    def _doubt(self, sentence: str, label: str, **values: str) -> None:
        self.problems.append(Problem(sentence % {"label": label, **values}, label))

    def _two_goals(self, raised: tuple[int, ...]) -> None:
        for cents, text in self.stated[1:]:
            if cents != self.goal_cents and not {cents, self.goal_cents} <= set(raised):
                sentence = _("Two goals are stated: %(first)s and %(second)s.") % {
                    "first": money(self.goal_cents),
                    "second": money(cents),
                }
                self.problems.append(Problem(sentence, self.stated[0][1], text))
                return

    def _twice(self) -> None:
        """Drop the second half of lines that stand in the text twice."""
        half = len(self.readings) // 2
        key = [(reading.label, reading.cents) for reading in self.readings]
        if half and key[:half] == key[half:]:
            del self.readings[half:]
            self.problems.append(
                Problem(_("The budget stands in the text twice; it was counted once."))
            )


def _announces(text: str) -> bool:
    """A second heading, such as "Breakdown:", says nothing that the lines do not."""
    announces = text.endswith((":", "?")) and headings.may_be_heading(text)
    return announces and not entries.names_euros(text)


def _plain(text: str) -> str:
    item = bullet(text, budget=True)
    return one_line(text if item is None else item)
