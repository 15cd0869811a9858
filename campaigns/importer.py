"""Read a story from plain text: title, lead, story, budget, counters, notes and alias.

The texts are copied from web pages, mails and documents, so the order of the passes matters: the
characters are made alike, page furniture goes, counters and whole-line notes are taken out, then
the budget, and what is left is title, lead and story. Nothing is invented: what a text does not
say stays empty, and what is doubtful becomes a sentence for the caseworker.
"""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from campaigns.plaintext import (
    aliases,
    budget,
    bundles,
    counters,
    disclosures,
    editor_notes,
    goals,
    languages,
    lines,
    markdown,
    titles,
    web_pages,
)
from campaigns.plaintext.aliases import Alias
from campaigns.plaintext.budget import Budget, money
from campaigns.plaintext.characters import clean
from campaigns.plaintext.counters import Counters
from campaigns.plaintext.encodings import LARGEST_FILE_BYTES, Unreadable, decode
from campaigns.plaintext.goals import Asked
from campaigns.plaintext.lines import Line
from campaigns.plaintext.problems import Problem

__all__ = ["LARGEST_FILE_BYTES", "Unreadable", "decode", "parse", "read", "texts"]

CURRENCY = "EUR"


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
    """Give the text of a file, with its characters made alike. Raises Unreadable."""
    text = clean(decode(data))
    if not text.strip():
        raise Unreadable(_("It is empty."))
    return text


def texts(text: str, *, whole: bool = False) -> list[str]:
    """Give the text of each campaign that a text tells of, in order, each one once.

    whole says that it tells of one, whatever it looks like.
    """
    plain = web_pages.text_of(clean(text))
    parts = [plain] if whole else bundles.cut(plain)
    told = [part for part in parts if lines.split(part)]
    return list(dict.fromkeys(part.strip("\n") for part in told))


def parse(text: str, *, whole: bool = False) -> list[ParsedCampaign]:
    """Read the campaigns of `texts`. Never raises; a text without words gives none."""
    found = [_read_campaign(part) for part in texts(text, whole=whole)]
    return [
        replace(campaign, problems=(*campaign.problems, *_problems_of_twins(campaign, found)))
        for campaign in found
    ]


def _read_campaign(text: str) -> ParsedCampaign:
    rest = lines.unwrap(lines.split(text), stands_alone=_stands_alone)
    counted, rest = counters.take(rest)
    title, is_marked_closed, rest = titles.take_title(rest)
    notes, rest = disclosures.take_notes(rest)
    asked, rest = budget.take(rest)
    sentences = goals.find(rest)
    asides, rest = disclosures.cut_sentences(rest)
    language = languages.detect(text)
    summary, rest = titles.take_lead(rest, language)
    told = notes | asides

    labels = [line.label for line in asked.lines]
    spoken = "\n".join([title, summary, *(line.text for line in rest), *labels])
    alias = aliases.find(spoken, language, told.renamed)

    lines_cents = sum(line.cents for line in asked.lines)
    return ParsedCampaign(
        title=title,
        summary=summary,
        story=markdown.from_lines(rest),
        alias=alias.name,
        alias_spellings=alias.spellings,
        anonymous=told.anonymous,
        image_ai_generated=told.image_ai_generated,
        currency=CURRENCY,
        goal_cents=_goal_cents(asked, counted, sentences),
        budget=tuple(ParsedLine(line.label, line.cents) for line in asked.lines),
        collected_cents=counted.collected_cents[-1] if counted.collected_cents else None,
        closed=counted.closed or is_marked_closed,
        language=language,
        disclosures=told.sentences,
        editor_notes=editor_notes.find(rest),
        problems=(
            *_problems_of_text(text, title, rest),
            *asked.problems,
            *_problems_of_sums(asked, counted, lines_cents),
            *_problems_of_sentences(asked, counted, sentences),
            *_problems_of_alias(alias, text, told.anonymous),
        ),
    )


def _stands_alone(text: str) -> bool:
    return budget.is_heading(text) or counters.is_counter(text)


def _goal_cents(asked: Budget, counted: Counters, sentences: list[Asked]) -> int | None:
    """What is stated before what is only the sum; of sentences, those that surely speak of all."""
    lines_cents = sum(line.cents for line in asked.lines)
    stated = [
        asked.goal_cents,
        *counted.goal_cents[-1:],
        *(sentence.cents for sentence in sentences if sentence.is_sure),
        lines_cents or None,
        *(sentence.cents for sentence in sentences),
    ]
    return next((goal for goal in stated if goal), None)


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


def _problems_of_sentences(
    asked: Budget, counted: Counters, sentences: list[Asked]
) -> list[Problem]:
    """What sentences of the story say about the goal, where nothing else says the same."""
    lines_cents = sum(line.cents for line in asked.lines)
    stated = asked.goal_cents or next(iter(counted.goal_cents), None)
    known = {stated, lines_cents, *counted.goal_cents, *(line.cents for line in asked.lines)}
    problems = []
    for sentence in sentences:
        doubted = sentence.is_sure or not (stated or asked.lines)
        if not doubted or sentence.cents in known:
            continue
        known.add(sentence.cents)
        text = _("A sentence asks for %(amount)s: “%(text)s”. Is this the goal?") % {
            "amount": money(sentence.cents),
            "text": sentence.text,
        }
        problems.append(Problem(text, sentence.text))
    return problems


def _problems_of_twins(campaign: ParsedCampaign, found: list[ParsedCampaign]) -> list[Problem]:
    """One campaign in two languages, or the same budget under two titles."""
    amounts = [line.amount_cents for line in campaign.budget]
    twins = [
        other
        for other in found
        if other is not campaign
        and amounts
        and amounts == [line.amount_cents for line in other.budget]
    ]
    problems = []
    for other in twins[:1]:
        sentence = _("“%(title)s” asks for the same amounts: is it this campaign once more?")
        problems.append(Problem(sentence % {"title": other.title or other.story[:60]}, other.title))
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
