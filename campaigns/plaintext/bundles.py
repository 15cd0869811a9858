"""A text that holds several campaigns, cut into the text of each.

Two budgets with a story before each make two campaigns, if something more parts them: a drawn
line, a number, a heading of its own, another hero, another language. One campaign may print its
goal above its story and its lines below, so a budget alone parts nothing.
"""

import re
from typing import NamedTuple

from campaigns.plaintext import aliases, budget, counters, languages, lines
from campaigns.plaintext.characters import alternatives, fold, one_line
from campaigns.plaintext.entries import lone_price

NUMBERED = [
    *["campaign", "fundraiser", "collection", "story", "text", "no."],
    *["сбор", "кампания", "история", "текст", "збор", "кампанія", "гісторыя", "тэкст"],
    *["zbiórka", "kampania", "historia", "tekst", "збір", "історія"],
]

# So many words between two budgets are a story.
SHORTEST_STORY = 20
# So many lines are a text, and not a word somebody likes to repeat.
SHORTEST_TEXT = 4
# What must speak for a cut; each sign counts one or two.
ENOUGH = 3
# A text is looked at no further once it was doubted so often whether another one begins.
MOST_DOUBTS = 60
# Lines on either side of a possible cut that are looked at.
REACH = 120
LONGEST_TITLE = 200

_NUMBER = re.compile(
    rf"\W{{0,6}}(?:{alternatives(NUMBERED)})\s?(?:№|#|no\.?|n°)?\s?(?P<number>[0-9]{{1,2}})(?![0-9])"
    r"(?P<rest>\W{0,6}$|\s?[:.)–—-]\s?)"
)


class _Row(NamedTuple):
    """One line of the text and what it is: "rule", "story", "money", "counter", "words" or ""."""

    kind: str
    text: str


def cut(text: str) -> list[str]:
    """Give the text of each campaign, in order; the whole text if it holds one."""
    raw = _once(text.split("\n"))
    if len(raw) > lines.MOST_LINES:
        return ["\n".join(raw)]
    starts = _numbered(raw) or _starts([_row(line) for line in raw])
    bounds = [0, *starts, len(raw)]
    return ["\n".join(raw[start:end]) for start, end in zip(bounds, bounds[1:], strict=False)]


def _once(raw: list[str]) -> list[str]:
    """Leave out the second half of a text that somebody pasted twice."""
    said = [line.strip() for line in raw if line.strip()]
    half, odd = divmod(len(said), 2)
    if odd or half < SHORTEST_TEXT or said[:half] != said[half:]:
        return raw
    places = [place for place, line in enumerate(raw) if line.strip()]
    return raw[: places[half]]


def _numbered(raw: list[str]) -> list[int]:
    """Find "Campaign 2" and so on, counted up from 1; the first one begins the text."""
    found: list[int] = []
    for place, line in enumerate(raw):
        if len(line) > LONGEST_TITLE:
            continue
        number = _NUMBER.match(fold(line.strip()))
        if number and int(number["number"]) == len(found) + 1:
            found.append(place)
            if not number["rest"].strip(" *=-–—~#"):
                # The number is all there is: it would be taken for the title.
                raw[place] = "---"
    return found[1:] if len(found) > 1 else []


def _row(line: str) -> _Row:
    text = line.strip()
    if not text:
        return _Row("", text)
    if lines.is_rule(text):
        return _Row("rule", text)
    if lines.opens_story_here(text):
        return _Row("story", text)
    if counters.is_counter(text):
        return _Row("counter", text)
    if budget.is_heading(text) or budget.is_line(text) or lone_price(text):
        return _Row("money", text)
    # A note belongs to the text above it.
    return _Row("" if text.startswith("*") else "words", text)


def _starts(rows: list[_Row]) -> list[int]:
    """Find where a campaign begins after the first, by what stands between two budgets."""
    starts: list[int] = []
    begin = doubts = 0
    money = [place for place, row in enumerate(rows) if row.kind in ("money", "counter")]
    for last, following in zip(money, money[1:], strict=False):
        between = rows[last + 1 : following]
        words = sum(len(row.text.split()) for row in between if row.kind == "words")
        if words < SHORTEST_STORY or not _has_budget(rows[begin : last + 1]):
            continue
        doubts += 1
        start = _first_words(rows, last + 1, following)
        if doubts <= MOST_DOUBTS and _signs(rows, begin, last, start, following) >= ENOUGH:
            starts.append(start)
            begin = start
    return starts


def _has_budget(rows: list[_Row]) -> bool:
    return any(row.kind in ("money", "counter") for row in rows)


def _first_words(rows: list[_Row], start: int, end: int) -> int:
    """Where the next text begins: under the last drawn line, or at its title."""
    for place in range(end - 1, start - 1, -1):
        if rows[place].kind == "rule" and _is_title_next(rows, place + 1, end):
            return place + 1
    story = next((place for place in range(start, end) if rows[place].kind == "story"), None)
    if story is not None:
        # Title and lead stand above the heading of the story.
        place = story
        while place > start and rows[place - 1].kind in ("words", ""):
            place -= 1
        blocks = [
            at
            for at in range(place, story)
            if rows[at].kind == "words" and (at == place or rows[at - 1].kind != "words")
        ]
        titles = [at for at in blocks[-2:] if _looks_like_title(rows[at].text)]
        return titles[0] if titles else place
    for place in range(start, end):
        if rows[place].kind == "words" and _looks_like_title(rows[place].text):
            return place
    return start


def _is_title_next(rows: list[_Row], start: int, end: int) -> bool:
    return any(row.kind == "words" for row in rows[start:end])


def _looks_like_title(text: str) -> bool:
    """A line that ends like no sentence and is neither a note nor a word of thanks."""
    return (
        len(text) <= LONGEST_TITLE
        and not text.startswith(("*", "("))
        and not text.endswith((".", "!", ",", ":", ";", "…"))
    )


def _signs(rows: list[_Row], begin: int, last: int, start: int, following: int) -> int:
    before, after = rows[max(begin, start - REACH) : start], rows[start : following + REACH]
    told = [row.text for row in rows[start:following] if row.kind == "words"]
    signs = 0
    if any(row.kind == "rule" for row in rows[last:start]):
        signs += 2
    if any(row.kind == "story" for row in rows[last:following]) and any(
        row.kind == "story" for row in before
    ):
        signs += 2
    if told and told[0].startswith("# ") or (told and _looks_like_title(told[0])):
        signs += 1
    if not _has_lines(before) and not any(row.kind == "counter" for row in before):
        # What stands above is a goal alone: most likely that of the same campaign.
        signs -= 2
    elif _has_lines(before) and _has_lines(after):
        signs += 1
    if _opens_budget(before) and _opens_budget(after):
        signs += 1
    if rows[last].kind == "counter" and any(row.kind == "counter" for row in after):
        signs += 1
    names = [aliases.introduced("\n".join(row.text for row in part)) for part in (before, after)]
    if names[1] and names[0] != names[1]:
        signs += 1
    codes = [
        languages.detect(one_line(" ".join(row.text for row in part if row.kind == "words")))
        for part in (before, rows[start:following])
    ]
    if codes[0] != codes[1]:
        signs += 2
    return signs


def _has_lines(rows: list[_Row]) -> bool:
    lines_of_it = (row for row in rows if row.kind == "money" and budget.is_line(row.text))
    return not all(budget.is_heading(row.text) for row in lines_of_it)


def _opens_budget(rows: list[_Row]) -> bool:
    return any(row.kind == "money" and budget.is_heading(row.text) for row in rows)
