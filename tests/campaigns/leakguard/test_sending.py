"""What the guard finds, and what follows from it for a draft on its way."""

import pytest

from campaigns import moderation
from campaigns.findings import ACCEPTED

TOGETHER = "He is from Stolin, worked as a driver and got a medal."


@pytest.fixture
def told(draft):
    draft.story = {"en": TOGETHER}
    draft.save()
    return draft


def test_details_that_point_together_go_to_the_reviewer(told, staff):
    revision = moderation.submit(told, actor=told.owner)

    assert "combination" in {finding["rule"] for finding in revision.findings}


def test_the_reviewer_lets_them_stay_with_a_reason_or_not_at_all(told, staff):
    revision = moderation.submit(told, actor=told.owner)
    numbers = range(1, len(revision.findings) + 1)
    words = {"actor": staff.moderator, "checklist": moderation.CHECKLIST}

    with pytest.raises(moderation.NotPossible, match="not answered yet"):
        moderation.approve(revision, **words)
    with pytest.raises(moderation.NotPossible, match="needs a reason"):
        moderation.approve(revision, **words, answers=dict.fromkeys(numbers, (ACCEPTED, "")))
    answers = dict.fromkeys(numbers, (ACCEPTED, "He wants to be known."))
    moderation.approve(revision, **words, answers=answers)

    told.refresh_from_db()
    assert told.status == "live"
