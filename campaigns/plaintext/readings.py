"""What was read as a budget line, and how a stated goal settles what its words leave open."""

import itertools
from typing import NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from campaigns.money import format_money
from campaigns.plaintext.prices import Price
from campaigns.plaintext.problems import Problem

# So many open lines can be tried in every combination; a budget has fewer.
MOST_OPEN = 8


class BudgetLine(NamedTuple):
    label: str
    cents: int


class Reading(NamedTuple):
    """A line as it was read: its label, its price with what is doubtful, its words."""

    label: str
    price: Price
    text: str

    @property
    def cents(self) -> int:
        return self.price.cents


def settle(
    readings: list[Reading], goal_cents: int | None
) -> tuple[list[BudgetLine], list[Problem]]:
    """Choose one amount for each line, and say what is doubtful about it.

    Where words allow two amounts, the one with which the sum is the goal; else the first.
    """
    chosen = [reading.cents for reading in readings]
    open_places = [
        place for place, reading in enumerate(readings) if reading.price.other_cents is not None
    ][:MOST_OPEN]
    choices = ((reading.cents, reading.price.other_cents) for reading in readings)
    options = [
        choice if place in open_places else choice[:1] for place, choice in enumerate(choices)
    ]
    fitting = next(
        (list(cents) for cents in itertools.product(*options) if sum(cents) == goal_cents), None
    )
    chosen = fitting or chosen
    lines = [
        BudgetLine(reading.label, cents) for reading, cents in zip(readings, chosen, strict=True)
    ]
    problems = [
        doubt(reading, cents)
        for reading, cents in zip(readings, chosen, strict=True)
        # Of a product nothing is open once the sum is right.
        if reading.price.doubt and not (fitting and reading.price.doubt == "product")
    ]
    return lines, problems


def doubt(reading: Reading, cents: int) -> Problem:
    """Say why an amount is doubtful, and what was taken."""
    sentence = {
        "rough": _("“%(text)s” names an amount only roughly; %(amount)s was taken."),
        "range": _("“%(text)s” names a range; %(amount)s was taken."),
        "repeated": _("“%(text)s” may be paid more than once; %(amount)s was taken."),
        "product": _("“%(text)s” multiplies an amount; %(amount)s was taken."),
        "converted": _("“%(text)s” names two currencies; %(amount)s was taken."),
    }[reading.price.doubt]
    amount = format_money(cents, get_language() or "en")
    return Problem(sentence % {"text": reading.text, "amount": amount}, reading.text)
