"""What waits for caseworkers and moderators on their first page."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from campaigns import claims, comments, desk, lifecycle, moderation, restorations
from campaigns.models import Campaign
from tests.factories import CampaignFactory, book_gift
from tests.pages import desk_of


def rows(person) -> dict[str, list[str]]:
    """The texts below each heading."""
    return {section.title: [row.text for row in section.rows] for section in desk.sections(person)}


def title(campaign) -> str:
    return campaign.title["en"]


def test_a_caseworker_finds_each_campaign_where_it_stands(staff, draft, live_campaign, publish):
    begun = CampaignFactory(owner=staff.caseworker)
    sent, refused = CampaignFactory(owner=staff.caseworker), CampaignFactory(owner=staff.caseworker)
    moderation.submit(sent, actor=staff.caseworker)
    revision = moderation.submit(refused, actor=staff.caseworker)
    moderation.reject(revision, actor=staff.moderator, note="Take the town out.")

    assert rows(staff.caseworker) == {
        "Changes asked": [title(refused)],
        "Your drafts": [title(begun)],
        "In review": [title(sent)],
        "Running": [title(live_campaign)],
    }


def test_the_reason_for_asked_changes_stands_beside_them(staff, draft):
    revision = moderation.submit(draft, actor=staff.caseworker)
    moderation.reject(revision, actor=staff.moderator, note="Take the town out.")

    assert desk.sections(staff.caseworker)[0].rows[0].note == "Take the town out."


def test_what_was_sent_again_no_longer_asks_for_changes(staff, draft):
    revision = moderation.submit(draft, actor=staff.caseworker)
    moderation.reject(revision, actor=staff.moderator, note="Take the town out.")
    moderation.submit(draft, actor=staff.caseworker)

    assert rows(staff.caseworker)["Changes asked"] == []
    assert rows(staff.caseworker)["In review"] == [title(draft)]


def test_an_edit_of_a_running_campaign_waits_and_runs(staff, live_campaign):
    moderation.submit(live_campaign, actor=staff.caseworker)

    found = rows(staff.caseworker)
    assert found["In review"] == found["Running"] == [title(live_campaign)]


def test_nothing_of_another_caseworker_is_there(staff, live_campaign):
    assert not any(rows(staff.other_caseworker).values())


def test_an_empty_desk_says_what_to_do_next(staff):
    text = desk_of(staff.caseworker).get("/staff/").content.decode()

    assert "Begin one, and send it to review when it is ready." in text
    assert "/staff/campaigns/campaign/add/" in text


def test_a_moderator_finds_the_oldest_first_with_author_and_age(staff):
    first, second = CampaignFactory(owner=staff.caseworker), CampaignFactory(owner=staff.caseworker)
    for campaign in (first, second):
        moderation.submit(campaign, actor=staff.caseworker)

    queue = desk.sections(staff.moderator)[0]

    assert [row.text for row in queue.rows] == [title(first), title(second)]
    assert queue.rows[0].note.startswith("by Caseworker, waiting for")


def test_a_moderator_sees_what_runs_and_what_is_paused(staff, live_campaign):
    book_gift(live_campaign, 350_00)
    lifecycle.move(live_campaign.pk, "pause", actor=staff.moderator)

    (row,) = desk.sections(staff.moderator)[1].rows

    assert (row.badge, row.note) == ("paused", "€\u202f350 of €\u202f1\u202f000")


def test_a_moderator_is_shown_the_public_title_and_not_the_draft(staff, live_campaign):
    live_campaign.title = {"en": "Not approved yet"}
    live_campaign.save()

    assert "Not approved yet" not in rows(staff.moderator)["Running campaigns"]


@pytest.mark.parametrize("role", ["finance", "administrator"])
def test_others_have_no_stories_on_their_desk(staff, live_campaign, role):
    assert desk.sections(getattr(staff, role)) == []


def test_a_desk_with_many_campaigns_costs_no_more_queries(staff, django_assert_num_queries):
    for _ in range(12):
        CampaignFactory(owner=staff.caseworker)
    staff.caseworker.has_perm("campaigns.change_campaign")

    with django_assert_num_queries(6):
        desk.sections(staff.caseworker)


# --- what is there only when there is something to do or to know ---


def test_a_proposal_to_bring_back_waits_for_the_other_moderator(staff, live_campaign):
    lifecycle.move(live_campaign.pk, "withdraw", actor=staff.moderator)
    restorations.propose(live_campaign.pk, actor=staff.moderator, reason="A mistake.")

    heading = "To bring back, if you agree"
    assert rows(staff.second_moderator)[heading] == [live_campaign.public_id]
    assert heading not in rows(staff.moderator)


def test_a_comment_waits_on_the_other_side(staff, draft):
    revision = moderation.submit(draft, actor=draft.owner)
    heading = "Comments that wait for an answer"

    comments.write(revision, actor=staff.moderator, text="The town?")
    assert rows(staff.caseworker)[heading] == [title(draft)]
    assert heading not in rows(staff.moderator)

    comments.write(revision, actor=staff.caseworker, text="I take it out.")
    assert rows(staff.second_moderator)[heading] == [title(draft)]
    assert heading not in rows(staff.caseworker)


def test_what_is_planned_is_there_with_its_hour(staff, draft):
    hour = datetime(2031, 7, 1, 7, tzinfo=UTC)
    moderation.approve(
        moderation.submit(draft, actor=draft.owner),
        actor=staff.moderator,
        checklist=moderation.CHECKLIST,
        publish_at=hour,
    )

    for person in (staff.caseworker, staff.moderator):
        (planned,) = [one for one in desk.sections(person) if one.title == "Goes public soon"]
        assert planned.rows[0].note == "1 Jul 2031, 09:00 (Europe/Warsaw)"
    assert rows(staff.caseworker)["Your drafts"] == []
    assert "Goes public soon" not in rows(staff.other_caseworker)


@pytest.mark.parametrize(("days", "soon"), [(3, True), (9, False)])
def test_what_closes_within_a_week_is_told(staff, live_campaign, days, soon):
    Campaign.objects.update(closing_rule="on_date", ends_at=timezone.now() + timedelta(days=days))

    for person in (staff.caseworker, staff.moderator):
        assert ("Closes soon" in rows(person)) is soon
    assert "Closes soon" not in rows(staff.other_caseworker)


def test_who_holds_what_waits_is_told(staff, draft):
    revision = moderation.submit(draft, actor=draft.owner)
    claims.take(revision, actor=staff.moderator)

    assert desk.sections(staff.second_moderator)[0].rows[0].badge == "in the hands of Moderator"
