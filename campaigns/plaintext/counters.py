"""Counters and status lines of a collection: "€ 10 in 3 000", "Collected: …", "… is over".

A line is one if nothing is left of it but amounts and the few words such lines are made of.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from campaigns.plaintext.amounts import Amount, amount_at
from campaigns.plaintext.characters import alternatives, fold
from campaigns.plaintext.entries import lone_price
from campaigns.plaintext.lines import Line, without
from campaigns.plaintext.statuses import OVER, REOPENED

COLLECTED = [
    *["collected", "raised", "gathered", "received", "donated", "funds raised", "amount raised"],
    *["собрано", "собрали", "собрана", "собраны", "собрать удалось", "удалось собрать", "получено"],
    *["сабрана", "сабралі", "сабраны", "сабрана ўсяго", "удалося сабраць", "атрымана"],
    *["sabrana", "sabrali", "zebrano", "zebraliśmy", "zebrane", "zebrana", "uzbierano"],
    *["uzbieraliśmy", "udało się zebrać"],
    *["зібрано", "зібрали", "зібрана", "вдалося зібрати", "отримано"],
]
GOAL = [
    *["goal", "target", "goal of", "our goal", "the goal", "needed", "required", "is needed"],
    *["fundraising goal", "цель", "нужно", "необходимо", "цель сбора", "надо", "требуется", "план"],
    *["мэта", "трэба", "мэта збору", "неабходна", "cel", "cel zbiórki", "potrzeba", "potrzebne"],
    *["мета", "ціль", "потрібно", "мета збору", "треба", "необхідно"],
]
BETWEEN = [
    *["in", "of", "out of", "from", "из", "з", "са", "із", "z", "ze", "от", "ад", "від"],
    *["so far of"],
    *["of the", "из необходимых", "из нужных", "з неабходных", "з патрэбных", "z potrzebnych"],
    *["із потрібних", "з потрібних", "из требуемых"],
]
LEFT = [
    *["left", "remaining", "to go", "still needed", "left to collect", "left to raise", "remains"],
    *["осталось", "осталось собрать", "ещё нужно", "не хватает", "остаток"],
    *["засталося", "засталося сабраць", "яшчэ трэба", "не хапае"],
    *["pozostało", "zostało", "brakuje", "pozostało do zebrania", "залишилось", "залишилося"],
    *["ще потрібно", "не вистачає", "залишилось зібрати", "залишилося зібрати"],
]
# What may stand in such a line beside the amounts and says nothing about them.
FILLERS = [
    *["already", "so far", "to date", "total", "currently", "at the moment", "now", "today", "we"],
    *["have", "has", "been", "we've", "is", "was", "were", "the", "in total", "as of today"],
    *["until"],
    *["by", "thanks", "thank you", "to", "all", "everyone", "you", "for", "your", "help"],
    *["support"],
    *["who helped", "update", "upd", "status", "successfully", "and", "funded", "reached"],
    *["amount"],
    *["уже", "на данный момент", "на сегодня", "сейчас", "всего", "нам", "мы", "вместе", "спасибо"],
    *["всем", "за помощь", "за поддержку", "каждому", "на текущий момент", "итого", "сумма", "и"],
    *["обновление", "статус", "успешно", "вами", "вам", "кто помог", "средств", "на счёте"],
    *["ужо", "на дадзены момант", "на сёння", "зараз", "усяго", "дзякуй", "усім", "за дапамогу"],
    *["за падтрымку", "разам", "сума", "і", "абнаўленне", "паспяхова", "сродкаў", "мы", "вам"],
    *["już", "dotychczas", "do tej pory", "obecnie", "łącznie", "razem", "dziękujemy", "wszystkim"],
    *["za pomoc", "za wsparcie", "kwota", "i", "na dzień dzisiejszy", "aktualizacja", "stan"],
    *["dzięki"],
    *["вже", "на сьогодні", "на цей момент", "наразі", "загалом", "дякуємо", "усім"],
    *["дякуємо всім"],
    *["за допомогу", "за підтримку", "разом", "та", "оновлення", "коштів", "всім", "дякую"],
    *["my", "ми", "что", "в размере", "у памеры", "w wysokości", "у розмірі", "the sum of"],
]
GIVERS = [
    *["donors", "donor", "donations", "donation", "gifts", "supporters", "people", "backers"],
    *["доноров", "донора", "донор", "пожертвований", "пожертвования", "человек", "человека"],
    *["донараў", "ахвяраванняў", "ахвяраванні", "чалавек", "чалавекі", "darczyńców", "wpłat"],
    *["wpłaty", "osób", "osoby", "донорів", "пожертв", "внесків", "людей", "days", "day"],
    *["days left", "days to go", "дней", "дня", "дзён", "dni", "днів", "дні"],
]

# No counter is longer; a longer line is not looked at.
LONGEST = 200


def _words(phrases: list[str]) -> str:
    return rf"(?:{alternatives(phrases)})(?!\w)"


_TOKEN = re.compile(
    rf"(?P<over>{OVER})|(?P<reopened>{REOPENED})"
    rf"|(?P<givers>[0-9]{{1,3}}(?:[ ,.\u00a0]?[0-9]{{3}})?[ \u00a0]{{1,2}}{_words(GIVERS)})"
    r"|(?P<percent>[0-9]{1,4}(?:[.,][0-9]{1,2})?[ \u00a0\u202f]?%)"
    r"|(?P<date>[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{2,4}(?![0-9]))"
    rf"|(?P<left>{_words(LEFT)})|(?P<collected>{_words(COLLECTED)})|(?P<goal>{_words(GOAL)})"
    rf"|(?P<between>/|{_words(BETWEEN)})|(?P<filler>{_words(FILLERS)})"
    r"|(?P<mark>[\s:.,;!|•·()\[\]*#_✅🎉❤️🙏–—―−-]+)"
)


class Counters(NamedTuple):
    """What the counters of a text say, each sum once, in order of appearance, and their lines."""

    collected_cents: tuple[int, ...]
    goal_cents: tuple[int, ...]
    closed: bool
    texts: tuple[str, ...] = ()


class _Reading(NamedTuple):
    collected: Amount | None = None
    goal: Amount | None = None
    closed: bool | None = None
    announces: bool = False
    has_euro: bool = False
    is_rest: bool = False


def take(lines: list[Line]) -> tuple[Counters, list[Line]]:
    """Read and remove the lines that are nothing but a counter or a status."""
    collected: list[int] = []
    goals: list[int] = []
    taken: set[int] = set()
    closed = False
    before: _Reading | None = None
    for index, line in enumerate(lines):
        reading = _read(line.text, before=before)
        if reading is None:
            before = None
            continue
        if reading.announces and not reading.collected and index and index - 1 not in taken:
            # "€231", and under it "raised of €4400"; "Collected" alone waits for what follows.
            above = lone_price(lines[index - 1].text)
            if above and above.sign == "euro" and (reading.goal or not _follows(lines, index)):
                collected.append(above.cents)
                taken.add(index - 1)
        taken.add(index)
        before = reading
        closed = closed if reading.closed is None else reading.closed
        if reading.collected:
            collected.append(reading.collected.cents)
        if reading.goal:
            goals.append(reading.goal.cents)
    found = Counters(
        tuple(dict.fromkeys(collected)),
        tuple(dict.fromkeys(goals)),
        closed,
        tuple(lines[index].text for index in sorted(taken)),
    )
    return found, without(lines, taken)


def is_counter(text: str) -> bool:
    """Tell whether a line is nothing but a counter or a status."""
    return _read(text, before=None) is not None


def _follows(lines: list[Line], index: int) -> bool:
    below = lines[index + 1] if index + 1 < len(lines) else None
    return below is not None and lone_price(below.text) is not None


def _read(text: str, *, before: _Reading | None) -> _Reading | None:
    """Read one line; before is what the line above it says, if that is a counter."""
    if len(text) > LONGEST:
        return None
    folded = fold(text)
    tokens = list(_tokens(folded))
    kinds = {kind for kind, _ in tokens}
    amounts = [amount for kind, amount in tokens if kind == "amount"]
    if "" in kinds or any(amount.sign == "other" for amount in amounts):
        return None
    reading = _assigned(tokens)
    if kinds & {"over", "reopened"}:
        closed = [kind for kind, _ in tokens if kind in ("over", "reopened")][-1] == "over"
        return reading._replace(closed=closed)
    if kinds & {"collected"} and (len(amounts) <= 3) and kinds != {"collected", "filler", "mark"}:
        return reading
    if before and before.announces and not before.collected and "amount" in kinds:
        return reading
    if before and before.collected and "amount" in kinds and kinds & {"between"}:
        # "Collected: €231", and under it "of €4400".
        return reading if reading.goal else None
    if (
        before
        and kinds <= {"givers", "mark", "percent", "left", "amount", "filler"}
        and (kinds & {"givers", "percent", "left"})
    ):
        return _Reading()
    # Without a word such as "Collected" a line of two numbers needs a currency to be a counter.
    is_pair = reading.goal and reading.collected and reading.has_euro and "between" in kinds
    return reading if is_pair else None


def _tokens(folded: str) -> Iterator[tuple[str, Amount | None]]:
    """Cut a line into amounts and known words; an empty kind stands for anything else."""
    position = 0
    while position < len(folded):
        starts_word = not position or not (folded[position - 1] + folded[position]).isalnum()
        token = _TOKEN.match(folded, position) if starts_word else None
        amount = None if token and token.lastgroup in _NUMBERS else amount_at(folded, position)
        if amount:
            yield "amount", amount
            position = amount.end
        elif token:
            yield token.lastgroup, None
            position = token.end()
        else:
            yield "", None
            return


_NUMBERS = ("givers", "percent", "date")


def _assigned(tokens: list[tuple[str, Amount | None]]) -> _Reading:
    """Say which amount was collected and which one is the goal, by the words beside them."""
    found: dict[str, Amount] = {}
    role = loose = None
    after_between = False
    for kind, amount in tokens:
        if kind in ("collected", "goal", "left"):
            if loose and kind not in found:
                found[kind], loose = loose, None
                role = None
            else:
                role = kind
        elif kind == "between":
            if loose and "collected" not in found:
                found["collected"], loose = loose, None
            role, after_between = "goal", True
        elif amount:
            if role and role not in found:
                found[role], role = amount, None
            else:
                loose = loose or amount
    if loose and "collected" not in found:
        found["collected"] = loose
    kinds = [kind for kind, _ in tokens]
    return _Reading(
        found.get("collected"),
        found.get("goal"),
        announces="collected" in kinds,
        has_euro=any(amount and amount.sign == "euro" for _, amount in tokens),
        is_rest=after_between,
    )
