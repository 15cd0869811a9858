"""The page of a consent, as a browser would use it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from campaigns.models import Campaign
from tests.doors import enter
from tests.factories import CampaignFactory, ConsentFactory
from tests.pages import desk_of, told

TODAY = timezone.localdate()


@pytest.fixture
def bare(staff) -> Campaign:
    return CampaignFactory(owner=staff.caseworker, consent=False)


def address(campaign: Campaign) -> str:
    return f"/staff/campaigns/campaign/{campaign.pk}/consent/"


def typed(**changes) -> dict:
    return {
        "scope": "alias_changed",
        "channel": "in_person",
        "given_on": TODAY.isoformat(),
        "until": (TODAY + timedelta(days=90)).isoformat(),
        "never": "Kavalchuk\nStolin",
    } | changes


def test_the_draft_leads_to_the_page_and_the_page_back(bare, staff):
    desk = desk_of(staff.caseworker)
    draft = f"/staff/campaigns/campaign/{bare.pk}/change/"

    gap = f'<a href="{address(bare)}">The hero’s consent is not recorded.</a>'
    assert gap in desk.get(draft).content.decode()
    answer = desk.post(address(bare), typed(), follow=True)

    assert told(answer) == ["Recorded."]
    assert answer.redirect_chain[-1][0] == draft
    assert gap not in answer.content.decode()
    assert bare.consents.get().scope == "alias_changed"


def test_the_words_are_never_shown_again(bare, staff):
    desk = desk_of(staff.caseworker)
    desk.post(address(bare), typed())

    assert bare.protected_terms.exists()
    for page in ("consent", "record", "change"):
        assert "Kavalchuk" not in desk.get(address(bare).replace("consent", page)).content.decode()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"given_on": (TODAY + timedelta(days=1)).isoformat()}, "This day has not come yet."),
        ({"until": (TODAY - timedelta(days=1)).isoformat()}, "This day is over."),
        ({"until": TODAY.isoformat()}, "It has to hold longer than the day they agreed."),
        ({"until": "9999-12-31"}, "This is too far away."),
        ({"until": "soon"}, "Enter a valid date."),
        ({"scope": "everything"}, "Select a valid choice."),
        ({"channel": ""}, "This field is required."),
        ({"never": "a"}, "is too short"),
        ({"never": "x" * 4001}, "at most 4000 characters"),
    ],
)
def test_bad_input_gets_a_sentence_and_loses_nothing(bare, staff, wrong, sentence):
    answer = desk_of(staff.caseworker).post(address(bare), typed(**{"never": "Stolin"} | wrong))

    page = answer.content.decode()
    assert sentence in page
    assert str(wrong.get("never", "Stolin"))[:20] in page
    assert not bare.consents.exists()
    assert not bare.protected_terms.exists()


def test_one_press_withdraws_and_takes_down(live_campaign, staff, visitor):
    desk = desk_of(staff.caseworker)
    assert "the campaign is taken down" in desk.get(address(live_campaign)).content.decode()

    answer = desk.post(address(live_campaign), {"withdraw": "1"}, follow=True)

    assert told(answer) == ["The consent is withdrawn."]
    assert "It is gone from the site" in answer.content.decode()
    assert visitor.get(f"/en/c/{live_campaign.public_id}/").status_code == 404


def test_withdrawing_waits_for_no_fresh_proof(live_campaign, staff):
    enter(Client(), staff.moderator, ago=6 * 60).post(address(live_campaign), {"withdraw": "1"})

    live_campaign.refresh_from_db()
    assert live_campaign.status == "withdrawn"


def test_a_withdrawn_draft_stays_on_its_page(draft, staff):
    answer = desk_of(staff.caseworker).post(address(draft), {"withdraw": "1"}, follow=True)

    assert told(answer) == ["The consent is withdrawn."]
    assert "The hero has withdrawn the consent." in answer.content.decode()


def test_a_second_press_is_answered_with_a_sentence(draft, staff):
    desk = desk_of(staff.caseworker)
    desk.post(address(draft), {"withdraw": "1"}, follow=True)

    answer = desk.post(address(draft), {"withdraw": "1"}, follow=True)

    assert told(answer) == ["There is no consent that could be withdrawn."]


def test_moderators_read_and_withdraw_but_do_not_record(live_campaign, staff):
    desk = desk_of(staff.moderator)

    page = desk.get(address(live_campaign)).content.decode()
    assert "The hero no longer agrees" in page
    assert "Record it" not in page
    assert desk.post(address(live_campaign), typed()).status_code == 403
    assert live_campaign.consents.count() == 1


def test_earlier_versions_are_listed(draft, staff):
    desk = desk_of(staff.caseworker)
    desk.post(address(draft), typed(channel="through"))

    page = desk.get(address(draft)).content.decode()
    assert page.index("Version 2") < page.index("Earlier versions") < page.index("Version 1")
    assert "Replaced by a newer one" in page


def test_a_public_text_that_tells_more_than_agreed_is_called_out(staff, publish):
    campaign = publish(CampaignFactory(owner=staff.caseworker, anonymity="named"))
    desk = desk_of(staff.caseworker)
    assert "The page is public all the same" not in desk.get(address(campaign)).content.decode()

    desk.post(address(campaign), typed())

    assert "The page is public all the same" in desk.get(address(campaign)).content.decode()


def test_a_consent_that_ends_soon_stands_on_the_desk_of_its_caseworker(staff):
    draft = CampaignFactory(owner=staff.caseworker, consent=False)
    CampaignFactory(owner=staff.caseworker)
    ConsentFactory(campaign=draft, until=TODAY + timedelta(days=10))

    desk = desk_of(staff.caseworker).get("/staff/").content.decode()
    assert "Talk to the hero again" in desk
    assert desk.count(address(draft)) == 1
    for other in (staff.other_caseworker, staff.moderator):
        assert "Talk to the hero again" not in desk_of(other).get("/staff/").content.decode()


def test_nothing_of_it_is_public(live_campaign, staff, visitor):
    public = [f"/en/c/{live_campaign.public_id}/", "/en/feed/", "/api/v1/campaigns/"]

    for page in public:
        assert "consent" not in visitor.get(page).content.decode().lower(), page
    assert "consent" not in str(live_campaign.live_revision.content)
