"""Where the budget stands in a text, and which of its lines belong together."""

import re
from collections.abc import Iterator

from campaigns.plaintext import entries, goals, headings
from campaigns.plaintext.amounts import amount_ending
from campaigns.plaintext.characters import fold
from campaigns.plaintext.entries import Entry
from campaigns.plaintext.lines import Line, bullet
from campaigns.plaintext.prices import price_at

# A line that may be a heading is one if an amount stands so near below it.
NEAR = 4
# "Rent" over "€900": the cells of a table, each on a line of its own.
LONGEST_CELL = 160

_PIECE_END = re.compile(
    r";\s*|,\s+(?=\D*[0-9])|\s+\+\s+|,?\s+(?:and|plus|и|і|i|та|oraz)\s+(?=[€0-9]|eur)"
)
_SUM = re.compile(r"\s*=\s*(?P<sum>[^=]{1,40})\Z")
_LEAD_IN = re.compile(r"^[^:€$£0-9]{0,80}(?:[0-9€ .,']{1,12}[^:€$£0-9]{0,30})?:\s+")


def cut(lines: list[Line]) -> list[list[Line]]:
    """Cut before every heading of a budget, and where the story begins."""
    sections: list[list[Line]] = []
    for place, line in enumerate(lines):
        if not sections or line.opens_story or _opens(lines, place):
            sections.append([])
        sections[-1].append(line)
    return sections


def opens_budget(section: list[Line]) -> bool:
    """Tell whether a section begins with a heading of a budget, or with its goal."""
    return _opens(section, 0)


def speaks_of_money(section: list[Line]) -> bool:
    """Tell whether anything in a section looks like an amount of a budget."""
    return any(
        goals.stated(line.text)
        or entries.lone_price(line.text)
        or entries.read(line.text, signed=False)
        or pieces(line.text)
        for line in section
    )


def is_signed(section: list[Line], goal_cents: int | None = None) -> bool:
    """Tell whether only amounts with a currency count: if a line has one, or bare numbers do not
    make up the goal that is stated in it or was before.
    """
    stated = [goals.stated(line.text) for line in section]
    lines = [line for line, goal in zip(section, stated, strict=True) if not goal]
    if any(
        entries.read(line.text, signed=True) or entries.names_euros(line.text) for line in lines
    ):
        return True
    goal_cents = next((goal.cents for goal in stated if goal), goal_cents)
    found = [entries.read(line.text, signed=False) for line in lines]
    return goal_cents is not None and goal_cents != sum(
        entry.price.cents for entry in found if entry
    )


def is_line(text: str) -> bool:
    """Tell whether a line is a budget line wherever it stands."""
    entry = entries.read(text, signed=True)
    return entry is not None and entry.is_strict and entry.price.sign == "euro"


def bare_block(lines: list[Line], goal_cents: int | None) -> tuple[int, int]:
    """Find a budget without a heading: at the end, or two lines and more that stand together.

    Inside a story they must follow a colon or make up the goal; a list of fines does neither.
    """
    end = len(lines)
    while end and not is_line(lines[end - 1].text) and len(lines) - end < NEAR:
        end -= 1
    start = end
    while start and is_line(lines[start - 1].text):
        start -= 1
    if end - start > 1 or (start < end == len(lines) and goal_cents is None):
        while end < len(lines) and entries.read(lines[end].text, signed=True):
            end += 1
        return start, end
    for start, end in _runs(lines):
        cents = sum(entries.read(line.text, signed=True).price.cents for line in lines[start:end])
        announced = start > 0 and lines[start - 1].text.endswith(":")
        if cents == goal_cents or announced:
            return start, end
    return 0, 0


def whole_items(section: list[Line], *, signed: bool) -> list[Line]:
    """Join a list item with the lines it runs over: up to its amount, or in lower case after it."""
    items: list[tuple[Line, list[str]]] = []
    wants_amount = goes_on = False
    for line in section:
        item = bullet(line.text, budget=True)
        folded = fold(line.text if item is None else item)
        price = price_at(folded)
        begins = price is not None and bool(price.sign or not signed)
        ends = amount_ending(folded) is not None
        afresh = line.opens_block or item is not None or begins or "\t" in line.text
        afresh |= entries.is_part(line.text)
        if not afresh and (wants_amount or (goes_on and line.text[0].islower() and not ends)):
            items[-1][1].append(line.text)
        else:
            items.append((line, [line.text]))
            entry = entries.read(line.text, signed=signed)
            wants_amount = item is not None and not begins and entry is None
            goes_on = begins and not entries.lone_price(folded)
        wants_amount &= not ends
    return [line._replace(text=" ".join(parts)) for line, parts in items]


def paired(items: list[Line], *, signed: bool) -> list[Line]:
    """Join labels and amounts that stand on lines of their own, as the cells of a table do."""
    kinds = [_kind(item.text, signed=signed) for item in items]
    if "entry" in kinds or kinds.count("amount") < 2:
        return items
    label_first, amount_first = (
        [place for place in range(len(kinds) - 1) if (kinds[place], kinds[place + 1]) == order]
        for order in (("label", "amount"), ("amount", "label"))
    )
    labels = label_first
    first = next(kind for kind in kinds if kind in ("label", "amount"))
    if len(amount_first) > len(label_first) or (
        len(amount_first) == len(label_first)
        and first == "amount"
        and not _first_is_sum(items, kinds, label_first)
    ):
        labels = amount_first
    if len(labels) < 2:
        return items
    joined = []
    for place, item in enumerate(items):
        if place in labels:
            below = items[place + 1].text.strip("*_| ")
            joined.append(item._replace(text=f"{item.text.rstrip(': ')} — {below}"))
        elif place - 1 not in labels:
            joined.append(item)
    return joined


def divided(items: list[Line], *, signed: bool) -> Iterator[tuple[int, list[int], bool]]:
    """Give each line with the places of those that divide it, and whether these add up to it.

    They stand deeper, or are a list under a line that is no item of one and ends in a colon.
    """
    found = [entries.read(item.text, signed=signed) for item in items]
    place = 0
    while place < len(items):
        parent, children = found[place], []
        if parent and parent.price.sign != "other" and not goals.stated(items[place].text):
            children = _children(items, found, place)
        cents = sum(found[child].price.cents for child in children)
        if children:
            yield place, children, cents == parent.price.cents
        place += 1 + len(children)


def count_entries(items: list[Line], *, signed: bool) -> int:
    """How many lines of a section have the shape of a budget line."""
    return sum(
        entries.read(item.text, signed=signed) is not None and not goals.stated(item.text)
        for item in items
    )


def pieces(text: str) -> list[Entry]:
    """Read "€1400 – rent; €800 – food" as two lines; [] unless every piece is one."""
    if len(text) > 1000:
        return []
    body = text[_announced(text) :]
    total = _SUM.search(body)
    body = body[: total.start()] if total else body
    parts = [part.strip(" .") for part in _PIECE_END.split(body) if part.strip(" .")]
    if len(parts) < 2:
        return []
    found = [entries.read(part, signed=True) for part in parts]
    if not all(entry and entry.price.sign == "euro" for entry in found):
        return []
    price = entries.lone_price(total["sum"]) if total else None
    adds_up = price and price.cents == sum(entry.price.cents for entry in found)
    return found if adds_up or not total else []


def _announced(text: str) -> int:
    """Where the lines begin behind "We need €900: …"; 0 without such words."""
    lead_in = _LEAD_IN.match(text)
    asks = lead_in and (goals.find([Line(lead_in[0])]) or headings.may_be_heading(lead_in[0]))
    return lead_in.end() if asks else 0


def _opens(lines: list[Line], place: int) -> bool:
    text = lines[place].text
    if _is_heading(text) or (_announced(text) and pieces(text)):
        return True
    return headings.may_be_heading(text) and _money_follows(lines, place)


def _is_heading(text: str) -> bool:
    return headings.is_heading(text) or goals.stated(text) is not None


def _money_follows(lines: list[Line], place: int) -> bool:
    heading = lines[place].text
    below = [line.text for line in lines[place + 1 : place + 1 + NEAR]]
    if any(is_line(text) or goals.stated(text) or entries.lone_price(text) for text in below):
        return True
    # "Budget (EUR)" says what its bare numbers are; "We need:" what a line without a dash is.
    signed = not entries.names_currency(heading)
    announces = not signed or heading.rstrip().endswith((":", "?"))
    return announces and entries.read(below[0], signed=signed) is not None if below else False


def _runs(lines: list[Line]) -> Iterator[tuple[int, int]]:
    start = 0
    for place in range(len(lines) + 1):
        if place == len(lines) or not is_line(lines[place].text):
            if place - start > 1:
                yield start, place
            start = place + 1


def _kind(text: str, *, signed: bool) -> str:
    if headings.is_heading(text) or goals.stated(text):
        return ""
    price = entries.lone_price(text)
    if price and (price.sign or not signed):
        return "amount"
    if entries.read(text, signed=signed):
        return "entry"
    return "label" if len(text) <= LONGEST_CELL else ""


def _first_is_sum(items: list[Line], kinds: list[str], label_first: list[int]) -> bool:
    cents = [entries.lone_price(items[place + 1].text).cents for place in label_first]
    first = kinds.index("amount")
    return first - 1 not in label_first and entries.lone_price(items[first].text).cents == sum(
        cents
    )


def _children(items: list[Line], found: list[Entry | None], place: int) -> list[int]:
    parent = items[place]
    is_item = bullet(parent.text, budget=True) is not None
    children: list[int] = []
    cents = 0
    for below in range(place + 1, len(items)):
        line, entry = items[below], found[below]
        if entry is None or entry.price.sign == "other" or goals.stated(line.text):
            break
        deeper = line.indent > parent.indent
        listed = not is_item and bullet(line.text, budget=True) is not None
        if not (deeper or listed):
            break
        children.append(below)
        cents += entry.price.cents
        if not deeper and cents == found[place].price.cents:
            break
    announced = parent.text.endswith(":") or (
        children and items[children[0]].indent > parent.indent
    )
    adds_up = cents == found[place].price.cents and len(children) > 1
    return children if adds_up or (announced and children) else []
