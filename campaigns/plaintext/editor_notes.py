"""Remarks the organisation put into somebody else's story: signed ones, and laws explained.

They stay in the story, in their brackets, because readers need them where they stand; listing
them lets a caseworker set them as notes and check that no line of the hero is among them.
"""

import re

from campaigns.plaintext.characters import alternatives, fold, one_line
from campaigns.plaintext.lines import Line

SIGNATURES = [
    *["note", "ed", "editor", "editors", "прим", "примечание", "ред", "редакция", "редакции"],
    *["заўв", "заўвага", "рэд", "рэдакцыі", "przyp", "przypis", "red", "redakcji", "прим. ред"],
]
OPENINGS = [
    *["editor's note", "editors' note", "ed. note", "note", "note from the editors"],
    *["примечание", "прим. ред.", "от редакции", "заўвага", "ад рэдакцыі", "заўв. рэд."],
    *["przypis redakcji", "przyp. red.", "od redakcji", "примітка"],
]
ARTICLES = ["article", "art.", "статья", "ст.", "артыкул", "арт.", "artykuł", "стаття"]

_BRACKET = re.compile(r"\(([^()]{1,600})\)|\[([^\[\]]{1,600})\]")
_DASH = re.compile(r"[—–―]|\s-\s")
_OPENING = re.compile(rf"\*?(?:{alternatives(OPENINGS)})\s?[:.—–-]")
_ARTICLE = re.compile(rf"(?:{alternatives(ARTICLES)})\s?[0-9]{{1,4}}")
_SIGNATURES = frozenset(map(fold, SIGNATURES))

# "— the editors' note": more words after the last dash are part of the sentence.
LONGEST_SIGNATURE = 4


def find(lines: list[Line]) -> tuple[str, ...]:
    """Give the remarks in order, without their brackets, with their signatures."""
    found: list[str] = []
    for line in lines:
        if _OPENING.match(fold(line.text[:80])):
            found.append(one_line(line.text).lstrip("*"))
            continue
        for match in _BRACKET.finditer(line.text):
            remark = one_line(match[1] or match[2])
            if _is_remark(fold(remark)):
                found.append(remark)
    return tuple(dict.fromkeys(found))


def _is_remark(folded: str) -> bool:
    clauses = _DASH.split(folded)
    if len(clauses) > 1 and (_ARTICLE.match(folded) or _is_signature(clauses[-1])):
        return True
    return _OPENING.match(folded) is not None


def _is_signature(clause: str) -> bool:
    words = re.findall(r"[^\W_]+", clause)
    return len(words) <= LONGEST_SIGNATURE and not _SIGNATURES.isdisjoint(words)
