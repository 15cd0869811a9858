"""What a reviewer answers."""

from datetime import timedelta

import pytest
from django.utils import timezone

from campaigns import moderation
from campaigns.decision_forms import RevisionDecisionForm
from campaigns.models import Campaign, Revision

EVERY_BOX = list(moderation.CHECKLIST)
WARN = {"start": 0, "end": 1, "text": "x", "rule": "town", "severity": "warn", "advice": "Look."}
BLOCK = WARN | {"rule": "phone", "severity": "block"}


def deciding(*findings, **answer) -> RevisionDecisionForm:
    campaign = Campaign(closing_rule="manual", time_zone="Europe/Warsaw")
    content = {"closing": {"rule": "manual", "ends_at": None, "time_zone": "Europe/Warsaw"}}
    revision = Revision(campaign=campaign, content=content)
    return RevisionDecisionForm(answer, revision=revision, findings=list(findings))


def tomorrow() -> str:
    return (timezone.localdate() + timedelta(days=1)).isoformat()


@pytest.mark.parametrize("decision", ["approve", "schedule"])
def test_approving_needs_every_box(decision):
    when = {"publish_on": tomorrow(), "publish_time": "09:00"}

    form = deciding(decision=decision, checklist=EVERY_BOX[1:], **when)

    assert set(form.errors) == {"checklist"}
    assert deciding(decision=decision, checklist=EVERY_BOX, **when).is_valid()


@pytest.mark.parametrize(
    ("finding", "answer", "reason", "wrong"),
    [
        (WARN, "", "", "answer_1"),
        (WARN, "must_change", "", "answer_1"),
        (WARN, "accepted", "", "reason_1"),
        (WARN, "accepted", "As typed.", None),
        (WARN, "false_alarm", "", None),
        (BLOCK, "false_alarm", "", "reason_1"),
        (BLOCK, "false_alarm", "A sum.", None),
        (BLOCK, "accepted", "Please.", "answer_1"),
    ],
)
def test_approving_needs_an_answer_to_every_finding(finding, answer, reason, wrong):
    form = deciding(
        finding, decision="approve", checklist=EVERY_BOX, answer_1=answer, reason_1=reason
    )

    assert set(form.errors) == ({wrong} if wrong else set())


def test_answers_come_by_the_number_of_their_finding():
    form = deciding(
        WARN,
        WARN,
        decision="changes",
        note="Shorter.",
        answer_2="must_change",
        reason_2="The town.",
    )

    assert form.is_valid()
    assert form.answers == {2: ("must_change", "The town.")}
    assert [finding["number"] for finding, _answer, _reason in form.questions] == [1, 2]


def test_requesting_changes_needs_a_note_or_a_finding_that_must_change():
    assert set(deciding(WARN, decision="changes", note="  ").errors) == {"note"}
    assert deciding(WARN, decision="changes", note="Take the town out.").is_valid()
    assert deciding(WARN, decision="changes", answer_1="must_change").is_valid()


def test_what_is_wrong_leads_to_its_place_on_the_page():
    form = deciding(WARN, decision="approve", publish_on="x")

    assert [place for place, _text in form.problems] == ["id_publish_on", "check-h", "f1"]
    assert form.problems[2][1] == "Finding 1: Answer this before you approve."


@pytest.mark.parametrize("decision", ["", "publish"])
def test_there_is_no_other_answer(decision):
    assert "decision" in deciding(decision=decision, checklist=EVERY_BOX).errors


def test_an_hour_is_that_of_the_campaigns_zone():
    form = deciding(
        decision="schedule", checklist=EVERY_BOX, publish_on="2031-07-01", publish_time="09:00"
    )

    assert form.is_valid()
    assert form.publish_at.isoformat() == "2031-07-01T07:00:00+00:00"


@pytest.mark.parametrize(
    ("day", "clock", "wrong"),
    [
        ("", "", "publish_on"),
        ("2020-01-01", "09:00", "publish_on"),
        ("2031-02-30", "09:00", "publish_on"),
        ("2031-01-01", "25:00", "publish_time"),
        ("2031-03-30", "02:30", "publish_time"),
    ],
)
def test_an_hour_that_cannot_be_is_explained(day, clock, wrong):
    form = deciding(decision="schedule", checklist=EVERY_BOX, publish_on=day, publish_time=clock)

    assert set(form.errors) == {wrong}


def test_publishing_at_once_asks_for_no_hour():
    form = deciding(decision="approve", checklist=EVERY_BOX, publish_on="2031-01-01")

    assert form.is_valid()
    assert form.publish_at is None
