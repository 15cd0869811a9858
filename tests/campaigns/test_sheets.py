"""A campaign as colleagues see it who did not write it."""

import pytest

from campaigns import lifecycle, moderation
from campaigns.models import Campaign
from tests.factories import book_gift
from tests.pages import desk_of


def sheet(person, campaign: Campaign) -> str:
    answer = desk_of(person).get(f"/staff/campaigns/campaign/{campaign.pk}/change/")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def edited(live_campaign) -> Campaign:
    """A live campaign whose draft has moved on, with things that are nobody else's business."""
    live_campaign.title = {"en": "Not approved yet"}
    live_campaign.case_ref = "R-2026-017"
    live_campaign.save()
    book_gift(live_campaign, 350_00)
    return live_campaign


def test_a_moderator_sees_what_is_public_and_what_was_raised(edited, staff):
    text = sheet(staff.moderator, edited)

    assert edited.live_revision.content["title"]["en"] in text
    assert "€\u202f350" in text
    assert "Change when it closes" in text


@pytest.mark.parametrize("role", ["moderator", "finance", "administrator"])
def test_nobody_reads_the_draft_its_reference_or_its_terms(edited, staff, role):
    text = sheet(getattr(staff, role), edited)

    assert "Not approved yet" not in text
    assert "R-2026-017" not in text
    assert "protected" not in text


@pytest.mark.parametrize("role", ["finance", "administrator"])
def test_others_see_a_code_and_a_status(edited, staff, role):
    text = sheet(getattr(staff, role), edited)

    assert edited.public_id in text
    assert "Live" in text
    assert edited.live_revision.content["title"]["en"] not in text
    assert "€" not in text


@pytest.mark.parametrize("role", ["moderator", "finance", "administrator"])
def test_a_sheet_is_no_form(edited, staff, role):
    desk = desk_of(getattr(staff, role))

    answer = desk.post(f"/staff/campaigns/campaign/{edited.pk}/change/", {"title_en": "Taken over"})

    assert answer.status_code == 403
    edited.refresh_from_db()
    assert edited.title == {"en": "Not approved yet"}


def test_a_reviewer_is_led_to_what_waits(draft, staff):
    revision = moderation.submit(draft, actor=staff.caseworker)

    assert f"/staff/campaigns/revision/{revision.pk}/change/" in sheet(staff.moderator, draft)


def test_a_withdrawn_campaign_offers_its_way_back_and_no_public_page(edited, staff):
    lifecycle.move(edited.pk, "withdraw", actor=staff.moderator)

    text = sheet(staff.moderator, edited)

    assert "Propose to bring it back" in text
    assert f"/c/{edited.public_id}/" not in text


def test_where_nothing_can_be_done_the_sheet_says_so(edited, staff):
    lifecycle.move(edited.pk, "close", actor=staff.moderator)

    assert "There is nothing for you to do here" in sheet(staff.finance, edited)
