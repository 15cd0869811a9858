"""What waits for caseworkers and moderators on their first page."""

import pytest

from campaigns import desk, lifecycle, moderation
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

    with django_assert_num_queries(5):
        desk.sections(staff.caseworker)
