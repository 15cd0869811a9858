"""Amounts of money inside a story: "€ 1 595", "1.595,50 EUR", "900 евро", "1,5 тыс. €".

Freer than `campaigns.money.parse_amount`, which reads what a donor typed into one field: a story
cannot be asked again, so a lone mark before three digits stands between thousands here.
All functions take folded text (see `characters.fold`).
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from campaigns.plaintext.characters import SPACE, alternatives

EURO_WORDS = [
    *["euros", "euro", "eur", "eura", "eurów", "eŭra", "jeŭra"],
    *["евро", "еўра", "эўра", "еура", "євро", "еуро"],
]
# Known so that they can be named as a problem; only euros are counted.
OTHER_SIGNS = r"(?:us)?[$£¥₽₴₾₸₺₿]"
OTHER_WORDS = [
    *["usd", "gbp", "pln", "zł", "byn", "byr", "rub", "rur", "uah", "chf", "czk", "gel", "kč"],
    *["sek", "nok", "dkk", "kzt", "try", "usdt", "btc", "dollars", "dollar", "pounds", "pound"],
    *["rubles", "roubles", "ruble", "rouble", "zlotys", "zloty", "zlotych", "złotych", "złote"],
    *["złoty", "hryvnias", "hryvnia", "hryvnas", "lari", "rubli", "dolarów", "dolary", "hrywien"],
    *["руб", "р", "рублей", "рубля", "рубль", "рублёў", "рублі", "рублі", "бел. руб", "бел руб"],
    *["белорусских рублей", "беларускіх рублёў", "российских рублей", "карбованців", "рублів"],
    *["долларов", "доллара", "доллар", "долл", "даляраў", "даляры", "доларів", "долари", "дол"],
    *["злотых", "злоты", "злотий", "злотих", "зл", "грн", "гривен", "гривны", "гривень", "гривні"],
    *["грыўняў", "лари", "ларі", "фунтов", "фунтаў", "фунтів", "крон", "кроны", "тенге"],
]
THOUSANDS = [
    *["тыс", "тысяч", "тысячи", "тысяча", "тысячу", "тысячы", "тыщ"],
    *["тис", "тисяч", "тисячі", "тисяча", "tys", "tysięcy", "tysiące", "tysiąc"],
    *["thousand", "thousands"],
]

# Longer than any written amount; an amount at the end of a line is looked for no further back.
WINDOW = 48

_MARK = f"[{SPACE[1:-1]}.,']".replace("\\t", "")
# "1400,-" is how some write that there are no cents.
_CENTS = r"(?:[.,](?:[0-9]{1,2}|[–—-]{1,2}(?![0-9])))?"
_NUMBER = rf"(?:[0-9]{{1,3}}(?:{_MARK}[0-9]{{3}}){{1,2}}|[0-9]{{1,9}}){_CENTS}"
_NUMBER_END = r"(?![0-9])(?![.,'][0-9])"


def _sign(place: str) -> str:
    # In "2020 €500" the sign belongs to what follows it.
    symbol = r"€(?![0-9])" if place == "after" else "€"
    euro, other = alternatives(EURO_WORDS), alternatives(OTHER_WORDS)
    return (
        rf"(?:(?P<euro_{place}>{symbol}|(?:{euro})(?![^\W\d]))"
        rf"|(?P<other_{place}>{OTHER_SIGNS}|(?:{other})(?![^\W\d])\.?))"
    )


def _thousand(place: str) -> str:
    return rf"(?P<thousand_{place}>k(?!\w)|{SPACE}{{0,2}}(?:{alternatives(THOUSANDS)})(?!\w)\.?)?"


_EURO_AGAIN = rf"(?:{SPACE}{{0,2}}(?:€|eur(?:os?)?(?!\w))(?!{SPACE}?[0-9]))?"
_AMOUNT = (
    rf"(?:{_sign('before')}{SPACE}{{0,2}}(?P<number_signed>{_NUMBER}){_NUMBER_END}"
    rf"{_thousand('signed')}{_EURO_AGAIN}"
    rf"|(?P<number>{_NUMBER}){_NUMBER_END}{_thousand('bare')}"
    rf"(?:{SPACE}{{0,2}}{_sign('after')}|(?!\w|{SPACE}?%)))"
)
_PARTS = re.compile(r"(?P<euros>.*?)(?:[.,](?P<cents>[0-9]{1,2}|[–—-]+))?")
_AT = re.compile(_AMOUNT)
_ANYWHERE = re.compile(rf"(?<![\w.,'/]){_AMOUNT}")
_ENDING = re.compile(rf"(?<![\w.,'])\(?{_AMOUNT}\)?[.,;!]?\s*\Z")


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


def amounts_in(folded: str) -> Iterator[Amount]:
    """Read all amounts, from left to right."""
    for match in _ANYWHERE.finditer(folded):
        if amount := _amount(match, 0):
            yield amount


def _amount(match: re.Match, offset: int) -> Amount | None:
    cents = _cents(match["number_signed"] or match["number"])
    if cents is None:
        return None
    if match["thousand_signed"] or match["thousand_bare"]:
        cents *= 1000
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
    cents = re.sub(r"[^0-9]", "", match["cents"] or "")
    return int(euros) * 100 + int(cents.ljust(2, "0"))
