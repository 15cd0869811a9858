"""The list of revisions."""

import pytest

from campaigns import claims, moderation
from campaigns.models import Revision
from tests.factories import CampaignFactory
from tests.pages import desk_of

LIST = "/staff/campaigns/revision/"


def shown(person, query: str = "") -> list[Revision]:
    return list(desk_of(person).get(LIST + query).context["cl"].result_list)


@pytest.fixture
def revisions(staff) -> list[Revision]:
    """Two that wait, of two authors, the first sent first; and one that was sent back."""
    first, second, third = (
        moderation.submit(CampaignFactory(owner=owner), actor=owner)
        for owner in (staff.caseworker, staff.other_caseworker, staff.caseworker)
    )
    moderation.reject(third, actor=staff.moderator, note="Too long.")
    return [first, second, third]


def test_a_moderator_finds_what_waits_the_oldest_first(revisions, staff):
    assert shown(staff.moderator) == revisions[:2]


def test_what_is_decided_is_there_when_asked_for(revisions, staff):
    assert shown(staff.moderator, "?state=rejected") == revisions[2:]
    assert shown(staff.moderator, "?state=all") == revisions


def test_a_caseworker_finds_their_own(revisions, staff):
    assert shown(staff.other_caseworker, "?state=all") == revisions[1:2]


def test_a_revision_is_found_by_title_and_code(revisions, staff):
    wanted = revisions[1]

    assert shown(staff.moderator, f"?q={wanted.campaign.public_id}") == [wanted]
    assert wanted in shown(staff.moderator, f"?q={wanted.content['title']['en']}")
    assert shown(staff.moderator, "?q=nothing like it") == []


def test_the_queue_shows_author_age_and_state(revisions, staff):
    text = desk_of(staff.moderator).get(LIST).content.decode()

    assert staff.caseworker.work_name in text
    assert "ago" in text
    assert "Waiting for review" in text


@pytest.mark.parametrize("place", ["add/", "{pk}/delete/"])
def test_a_revision_is_neither_added_nor_deleted_by_hand(revisions, staff, place):
    desk = desk_of(staff.moderator)

    assert desk.get(LIST + place.format(pk=revisions[0].pk)).status_code == 403
    assert desk.post(LIST + place.format(pk=revisions[0].pk), {}).status_code == 403


def test_a_long_queue_costs_no_more_queries(staff, django_assert_max_num_queries):
    for _ in range(8):
        moderation.submit(CampaignFactory(owner=staff.caseworker), actor=staff.caseworker)
    desk = desk_of(staff.moderator)

    with django_assert_max_num_queries(9):
        desk.get(LIST)


def test_a_reviewer_finds_what_is_in_their_hands(revisions, staff):
    claims.take(revisions[0], actor=staff.moderator)

    assert shown(staff.moderator, "?held=me") == revisions[:1]
    assert shown(staff.moderator, "?held=nobody") == revisions[1:2]
    assert "Moderator" in desk_of(staff.second_moderator).get(LIST).content.decode()


@pytest.mark.parametrize(("action", "held"), [("take", 2), ("release", 0)])
def test_many_are_taken_in_hand_and_let_go_of_at_once(revisions, staff, action, held):
    claims.take(revisions[0], actor=staff.moderator)

    desk_of(staff.moderator).post(
        LIST, {"action": action, "_selected_action": [row.pk for row in revisions]}
    )

    assert Revision.objects.filter(held_by=staff.moderator).count() == held


def test_a_caseworker_has_no_acts_on_many(revisions, staff):
    desk = desk_of(staff.caseworker)

    desk.post(LIST, {"action": "take", "_selected_action": [revisions[0].pk]})

    assert "action-select" not in desk.get(LIST).content.decode()
    assert not Revision.objects.filter(held_by__isnull=False).exists()


def test_the_queue_says_in_which_languages_a_text_is(revisions, staff):
    assert (
        '<td class="field-languages">en</td>' in desk_of(staff.moderator).get(LIST).content.decode()
    )
