"""The budget of a story: the block under "How much is needed?", its lines and its stated goal."""

import re
from typing import NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from campaigns.money import format_money
from campaigns.plaintext.amounts import WINDOW, Amount, amount_at, amount_ending
from campaigns.plaintext.characters import SPACE, fold, one_line
from campaigns.plaintext.lines import Line, bullet, heading_name
from campaigns.plaintext.problems import Problem

HEADINGS = [
    *["fundraising goal", "goal of the fundraiser", "goal", "the goal", "budget"],
    *["how much is needed", "how much do we need", "how much money is needed", "what is needed"],
    *["what the money is for", "what is the money for", "what the money will be spent on"],
    *["цель сбора", "сумма сбора", "цель", "бюджет", "сколько нужно", "сколько необходимо"],
    *["сколько нужно денег", "сколько денег нужно", "необходимая сумма", "нужная сумма"],
    *["на что нужны деньги", "на что пойдут деньги"],
    *["мэта збору", "сума збору", "мэта", "бюджэт", "колькі трэба", "колькі патрэбна"],
    *["колькі трэба грошай", "патрэбная сума", "неабходная сума"],
    *["на што патрэбныя грошы", "на што патрэбны грошы", "на што пойдуць грошы"],
    *["cel zbiórki", "kwota zbiórki", "cel", "budżet", "ile potrzeba", "ile potrzebujemy"],
    *["potrzebna kwota", "na co są potrzebne pieniądze", "na co zbieramy"],
    *["мета збору", "ціль збору", "сума збору", "бюджет", "скільки потрібно", "потрібна сума"],
]
TOTALS = [
    *["total", "in total", "total amount", "total needed", "sum", "altogether"],
    *["всего", "итого", "общая сумма", "усяго", "разам", "агульная сума"],
    *["razem", "łącznie", "suma", "ogółem", "усього", "разом", "загальна сума"],
]

# More than any campaign asks for on one line: such a number is a slip, or not an amount.
LARGEST_LINE_CENTS = 10_000_000_00

_HEADINGS = frozenset(map(fold, HEADINGS))
_GOALS = _HEADINGS | frozenset(map(fold, TOTALS))
_DASH = r"[–—―−‒:=|-]"
_SEPARATOR = re.compile(rf"{SPACE}*{_DASH}+{SPACE}*")
_LETTER = re.compile(r"[^\W\d_]")


class BudgetLine(NamedTuple):
    label: str
    cents: int


class Budget(NamedTuple):
    """The lines in order, the goal as far as the text states one, and what is doubtful.

    goal_text is the line that states the goal, "" where none does.
    """

    lines: tuple[BudgetLine, ...]
    goal_cents: int | None
    problems: tuple[Problem, ...]
    goal_text: str = ""


class _Entry(NamedTuple):
    """A line in the shape of a budget line, whatever its amount is worth."""

    label: str
    amount: Amount


def take(lines: list[Line]) -> tuple[Budget, list[Line]]:
    """Read and remove the budget; sentences that stood between its lines stay with the story."""
    budget = _Reader()
    rest: list[Line] = []
    empty_headings: list[str] = []
    for section in _sections(lines):
        if not is_heading(section[0].text):
            rest += section
        elif _speaks_of_money(section):
            rest += budget.read(section)
        else:
            empty_headings.append(section[0].text)
            rest += section[1:]
    if not budget.lines and budget.goal_cents is None:
        start = _tail(rest)
        rest, block = rest[:start], rest[start:]
        rest += budget.read(block)
    if not budget.lines:
        budget.problems += [
            Problem(_("Nothing stands under “%(heading)s”.") % {"heading": heading}, heading)
            for heading in empty_headings
        ]
    found = Budget(tuple(budget.lines), budget.goal_cents, tuple(budget.problems), budget.goal_text)
    return found, rest


def is_heading(text: str) -> bool:
    """Tell whether a line opens a budget, or states its goal."""
    return heading_name(text) in _HEADINGS or _stated_goal(text) is not None


def is_line(text: str) -> bool:
    """Tell whether a line is a budget line wherever it stands: it names its amount in euros."""
    entry = _entry(text, signed=True)
    return entry is not None and entry.amount.sign == "euro"


def money(cents: int) -> str:
    """An amount as the person reads it who is told of it."""
    return format_money(cents, get_language() or "en")


class _Reader:
    """Collects what the sections of one text say."""

    def __init__(self) -> None:
        self.lines: list[BudgetLine] = []
        self.goal_cents: int | None = None
        self.goal_text = ""
        self.problems: list[Problem] = []

    def read(self, section: list[Line]) -> list[Line]:
        """Take in one section; give back its prose."""
        prose: list[Line] = []
        # Where one line names its currency, a bare number elsewhere is not an amount.
        signed = any(_entry(line.text, signed=True) for line in section)
        for line in _whole_items(section, signed=signed):
            if goal := _stated_goal(line.text):
                self._state_goal(line.text, goal)
            elif heading_name(line.text) in _HEADINGS:
                continue
            elif entry := _entry(line.text, signed=signed):
                self._add(entry)
            elif amount := _amount_alone(line.text):
                self._add_alone(line.text, amount)
            else:
                prose.append(line)
                item = bullet(line.text, budget=True)
                if item is not None:
                    self._doubt(_("The budget line “%(label)s” has no amount."), item)
        return prose

    def _doubt(self, sentence: str, label: str, **values: str) -> None:
        self.problems.append(Problem(sentence % {"label": label, **values}, label))

    def _state_goal(self, text: str, goal: Amount) -> None:
        if self.goal_cents is None:
            self.goal_cents, self.goal_text = goal.cents, text
        elif self.goal_cents != goal.cents:
            sentence = _("Two goals are stated: %(first)s and %(second)s.") % {
                "first": money(self.goal_cents),
                "second": money(goal.cents),
            }
            self.problems.append(Problem(sentence, self.goal_text, text))

    def _add(self, entry: _Entry) -> None:
        cents = entry.amount.cents
        if entry.amount.sign == "other":
            sentence = _("The budget line “%(label)s” is not in euros and was left out.")
            self._doubt(sentence, entry.label)
        elif not 0 < cents <= LARGEST_LINE_CENTS:
            sentence = _("The budget line “%(label)s” asks for %(amount)s and was left out.")
            self._doubt(sentence, entry.label, amount=money(cents))
        else:
            self.lines.append(BudgetLine(entry.label, cents))

    def _add_alone(self, text: str, amount: Amount) -> None:
        """Under the heading a lone amount is the goal; between the lines it misses a label."""
        if self.goal_cents is None and not self.lines and amount.sign != "other":
            self.goal_cents, self.goal_text = amount.cents, text
        elif amount.cents != self.goal_cents:
            self._doubt(_("The amount %(label)s has no label."), one_line(text))


def _sections(lines: list[Line]) -> list[list[Line]]:
    """Cut before every budget heading, and where the story begins."""
    sections: list[list[Line]] = []
    for line in lines:
        if not sections or line.opens_story or is_heading(line.text):
            sections.append([])
        sections[-1].append(line)
    return sections


def _stated_goal(text: str) -> Amount | None:
    """Read "Fundraising goal: € 3 000" or "Total — € 3 000"."""
    amount = amount_ending(fold(text[-WINDOW:]))
    name = heading_name(text[: max(0, len(text) - WINDOW) + amount.start]) if amount else ""
    return amount if amount and amount.sign != "other" and name in _GOALS else None


def _speaks_of_money(section: list[Line]) -> bool:
    return any(
        _stated_goal(line.text) or _amount_alone(line.text) or _entry(line.text, signed=False)
        for line in section
    )


def _amount_alone(text: str) -> Amount | None:
    folded = fold(text)
    amount = amount_at(folded)
    return amount if amount and not _LETTER.search(folded, amount.end) else None


def _whole_items(section: list[Line], *, signed: bool) -> list[Line]:
    """Join a list item with the lines it runs over: up to its amount, or in lower case after it."""
    items: list[tuple[Line, list[str]]] = []
    wants_amount = goes_on = False
    for line in section:
        item = bullet(line.text, budget=True)
        folded = fold(line.text if item is None else item)
        amount = amount_at(folded)
        begins = amount is not None and bool(amount.sign or not signed)
        ends = amount_ending(folded) is not None
        afresh = line.opens_block or item is not None or begins
        if not afresh and (wants_amount or (goes_on and line.text[0].islower() and not ends)):
            items[-1][1].append(line.text)
        else:
            items.append((line, [line.text]))
            wants_amount = item is not None and not begins
            goes_on = begins and not _amount_alone(folded)
        wants_amount &= not ends
    return [line._replace(text=" ".join(parts)) for line, parts in items]


def _entry(text: str, *, signed: bool) -> _Entry | None:
    """Read a line of either order; signed asks for a currency on the amount.

    Prose may hold an amount too, so an amount must open the line, or close it after a dash, in
    brackets or at the end of a list item.
    """
    item = bullet(text, budget=True)
    body = text if item is None else item
    folded = fold(body)
    return _amount_first(body, folded, signed) or _amount_last(
        body, folded, signed, listed=item is not None
    )


def _amount_first(body: str, folded: str, signed: bool) -> _Entry | None:
    amount = amount_at(folded)
    if amount is None or (signed and not amount.sign):
        return None
    separator = _SEPARATOR.match(folded, amount.end)
    if separator is None and not amount.sign:
        return None
    return _with_label(body[separator.end() if separator else amount.end :], amount)


def _amount_last(body: str, folded: str, signed: bool, *, listed: bool) -> _Entry | None:
    amount = amount_ending(folded)
    if amount is None or (signed and not amount.sign):
        return None
    before = body[: amount.start].rstrip()
    separated = bool(before) and re.match(_DASH, before[-1]) is not None
    bracketed = folded[amount.start] == "("
    if not separated and not (amount.sign and (bracketed or listed)):
        return None
    return _with_label(before.rstrip("–—―−‒:=|- \t\u00a0"), amount)


def _with_label(label: str, amount: Amount) -> _Entry | None:
    label = one_line(label).rstrip(";, ")
    return _Entry(label, amount) if _LETTER.search(label) else None


def _tail(lines: list[Line]) -> int:
    """Find where a budget without a heading begins at the end of a text."""
    start = len(lines)
    while start and is_line(lines[start - 1].text):
        start -= 1
    return start
