"""What the buttons on the pages of a campaign do."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import AuditEntry
from campaigns import lifecycle, moderation
from campaigns.models import Campaign
from tests.factories import CampaignFactory
from tests.pages import desk_of, told


def address(campaign: Campaign, name: str) -> str:
    return f"/staff/campaigns/campaign/{campaign.pk}/{name}/"


def press(person, campaign: Campaign, move: str, **more):
    """Press the button of a move; the answer is the page one lands on."""
    return desk_of(person).post(address(campaign, "move"), {"move": move} | more, follow=True)


def status(campaign: Campaign) -> str:
    campaign.refresh_from_db()
    return campaign.status


def buttons(person, campaign: Campaign) -> list[str]:
    answer = desk_of(person).get(address(campaign, "change"))
    return [name for name, _move in answer.context["moves"]]


# --- moves ---


@pytest.mark.parametrize(
    ("role", "names"),
    [
        ("caseworker", ["close", "withdraw"]),
        ("moderator", ["pause", "close", "withdraw"]),
        ("finance", ["pause"]),
        ("administrator", ["withdraw"]),
    ],
)
def test_each_role_has_its_buttons_on_a_live_campaign(live_campaign, staff, role, names):
    assert buttons(getattr(staff, role), live_campaign) == names


@pytest.mark.parametrize("role", ["caseworker", "moderator", "administrator"])
def test_taking_down_is_one_press_and_needs_no_reason(live_campaign, staff, visitor, role):
    press(getattr(staff, role), live_campaign, "withdraw")

    assert status(live_campaign) == "withdrawn"
    assert visitor.get(f"/en/c/{live_campaign.public_id}/").status_code == 404


def test_finance_can_pause_and_does_not_resume(live_campaign, staff):
    press(staff.finance, live_campaign, "pause")
    assert status(live_campaign) == "paused"

    answer = press(staff.finance, live_campaign, "resume")

    assert status(live_campaign) == "paused"
    assert told(answer) == ["Not done: this is not yours to decide."]


def test_a_moderator_goes_the_whole_way_round(live_campaign, staff):
    for move, there in (
        ("pause", "paused"),
        ("resume", "live"),
        ("close", "closed"),
        ("reopen", "live"),
        ("withdraw", "withdrawn"),
    ):
        press(staff.moderator, live_campaign, move)
        assert status(live_campaign) == there


def bring_back(person, campaign: Campaign, act: str, **more):
    """Press a button of the restoration; the answer is the page one lands on."""
    return desk_of(person).post(address(campaign, "restoration"), {"act": act} | more, follow=True)


def test_two_moderators_bring_a_campaign_back_as_a_draft(live_campaign, staff):
    press(staff.moderator, live_campaign, "withdraw")
    bring_back(staff.moderator, live_campaign, "propose", reason="A mistake.")
    assert "A mistake." in sheet_of(staff.second_moderator, live_campaign)

    answer = bring_back(staff.second_moderator, live_campaign, "confirm")

    assert status(live_campaign) == "draft"
    assert told(answer) == ["It is a draft again; publishing it needs a review."]


def sheet_of(person, campaign: Campaign) -> str:
    return desk_of(person).get(address(campaign, "change")).content.decode()


@pytest.mark.parametrize("role", ["moderator", "caseworker", "finance", "administrator"])
def test_nobody_brings_a_campaign_back_alone(live_campaign, staff, role):
    press(staff.moderator, live_campaign, "withdraw")
    bring_back(staff.moderator, live_campaign, "propose", reason="A mistake.")

    answer = bring_back(getattr(staff, role), live_campaign, "confirm")

    assert status(live_campaign) == "withdrawn"
    assert told(answer) == ["Not done: this is not yours to decide."]


@pytest.mark.parametrize("act", ["", "restore", "__class__"])
def test_there_is_no_other_button_for_bringing_back(live_campaign, staff, act):
    press(staff.moderator, live_campaign, "withdraw")

    assert bring_back(staff.moderator, live_campaign, act).status_code == 404


def test_what_went_out_of_sight_leads_back_to_the_list(live_campaign, staff):
    press(staff.moderator, live_campaign, "withdraw")
    bring_back(staff.moderator, live_campaign, "propose", reason="A mistake.")

    answer = bring_back(staff.second_moderator, live_campaign, "confirm")

    assert answer.request["PATH_INFO"] == "/staff/campaigns/campaign/"


def test_a_reason_goes_into_the_audit_log(live_campaign, staff):
    press(staff.moderator, live_campaign, "pause", reason="  a call from the family ")

    entry = AuditEntry.objects.get(action="campaign.pause")
    assert (entry.actor, entry.data["reason"]) == (staff.moderator, "a call from the family")


def test_a_move_from_the_wrong_place_is_told_and_changes_nothing(live_campaign, staff):
    answer = press(staff.moderator, live_campaign, "resume")

    assert status(live_campaign) == "live"
    assert "This campaign is live now" in told(answer)[0]


@pytest.mark.parametrize("move", ["publish", "restore", "delete", "", "__class__"])
def test_there_is_no_button_for_publishing_nor_for_what_is_no_move(live_campaign, staff, move):
    before = live_campaign.live_revision_id

    answer = desk_of(staff.moderator).post(address(live_campaign, "move"), {"move": move})

    assert answer.status_code == 404
    assert status(live_campaign) == "live"
    assert live_campaign.live_revision_id == before


def test_a_link_moves_nothing(live_campaign, staff):
    answer = desk_of(staff.moderator).get(address(live_campaign, "move"), {"move": "withdraw"})

    assert answer.status_code == 405
    assert status(live_campaign) == "live"


def test_a_page_of_somebody_else_cannot_press_a_button(live_campaign, staff):
    desk = desk_of(staff.moderator)
    desk.handler.enforce_csrf_checks = True

    answer = desk.post(address(live_campaign, "move"), {"move": "withdraw"})

    assert answer.status_code == 403
    assert status(live_campaign) == "live"


def test_nobody_moves_what_they_cannot_see(staff):
    draft = CampaignFactory(owner=staff.other_caseworker)

    for person in (staff.caseworker, staff.moderator, staff.finance, staff.administrator):
        answer = desk_of(person).post(address(draft, "move"), {"move": "withdraw"})
        assert answer.status_code == 404


# --- taking back ---


def test_an_author_takes_a_revision_back(draft, staff):
    revision = moderation.submit(draft, actor=staff.caseworker)

    answer = desk_of(staff.caseworker).post(address(draft, "recall"), follow=True)

    revision.refresh_from_db()
    assert revision.state == "recalled"
    assert "It is a draft again" in told(answer)[0]


def test_what_is_decided_already_cannot_be_taken_back(live_campaign, staff):
    answer = desk_of(staff.caseworker).post(address(live_campaign, "recall"), follow=True)

    assert "Somebody was faster" in told(answer)[0]
    assert status(live_campaign) == "live"


def test_a_moderator_cannot_take_back_what_another_sent(draft, staff):
    revision = moderation.submit(draft, actor=staff.caseworker)

    answer = desk_of(staff.moderator).post(address(draft, "recall"), follow=True)

    revision.refresh_from_db()
    assert revision.state == "submitted"
    assert told(answer) == ["Not done: this is not yours to decide."]


def test_without_a_revision_there_is_nothing_to_take_back(draft, staff):
    assert desk_of(staff.caseworker).post(address(draft, "recall")).status_code == 404


# --- closing ---


def test_a_moderator_changes_when_a_campaign_closes(live_campaign, staff):
    day = timezone.localdate() + timedelta(days=9)

    answer = desk_of(staff.moderator).post(
        address(live_campaign, "closing"),
        {"closing_rule": "on_date", "last_day": day.isoformat()},
        follow=True,
    )

    live_campaign.refresh_from_db()
    assert live_campaign.ends_on == day
    assert told(answer) == ["Changed when it closes."]
    assert AuditEntry.objects.filter(action="campaign.reschedule").count() == 1


def test_a_wrong_date_is_explained_and_stays_on_the_page(live_campaign, staff):
    answer = desk_of(staff.moderator).post(
        address(live_campaign, "closing"), {"closing_rule": "on_date", "last_day": "2020-02-02"}
    )

    text = answer.content.decode()
    assert "This day is over." in text
    assert 'value="2020-02-02"' in text
    live_campaign.refresh_from_db()
    assert live_campaign.closing_rule == "manual"


def test_a_closed_campaign_gets_a_new_date_and_opens_again(live_campaign, staff):
    lifecycle.move(live_campaign.pk, "close", actor=staff.moderator)
    day = timezone.localdate() + timedelta(days=9)

    desk_of(staff.moderator).post(
        address(live_campaign, "closing"),
        {"closing_rule": "on_date", "last_day": day.isoformat()},
    )
    press(staff.moderator, live_campaign, "reopen")

    assert status(live_campaign) == "live"


@pytest.mark.parametrize("role", ["caseworker", "finance", "administrator"])
def test_nobody_else_changes_when_it_closes(live_campaign, staff, role):
    desk = desk_of(getattr(staff, role))

    assert desk.get(address(live_campaign, "closing")).status_code == 403
    answer = desk.post(address(live_campaign, "closing"), {"closing_rule": "on_goal"})
    assert answer.status_code == 403


def test_a_draft_in_review_closes_as_its_author_wrote(draft, staff):
    moderation.submit(draft, actor=staff.caseworker)

    assert desk_of(staff.moderator).get(address(draft, "closing")).status_code == 404
