"""The page on which somebody else than the author decides."""

import re

import pytest
from django.contrib.auth.models import Group

from accounts.models import AuditEntry
from campaigns import lifecycle, moderation, protected_terms
from campaigns.models import Revision
from tests.factories import CampaignFactory, UserFactory
from tests.pages import desk_of, told

EVERY_BOX = list(moderation.CHECKLIST)
APPROVAL = {"decision": "approve", "checklist": EVERY_BOX}


@pytest.fixture
def waiting(draft, staff) -> Revision:
    """A revision of staff.caseworker's draft that nobody has decided on."""
    return moderation.submit(draft, actor=staff.caseworker)


@pytest.fixture
def desk(staff):
    return desk_of(staff.moderator)


@pytest.fixture
def both(staff):
    """A colleague of a very small team, who writes and reviews."""
    person = UserFactory(role="moderator")
    person.groups.add(Group.objects.get(name="caseworker"))
    return person


def address(revision: Revision) -> str:
    return f"/staff/campaigns/revision/{revision.pk}/change/"


def decide(desk, revision: Revision, **answer):
    return desk.post(address(revision), answer, follow=True)


def state(revision: Revision) -> str:
    revision.refresh_from_db()
    return revision.state


def test_approving_publishes_and_says_so(desk, waiting, draft, visitor):
    answer = decide(desk, waiting, **APPROVAL)

    assert told(answer) == ["Approved. It is public now."]
    assert visitor.get(f"/en/c/{draft.public_id}/").status_code == 200


def test_what_was_checked_is_in_the_audit_log(desk, waiting):
    decide(desk, waiting, **APPROVAL, note="Well told.")

    entry = AuditEntry.objects.get(action="revision.approved")
    assert entry.data == {"note": "Well told.", "checklist": EVERY_BOX, "findings": []}
    waiting.refresh_from_db()
    assert waiting.checked == EVERY_BOX


@pytest.mark.parametrize("missing", EVERY_BOX)
def test_an_open_box_keeps_it_from_being_approved(desk, waiting, missing):
    boxes = [box for box in EVERY_BOX if box != missing]

    answer = decide(desk, waiting, decision="approve", checklist=boxes, note="Nearly.")

    assert state(waiting) == "submitted"
    text = answer.content.decode()
    assert "Approving needs every box." in text
    assert "Nearly." in text
    assert text.count("checked") >= len(boxes)


def test_a_finding_needs_an_answer_before_it_is_approved(desk, draft, staff):
    draft.story = {"en": "The \u0421linic is far."}
    draft.save()
    waiting = moderation.submit(draft, actor=staff.caseworker)

    answer = decide(desk, waiting, **APPROVAL)

    assert state(waiting) == "submitted"
    assert "Answer this before you approve." in answer.content.decode()
    decide(desk, waiting, **APPROVAL, answer_1="accepted", reason_1="Two keyboards; harmless.")
    assert state(waiting) == "approved"
    assert waiting.findings[0]["answer"] == "accepted"
    assert waiting.findings[0]["reason"] == "Two keyboards; harmless."


def test_requesting_changes_sends_it_back_with_the_note(desk, waiting):
    answer = decide(desk, waiting, decision="changes", note="Take the town out.")

    assert state(waiting) == "rejected"
    assert waiting.note == "Take the town out."
    assert "Sent back." in told(answer)[0]


def test_requesting_changes_without_saying_which_decides_nothing(desk, waiting):
    answer = decide(desk, waiting, decision="changes")

    assert state(waiting) == "submitted"
    assert "the author needs the reason" in answer.content.decode()


def test_the_author_finds_no_button_to_approve(both):
    waiting = moderation.submit(CampaignFactory(owner=both), actor=both)

    text = desk_of(both).get(address(waiting)).content.decode()

    assert 'value="approve"' not in text
    assert "This is your own text: somebody else has to approve it." in text


def test_the_author_cannot_approve_by_a_crafted_request(both):
    waiting = moderation.submit(CampaignFactory(owner=both), actor=both)

    answer = decide(desk_of(both), waiting, **APPROVAL)

    assert state(waiting) == "submitted"
    assert told(answer) == ["Not done: this is not yours to decide."]


def test_there_is_no_action_of_the_list_that_decides(desk, waiting):
    desk.post(
        "/staff/campaigns/revision/",
        {"action": "approve", "_selected_action": [waiting.pk]},
    )

    assert state(waiting) == "submitted"
    assert not desk.get("/staff/campaigns/revision/").context["cl"].formset


def test_a_caseworker_reads_their_own_revision_and_decides_nothing(waiting, staff):
    desk = desk_of(staff.caseworker)

    answer = desk.get(address(waiting))

    assert answer.status_code == 200
    assert 'name="decision"' not in answer.content.decode()
    assert desk.post(address(waiting), APPROVAL).status_code == 403
    assert state(waiting) == "submitted"


def test_a_caseworker_does_not_find_the_revision_of_another(waiting, staff):
    desk = desk_of(staff.other_caseworker)

    assert desk.get(address(waiting)).status_code == 302
    assert desk.post(address(waiting), APPROVAL).status_code == 302
    assert state(waiting) == "submitted"


@pytest.mark.parametrize("role", ["finance", "administrator"])
def test_nobody_else_reads_revisions(waiting, staff, role):
    desk = desk_of(getattr(staff, role))

    assert desk.get(address(waiting)).status_code == 403
    assert desk.post(address(waiting), APPROVAL).status_code == 403


def test_the_second_to_decide_is_told_that_somebody_was_faster(desk, waiting, staff):
    decide(desk_of(staff.second_moderator), waiting, decision="changes", note="Too long.")

    answer = decide(desk, waiting, **APPROVAL)

    assert state(waiting) == "rejected"
    assert "Somebody was faster" in told(answer)[0]


def test_what_was_withdrawn_meanwhile_is_not_published(desk, live_campaign, staff):
    waiting = moderation.submit(live_campaign, actor=staff.caseworker)
    lifecycle.move(live_campaign.pk, "withdraw", actor=staff.caseworker)

    answer = decide(desk, waiting, **APPROVAL)

    live_campaign.refresh_from_db()
    assert live_campaign.status == "withdrawn"
    assert state(waiting) == "submitted"
    assert "This campaign is withdrawn now" in told(answer)[0]


def test_a_first_publication_is_called_one(desk, waiting):
    assert "First publication" in desk.get(address(waiting)).content.decode()


def test_a_change_is_shown_against_what_is_public(desk, live_campaign, staff):
    live_campaign.title = {"en": "A second <i>beginning</i>"}
    live_campaign.save()
    live_campaign.budget_lines.filter(position=1).update(amount_cents=700_00)
    waiting = moderation.submit(live_campaign, actor=staff.caseworker)

    text = desk.get(address(waiting)).content.decode()

    assert "<del>new</del><ins>second</ins>" in text
    assert "&lt;i&gt;" in text
    assert "<i>beginning" not in text
    assert "<del>€\u202f600</del> <ins>€\u202f700</ins>" in text
    assert "<del>€\u202f1\u202f000</del> <ins>€\u202f1\u202f100</ins>" in text


def test_the_text_is_shown_as_readers_will_see_it_with_its_findings(desk, draft, staff):
    draft.story = {"en": "The \u0421linic is **far**.\n\n<script>alert(1)</script>"}
    draft.save()
    waiting = moderation.submit(draft, actor=staff.caseworker)

    text = desk.get(address(waiting)).content.decode()

    assert '<mark id="m1" class="low">\u0421linic<a href="#f1">1</a></mark>' in text
    assert "<strong>far</strong>" in text
    assert "<script>alert" not in text


def test_every_language_is_there_to_be_read(desk, draft, staff):
    draft.story = draft.story | {"be": "Яна прыйшла з адной торбай."}
    draft.save()
    waiting = moderation.submit(draft, actor=staff.caseworker)

    text = desk.get(address(waiting)).content.decode()

    assert 'lang="be"><p dir="auto">Яна прыйшла з адной торбай.</p>' in text


def test_a_reviewer_reads_the_revision_and_not_the_draft(desk, waiting, draft):
    draft.story = {"en": "Written after it was sent."}
    draft.save()

    assert "Written after it was sent." not in desk.get(address(waiting)).content.decode()


def test_the_reviewer_is_told_that_approving_resumes_a_paused_campaign(desk, live_campaign, staff):
    lifecycle.move(live_campaign.pk, "pause", actor=staff.moderator)
    waiting = moderation.submit(live_campaign, actor=staff.caseworker)

    assert "approving resumes it" in desk.get(address(waiting)).content.decode()


# --- answers, hours, and what the author says is no leak ---


@pytest.fixture
def contested(draft, staff) -> Revision:
    """One sent although the leak guard takes a sum for a telephone number."""
    draft.story = {"en": "All in all 600 100 200 people heard of it."}
    draft.save()
    answer = desk_of(staff.caseworker).post(
        f"/staff/campaigns/campaign/{draft.pk}/contest/", follow=True
    )
    assert "Sent." in told(answer)[0]
    return draft.revisions.get()


def test_what_only_the_leak_guard_holds_back_can_be_sent_as_a_false_alarm(draft, staff):
    draft.story = {"en": "All in all 600 100 200 people heard of it."}
    draft.save()

    text = desk_of(staff.caseworker).get(f"/staff/campaigns/campaign/{draft.pk}/change/")

    assert "False alarm: send it to review" in text.content.decode()
    draft.budget_lines.all().delete()
    text = desk_of(staff.caseworker).get(f"/staff/campaigns/campaign/{draft.pk}/change/")
    assert "False alarm: send it to review" not in text.content.decode()


@pytest.mark.parametrize("role", ["moderator", "other_caseworker"])
def test_nobody_else_sends_a_draft(draft, staff, role):
    answer = desk_of(getattr(staff, role)).post(f"/staff/campaigns/campaign/{draft.pk}/contest/")

    assert answer.status_code == 404
    assert not draft.revisions.exists()


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"answer_1": "accepted", "reason_1": "We like it."},
        {"answer_1": "false_alarm"},
        {"answer_1": "must_change"},
    ],
)
def test_what_looks_like_contact_data_is_not_approved_on_a_nod(desk, contested, answer):
    decide(desk, contested, **APPROVAL, **answer)

    assert state(contested) == "submitted"


def test_a_false_alarm_is_approved_with_its_reason(desk, contested):
    decide(desk, contested, **APPROVAL, answer_1="false_alarm", reason_1="A count of people.")

    assert state(contested) == "approved"
    entry = AuditEntry.objects.get(action="revision.approved")
    assert entry.data["findings"][0]["reason"] == "A count of people."


def test_what_was_typed_is_still_there_after_a_mistake(desk, contested):
    answer = decide(
        desk, contested, **APPROVAL, answer_1="must_change", reason_1="Too odd.", note="Nearly."
    )

    text = answer.content.decode()
    assert "What must change is not approved: request it." in text
    assert 'value="Too odd."' in text
    assert re.search(r'value="must_change"[^>]* checked', text)
    assert "Nearly." in text


def test_what_must_change_is_the_reason_the_author_reads(desk, contested):
    decide(desk, contested, decision="changes", answer_1="must_change", reason_1="Say “many”.")

    assert state(contested) == "rejected"
    assert contested.note == "“600 100 200”: Say “many”."


def test_a_word_protected_since_then_is_one_more_question(desk, waiting, draft):
    protected_terms.protect(draft, ["border"])

    answer = decide(desk, waiting, **APPROVAL)

    assert state(waiting) == "submitted"
    assert "Answer this before you approve." in answer.content.decode()
    decide(desk, waiting, **APPROVAL, answer_1="false_alarm", reason_1="The word, not the town.")
    assert state(waiting) == "approved"
    assert waiting.findings[0]["rule"] == "protected_term"


def test_a_publication_is_planned_in_the_campaigns_zone(desk, waiting, draft, visitor):
    answer = decide(
        desk,
        waiting,
        **(APPROVAL | {"decision": "schedule"}),
        publish_on="2031-07-01",
        publish_time="09:00",
    )

    assert "It goes public at its time" in told(answer)[0]
    assert state(waiting) == "scheduled"
    assert waiting.publish_at.isoformat() == "2031-07-01T07:00:00+00:00"
    text = desk.get(address(waiting)).content.decode()
    assert "It goes public on 1 July 2031, 09:00 (Europe/Warsaw)" in text
    assert visitor.get(f"/en/c/{draft.public_id}/").status_code == 404


def test_new_names_dates_and_numbers_stand_out_first(desk, live_campaign, staff):
    live_campaign.story = {"en": "She came from Zarečča on 14 August 2020 with 3 bags."}
    live_campaign.save()
    waiting = moderation.submit(live_campaign, actor=staff.caseworker)

    answer = desk.get(address(waiting))

    found = [(new.kind, new.text) for new in answer.context["differences"].new]
    assert found == [("name", "Zarečča"), ("date", "14 August 2020"), ("number", "3")]
    text = answer.content.decode()
    assert "<ins><mark>Zarečča</mark></ins>" in text
    assert text.index("Name or place") < text.index("Checklist")


def test_in_a_first_publication_everything_is_new(desk, draft, staff):
    draft.story = {"en": "She came from Zarečča."}
    draft.save()
    waiting = moderation.submit(draft, actor=staff.caseworker)

    answer = desk.get(address(waiting))

    assert ("name", "Zarečča") in [(n.kind, n.text) for n in answer.context["differences"].new]


def test_what_was_asked_twice_at_once_keeps_the_page_and_the_note(desk, waiting, staff):
    moderation.reject(waiting, actor=staff.second_moderator, note="Too long.")

    answer = desk.post(address(waiting), APPROVAL | {"note": "My long note."})

    assert answer.status_code == 200
    assert "Somebody was faster" in told(answer)[0]
