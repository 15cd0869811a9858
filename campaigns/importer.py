"""Read a story from plain text: title, lead, story, budget, counters, notes and alias.

The texts are copied from web pages, mails and documents, so the order of the passes matters: the
characters are made alike, page furniture goes, counters and whole-line notes are taken out, then
the budget, and what is left is title, lead and story. Nothing is invented: what a text does not
say stays empty, and what is doubtful becomes a sentence for the caseworker.
"""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from campaigns.plaintext import (
    aliases,
    budget,
    counters,
    disclosures,
    editor_notes,
    languages,
    lines,
    markdown,
)
from campaigns.plaintext.aliases import Alias
from campaigns.plaintext.budget import Budget, money
from campaigns.plaintext.characters import clean, one_line
from campaigns.plaintext.counters import Counters
from campaigns.plaintext.lines import Line
from campaigns.plaintext.problems import Problem

CURRENCY = "EUR"

# Stories are a few pages; a larger file is something else.
LARGEST_FILE_BYTES = 1_000_000
LONGEST_TITLE = 200
LONGEST_LEAD = 600
# Shorter than this, the paragraph before "My name is …" is a greeting.
SHORTEST_LEAD = 40

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_CYRILLIC = re.compile(r"[А-яЁёІіЎўЇїЄєҐґ]")
_LETTER = re.compile(r"[^\W\d_]")


class Unreadable(ValueError):
    """The bytes are no text we can read; the message says why, for the person who chose them."""


@dataclass(frozen=True)
class ParsedLine:
    """One budget line."""

    label: str
    amount_cents: int


@dataclass(frozen=True)
class ParsedCampaign:
    """What a text says about one campaign.

    story is Markdown; title, summary and labels are plain text. goal_cents and collected_cents
    are None, and alias too, where the text gives none.
    """

    title: str
    summary: str
    story: str
    alias: str | None
    alias_spellings: tuple[str, ...]
    anonymous: bool
    image_ai_generated: bool
    currency: str
    goal_cents: int | None
    budget: tuple[ParsedLine, ...]
    collected_cents: int | None
    closed: bool
    language: str
    disclosures: tuple[str, ...]
    editor_notes: tuple[str, ...]
    problems: tuple[Problem, ...]

    def as_json(self) -> dict:
        """Give the object `import_campaigns --json` prints, ready for json.dumps."""
        return {
            "title": self.title,
            "summary": self.summary,
            "story": self.story,
            "alias": self.alias,
            "alias_spellings": list(self.alias_spellings),
            "anonymous": self.anonymous,
            "image_ai_generated": self.image_ai_generated,
            "currency": self.currency,
            "goal_minor": self.goal_cents,
            "budget": [
                {"label": line.label, "amount_minor": line.amount_cents} for line in self.budget
            ],
            "collected_minor": self.collected_cents,
            "closed": self.closed,
            "language": self.language,
            "disclosures": list(self.disclosures),
            "editor_notes": list(self.editor_notes),
            "problems": list(self.problems),
        }


def read(data: bytes) -> str:
    """Decode the bytes of a file. Raises Unreadable, with a sentence to show.

    UTF-8 first; UTF-16 only when it says so by its mark; windows-1251, which decodes nearly
    anything, only when the result is mostly Cyrillic.
    """
    text = clean(decode(data))
    if not text.strip():
        raise Unreadable(_("It is empty."))
    return text


def decode(data: bytes) -> str:
    """The same without the cleaning: every character of the file, and an empty text as it is."""
    if len(data) > LARGEST_FILE_BYTES:
        raise Unreadable(_("It is larger than %(size)s kB.") % {"size": LARGEST_FILE_BYTES // 1000})
    if b"\0" in data and not data.startswith(_UTF16_MARKS):
        raise Unreadable(_("It is not a text but a binary file."))
    text = _decode(data)
    if "\0" in text:
        raise Unreadable(_("It is not a text but a binary file."))
    return text


def _decode(data: bytes) -> str:
    try:
        if data.startswith(_UTF16_MARKS):
            return data.decode("utf-16")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1251", errors="replace")
    letters = len(_LETTER.findall(text))
    if "\0" in text or "\ufffd" in text or 2 * len(_CYRILLIC.findall(text)) < letters:
        raise Unreadable(_("Its encoding is neither UTF-8, UTF-16 nor windows-1251."))
    return text


def parse(text: str) -> list[ParsedCampaign]:
    """Read the campaign a text tells of. Never raises; a text without words gives an empty list."""
    text = clean(text)
    rest = lines.unwrap(lines.split(text), stands_alone=_stands_alone)
    return [_read_campaign(text, rest)] if rest else []


def _read_campaign(text: str, rest: list[Line]) -> ParsedCampaign:
    counted, rest = counters.take(rest)
    title, rest = _take_title(rest)
    notes, rest = disclosures.take_notes(rest)
    asked, rest = budget.take(rest)
    asides, rest = disclosures.cut_sentences(rest)
    summary, rest = _take_lead(rest)
    told = notes | asides

    language = languages.detect(text)
    labels = [line.label for line in asked.lines]
    spoken = "\n".join([title, summary, *(line.text for line in rest), *labels])
    alias = aliases.find(spoken, language)

    lines_cents = sum(line.cents for line in asked.lines)
    goals = [asked.goal_cents, lines_cents or None, *counted.goal_cents]
    return ParsedCampaign(
        title=title,
        summary=summary,
        story=markdown.from_lines(rest),
        alias=alias.name,
        alias_spellings=alias.spellings,
        anonymous=told.anonymous,
        image_ai_generated=told.image_ai_generated,
        currency=CURRENCY,
        goal_cents=next((goal for goal in goals if goal is not None), None),
        budget=tuple(ParsedLine(line.label, line.cents) for line in asked.lines),
        collected_cents=counted.collected_cents[-1] if counted.collected_cents else None,
        closed=counted.closed,
        language=language,
        disclosures=told.sentences,
        editor_notes=editor_notes.find(rest),
        problems=(
            *_problems_of_text(text, title, rest),
            *asked.problems,
            *_problems_of_sums(asked, counted, lines_cents),
            *_problems_of_alias(alias, text, told.anonymous),
        ),
    )


def _stands_alone(text: str) -> bool:
    return budget.is_heading(text) or counters.is_counter(text)


def _take_title(rest: list[Line]) -> tuple[str, list[Line]]:
    """The first line is the title, unless it is the story, a note or the budget already."""
    if not rest or rest[0].opens_story:
        return "", rest
    first = rest[0].text
    title = one_line(first).lstrip("# ")
    greets = title.endswith(".") and aliases.introduced(title)
    if len(title) > LONGEST_TITLE or greets or first.startswith("*"):
        return "", rest
    if budget.is_heading(first) or budget.is_line(first):
        return "", rest
    return title, rest[1:]


def _take_lead(rest: list[Line]) -> tuple[str, list[Line]]:
    """The lead stands before the heading of the story, or before the hero gives a name."""
    if len(rest) < 2:
        return "", rest
    lead = one_line(rest[0].text)
    stands_apart = not rest[0].opens_story and any(line.opens_story for line in rest)
    leads_to_hero = len(lead) >= SHORTEST_LEAD and _opens_with_introduction(rest[1])
    if len(lead) <= LONGEST_LEAD and (stands_apart or leads_to_hero):
        return lead, rest[1:]
    return "", rest


def _opens_with_introduction(line: Line) -> bool:
    return aliases.introduced(line.text[:80]) is not None


def _problems_of_text(text: str, title: str, rest: list[Line]) -> list[Problem]:
    problems = []
    if text.count("\n") > lines.MOST_LINES:
        problems.append(
            Problem(
                _("Only the first %(number)s lines were looked at one by one.")
                % {"number": lines.MOST_LINES}
            )
        )
    if not title:
        problems.append(Problem(_("The text has no title.")))
    if not rest:
        problems.append(Problem(_("The text has no story.")))
    return problems


def _problems_of_sums(asked: Budget, counted: Counters, lines_cents: int) -> list[Problem]:
    problems = []
    if not asked.lines:
        problems.append(Problem(_("The text has no budget lines.")))
    elif asked.goal_cents not in (None, lines_cents):
        sentence = _("The stated goal is %(goal)s, the budget lines add up to %(sum)s.") % {
            "goal": money(asked.goal_cents),
            "sum": money(lines_cents),
        }
        problems.append(Problem(sentence, asked.goal_text))
    goal = lines_cents or asked.goal_cents
    problems += [
        Problem(
            _("The counter says a goal of %(counter)s, the budget %(goal)s.")
            % {"counter": money(counter_goal), "goal": money(goal)},
            *counted.texts,
        )
        for counter_goal in counted.goal_cents
        if goal and counter_goal != goal
    ]
    if len(counted.collected_cents) > 1:
        sums = _(" and ").join(money(cents) for cents in counted.collected_cents)
        sentence = _("The counters differ: %(sums)s collected; the last one was taken.")
        problems.append(Problem(sentence % {"sums": sums}, *counted.texts))
    return problems


def _problems_of_alias(alias: Alias, text: str, anonymous: bool) -> list[Problem]:
    problems = []
    if alias.name and alias.spellings:
        sentence = _("The alias “%(name)s” is also spelled %(others)s.") % {
            "name": alias.name,
            "others": ", ".join(f"“{spelling}”" for spelling in alias.spellings),
        }
        problems.append(Problem(sentence, *alias.spellings))
    if alias.name and f"{alias.name}*" in text and not anonymous:
        sentence = _("The alias carries an asterisk, but no note says what was changed.")
        problems.append(Problem(sentence, f"{alias.name}*"))
    return problems
