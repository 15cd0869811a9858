"""Amounts of money inside a story: "€ 1 595", "1.595,50 EUR", "900 евро".

Freer than `campaigns.money.parse_amount`, which reads what a donor typed into one field: a story
cannot be asked again, so a lone mark before three digits stands between thousands here.
All functions take folded text (see `characters.fold`).
"""

import re
from typing import NamedTuple

from campaigns.plaintext.characters import SPACE, alternatives

EURO_WORDS = ["euros", "euro", "eur", "евро", "еўра", "эўра", "євро"]
# Known so that they can be named as a problem; only euros are counted.
OTHER_SIGNS = r"[$£₽₴]"
OTHER_WORDS = [
    *["usd", "gbp", "pln", "zł", "byn", "rub", "uah", "chf", "dollars", "zlotys", "zloty"],
    *["руб", "рублей", "рублёў", "долларов", "даляраў", "злотых", "zlotych", "złotych", "грн"],
]

# Longer than any written amount; an amount at the end of a line is looked for no further back.
WINDOW = 48

_NUMBER = r"(?:[0-9]{1,3}(?:[ \u00a0\u2009\u202f.,'][0-9]{3}){1,2}|[0-9]{1,9})(?:[.,][0-9]{1,2})?"
_NUMBER_END = r"(?![0-9])(?![.,][0-9])"


def _sign(place: str) -> str:
    euro, other = alternatives(EURO_WORDS), alternatives(OTHER_WORDS)
    return (
        rf"(?:(?P<euro_{place}>€|(?:{euro})(?![^\W\d]))"
        rf"|(?P<other_{place}>{OTHER_SIGNS}|(?:{other})(?![^\W\d])))"
    )


_AMOUNT = (
    rf"(?:{_sign('before')}{SPACE}{{0,2}}(?P<number_signed>{_NUMBER}){_NUMBER_END}"
    rf"|(?P<number>{_NUMBER}){_NUMBER_END}(?:{SPACE}{{0,2}}{_sign('after')}|(?!\w|{SPACE}?%)))"
)
_PARTS = re.compile(r"(?P<euros>.*?)(?:[.,](?P<cents>[0-9]{1,2}))?")
_AT = re.compile(_AMOUNT)
_ENDING = re.compile(rf"(?<![\w.,])\(?{_AMOUNT}\)?[.,;]?\s*\Z")


class Amount(NamedTuple):
    """An amount as it stands in a text; sign is "euro", "other" or "" when it has none."""

    cents: int
    sign: str
    start: int
    end: int


def amount_at(folded: str, position: int = 0) -> Amount | None:
    """Read the amount that begins exactly at this position."""
    match = _AT.match(folded, position)
    return _amount(match, 0) if match else None


def amount_ending(folded: str) -> Amount | None:
    """Read the amount the text ends with, also in brackets and before a full stop."""
    offset = max(0, len(folded) - WINDOW)
    match = _ENDING.search(folded[offset:])
    return _amount(match, offset) if match else None


def _amount(match: re.Match, offset: int) -> Amount | None:
    cents = _cents(match["number_signed"] or match["number"])
    if cents is None:
        return None
    euro = match["euro_before"] or match["euro_after"]
    other = match["other_before"] or match["other_after"]
    sign = "euro" if euro else "other" if other else ""
    return Amount(cents, sign, offset + match.start(), offset + match.end())


def _cents(number: str) -> int | None:
    """Tell thousands marks from the decimal mark; None for a number such as "0,500"."""
    match = _PARTS.fullmatch(number)
    euros = re.sub(r"[^0-9]", "", match["euros"])
    if len(euros) > 3 and euros.startswith("0"):
        return None
    return int(euros) * 100 + int((match["cents"] or "").ljust(2, "0"))
