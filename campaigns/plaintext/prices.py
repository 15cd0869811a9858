"""What a budget line asks for: a plain amount, or one that is rough, a range, per month, a product.

A price keeps the other reading that its words allow, so that a stated goal can decide between
them, and says why it is doubtful. All functions take folded text (see `characters.fold`).
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from campaigns.plaintext.amounts import EURO_WORDS, Amount, amount_at
from campaigns.plaintext.characters import SPACE, alternatives

ROUGH = [
    *["about", "around", "approximately", "approx.", "approx", "roughly", "some", "circa", "ca."],
    *["c.", "nearly", "almost", "up to", "at least", "at most", "max.", "min.", "from", "over"],
    *["more than", "minimum", "maximum", "estimated", "est."],
    *["примерно", "около", "приблизительно", "ориентировочно", "порядка", "где-то", "до", "от"],
    *["не менее", "минимум", "максимум", "прим.", "почти", "более"],
    *["каля", "прыблізна", "прыкладна", "ад", "недзе", "не менш за", "амаль", "арыентыровачна"],
    *["około", "ok.", "mniej więcej", "do", "od", "ponad", "przynajmniej", "prawie"],
    *["близько", "приблизно", "орієнтовно", "від", "майже", "щонайменше", "десь"],
]
# After an amount: it comes again and again, and the text may not say how often.
REPEATED = [
    *["per month", "a month", "each month", "every month", "monthly", "month", "mo"],
    *["per week", "a week", "weekly", "week", "per year", "a year", "per day", "a day", "daily"],
    *["each", "per person", "apiece", "per piece", "an hour", "per hour", "per session"],
    *["в месяц", "ежемесячно", "каждый месяц", "мес", "месяц", "в неделю", "в год", "в день"],
    *["за месяц", "за сеанс", "за штуку", "за человека", "с человека", "каждый", "в час"],
    *["у месяц", "на месяц", "штомесяц", "штомесячна", "за месяц", "у тыдзень", "у год", "у дзень"],
    *["кожны", "за сеанс", "у гадзіну"],
    *["miesięcznie", "na miesiąc", "za miesiąc", "mies.", "mies", "miesiąc", "tygodniowo"],
    *["na tydzień", "rocznie", "dziennie", "za osobę", "od osoby", "za sztukę", "za godzinę"],
    *["на місяць", "щомісяця", "щомісячно", "міс", "місяць", "за місяць", "на тиждень"],
    *["на рік", "на день", "за сеанс", "кожен"],
]
TILL = ["to", "and", "до", "да", "и", "і", "do", "a", "i"]
# "3 months at €300", "2 билета по 40 евро".
APIECE = ["at", "of", "по", "па", "po"]
TIMES = ["times", "for", "на", "на працягу", "в течение", "через", "przez", "на протязі"]

_ROUGH_MARK = r"(?:[~≈∼˜±]|\+/?-)"
_ROUGH = re.compile(
    rf"(?:{_ROUGH_MARK}{SPACE}{{0,2}}|(?<!\w)(?:{alternatives(ROUGH)}):?{SPACE}{{1,2}}){{1,2}}"
)
_ROUGH_AFTER = re.compile(rf"\+(?!\w)|{SPACE}?\((?:{alternatives(ROUGH)})\)")
_TILL = re.compile(
    rf"{SPACE}{{0,2}}(?:[–—―−‒‐‑-]{{1,2}}|\.\.\.?|…|(?<!\w)(?:{alternatives(TILL)})(?!\w))"
    rf"{SPACE}{{0,2}}"
)
_COUNT = rf"(?P<count>[0-9]{{1,2}})(?![0-9.,]|{SPACE}[0-9])"
# "× 3 months – rent": the word belongs to the number if a mark parts it from the label.
_PRODUCT = re.compile(
    rf"{SPACE}{{0,2}}[×x*✕∙·]{SPACE}{{0,2}}{_COUNT}"
    rf"(?:{SPACE}{{0,2}}[^\W\d_]{{1,12}}\.?(?={SPACE}{{0,2}}[–—:-]))?"
)
_COUNTED_MONTHS = re.compile(
    rf"{SPACE}{{0,2}}[,(]?{SPACE}?(?:[×x*]|(?:{alternatives(TIMES)})(?!\w)){SPACE}{{0,2}}{_COUNT}"
)
_COUNT_FIRST = re.compile(
    rf"{_COUNT}{SPACE}{{0,2}}(?:[^\W\d_]{{1,15}}\.?{SPACE}{{0,2}})?(?:[×*✕]|x(?!\w)|(?<!\w)x"
    rf"|(?:{alternatives(APIECE)})(?!\w)){SPACE}{{0,2}}"
)
_UNIT = re.compile(rf"{SPACE}{{0,2}}(?:[^\W\d_]{{1,12}}\.?)?{SPACE}{{0,2}}=>?{SPACE}{{0,2}}")
_EQUALS = re.compile(rf"{SPACE}{{0,2}}={SPACE}{{0,2}}")
_REPEATED = re.compile(
    rf"{SPACE}{{0,2}}[(/]?{SPACE}{{0,2}}(?:{alternatives(REPEATED)})(?!\w)\.?\)?"
)
_STARTS = re.compile(
    rf"(?:(?<![\w.,'/])|(?<={SPACE}))"
    rf"(?=[~≈∼˜±+]{{0,2}}{SPACE}{{0,2}}(?:[0-9€$£¥₽₴]|(?:{alternatives(EURO_WORDS)}){SPACE}?[0-9]))"
)


class Price(NamedTuple):
    """cents as the words say it, other_cents as they may also be meant.

    doubt is "" or one of "rough", "range", "repeated", "product"; sign as in `Amount`.
    """

    cents: int
    sign: str
    start: int
    end: int
    doubt: str = ""
    other_cents: int | None = None


def price_at(folded: str, position: int = 0) -> Price | None:
    """Read the price that begins exactly at this position, with the words that qualify it."""
    rough = _ROUGH.match(folded, position)
    counted = _COUNT_FIRST.match(folded, position)
    first = amount_at(folded, (rough or counted).end() if rough or counted else position)
    if counted and (first is None or not first.sign):
        counted, first = None, amount_at(folded, position)
    if first is None:
        return None
    price = Price(first.cents, first.sign, position, first.end, "rough" if rough else "")
    if counted:
        price = price._replace(
            cents=first.cents * int(counted["count"]), other_cents=first.cents, doubt="product"
        )
    elif last := _range_end(folded, first):
        price = price._replace(
            sign=first.sign or last.sign, end=last.end, doubt="range", other_cents=last.cents
        )
    elif product := _PRODUCT.match(folded, first.end):
        price = price._replace(
            cents=first.cents * int(product["count"]),
            end=product.end(),
            other_cents=first.cents,
            doubt="product",
        )
    if result := _result(folded, price):
        return result
    if after := _ROUGH_AFTER.match(folded, price.end):
        price = price._replace(end=after.end(), doubt=price.doubt or "rough")
    return _repeated(folded, price)


def prices_in(folded: str) -> Iterator[Price]:
    """Read all prices, from left to right, none inside another."""
    end = 0
    for match in _STARTS.finditer(folded):
        if match.end() >= end and (price := price_at(folded, match.end())):
            yield _with_rough_word(folded, price, end)
            end = price.end


def _range_end(folded: str, first: Amount) -> Amount | None:
    """The larger end of "€300–400"; in "€30 — 40 tickets" there is none."""
    till = _TILL.match(folded, first.end)
    last = amount_at(folded, till.end()) if till else None
    if last is None or last.cents <= first.cents or {first.sign, last.sign} == {"euro", "other"}:
        return None
    if last.sign or re.match(rf"{SPACE}*(?:\Z|[–—―−‒:;,.)/=|-]|\t)", folded[last.end :][:8]):
        return last
    return None


def _result(folded: str, price: Price) -> Price | None:
    """What stands behind the "=" of "3 × €300 = €900"."""
    equals = _EQUALS.match(folded, price.end)
    if price.doubt == "product" and not equals:
        equals = _UNIT.match(folded, price.end)
    result = amount_at(folded, equals.end()) if equals else None
    if result is None or not (result.sign or price.sign):
        return None
    return Price(result.cents, result.sign or price.sign, price.start, result.end)


def _repeated(folded: str, price: Price) -> Price:
    repeated = _REPEATED.match(folded, price.end)
    if not repeated:
        return price
    end, cents, other = repeated.end(), price.cents, price.other_cents
    months = _COUNTED_MONTHS.match(folded, end)
    if months and price.doubt in ("", "rough"):
        other = cents * int(months["count"])
        unit = _UNIT.match(folded, months.end())
        result = amount_at(folded, unit.end()) if unit else None
        if result and (result.sign or price.sign):
            return Price(result.cents, result.sign or price.sign, price.start, result.end)
    return price._replace(end=end, doubt="repeated", other_cents=other)


def _with_rough_word(folded: str, price: Price, floor: int) -> Price:
    """Take in "about" where it stands before the price."""
    start = max(floor, price.start - 24)
    for rough in _ROUGH.finditer(folded, start, price.start):
        if rough.end() == price.start:
            return price._replace(start=rough.start(), doubt=price.doubt or "rough")
    return price
