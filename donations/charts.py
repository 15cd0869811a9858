"""Bars drawn as plain rectangles: figures in, coordinates out.

Every coordinate is a whole number. The page stretches the drawing to its place, so units mean
nothing by themselves; there is no text in it, and a table with the same figures stands below.
"""

from collections.abc import Sequence
from dataclasses import dataclass

SLOT = 10  # units of width that one period takes
HEIGHT = 1000
MOST_LABELS = 6
# Where in its slot a bar begins, and how wide it is: what came in, and what went back.
COLUMNS = {"a": (1, 5), "b": (6, 3)}


@dataclass(frozen=True)
class Rect:
    kind: str  # "a" for what came in, "b" for what went back
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Chart:
    """What the page draws. `lines` are the heights of the grid, `zero` the height of nothing.

    `line_cents` is what lies between two lines; `labels` are shared out evenly over `width`.
    """

    width: int
    height: int
    zero: int
    lines: list[int]
    line_cents: int
    rects: list[Rect]
    labels: list[str]


def draw(labels: Sequence[str], came: Sequence[int], went: Sequence[int]) -> Chart:
    """Draw one pair of bars for each period; sums in signed cents, `went` usually below zero."""
    all_cents = [0, *came, *went]
    lowest, highest = min(all_cents), max(all_cents)
    line_cents = round_step(max(highest, -lowest))
    top = -(-highest // line_cents) * line_cents or line_cents
    bottom = lowest // line_cents * line_cents
    span = top - bottom
    zero = top * HEIGHT // span
    every = -(-len(labels) // MOST_LABELS) or 1
    shown = list(labels[::every])
    return Chart(
        # Whole groups of slots, so that the labels below, all equally wide, stand where they
        # belong.
        width=len(shown) * every * SLOT,
        height=HEIGHT,
        zero=zero,
        lines=[
            (top - cents) * HEIGHT // span for cents in range(bottom, top + 1, line_cents) if cents
        ],
        line_cents=line_cents,
        rects=[
            bar(kind, number, zero, cents, span)
            for kind, series in (("a", came), ("b", went))
            for number, cents in enumerate(series)
            if cents
        ],
        labels=shown,
    )


def bar(kind: str, number: int, zero: int, cents: int, span: int) -> Rect:
    """The bar of one period, up or down from nothing; never too flat to be seen."""
    offset, width = COLUMNS[kind]
    height = max(abs(cents) * HEIGHT // span, 1)
    return Rect(
        kind=kind,
        x=number * SLOT + offset,
        y=zero - height if cents > 0 else zero,
        width=width,
        height=height,
    )


def round_step(most_cents: int) -> int:
    """A round sum, at least one euro, that the largest figure holds at most five times."""
    unit = 100
    while True:
        for factor in (1, 2, 5):
            if unit * factor * 5 >= most_cents:
                return unit * factor
        unit *= 10
