"""Answers to what the leak guard found."""

import pytest

from campaigns.findings import (
    ACCEPTED,
    FALSE_ALARM,
    MUST_CHANGE,
    answered,
    answers_to,
    joined,
    open_points,
    to_change,
)

WARN = {
    "place": "story",
    "language": "en",
    "start": 4,
    "end": 9,
    "text": "Сlinic",
    "rule": "mixed_script",
    "severity": "warn",
    "advice": "Type it again.",
}
BLOCK = WARN | {"start": 20, "rule": "phone", "severity": "block", "text": "+48 600"}
TOGETHER = BLOCK | {"rule": "combination", "text": "Stolin"}


@pytest.mark.parametrize(
    ("finding", "answer", "is_open"),
    [
        (WARN, None, True),
        (WARN, ("", "reason"), True),
        (WARN, (MUST_CHANGE, ""), True),
        (WARN, (ACCEPTED, ""), True),
        (WARN, (ACCEPTED, "  "), True),
        (WARN, (ACCEPTED, "as typed"), False),
        (WARN, (FALSE_ALARM, ""), False),
        (WARN, ("whatever", "reason"), True),
        (BLOCK, None, True),
        (BLOCK, (FALSE_ALARM, ""), True),
        (BLOCK, (FALSE_ALARM, "a sum"), False),
        (BLOCK, (ACCEPTED, "never"), True),
        (BLOCK, (MUST_CHANGE, "now"), True),
        (TOGETHER, (ACCEPTED, ""), True),
        (TOGETHER, (ACCEPTED, "He wants to be known."), False),
    ],
)
def test_what_is_left_open_is_said(finding, answer, is_open):
    (given,) = answered([finding], {1: answer} if answer else {})

    assert bool(open_points([given])) is is_open


def test_contact_data_can_only_be_no_such_thing():
    assert set(answers_to(BLOCK)) == {FALSE_ALARM, MUST_CHANGE}
    assert set(answers_to(WARN)) == {FALSE_ALARM, MUST_CHANGE, ACCEPTED}


def test_what_is_known_keeps_its_number_and_its_answer():
    known = answered([BLOCK], {1: (FALSE_ALARM, "a sum")})

    assert joined(known, [WARN, BLOCK]) == [*known, WARN]


def test_the_author_reads_what_must_change_with_the_reason_or_the_advice():
    given = answered([WARN, BLOCK], {1: (MUST_CHANGE, ""), 2: (MUST_CHANGE, "A number.")})

    assert to_change(given) == ["“Сlinic”: Type it again.", "“+48 600”: A number."]
