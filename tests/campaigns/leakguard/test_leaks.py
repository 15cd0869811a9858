"""The planted leaks of tests/data/leaks: each is found, and what is harmless stays silent."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from campaigns import leakguard
from campaigns.leakguard.terms import Watch

LEAKS = Path(__file__).parents[2] / "data" / "leaks"


@dataclass(frozen=True)
class Case:
    line: str
    wanted: str
    words: list[str]
    text: str
    start: int
    end: int

    @property
    def findings(self) -> list[leakguard.Finding]:
        return leakguard.find(self.text, Watch.in_clear(self.words))


def cases(language: str) -> list[Case]:
    return [case(line) for line in (LEAKS / f"{language}.txt").read_text("utf-8").splitlines()]


def case(line: str) -> Case:
    wanted, words, marked = (part.strip() for part in line.split("|", 2))
    marked = marked.replace("⏎", "\n")
    text = marked.replace("[[", "").replace("]]", "")
    words = [] if words == "-" else [word.strip() for word in words.split(";")]
    return Case(line, wanted, words, text, marked.find("[["), marked.find("]]") - 2)


@pytest.mark.parametrize("language", ["en", "be", "ru", "pl"])
def test_every_planted_leak_is_found(language):
    missed = [
        one.line
        for one in cases(language)
        if one.wanted != "clean"
        and not any(
            finding.severity == one.wanted and finding.start < one.end and finding.end > one.start
            for finding in one.findings
        )
    ]

    assert missed == []


@pytest.mark.parametrize("language", ["en", "be", "ru", "pl"])
def test_what_is_harmless_stays_silent(language):
    alarmed = [one.line for one in cases(language) if one.wanted == "clean" and one.findings]

    assert alarmed == []


def test_there_are_enough_of_them():
    planted = [one for language in ("en", "be", "ru", "pl") for one in cases(language)]

    assert len(planted) >= 200
    assert {one.wanted for one in planted} == {"block", "warn", "clean"}
