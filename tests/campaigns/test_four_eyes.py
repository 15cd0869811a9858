"""Nobody publishes their own text: every way there is, tried by somebody who wrote in it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import User
from campaigns import lifecycle, moderation, schedule
from campaigns.models import Campaign, Revision
from tests.factories import CampaignFactory
from tests.pages import desk_of, told

EVERY_BOX = list(moderation.CHECKLIST)
APPROVAL = {"decision": "approve", "checklist": EVERY_BOX}


@pytest.fixture
def waiting(draft) -> Revision:
    return moderation.submit(draft, actor=draft.owner)


def become(person, role: str) -> User:
    """The same person, with this role from now on and no other."""
    person.groups.set([Group.objects.get(name=role)])
    return User.objects.get(pk=person.pk)


def page(revision) -> str:
    return f"/staff/campaigns/revision/{revision.pk}/change/"


def is_public(revision) -> bool:
    revision.refresh_from_db()
    campaign = Campaign.objects.get(pk=revision.campaign_id)
    return revision.state in {"approved", "scheduled"} or campaign.status != "draft"


# --- the button, and the request without it ---


@pytest.mark.parametrize("decision", ["approve", "schedule"])
def test_not_after_becoming_a_moderator(waiting, staff, decision):
    desk = desk_of(become(staff.caseworker, "moderator"))
    assert f'value="{decision}"' not in desk.get(page(waiting)).content.decode()

    answer = desk.post(
        page(waiting),
        APPROVAL | {"decision": decision, "publish_on": "2031-01-01", "publish_time": "09:00"},
        follow=True,
    )

    assert told(answer) == ["Not done: this is not yours to decide."]
    assert not is_public(waiting)


def test_not_by_giving_the_campaign_to_a_colleague(waiting, staff):
    Campaign.objects.update(owner=staff.other_caseworker)
    author = become(staff.caseworker, "moderator")

    with pytest.raises(PermissionDenied):
        moderation.approve(waiting, actor=author, checklist=EVERY_BOX)


def test_not_by_having_a_colleague_send_it(draft, staff):
    """Whoever ever wrote in a draft is an editor of what comes of it."""
    draft.editors.add(staff.caseworker)
    Campaign.objects.update(owner=staff.other_caseworker)
    draft.refresh_from_db()
    waiting = moderation.submit(draft, actor=staff.other_caseworker)
    editor = become(staff.caseworker, "moderator")

    assert editor.pk in waiting.editors
    with pytest.raises(PermissionDenied):
        moderation.approve(waiting, actor=editor, checklist=EVERY_BOX)
    assert 'value="approve"' not in desk_of(editor).get(page(waiting)).content.decode()


def test_not_from_a_second_window_that_was_open_before(draft, staff):
    """A page of a moderator's time, used when the same person has written meanwhile."""
    person = become(staff.caseworker, "moderator")
    window = desk_of(person)
    become(person, "caseworker")
    waiting = moderation.submit(draft, actor=User.objects.get(pk=person.pk))
    become(person, "moderator")

    window.post(page(waiting), APPROVAL)

    assert not is_public(waiting)


def test_not_by_an_action_of_any_list(waiting, staff):
    desk = desk_of(become(staff.caseworker, "moderator"))

    for place, pk in (("revision", waiting.pk), ("campaign", waiting.campaign_id)):
        for action in ("approve", "publish", "take", "pause", "delete_selected"):
            desk.post(f"/staff/campaigns/{place}/", {"action": action, "_selected_action": [pk]})

    assert not is_public(waiting)


def test_not_by_the_button_of_a_move(waiting, staff):
    desk = desk_of(become(staff.caseworker, "moderator"))

    desk.post(f"/staff/campaigns/campaign/{waiting.campaign_id}/move/", {"move": "publish"})

    assert not is_public(waiting)


def test_not_by_the_move_itself(waiting, staff):
    author = become(staff.caseworker, "moderator")

    for actor in (author, None):
        with pytest.raises(ValueError, match="approved revision"):
            lifecycle.move(waiting.campaign_id, "publish", actor=actor, revision=waiting)


def test_not_as_a_superuser(waiting, staff):
    User.objects.filter(pk=staff.caseworker.pk).update(is_superuser=True)

    with pytest.raises(PermissionDenied):
        moderation.approve(
            waiting, actor=User.objects.get(pk=staff.caseworker.pk), checklist=EVERY_BOX
        )


# --- past the program: the database ---


def refused(name: str):
    return pytest.raises(IntegrityError, match=name)


def approved_by(person, **more) -> dict:
    return {
        "state": "approved",
        "decided_by": person,
        "decided_at": timezone.now(),
        "checked": EVERY_BOX,
    } | more


@pytest.mark.parametrize("state", ["approved", "scheduled"])
def test_not_by_an_update_of_the_row(waiting, staff, state):
    values = approved_by(staff.caseworker, state=state, publish_at=timezone.now())

    with refused("approved_by_another"), transaction.atomic():
        Revision.objects.update(**values)


def test_not_by_an_update_of_an_editor(draft, staff):
    draft.editors.add(staff.moderator)
    moderation.submit(draft, actor=draft.owner)

    with refused("approved_by_no_editor"), transaction.atomic():
        Revision.objects.update(**approved_by(staff.moderator))


def test_not_by_changing_who_wrote_it(waiting, staff):
    for change in (
        {"submitted_by": staff.other_caseworker},
        {"editors": []},
        {"content": {}},
        {"goal_cents": 1},
        {"number": 99},
    ):
        with refused("revision_frozen"), transaction.atomic():
            Revision.objects.update(**change)


def test_not_by_a_row_that_is_born_approved(draft, staff):
    content = {"title": {"en": "x"}}
    born = approved_by(staff.caseworker) | {"campaign": draft, "number": 1, "content": content}

    with refused("approved_by_another"), transaction.atomic():
        Revision.objects.create(goal_cents=1, submitted_by=staff.caseworker, **born)


def test_not_without_a_checklist_nor_with_a_finding_that_nobody_answered(draft, staff):
    draft.summary = {"en": "Сollected for her"}
    draft.save()
    moderation.submit(draft, actor=draft.owner)

    with refused("approved_when_checked"), transaction.atomic():
        Revision.objects.update(**approved_by(staff.moderator, checked=[]))
    with refused("findings_answered"), transaction.atomic():
        Revision.objects.update(**approved_by(staff.moderator))


@pytest.mark.parametrize(
    ("severity", "answer", "reason", "holds"),
    [
        ("warn", None, None, False),
        ("warn", "must_change", "x", False),
        ("warn", "accepted", " ", False),
        ("warn", "accepted", 5, False),
        ("warn", "accepted", "x", True),
        ("warn", "false_alarm", "", True),
        ("block", "accepted", "x", False),
        ("block", "false_alarm", "", False),
        ("block", "false_alarm", "x", True),
    ],
)
def test_the_database_reads_the_answers(waiting, staff, severity, answer, reason, holds):
    finding = {"severity": severity} | ({"answer": answer, "reason": reason} if answer else {})
    values = approved_by(staff.moderator, findings=[finding])

    if holds:
        assert Revision.objects.update(**values) == 1
    else:
        with refused("findings_answered"), transaction.atomic():
            Revision.objects.update(**values)


def test_not_by_showing_what_was_never_approved(waiting, staff):
    for state in ("submitted", "recalled"):
        Revision.objects.update(state=state)
        with refused("campaign_shows_approved"), transaction.atomic():
            Campaign.objects.update(
                status="live", live_revision=waiting, published_at=timezone.now()
            )


def test_not_by_showing_the_approved_text_of_another_campaign(live_campaign, staff):
    other = CampaignFactory(owner=staff.caseworker)

    with refused("campaign_shows_approved"), transaction.atomic():
        Campaign.objects.filter(pk=other.pk).update(
            status="live",
            live_revision=live_campaign.live_revision,
            published_at=timezone.now(),
        )


def test_a_decision_stands(live_campaign, staff):
    for change in (
        {"state": "submitted"},
        {"state": "rejected", "note": "x"},
        {"decided_by": staff.second_moderator},
        {"checked": ["alias"]},
        {"note": "Another note."},
    ):
        with refused("revision_decided_once"), transaction.atomic():
            Revision.objects.update(**change)


def test_what_was_planned_goes_public_or_is_taken_back_and_nothing_else(waiting, staff):
    moderation.approve(
        waiting,
        actor=staff.moderator,
        checklist=EVERY_BOX,
        publish_at=timezone.now() + timedelta(hours=1),
    )

    for state in ("submitted", "rejected"):
        with refused("revision_decided_once"), transaction.atomic():
            Revision.objects.update(state=state, note="x")
    assert schedule.publish_due() == []


@pytest.mark.parametrize("state", ["approved", "scheduled"])
def test_an_answer_is_frozen_with_its_decision(draft, staff, state):
    draft.summary = {"en": "Сollected for her"}
    draft.save()
    revision = moderation.submit(draft, actor=draft.owner)
    later = timezone.now() + timedelta(hours=1)
    moderation.approve(
        revision,
        actor=staff.moderator,
        checklist=EVERY_BOX,
        answers={1: ("accepted", "As typed.")},
        publish_at=later if state == "scheduled" else None,
    )

    with refused("revision_decided_once"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE campaigns_revision SET findings = '[]'")
