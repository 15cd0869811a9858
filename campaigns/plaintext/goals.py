"""The goal as a text states it: beside its name, in a sentence, or raised from one to another."""

import re
from typing import NamedTuple

from campaigns.plaintext import entries, headings
from campaigns.plaintext.amounts import amounts_in
from campaigns.plaintext.characters import SPACE, alternatives, fold
from campaigns.plaintext.lines import Line
from campaigns.plaintext.prices import Price, prices_in

# Words with which a sentence asks for the whole. What a hero needs may be a part of it, so those
# count only where nothing else states a goal.
ASKS = [
    *["goal is", "goal of the fundraiser is", "goal of the campaign is"],
    *["goal of this campaign is"],
    *["target is", "need to raise", "need to collect", "want to raise", "hope to raise"],
    *["to raise"],
    *["want to collect", "trying to raise", "aim to raise", "we are raising", "we're raising"],
    *["i am raising", "i'm raising", "we are collecting", "to collect", "a total of", "in total"],
    *["fundraising for", "please help raise", "goal of", "help us raise", "amount needed is"],
    *["нужно собрать", "надо собрать", "необходимо собрать", "хотим собрать", "хочу собрать"],
    *["собрать", "собираем", "собираю", "цель сбора", "цель", "сумма сбора", "общая сумма"],
    *["нужна сумма", "необходима сумма", "необходимая сумма", "открываем сбор на", "сбор на"],
    *["трэба сабраць", "неабходна сабраць", "хочам сабраць", "сабраць", "збіраем", "збіраю"],
    *["мэта збору", "мэта", "сума збору", "агульная сума", "патрэбная сума", "збор на"],
    *["chcemy zebrać", "musimy zebrać", "trzeba zebrać", "zebrać", "zbieramy", "zbieram"],
    *["cel zbiórki", "celem zbiórki jest", "cel to", "cel", "potrzebna kwota", "kwota zbiórki"],
    *["łącznie potrzeba", "łącznie potrzebujemy"],
    *["треба зібрати", "потрібно зібрати", "необхідно зібрати", "хочемо зібрати", "зібрати"],
    *["збираємо", "збираю", "мета збору", "мета", "ціль", "сума збору", "загальна сума", "збір на"],
]
NEEDS = [
    *["need", "needs", "needed", "ask for", "asks for", "asking for", "require", "required"],
    *["requires", "cost", "will cost", "costs"],
    *["нужно", "нужны", "нужен", "нужна", "необходимо", "необходимы", "требуется", "требуются"],
    *["прошу", "просим", "надо", "понадобится"],
    *["трэба", "патрэбна", "патрэбны", "патрэбныя", "неабходна", "неабходныя", "просім"],
    *["potrzebuję", "potrzebujemy", "potrzebuje", "potrzebne", "potrzeba", "prosimy", "proszę"],
    *["потрібно", "потрібні", "треба", "необхідно", "просимо", "потребую", "потребуємо"],
]
RAISED = [
    *["raised", "increased", "extended", "new goal", "updated", "changed", "raise the goal"],
    *["увелич", "повыш", "поднят", "подняли", "поднима", "новая цель", "новую цель", "расшир"],
    *["павяліч", "паднят", "паднялі", "падняц", "новая мэта", "новую мэту", "пашыр"],
    *["zwiększ", "podnios", "podnies", "nowy cel", "powiększ"],
    *["збільш", "піднят", "підняли", "підвищ", "нова мета", "нову мету", "розшир"],
]
GOALS = [
    *["goal", "target", "цел", "сумм", "мэт", "сум", "cel", "kwot", "мет", "цілі", "ціль", "сбор"],
    *["збор", "zbiórk", "збір"],
]
UNTO = [
    "to",
    "up to",
    "до",
    "да",
    "do",
    "→",
    "->",
    "=>",
    "now",
    "is",
    "теперь",
    "цяпер",
    "–",
    "—",
    ":",
]
# What somebody was fined, paid or earned is nobody's goal.
OTHER_MONEY = [
    *["fine", "fined", "salary", "wage", "wages", "earn", "earned", "paid", "debt was", "pension"],
    *["already raised", "already collected", "have raised", "have collected", "we raised"],
    *["refund"],
    *["штраф", "зарплат", "заработ", "получал", "платил", "оклад", "пенси", "уже собра", "удалось"],
    *["заробак", "зарабл", "плаці", "аклад", "пенсі", "ужо сабра", "сабралі", "собрали"],
    *["grzywn", "mandat", "pensj", "zarabia", "zarobk", "płaci", "emerytur", "już zebra"],
    *["zebrali"],
    *["зарпла", "заробля", "платив", "пенсі", "вже зібра", "зібрали"],
]

EVEN = ["even", "every", "any", "даже", "каждый", "любая", "нават", "кожны", "любая"]
EVEN += ["nawet", "każde", "każda", "навіть", "кожен", "будь-яка", "thank you", "дякуємо"]
EVEN += ["thanks", "спасибо", "дзякуй", "dziękuję", "dziękujemy", "дякую"]

# A sentence that states a goal is short, and its amount is near the word that asks.
LONGEST_SENTENCE = 400
LONGEST_REACH = 60

_ASKS = re.compile(rf"(?<!\w)(?:{alternatives(ASKS)})(?!\w)")
_NEEDS = re.compile(rf"(?<!\w)(?:{alternatives(NEEDS)})(?!\w)")
_RAISED = re.compile(rf"(?<!\w)(?:{alternatives(RAISED)})")
_GOALS = re.compile(rf"(?<!\w)(?:{alternatives(GOALS)})")
_EVEN = re.compile(rf"(?<!\w)(?:{alternatives(EVEN)})(?!\w)")
_UNTO = re.compile(rf"(?:(?<!\w)(?:{alternatives(UNTO)})|[→:–—]|[=-]>){SPACE}{{0,2}}\Z")
_OTHER_MONEY = re.compile(rf"(?<!\w)(?:{alternatives(OTHER_MONEY)})")
# "3 тыс. евро" goes on in lower case.
_SENTENCE_END = re.compile(r"(?<=[.!?…;])\s+(?![a-zа-яёіїєўґ])")
_BESIDE = re.compile(r"[\s:=–—―−‒‐‑|.…_*~-]*")


class Asked(NamedTuple):
    """A goal of a sentence, the words it stands in, and whether these surely speak of the whole."""

    cents: int
    text: str
    is_sure: bool


def stated(text: str) -> Price | None:
    """Read a line such as "Fundraising goal: € 3 000" or "Total (in euros) 3000"."""
    if len(text) > headings.LONGEST:
        return None
    folded = fold(text)
    for price in prices_in(folded):
        before, after = text[: price.start], text[price.end :]
        if price.sign == "other":
            return None
        if not re.search(r"[^\W_]", re.sub(r"\([^()]*\)", "", after)):
            named = headings.name(before)
            return price if headings.is_goal_name(named) else None
        if not re.search(r"[^\W_]", before):
            beside = _BESIDE.match(after)
            named = headings.name(after[beside.end() :])
            is_tied = price.sign or beside[0].strip()
            return price if is_tied and named in _TOTALS_AFTER else None
        # "Goal: €3000 by the end of March"
        is_tied = price.sign and before.rstrip().endswith((":", "-", "–", "—", "="))
        is_alone = len(after) <= LONGEST_REACH and not entries.names_euros(after)
        named = headings.is_goal_name(headings.name(before))
        return price if is_tied and is_alone and named else None
    return None


def raised(text: str) -> tuple[int, ...]:
    """Read "the goal was raised from 3000 to € 4400": the goals in order, the last one counts."""
    if len(text) > LONGEST_SENTENCE:
        return ()
    folded = fold(text)
    if not (_RAISED.search(folded) and _GOALS.search(folded)):
        return ()
    amounts = list(amounts_in(folded))
    if any(amount.sign == "other" for amount in amounts):
        return ()
    if not any(amount.sign for amount in amounts) and len(amounts) != 2:
        return ()
    unto = [amount for amount in amounts if _UNTO.search(folded[: amount.start])]
    if not unto or not amounts:
        return ()
    last = unto[-1]
    earlier = [amount.cents for amount in amounts if amount.cents < last.cents]
    return (*earlier, last.cents)


def find(lines: list[Line]) -> list[Asked]:
    """Give the goals that sentences state, in order."""
    found: list[Asked] = []
    for line in lines:
        for sentence in _SENTENCE_END.split(line.text):
            if len(sentence) <= LONGEST_SENTENCE and (asked := _asked(sentence)):
                found.append(asked)
    return found


def welcomes(text: str) -> bool:
    """Tell whether a line is glad of "even €5"."""
    return _EVEN.search(fold(text)) is not None


def find_raised(lines: list[Line]) -> tuple[tuple[int, ...], str]:
    """Give the goals of the last sentence that raises one, and that sentence."""
    goals, text = (), ""
    for line in lines:
        for sentence in _SENTENCE_END.split(line.text):
            if changed := raised(sentence):
                goals, text = changed, sentence
    return goals, text


def _asked(sentence: str) -> Asked | None:
    folded = fold(sentence)
    if "€" not in folded and not any(word in folded for word in _EURO_STEMS):
        return None
    if _OTHER_MONEY.search(folded):
        return None
    for pattern, is_sure in ((_ASKS, True), (_NEEDS, False)):
        for ask in pattern.finditer(folded):
            amount = _next_euros(folded, ask.end())
            if amount:
                return Asked(amount.cents, sentence, is_sure)
    before = next((price for price in prices_in(folded) if price.sign == "euro"), None)
    if before and _NEEDS.match(folded, before.end + 1) and not before.doubt:
        return Asked(before.cents, sentence, is_sure=False)
    return None


def _next_euros(folded: str, position: int) -> Price | None:
    """The first price after a word that asks, if it is near and in euros."""
    window = folded[position : position + LONGEST_REACH + 30]
    for price in prices_in(window):
        if price.start > LONGEST_REACH or price.sign == "other":
            return None
        if price.sign == "euro":
            return price if price.doubt in ("", "rough") else None
    return None


_EURO_STEMS = tuple(map(fold, ["eur", "евр", "еўр", "эўр", "євр"]))
_TOTALS_AFTER = frozenset(map(fold, headings.TOTALS))
