"""What the leak guard found in a content, and what a reviewer answers to each of it.

A finding is kept as the guard gives it (leakguard.Finding.as_json), with an `answer` and a
`reason` once somebody has looked. Nothing here knows what kind of text was scanned.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns import leakguard

FALSE_ALARM, ACCEPTED, MUST_CHANGE = "false_alarm", "accepted", "must_change"
ANSWERS = {
    MUST_CHANGE: gettext_lazy("Must change"),
    FALSE_ALARM: gettext_lazy("False alarm"),
    ACCEPTED: gettext_lazy("May stay, because"),
}
# What makes two findings the same one.
IDENTITY = ("place", "language", "start", "end", "rule")


def joined(known: list[dict], found: list[dict]) -> list[dict]:
    """Findings that are known, then those that are new: their numbers stay what they were."""
    seen = {identity(finding) for finding in known}
    return known + [finding for finding in found if identity(finding) not in seen]


def identity(finding: dict) -> tuple:
    return tuple(finding[name] for name in IDENTITY)


def answered(findings: list[dict], answers: dict[int, tuple[str, str]]) -> list[dict]:
    """The findings with their answers; `answers` has (answer, reason) by number, from one."""
    return [
        finding | dict(zip(("answer", "reason"), answers[number], strict=True))
        if number in answers
        else finding
        for number, finding in enumerate(findings, start=1)
    ]


def is_serious(finding: dict) -> bool:
    return finding["severity"] == leakguard.BLOCK


def answers_to(finding: dict) -> dict:
    """What may be answered: what must not be public cannot be accepted, only be no such thing.

    Details that lead to one person together may stay: there are heroes who want to be known.
    """
    may_stay = not is_serious(finding) or finding["rule"] == leakguard.COMBINATION
    return {answer: label for answer, label in ANSWERS.items() if answer != ACCEPTED or may_stay}


def needs_reason(finding: dict, answer: str) -> bool:
    """Whether this answer says too little alone. The database asks the same of an approval."""
    return answer == ACCEPTED or (answer == FALSE_ALARM and is_serious(finding))


def open_points(findings: list[dict]) -> list[str]:
    """Why a text with these findings, answered so, must not go public: a sentence for each."""
    sentences = {None: _("is not answered yet"), MUST_CHANGE: _("must change, you say")}
    found = []
    for number, finding in enumerate(findings, start=1):
        answer = finding.get("answer") or None
        if answer not in answers_to(finding) or answer == MUST_CHANGE:
            problem = sentences.get(answer, sentences[None])
        elif needs_reason(finding, answer) and not finding["reason"].strip():
            problem = _("needs a reason")
        else:
            continue
        found.append(
            _("Finding %(number)s, “%(text)s”, %(problem)s.")
            % {"number": number, "text": finding["text"], "problem": problem}
        )
    return found


def to_change(findings: list[dict]) -> list[str]:
    """What the author is asked to take out or to say otherwise, a line for each."""
    return [
        f"“{finding['text']}”: {finding['reason'].strip() or finding['advice']}"
        for finding in findings
        if finding.get("answer") == MUST_CHANGE
    ]
