"""The campaigns of the staff site: who finds which."""

import pytest

from campaigns.models import Campaign
from tests.factories import CampaignFactory, book_gift
from tests.pages import desk_of, typed

LIST = "/staff/campaigns/campaign/"


@pytest.fixture
def desk(staff):
    return desk_of(staff.caseworker)


def page(campaign: Campaign, name: str = "change") -> str:
    return f"{LIST}{campaign.pk}/{name}/"


def codes(response) -> set[str]:
    return {row.public_id for row in response.context["cl"].result_list}


# --- who finds what ---


def test_a_caseworker_finds_their_own_campaigns_alone(desk, draft, staff):
    CampaignFactory(owner=staff.other_caseworker)

    assert codes(desk.get(LIST)) == {draft.public_id}


@pytest.mark.parametrize("name", ["change", "move", "recall", "preview", "closing", "history"])
def test_the_campaign_of_somebody_else_is_not_there(desk, staff, name):
    foreign = page(CampaignFactory(owner=staff.other_caseworker), name)

    assert desk.get(foreign).status_code in {302, 403, 404, 405}
    assert desk.post(foreign, {"move": "withdraw"}).status_code in {302, 403, 404, 405}
    assert "A new beginning" not in desk.get(foreign, follow=True).content.decode()


def test_saving_the_campaign_of_somebody_else_changes_nothing(desk, draft, staff):
    data = typed(desk.get(page(draft)), "campaign_form", title_en="Mine now")
    foreign = CampaignFactory(owner=staff.other_caseworker)

    desk.post(page(foreign), data)

    foreign.refresh_from_db()
    assert "Mine now" not in foreign.title.values()


def test_a_moderator_does_not_find_a_draft(draft, staff):
    desk = desk_of(staff.moderator)

    assert codes(desk.get(LIST)) == set()
    assert desk.get(page(draft)).status_code == 302


def test_a_moderator_reads_public_titles_in_the_list_and_no_draft(live_campaign, staff):
    live_campaign.title = {"en": "Not approved yet"}
    live_campaign.save()

    text = desk_of(staff.moderator).get(LIST).content.decode()

    assert live_campaign.live_revision.content["title"]["en"] in text
    assert "Not approved yet" not in text


@pytest.mark.parametrize("role", ["finance", "administrator"])
def test_others_find_codes_of_what_is_public_and_no_word(live_campaign, staff, role):
    draft = CampaignFactory(owner=staff.caseworker)

    answer = desk_of(getattr(staff, role)).get(LIST)

    assert codes(answer) == {live_campaign.public_id}
    assert live_campaign.title["en"] not in answer.content.decode()
    assert draft.public_id not in answer.content.decode()


def test_a_campaign_is_found_by_code_and_by_a_word_of_its_title(desk, draft):
    draft.title = {"be": "Новы пачатак"}
    draft.save()

    assert codes(desk.get(f"{LIST}?q={draft.public_id}")) == {draft.public_id}
    assert codes(desk.get(f"{LIST}?q=пачатак")) == {draft.public_id}
    # The names of the languages are no words of a title.
    assert codes(desk.get(f"{LIST}?q=be")) == set()


def test_moderators_search_in_what_is_public_and_others_by_code(live_campaign, staff):
    live_campaign.title = {"en": "Unheard"}
    live_campaign.save()
    public = live_campaign.live_revision.content["title"]["en"]

    assert codes(desk_of(staff.moderator).get(f"{LIST}?q={public}")) == {live_campaign.public_id}
    assert codes(desk_of(staff.moderator).get(f"{LIST}?q=Unheard")) == set()
    assert codes(desk_of(staff.finance).get(f"{LIST}?q={public}")) == set()


def test_the_list_shows_status_goal_and_what_was_raised(desk, live_campaign):
    book_gift(live_campaign, 350_00)

    text = desk.get(LIST).content.decode()

    assert "badge--good" in text
    assert "€\u202f1\u202f000" in text
    assert "€\u202f350" in text


def test_the_list_needs_as_many_queries_for_many_campaigns_as_for_one(
    desk, draft, staff, django_assert_max_num_queries
):
    for _ in range(15):
        CampaignFactory(owner=staff.caseworker)

    with django_assert_max_num_queries(12):
        desk.get(LIST)


def test_nobody_deletes_a_campaign(desk, draft):
    assert desk.get(page(draft, "delete")).status_code == 403
    assert desk.post(page(draft, "delete"), {"post": "yes"}).status_code == 403
    assert desk.post(
        LIST, {"action": "delete_selected", "_selected_action": [draft.pk]}
    ).status_code in {200, 302}
    assert Campaign.objects.filter(pk=draft.pk).exists()
