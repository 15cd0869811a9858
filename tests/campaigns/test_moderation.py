"""Review: nobody publishes alone, and what is published is what was read."""

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import AuditEntry, Notice
from campaigns import lifecycle, moderation, protected_terms
from campaigns.decisions import NotPossible
from campaigns.models import Campaign, Revision
from campaigns.moderation import NotReady
from tests.factories import CampaignFactory

State = Revision.State


def both_roles(staff):
    """A caseworker who moderates too, as in a small organisation."""
    staff.caseworker.groups.add(*staff.moderator.groups.all())
    return type(staff.caseworker).objects.get(pk=staff.caseworker.pk)


@pytest.fixture
def submitted(draft) -> Revision:
    return moderation.submit(draft, actor=draft.owner)


def told() -> list[tuple[str, str]]:
    return list(Notice.objects.order_by("pk").values_list("template", "dedupe_key"))


def test_submitting_freezes_the_goal(staff):
    campaign = CampaignFactory(owner=staff.caseworker, lines=[1400_00, 800_00, 800_00])

    revision = moderation.submit(campaign, actor=campaign.owner)
    campaign.budget_lines.update(amount_cents=1)

    revision.refresh_from_db()
    assert revision.goal_cents == 3000_00


def test_revisions_are_counted_from_one(draft, submitted):
    moderation.recall(submitted, actor=draft.owner)

    assert submitted.number == 1
    assert moderation.submit(draft, actor=draft.owner).number == 2


def test_what_is_submitted_is_what_the_database_has(draft):
    """The object in the form may be older than the row."""
    Campaign.objects.filter(pk=draft.pk).update(title={"en": "The newest title"})

    revision = moderation.submit(draft, actor=draft.owner)

    assert revision.content["title"] == {"en": "The newest title"}


def test_every_reviewer_hears_of_a_submission_and_its_author_does_not(staff, draft):
    revision = moderation.submit(draft, actor=both_roles(staff))

    reviewers = [staff.moderator, staff.second_moderator]
    assert told() == [
        ("revision_submitted", f"submitted:{revision.pk}:{reviewer.pk}") for reviewer in reviewers
    ]


@pytest.mark.parametrize("person", ["other_caseworker", "moderator", "finance", "administrator"])
def test_only_its_own_caseworker_submits_a_campaign(staff, draft, person):
    with pytest.raises(PermissionDenied):
        moderation.submit(draft, actor=getattr(staff, person))

    assert not Revision.objects.exists()


def test_a_caseworker_who_left_submits_nothing(draft):
    draft.owner.is_active = False
    draft.owner.save()

    with pytest.raises(PermissionDenied):
        moderation.submit(draft, actor=draft.owner)


def test_an_unfinished_draft_is_told_everything_it_lacks(staff):
    draft = CampaignFactory(
        owner=staff.caseworker,
        title={},
        story={"be": ""},
        lines=[],
        summary={"en": "a@mail.example"},
    )

    with pytest.raises(NotReady) as not_ready:
        moderation.submit(draft, actor=draft.owner)

    assert len(not_ready.value.reasons) == 4
    assert not Revision.objects.exists()


def test_one_revision_at_a_time_waits_for_review(draft, submitted):
    with pytest.raises(NotReady, match="already waiting"):
        moderation.submit(draft, actor=draft.owner)


@pytest.mark.parametrize("move", ["close", "withdraw"])
def test_a_campaign_that_is_over_is_not_submitted(live_campaign, staff, move):
    lifecycle.move(live_campaign.pk, move, actor=staff.moderator)

    with pytest.raises(NotReady, match="is over"):
        moderation.submit(live_campaign, actor=live_campaign.owner)


def test_approval_publishes_exactly_what_was_read(staff, draft, submitted):
    draft.story = {"en": "Written after the review began."}
    draft.save()

    moderation.approve(submitted, actor=staff.moderator, checklist=moderation.CHECKLIST)

    draft.refresh_from_db()
    assert draft.status == Campaign.Status.LIVE
    assert draft.live_revision.content == submitted.content
    assert draft.live_revision.content["story"] != draft.story


def test_editing_the_draft_changes_nothing_public(live_campaign):
    before = live_campaign.live_revision.content
    live_campaign.title = {"en": "Another"}
    live_campaign.save(update_fields=["title"])
    live_campaign.budget_lines.all().delete()

    live_campaign.refresh_from_db()

    assert live_campaign.live_revision.content == before
    assert live_campaign.live_revision.goal_cents == 1000_00


def test_an_approval_is_recorded_with_its_publication(staff, submitted):
    moderation.approve(
        submitted, actor=staff.moderator, note="read twice", checklist=moderation.CHECKLIST
    )

    entries = AuditEntry.objects.order_by("pk").values_list("action", "actor")
    assert list(entries) == [
        ("revision.submit", staff.caseworker.pk),
        ("revision.approved", staff.moderator.pk),
        ("campaign.publish", staff.moderator.pk),
    ]
    approval = AuditEntry.objects.get(action="revision.approved").data
    assert approval == {
        "note": "read twice",
        "checklist": list(moderation.CHECKLIST),
        "findings": [],
    }


def test_the_author_hears_of_the_decision(staff, submitted):
    moderation.approve(submitted, actor=staff.moderator, checklist=moderation.CHECKLIST)

    assert told()[-1] == ("revision_approved", f"revision_approved:{submitted.pk}")


@pytest.mark.parametrize("person", ["caseworker", "other_caseworker", "finance", "administrator"])
def test_only_moderators_decide(staff, submitted, person):
    actor = getattr(staff, person)

    with pytest.raises(PermissionDenied):
        moderation.approve(submitted, actor=actor, checklist=moderation.CHECKLIST)
    with pytest.raises(PermissionDenied):
        moderation.reject(submitted, actor=actor, note="no")

    submitted.refresh_from_db()
    assert submitted.state == State.SUBMITTED


def test_author_cannot_approve(staff, submitted):
    with pytest.raises(PermissionDenied):
        moderation.approve(submitted, actor=both_roles(staff), checklist=moderation.CHECKLIST)


def test_a_superuser_cannot_approve_an_own_text(staff, submitted):
    author = staff.caseworker
    author.is_superuser = True
    author.save()

    with pytest.raises(PermissionDenied):
        moderation.approve(submitted, actor=author, checklist=moderation.CHECKLIST)


def test_who_owns_the_campaign_now_cannot_approve_what_a_colleague_submitted(staff, submitted):
    owner = staff.second_moderator
    Campaign.objects.update(owner=owner)

    with pytest.raises(PermissionDenied):
        moderation.approve(submitted, actor=owner, checklist=moderation.CHECKLIST)


def test_a_word_protected_after_submission_stops_the_approval(staff, draft, submitted):
    protected_terms.protect(draft, ["border"])

    with pytest.raises(NotPossible, match="border"):
        moderation.approve(submitted, actor=staff.moderator, checklist=moderation.CHECKLIST)

    submitted.refresh_from_db()
    draft.refresh_from_db()
    assert (submitted.state, draft.status) == (State.SUBMITTED, Campaign.Status.DRAFT)


def test_a_rejection_needs_its_reason(staff, submitted):
    with pytest.raises(NotPossible, match="reason"):
        moderation.reject(submitted, actor=staff.moderator, note="  ")

    moderation.reject(submitted, actor=staff.moderator, note=" The town is named. ")

    submitted.refresh_from_db()
    assert (submitted.state, submitted.note) == (State.REJECTED, "The town is named.")
    assert told()[-1][0] == "revision_rejected"


def test_a_rejected_text_is_not_public(staff, draft, submitted):
    moderation.reject(submitted, actor=staff.moderator, note="no")

    draft.refresh_from_db()
    assert (draft.status, draft.live_revision) == (Campaign.Status.DRAFT, None)


def test_the_author_takes_a_revision_back(draft, submitted):
    moderation.recall(submitted, actor=draft.owner)

    submitted.refresh_from_db()
    assert submitted.state == State.RECALLED


def test_nobody_else_takes_a_revision_back(staff, submitted):
    with pytest.raises(PermissionDenied):
        moderation.recall(submitted, actor=staff.moderator)


DECISIONS = {
    "approve": lambda revision, staff: moderation.approve(
        revision, actor=staff.second_moderator, checklist=moderation.CHECKLIST
    ),
    "reject": lambda revision, staff: moderation.reject(
        revision, actor=staff.second_moderator, note="no"
    ),
    "recall": lambda revision, staff: moderation.recall(revision, actor=staff.caseworker),
}


@pytest.mark.parametrize("first", DECISIONS)
@pytest.mark.parametrize("second", DECISIONS)
def test_a_revision_is_decided_once(staff, submitted, first, second):
    DECISIONS[first](submitted, staff)
    state = Revision.objects.get().state

    with pytest.raises(NotPossible, match="faster"):
        DECISIONS[second](submitted, staff)

    assert Revision.objects.get().state == state


@pytest.mark.parametrize("move", ["close", "withdraw"])
def test_a_revision_of_a_campaign_that_ended_meanwhile_is_not_published(staff, live_campaign, move):
    revision = moderation.submit(live_campaign, actor=live_campaign.owner)
    lifecycle.move(live_campaign.pk, move, actor=staff.moderator)
    status = Campaign.objects.get().status

    with pytest.raises(lifecycle.NotPossible):
        moderation.approve(revision, actor=staff.moderator, checklist=moderation.CHECKLIST)

    revision.refresh_from_db()
    assert revision.state == State.SUBMITTED
    assert Campaign.objects.get().status == status
    assert told()[-1][0] != "revision_approved"
    moderation.reject(revision, actor=staff.moderator, note="The campaign is over.")


def test_a_withdrawn_campaign_needs_a_fresh_approval(staff, live_campaign, restore):
    approved = live_campaign.live_revision
    lifecycle.move(live_campaign.pk, "withdraw", actor=staff.moderator)
    restore(live_campaign)

    with pytest.raises(NotPossible):
        moderation.approve(approved, actor=staff.moderator, checklist=moderation.CHECKLIST)

    live_campaign.refresh_from_db()
    assert (live_campaign.status, live_campaign.live_revision) == (Campaign.Status.DRAFT, None)


def test_an_update_of_a_live_campaign_is_read_like_the_first_text(staff, live_campaign):
    first = live_campaign.published_at
    live_campaign.title = {"en": "Second title"}
    live_campaign.save(update_fields=["title"])

    revision = moderation.submit(live_campaign, actor=live_campaign.owner)
    live_campaign.refresh_from_db()
    assert live_campaign.live_revision.number == 1

    moderation.approve(revision, actor=staff.moderator, checklist=moderation.CHECKLIST)
    live_campaign.refresh_from_db()
    assert live_campaign.live_revision.content["title"] == {"en": "Second title"}
    assert live_campaign.published_at == first


def test_the_findings_of_the_submission_stay_with_it(draft):
    draft.summary = {"en": "Сollected for her"}
    draft.save()

    (finding,) = moderation.submit(draft, actor=draft.owner).findings

    assert (finding["rule"], finding["place"], finding["language"]) == (
        "mixed_script",
        "summary",
        "en",
    )
