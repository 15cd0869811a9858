"""Title and lead: what stands above the story."""

import re

from campaigns.plaintext import aliases, budget, entries, statuses
from campaigns.plaintext.characters import alternatives, fold, one_line
from campaigns.plaintext.lines import Line

LABELS = [
    *["title", "name of the campaign", "campaign", "fundraiser", "subject", "headline"],
    *["название", "заголовок", "название сбора", "тема", "сбор", "назва", "назва збору"],
    *["загаловак"],
    *["збор", "tytuł", "nazwa zbiórki", "nazwa", "temat", "zbiórka", "назва збору", "збір"],
]
LEAD_LABELS = [
    *["lead", "summary", "in short", "short description", "кратко", "коротко", "лид", "анонс"],
    *["краткое описание", "коратка", "лід", "кароткае апісанне", "w skrócie", "krótki opis"],
    *["короткий опис"],
]
GREETINGS = [
    *["hello", "hi", "hi everyone", "dear friends", "good afternoon", "good day", "good evening"],
    *["good morning", "friends", "dear all", "dear people", "greetings"],
    *["здравствуйте", "добрый день", "добрый вечер", "привет", "всем привет", "дорогие друзья"],
    *["друзья", "доброго дня", "доброе утро", "дорогие", "уважаемые"],
    *["вітаю", "добры дзень", "прывітанне", "усім прывітанне", "дарагія сябры", "сябры"],
    *["шаноўныя", "добры вечар", "дзень добры"],
    *["dzień dobry", "cześć", "witam", "witajcie", "drodzy przyjaciele", "przyjaciele", "drodzy"],
    *["kochani", "szanowni państwo"],
    *["добрий день", "вітаю вас", "доброго дня", "привіт", "друзі", "дорогі друзі", "шановні"],
]

LONGEST_TITLE = 200
LONGEST_LEAD = 600
# Shorter than this, the paragraph before "My name is …" is a greeting.
SHORTEST_LEAD = 40

_LABEL = re.compile(
    rf"(?:{alternatives(LABELS)})(?:\s?(?:№|#|no\.?)?\s?[0-9]{{1,2}})?\s?:\s+(?=\S)"
)
_LEAD_LABEL = re.compile(rf"(?:{alternatives(LEAD_LABELS)})\s?[:.–—]\s+(?=\S)")
_GREETING = re.compile(rf"(?:{alternatives(GREETINGS)})(?!\w)\s?[,.!]")
_NUMBER = re.compile(r"\(?[0-9]{1,2}[.)]\s+(?=[^\W\d_])")
_QUOTED = re.compile(r"[\"“«„][^\"”»]*[\"”»“]")
_SENTENCES = re.compile(r"[^\W\d_]{2}[.!?…]\s+[^\W\d_]")


def take_title(rest: list[Line]) -> tuple[str, bool, list[Line]]:
    """Give title, whether it says "[CLOSED]", and the other lines.

    The first line is the title, unless it is the story, a note or the budget already.
    """
    if not rest:
        return "", False, rest
    first = rest[0].text
    title = one_line(first).lstrip("# ")
    label = _LABEL.match(fold(title))
    if rest[0].opens_story and not (label or first.startswith("# ")):
        return "", False, rest
    if label:
        title = title[label.end() :]
    elif not _may_be_title(title, first):
        return "", False, rest
    title, closed = statuses.cut(title)
    title = title.strip("*_ ") if title.count("*") != 1 else title
    return _NUMBER.sub("", title), closed, rest[1:]


def take_lead(rest: list[Line], language: str) -> tuple[str, list[Line]]:
    """The lead stands before the heading of the story, or speaks of a hero who then speaks."""
    if len(rest) < 2:
        return "", rest
    lead = one_line(rest[0].text)
    if label := _LEAD_LABEL.match(fold(lead)):
        return lead[label.end() :], rest[1:]
    stands_apart = not rest[0].opens_story and any(line.opens_story for line in rest)
    leads_to_hero = len(lead) >= SHORTEST_LEAD and (
        _opens_with_introduction(rest[1]) or _hero_takes_over(rest, language)
    )
    if len(lead) <= LONGEST_LEAD and (stands_apart or leads_to_hero):
        return lead, rest[1:]
    return "", rest


def _may_be_title(title: str, first: str) -> bool:
    folded = fold(title)
    greets = title.endswith(".") and aliases.introduced(title)
    if len(title) > LONGEST_TITLE or greets or first.startswith("*") and not first.endswith("*"):
        return False
    if budget.is_heading(first) or budget.is_line(first) or entries.lone_price(first):
        return False
    # Quoted, a title may be several sentences; otherwise these are a paragraph.
    told = _QUOTED.sub("", title)
    is_told = title.endswith((".", "!", "…", ":")) and len(_SENTENCES.findall(told)) > 0
    return not (_GREETING.match(folded) or is_told or (title.endswith(".") and _is_own(title)))


def _is_own(title: str) -> bool:
    """ "I was released in spring." is how a story begins, not what it is called."""
    words = aliases.own_words(title)
    return len(words) > 0 and words[0] and len(title) > SHORTEST_LEAD


def _opens_with_introduction(line: Line) -> bool:
    return aliases.introduced(line.text[:80]) is not None


def _hero_takes_over(rest: list[Line], language: str) -> bool:
    """The first paragraph speaks of somebody who says "I" in the ones below."""
    lead, told = rest[0].text, " ".join(line.text for line in rest[1:4])
    return (
        rest[1].opens_block
        and not any(aliases.own_words(lead, language))
        and sum(aliases.own_words(told, language)) >= aliases.FEWEST_FIRST_PERSON
    )
