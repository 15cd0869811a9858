"""The alias of the hero, and every other spelling of it in the text.

A hero says it ("my name is …"), an editor marks it with an asterisk, or a story told by others
repeats it. Names of other people, with a surname or as somebody's brother, are passed over.
"""

import re
from collections import Counter, defaultdict
from typing import NamedTuple

from campaigns.plaintext.characters import alternatives, fold
from campaigns.plaintext.given_names import spellings_by_form

INTRODUCTIONS = [
    *["my name is", "my name's", "call me", "меня зовут", "моё имя", "зовите меня"],
    *["мяне завуць", "маё імя", "mam na imię", "na imię mam", "nazywam się", "mnie zwać"],
    *["мене звати", "моє ім'я", "mianie zavuć"],
    *["let's call him", "let's call her", "let us call him", "let us call her", "we'll call him"],
    *["we'll call her", "we will call him", "we will call her", "we call him", "we call her"],
    *["назовём его", "назовём её", "будем звать его", "будем звать её", "пусть его зовут"],
    *["пусть её зовут", "назавём яго", "назавём яе", "будзем зваць яго", "будзем зваць яе"],
    *["nazwijmy go", "nazwijmy ją", "назвемо його", "назвемо її"],
]
# In a story the hero tells, these name somebody else.
OTHERS_INTRODUCTIONS = [
    *["his name is", "her name is", "его зовут", "её зовут", "яго завуць", "яе завуць"],
    *["ma na imię", "його звати", "її звати", "our hero is", "our heroine is", "наш герой"],
    *["наша героиня", "наша гераіня", "nasz bohater", "nasza bohaterka"],
]
# Anything may follow these, so only a name from the table counts.
WEAK_INTRODUCTIONS = ["i am", "i'm", "this is", "я", "jestem", "ja"]
RELATIONS = [
    *["wife", "husband", "son", "daughter", "mother", "father", "brother", "sister", "friend"],
    *["lawyer", "colleague", "neighbour", "neighbor", "judge", "investigator"],
    *["жена", "жены", "женой", "муж", "мужа", "мужем", "сын", "сына", "дочь", "дочери", "мать"],
    *["матери", "отец", "отца", "брат", "брата", "сестра", "сестры", "друг", "друга"],
    *["адвокат", "судья", "следователь"],
    *["жонка", "жонкі", "жонкай", "мужам", "дачка", "дачкі", "маці", "бацька", "бацькі"],
    *["сястра", "сястры", "сябар", "сябра", "суддзя", "следчы"],
    *["żona", "żony", "żoną", "mąż", "męża", "mężem", "syn", "syna", "córka", "córki", "matka"],
    *["matki", "ojciec", "ojca", "siostra", "siostry", "przyjaciel", "adwokat", "sędzia"],
    *["дружина", "чоловік", "син", "донька", "мати", "батько", "слідчий"],
]
# Before a starred word that is no known name these announce a place.
PREPOSITIONS = [
    *["in", "from", "at", "to", "near", "в", "во", "из", "под", "у", "ў", "з", "са", "ля"],
    *["w", "we", "z", "ze", "do", "pod", "із"],
]
FIRST_PERSON = {
    "en": "i me my mine",
    "be": "я мяне мне мной мой мая маю маё мае майго маёй ja mianie mnie",
    "ru": "я меня мне мной мой моя мою моё мое мои моего моей",
    "pl": "ja mnie mi mną mój moja moją moje mojego mojej",
    "uk": "я мене мені мій моя моє мої мого моєї",
}
# At the head of a sentence these may be no names: "Roman law", "Вера в себя", "Слава богу".
ORDINARY_WORDS = {
    *["Roman", "Mark", "Victor", "Victoria", "Rosa", "Maya", "Faith", "Ira", "Lada", "Lev", "Jan"],
    *["Роман", "Вера", "Надежда", "Любовь", "Слава", "Роза", "Света", "Лада", "Лев", "Марк", "Мая"],
    *["Лука", "Любоў", "Раман", "Віра", "Надія", "Любов", "Stefan", "Dana", "Eva", "Angela"],
}
# "I" in two quotations does not make a story the hero's own.
FEWEST_FIRST_PERSON = 3

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_QUOTED = re.compile(r"[“«„\"][^“”«»„\"]{1,1000}[”»“\"]")
_TIE = r"\s{0,3}[:,—–-]?\s{0,3}[“«\"]?"
_INTRODUCTION = re.compile(rf"(?<!\w)(?:{alternatives(INTRODUCTIONS)}){_TIE}")
_OTHERS_INTRODUCTION = re.compile(rf"(?<!\w)(?:{alternatives(OTHERS_INTRODUCTIONS)}){_TIE}")
_WEAK_INTRODUCTION = re.compile(rf"(?<!\w)(?:{alternatives(WEAK_INTRODUCTIONS)}){_TIE}")
_RELATIONS = frozenset(RELATIONS)
_PREPOSITIONS = frozenset(PREPOSITIONS)


class Alias(NamedTuple):
    """name as the hero bears it, None when the text gives none; other spellings of the same."""

    name: str | None
    spellings: tuple[str, ...]


class _Word(NamedTuple):
    """A capitalised word of the text, without a possessive ending."""

    text: str
    before: str
    opens_sentence: bool
    starred: bool
    has_surname: bool


def find(text: str, language: str, renamed: tuple[str, ...] = ()) -> Alias:
    """Find the alias in the title, story and labels of one campaign, one paragraph per line.

    renamed: words that the text itself calls a changed name.
    """
    forms = spellings_by_form(polish=language == "pl")
    words = _capitalised(text, forms)
    name = (
        introduced(text)
        or _renamed(renamed, words, forms)
        or _starred(words, forms)
        or (None if _is_first_person(text, language) else _told_by_others(text, words, forms))
    )
    return Alias(name, _other_spellings(name, words, forms) if name else ())


def other_spellings(name: str, text: str, language: str) -> tuple[str, ...]:
    """Give the nominatives in which a text writes this name differently: "Siarhei" for "Sergei"."""
    forms = spellings_by_form(polish=language == "pl")
    return _other_spellings(name, _capitalised(text, forms), forms)


def introduced(text: str) -> str | None:
    """Give the name somebody says to be theirs."""
    folded = fold(text)
    for match in _INTRODUCTION.finditer(folded):
        word = _WORD.match(text, match.end())
        if word and word[0][0].isupper():
            return _nominative(word[0])
    forms = spellings_by_form()
    for match in _WEAK_INTRODUCTION.finditer(folded):
        word = _WORD.match(text, match.end())
        if word and any(spelling == word[0] for _, spelling in forms.get(word[0], ())):
            return word[0]
    return None


def _nominative(word: str) -> str:
    """ "Сергеем" is Сергей; a name that is one already, or is not known, stays."""
    spellings = sorted({spelling for _, spelling in spellings_by_form(polish=True).get(word, ())})
    return word if not spellings or word in spellings else spellings[0]


def own_words(text: str, language: str = "") -> list[bool]:
    """Tell for each word outside quotations whether it is "I" or "my", in one language or any."""
    codes = [language] if language else list(FIRST_PERSON)
    own = frozenset(word for code in codes for word in FIRST_PERSON[code].split())
    return [word in own for word in _WORD.findall(_QUOTED.sub("", text).lower())]


def _capitalised(text: str, forms: dict) -> list[_Word]:
    matches = list(_WORD.finditer(text))
    words = []
    for index, match in enumerate(matches):
        word = re.sub(r"['’]s?$", "", match[0])
        if not word[0].isupper():
            continue
        previous = matches[index - 1] if index else None
        between = text[previous.end() : match.start()] if previous else "\n"
        following = matches[index + 1] if index + 1 < len(matches) else None
        words.append(
            _Word(
                text=word,
                before=previous[0] if previous and between.isspace() else "",
                opens_sentence=any(mark in between for mark in "\n.!?…"),
                starred=re.match(r"[\"”»’']?\*(?!\*)", text[match.end() : match.end() + 3])
                is not None,
                has_surname=following is not None
                and word == match[0]
                and text[match.end() : following.start()] == " "
                and following[0][0].isupper()
                and following[0] not in forms,
            )
        )
    return words


def _renamed(renamed: tuple[str, ...], words: list[_Word], forms: dict) -> str | None:
    for word in renamed:
        if word[0].isupper():
            return _usual_spelling(word, words, forms) if word in forms else word
    return None


def _starred(words: list[_Word], forms: dict) -> str | None:
    for word in words:
        if not word.starred:
            continue
        if word.text in forms:
            return _usual_spelling(word.text, words, forms)
        if word.before in forms:
            return word.before
        if word.before.lower() not in _PREPOSITIONS and not word.text.isupper():
            return word.text
    return None


def _is_first_person(text: str, language: str) -> bool:
    return sum(own_words(text, language)) >= FEWEST_FIRST_PERSON


def _told_by_others(text: str, words: list[_Word], forms: dict) -> str | None:
    for match in _OTHERS_INTRODUCTION.finditer(fold(text)):
        word = _WORD.match(text, match.end())
        if word and word[0][0].isupper():
            return _nominative(word[0])
    return _most_spoken_of(words, forms)


def _most_spoken_of(words: list[_Word], forms: dict) -> str | None:
    """Give the name a story told by others comes back to, at least once inside a sentence."""
    mentions: defaultdict[int, list[_Word]] = defaultdict(list)
    known: set[int] = set()
    for word in words:
        numbers = {number for number, _ in forms.get(word.text, ())}
        if word.has_surname:
            known |= numbers
        elif word.before.lower() not in _RELATIONS:
            for number in numbers:
                mentions[number].append(word)
    candidates = [
        found
        for number, found in mentions.items()
        if number not in known
        and len(found) > 1
        and not all(word.opens_sentence and word.text in ORDINARY_WORDS for word in found)
    ]
    if not candidates:
        return None
    hero = max(candidates, key=len)
    return _usual_spelling(hero[0].text, hero, forms)


def _usual_spelling(form: str, words: list[_Word], forms: dict) -> str:
    """Give the nominative the text uses most for the name this form belongs to."""
    numbers = {number for number, _ in forms[form]}
    uses: Counter[str] = Counter()
    for word in words:
        for number, spelling in forms.get(word.text, ()):
            if number in numbers:
                uses[spelling] += 2 if word.text == spelling else 1
    return uses.most_common(1)[0][0]


def _other_spellings(name: str, words: list[_Word], forms: dict) -> tuple[str, ...]:
    numbers = {number for number, spelling in forms.get(name, ()) if spelling == name}
    others: dict[str, None] = {}
    for word in words:
        names = forms.get(word.text, frozenset())
        if word.has_surname or any(spelling == name for _, spelling in names):
            continue
        others |= dict.fromkeys(sorted(spelling for number, spelling in names if number in numbers))
    return tuple(others)
