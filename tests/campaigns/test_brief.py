"""The questions before a review."""

from campaigns import brief


def test_every_question_is_shown_with_its_answer_or_without_one():
    said = brief.answers({"buys": "Rent."})

    assert [answer for _question, answer in said] == ["", "", "Rent.", ""]
