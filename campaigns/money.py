"""Amounts of money in and out of text. Every amount is a whole number of cents.

This is how a person types an amount and how a page shows it. Amounts inside a running story are
read by `campaigns.plaintext.amounts`, which has to forgive more.
"""

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

NARROW_SPACE = "\u202f"
MINUS = "\u2212"

SYMBOLS = {"EUR": "€"}

# Digits after the sign as the card networks send them, where those are not two.
DIGITS = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA"), 0),
    **dict.fromkeys(("PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "JOD", "KWD", "OMR", "TND"), 3),
}

# Longer than any amount a card can hold, short enough to stop a pasted page of digits early.
LONGEST_TYPED = 32

_SPACES = str.maketrans(dict.fromkeys("\u00a0\u202f\u2009", " "))
_TYPED = re.compile(
    r"(?P<euros>[0-9]{1,3}(?: [0-9]{3})+|[0-9]{1,12})(?:[.,](?P<cents>[0-9]{1,2}))?"
)
_OPEN_SEPARATOR = re.compile(r"[0-9 ]+[.,][0-9]{3}")


def parse_amount(text: str) -> int:
    """Read a typed amount in euros and return cents.

    Takes "1 595", "1 595,50", "12,5" and "€1595.50"; spaces between thousands may be of any
    kind. Zero is an amount too: limits belong to the form. Raises ValueError, with a sentence to
    show, for anything else, also for a lone separator whose meaning is open, such as "1,595".
    """
    typed = text.translate(_SPACES).strip()
    if not typed:
        raise ValueError(_("Enter an amount."))
    if len(typed) > LONGEST_TYPED:
        raise ValueError(_("This is too long for an amount."))
    number = typed[1:].strip() if typed.startswith("€") else typed.removesuffix("€").strip()
    if number.startswith(("-", MINUS)):
        raise ValueError(_("The amount must not be negative."))
    if _OPEN_SEPARATOR.fullmatch(number):
        raise ValueError(
            _(
                "It is not clear whether “%(number)s” means thousands or cents. "
                "Write thousands without a mark and cents with two digits."
            )
            % {"number": number}
        )
    match = _TYPED.fullmatch(number)
    if match is None:
        raise ValueError(_("Write the amount in digits, for example 25 or 25.50."))
    euros = int(match["euros"].replace(" ", ""))
    cents = (match["cents"] or "").ljust(2, "0")
    return euros * 100 + int(cents)


def format_money(cents: int, language: str, currency: str = "EUR", *, exact: bool = False) -> str:
    """Write an amount the way readers of this language expect, kept together on one line.

    "€ 4 400" in English, "4 400 €" in every other language; the spaces are narrow and do not
    break. Cents appear when there are any, or always with exact=True. Money in another currency
    comes in its smallest unit, which is not always a hundredth.
    """
    english = language == "en" or language.startswith("en-")
    digits = DIGITS.get(currency, 2)
    whole, rest = divmod(abs(cents), 10**digits)
    number = f"{whole:,}".replace(",", NARROW_SPACE)
    if digits and (rest or exact):
        number += f"{'.' if english else ','}{rest:0{digits}}"
    symbol = SYMBOLS.get(currency, currency)
    parts = (symbol, number) if english else (number, symbol)
    return (MINUS if cents < 0 else "") + NARROW_SPACE.join(parts)


def percent(raised_cents: int, goal_cents: int) -> int:
    """How much of the goal is there, rounded down, so that 99.6 % is never called 100 %.

    More than the goal gives more than 100; less than nothing, after refunds, gives 0. Raises
    ValueError unless the goal is positive.
    """
    if goal_cents <= 0:
        raise ValueError("A goal is a positive amount.")
    return max(0, raised_cents) * 100 // goal_cents


def spread(raised_cents: int, amounts: Sequence[int]) -> list[int]:
    """Share what was raised among budget lines, filled in order; cents for each line."""
    funded, left = [], max(0, raised_cents)
    for amount in amounts:
        funded.append(min(amount, left))
        left -= funded[-1]
    return funded


def surplus(raised_cents: int, goal_cents: int) -> int:
    """Cents raised beyond the goal, 0 when it is not reached."""
    return max(0, raised_cents - goal_cents)
