"""Lines of a story: without page furniture, and joined again where a mail program broke them."""

import re
from collections.abc import Callable
from typing import NamedTuple

from campaigns.plaintext import furniture
from campaigns.plaintext.amounts import amount_at
from campaigns.plaintext.characters import fold, one_line

# Kept apart from other furniture because they tell the lead from the story.
STORY_HEADINGS = [
    *["story", "the story", "our story", "my story", "about the campaign", "about the fundraiser"],
    *["история", "моя история", "наша история", "о сборе", "описание"],
    *["гісторыя", "мая гісторыя", "наша гісторыя", "пра збор", "апісанне"],
    *["historyja", "maja historyja", "apisańnie", "pra zbor"],
    *["historia", "moja historia", "nasza historia", "opis", "opis zbiórki", "o zbiórce"],
    *["історія", "моя історія", "наша історія", "про збір", "опис"],
]

# A story has some dozens of lines, one broken at 72 characters some hundreds.
MOST_LINES = 2000

# Between these, in characters, lie the habits of breaking lines; beyond, a line is a paragraph.
NARROWEST_WRAP = 40
WIDEST_WRAP = 120

_BULLET = re.compile(r"(?:[•●▪◦‣·○■□►▶▸➢➤✓✔☑✅◆◇❖🔹🔸⭐👉∙⁃]\ufe0f?\s*|\*\s+)")
# Any drawn sign that is no mark of a sentence or an amount, a dash, or "1.", "2)", "№ 3", "a)".
_BUDGET_BULLET = re.compile(
    r"(?:[^\w\s\"'“”«»„(\[€$£¥₽₴~≈±.,:;!?…|*#№@%&+/\\<>=–—―−‒‐‑-]{1,4}\s*"
    r"|[*+–—―−‒‐‑-]{1,3}\s+|[–—―−‒‐‑-](?=[^\W\d])"
    r"|\(?[0-9]{1,2}(?:\.[0-9])?[.)](?:\s+|(?=[^\w\s.,]))"
    r"|[0-9]\ufe0f?\u20e3\s*|№\s?[0-9]{1,2}[.):]?\s+|[a-zа-яіў]\)\s+)"
)
_RULE = re.compile(r"[\s*_=~•·—–─━-]+")
_STORY_HEADINGS = frozenset(map(fold, STORY_HEADINGS))


class Line(NamedTuple):
    """One line without the white space around it.

    opens_block: a blank line, or the start of the text, stands before it. opens_story: the
    heading of the story stood before it. indent: characters of white space before it.
    """

    text: str
    opens_block: bool = False
    opens_story: bool = False
    indent: int = 0


def split(text: str) -> list[Line]:
    """Give the lines that say something; page furniture and drawn rules are left out.

    What follows MOST_LINES becomes one last line: every pass looks at every line several times.
    """
    lines: list[Line] = []
    opens_block, opens_story = True, False
    raw_lines = text.split("\n", MOST_LINES)
    buttons = furniture.buttons(raw_lines[:MOST_LINES])
    for place, raw in enumerate(raw_lines):
        line = one_line(raw) if "\n" in raw else raw.strip()
        opens_here = opens_story_here(line)
        is_empty = not line or _RULE.fullmatch(line) is not None
        if is_empty or opens_here or place in buttons or furniture.is_furniture(line):
            opens_block = True
            opens_story |= opens_here
            continue
        lines.append(Line(line, opens_block, opens_story, len(raw) - len(raw.lstrip())))
        opens_block = opens_story = False
    return lines


def opens_story_here(text: str) -> bool:
    """Tell whether a line is the heading of the story."""
    return heading_name(text) in _STORY_HEADINGS


def is_rule(text: str) -> bool:
    """Tell whether a line is drawn, and long enough to part two texts."""
    return len(text.strip()) >= 3 and _RULE.fullmatch(text) is not None


def unwrap(lines: list[Line], stands_alone: Callable[[str], bool]) -> list[Line]:
    """Join lines that were broken at a fixed width, telling by words that would not have fitted.

    stands_alone names lines, such as headings, that never continue another.
    """
    width = max((len(line.text) for line in lines), default=0)
    if not NARROWEST_WRAP <= width <= WIDEST_WRAP:
        return lines
    joints = {
        index
        for index in range(1, len(lines))
        if _continues(lines[index - 1].text, lines[index], width)
        and not stands_alone(lines[index].text)
    }
    # A pair of equally long paragraphs is chance; three broken lines are a habit.
    if len(joints) < 3:
        return lines
    paragraphs: list[tuple[Line, list[str]]] = []
    for index, line in enumerate(lines):
        if index in joints:
            paragraphs[-1][1].append(line.text)
        else:
            paragraphs.append((line, [line.text]))
    return [line._replace(text=" ".join(parts)) for line, parts in paragraphs]


def without(lines: list[Line], taken: set[int]) -> list[Line]:
    """Give the lines but those at these places; what they opened, the next line opens."""
    rest = []
    opens_block = opens_story = False
    for index, line in enumerate(lines):
        if index in taken:
            opens_block, opens_story = True, opens_story or line.opens_story
        else:
            opens_block |= line.opens_block
            opens_story |= line.opens_story
            rest.append(line._replace(opens_block=opens_block, opens_story=opens_story))
            opens_block = opens_story = False
    return rest


def heading_name(text: str) -> str:
    """Give a heading as a name to look up: folded, without bullet, hashes, colon or marks."""
    if len(text) > WIDEST_WRAP:
        return ""
    return fold(one_line(text)).strip("•●▪◦‣·*#_: ?—–-")


def bullet(text: str, *, budget: bool = False) -> str | None:
    """Give what follows the bullet of a list item, or None when there is no bullet.

    In a budget a dash or a number counts as a bullet too; in a story a dash may open speech.
    """
    match = (_BUDGET_BULLET if budget else _BULLET).match(text)
    return text[match.end() :] if match else None


def _continues(before: str, line: Line, width: int) -> bool:
    if line.opens_block or bullet(line.text, budget=True) is not None:
        return False
    amount = amount_at(fold(line.text))
    first_word = line.text.split(maxsplit=1)[0]
    return len(before) + 1 + len(first_word) > width and not (amount and amount.sign)
