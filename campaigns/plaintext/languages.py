"""The language of a text, told by its script, its special letters and its commonest words."""

import re
from collections import Counter

# In this order a tie is decided.
COMMON_WORDS = {
    "en": "the and of to in a is was for that my i he she with not on we his her it are have",
    "be": """і ў не на што я з мы да за гэта як ён яна але быў была каб мяне яго для ад па
        heta što jak z dla ale ja my ŭ kab byŭ""",
    "ru": "и в не на что я с мы это как он она но был была чтобы меня его для от по из за",
    "pl": """i w nie na że się z do to jest ja my jak ale po dla od o był była przez mnie jego
        jej za""",
    "uk": "і в не на що я з ми це як він вона але був була щоб мене його для від по та до за",
}
LETTERS = {"be": "ўŭ", "ru": "ъ", "pl": "ąęłśż", "uk": "їєґ"}

# A letter only one language has says more than a short word several share.
LETTER_WEIGHT = 3
LONGEST_SAMPLE = 20_000

_WORD = re.compile(r"[^\W\d_]+")
_CYRILLIC = re.compile("[а-я]")
_COMMON = {language: frozenset(words.split()) for language, words in COMMON_WORDS.items()}


def detect(text: str) -> str:
    """Give "en", "be", "ru", "pl" or "uk"; "en" when nothing can be told."""
    sample = text[:LONGEST_SAMPLE].lower()
    words = Counter(_WORD.findall(sample))
    letters = Counter(sample)
    scores = {
        language: sum(words[word] for word in common)
        + LETTER_WEIGHT * sum(letters[letter] for letter in LETTERS.get(language, ""))
        for language, common in _COMMON.items()
    }
    # Belarusian and Ukrainian alone write Cyrillic і; Russian and Belarusian alone ы and э.
    if letters["ы"] + letters["э"] and letters["і"]:
        scores["be"] += letters["і"]
    elif letters["і"]:
        scores["uk"] += letters["і"]
    elif letters["ы"] + letters["э"]:
        scores["ru"] += letters["ы"] + letters["э"]
    # A Cyrillic word alone tells no more than this.
    scores["ru"] += bool(_CYRILLIC.search(sample))
    return max(scores, key=scores.__getitem__)
