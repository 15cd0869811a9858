"""One line in the shape of a budget line: a label and a price, in either order."""

import re
from typing import NamedTuple

from campaigns.plaintext.amounts import EURO_WORDS
from campaigns.plaintext.characters import SPACE, alternatives, fold, one_line
from campaigns.plaintext.lines import bullet
from campaigns.plaintext.prices import Price, price_at, prices_in

PART_OF = [
    *["of which", "of this", "of that", "of these", "of them", "out of this", "including", "incl."],
    *["this includes", "thereof", "which includes", "among them"],
    *["в том числе", "из них", "из этого", "из которых", "включая", "в т.ч.", "в т. ч."],
    *["у тым ліку", "з іх", "з гэтага", "з якіх", "уключаючы", "у т.л."],
    *["w tym", "z tego", "z czego", "z których", "włącznie z"],
    *["у тому числі", "з них", "з цього", "зокрема", "включно з", "в тому числі"],
]
# A label longer than this before an amount is a sentence that happens to end in one.
LONGEST_UNMARKED_LABEL = 80

# A budget line is shorter; the rest of a longer one is not looked at.
LONGEST_LINE = 3000
# "Rent – €900 (three months) (with heating)"
MOST_REMARKS = 3

_DASHES = "–—―−‒‐‑⁃➖"
_TIE = rf"[{_DASHES}:=|→➔>·…_~-]"
_SEPARATOR = re.compile(rf"[*_)]*[{_DASHES}:=|→➔>~.…·_ \t\u00a0\u2000-\u200a\u202f-]*")
_TIED = re.compile(rf"(?:{_TIE}|\t|\.\.|{SPACE}{{3}}){SPACE}*\Z")
_EDGES = f" \t\u00a0\u202f.:;,=|→➔>…_~·-{_DASHES}"
_LETTER = re.compile(r"[^\W\d_]")
_PART_OF = re.compile(rf"[(\s{_DASHES}-]*(?:{alternatives(PART_OF)})(?!\w)")
_CURRENCY = re.compile(rf"(?<!\w)(?:€|(?:{alternatives(EURO_WORDS)})(?!\w))")
_BRACKET_OPENS = re.compile(rf"{SPACE}{{0,2}}[(/=≈]{SPACE}{{0,2}}")
# The first column of a table counts its rows, if there is an amount in another.
_ORDINAL = re.compile(r"\s*[0-9]{1,2}\s*(?:[.)]\s*)?(?=[\t|].*[0-9])")
_CLOSING_MARKS = " \t\u00a0.,;!|*_"
_SENTENCE = re.compile(r"[.!?]\s+[^\W\d_]")


class Entry(NamedTuple):
    """A label and a price, whatever that is worth.

    is_strict: price and label are tied by place and mark, so the line is one wherever it stands.
    """

    label: str
    price: Price
    is_strict: bool = True


def read(text: str, *, signed: bool) -> Entry | None:
    """Read a line of a budget; signed asks for a currency on the price.

    Prose may hold a price too, so a price must open the line, or follow a mark, or close a line
    that is short or a list item.
    """
    if len(text) > LONGEST_LINE:
        return None
    item = bullet(text, budget=True)
    body = (text if item is None else item).strip().strip("|*_").strip()
    body = body[ordinal.end() :].strip(" \t|") if (ordinal := _ORDINAL.match(body)) else body
    folded = fold(body)
    return _price_first(body, folded, signed=signed) or _price_last(
        body, folded, signed=signed, listed=item is not None
    )


def lone_price(text: str) -> Price | None:
    """Read a line that is a price and nothing else."""
    folded = fold((bullet(text, budget=True) or text).strip("*_| "))
    price = price_at(folded)
    return price if price and not _LETTER.search(folded, price.end) else None


def names_euros(text: str) -> bool:
    """Tell whether a line names an amount in euros anywhere."""
    folded = fold(text[:LONGEST_LINE])
    return any(price.sign == "euro" for price in prices_in(folded))


def names_currency(text: str) -> bool:
    """Tell whether a heading says that its numbers are euros."""
    return _CURRENCY.search(fold(text)) is not None


def is_part(text: str) -> bool:
    """Tell whether a line divides the one before it: "of which 300 are the deposit"."""
    item = bullet(text, budget=True)
    return _PART_OF.match(fold(text if item is None else item)) is not None


def _price_first(body: str, folded: str, *, signed: bool) -> Entry | None:
    price = price_at(folded)
    if price is None or (signed and not price.sign):
        return None
    if price.sign == "other" and (bracket := _BRACKET_OPENS.match(folded, price.end)):
        euros = price_at(folded, bracket.end())
        if euros and euros.sign == "euro":
            price = euros._replace(doubt="converted")
    separator = _SEPARATOR.match(folded, price.end)
    if not price.sign and not separator[0].strip(" .") and "\t" not in separator[0]:
        return None
    return _entry(body[separator.end() :], price)


def _price_last(body: str, folded: str, *, signed: bool, listed: bool) -> Entry | None:
    prices = [price for price in prices_in(folded) if price.sign or not signed]
    if not prices:
        return None
    closing = _closing(folded, prices)
    if closing and closing.sign == "other":
        euros = [price for price in prices if price.sign == "euro"]
        closing = euros[-1]._replace(doubt="converted") if euros else closing
    if closing:
        before = body[: closing.start]
        bracketed = before.count("(") > before.count(")")
        tied = _TIED.search(folded[: closing.start]) is not None
        remark = body[closing.end :].strip(_CLOSING_MARKS)
        label = before.rstrip("(" + _EDGES) + (f" {remark}" if remark.strip(")") else "")
        label += ")" * (label.count("(") > label.count(")"))
        if tied:
            return _entry(label, closing)
        unmarked = len(before) <= LONGEST_UNMARKED_LABEL and not _SENTENCE.search(before)
        if (closing.sign and bracketed) or listed:
            return _entry(label, closing)
        if closing.sign and unmarked and not body.rstrip().endswith("."):
            return _entry(label, closing, is_strict=False)
        return None
    return _price_between(body, folded, prices, listed=listed)


def _closing(folded: str, prices: list[Price]) -> Price | None:
    """The price at the end of a line, before remarks in brackets; else one in such brackets."""
    end = _before_remarks(folded)
    outside = [price for price in prices if price.start < end <= price.end]
    if outside:
        return outside[-1]
    last = prices[-1]
    ends = not folded[last.end :].strip(_CLOSING_MARKS + ")")
    # Of several amounts none of which closes the line, nobody knows which one is asked for.
    alone = len({price.cents for price in prices if price.sign == last.sign}) == 1
    return last if ends and alone else None


def _before_remarks(folded: str) -> int:
    end = len(folded.rstrip(_CLOSING_MARKS))
    for _remark in range(MOST_REMARKS):
        opening = folded.rfind("(", 0, end)
        if not end or folded[end - 1] != ")" or opening < 0:
            break
        end = len(folded[:opening].rstrip(_CLOSING_MARKS))
    return end


def _price_between(body: str, folded: str, prices: list[Price], *, listed: bool) -> Entry | None:
    """ "Rent: €900 for three months": a price after a mark, or the only one of a list item."""
    for price in prices:
        before = body[: price.start]
        if not price.sign or _SENTENCE.search(before):
            continue
        tied = _TIED.search(folded[: price.start]) and len(before) <= LONGEST_UNMARKED_LABEL
        if tied or (listed and len(prices) == 1):
            after = body[price.end :].strip().rstrip(";,. ")
            label = " ".join(filter(None, (before.rstrip(_EDGES), after.lstrip(";, "))))
            return _entry(label, price, is_strict=False)
    return None


def _entry(label: str, price: Price, *, is_strict: bool = True) -> Entry | None:
    plain = one_line(label).strip().rstrip(";,*_| ").lstrip("*_| ")
    if plain.startswith("(") and plain.endswith(")") and plain.count("(") == 1:
        plain = plain[1:-1].strip()
    return Entry(plain, price, is_strict) if _LETTER.search(plain) else None
