"""The sheet of the public site: its colours are far enough apart, and it turns with the script."""

import re

import pytest
from django.conf import settings

SHEET = (settings.BASE_DIR / "static/css/site.css").read_text()
TOKEN = re.compile(r"--([\w-]+): (#[0-9a-f]{3,6})\b")
BASE, _, REST = SHEET.partition("@media screen and (prefers-color-scheme: dark)")
DAY = dict(TOKEN.findall(BASE))
NIGHT = DAY | dict(TOKEN.findall(REST.partition("/* ---- base ---- */")[0]))

# What is written on what. AAA: 7 to 1 for text.
TEXT = {
    "paper": ("ink", "ink-2", "link", "bad"),
    "surface": ("ink", "ink-2", "link", "bad"),
    "sunk": ("ink", "ink-2", "link"),
    "tint": ("ink", "link"),
    "accent": ("on-accent",),
    "accent-2": ("on-accent",),
    "night": ("on-night", "lamp"),
    "warm-bg": ("warm", "ink", "link"),
    "good-bg": ("good", "ink", "link"),
    "bad-bg": ("bad", "ink", "link"),
}
# What has to be seen and is no text: edges of controls, bars and windows. 3 to 1.
SIGNS = {
    "paper": ("edge", "fund", "good", "pane", "accent"),
    "surface": ("edge", "fund", "good", "pane", "accent"),
    "sunk": ("edge",),
    "track": ("fund", "good"),
}
# Hairlines between things that stand apart anyway.
ORNAMENTS = {"line"}
SIDES = (
    r"\b(margin|padding|border)-(left|right)|text-align: (left|right)|[{;]\s*(left|right|float):"
)


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    shares = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Of two colours, as WCAG counts it: from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("tokens", [DAY, NIGHT], ids=["day", "night"])
@pytest.mark.parametrize(("pairs", "least"), [(TEXT, 7), (SIGNS, 3)], ids=["text", "signs"])
def test_everything_can_be_told_from_what_it_stands_on(tokens, pairs, least):
    found = {
        f"{mark} on {ground}": round(contrast(tokens[mark], tokens[ground]), 2)
        for ground, marks in pairs.items()
        for mark in marks
    }

    assert {pair: ratio for pair, ratio in found.items() if ratio < least} == {}


def test_every_colour_is_measured_against_something():
    measured = {
        *TEXT,
        *SIGNS,
        *(mark for pairs in (TEXT, SIGNS) for ms in pairs.values() for mark in ms),
    }

    assert set(DAY) - measured == ORNAMENTS
    assert set(NIGHT) == set(DAY)


def test_no_rule_has_a_colour_of_its_own():
    """One that is no token would not change by night. Shadows and nothing are the exceptions."""
    rules = REST.partition("/* ---- base ---- */")[2].partition("@media print")[0]

    assert set(re.findall(r"#[0-9a-f]{3,8}\b", rules)) == {"#0000", "#0003"}


def test_nothing_is_laid_out_by_left_and_right():
    assert re.findall(SIDES, SHEET) == []
