"""For danger: one press, and nothing of a campaign is left to be found."""

from io import BytesIO

import pytest
from PIL import Image

from accounts.models import AuditEntry
from campaigns import lifecycle, moderation, pictures, preview_links
from campaigns.models import Campaign
from donations import tasks
from donations.models import Donation
from tests.factories import CampaignFactory
from tests.pages import desk_of

UNKNOWN = "2222222222"


def address(campaign: Campaign) -> str:
    return f"/staff/campaigns/campaign/{campaign.pk}/takedown/"


def status(campaign: Campaign) -> str:
    campaign.refresh_from_db()
    return campaign.status


@pytest.fixture
def pictured(staff, publish) -> Campaign:
    """A public campaign with a picture of its own."""
    image = BytesIO()
    Image.new("RGB", (80, 50)).save(image, "PNG")
    picture = pictures.accept(image.getvalue(), origin="generated", alt={})
    return publish(CampaignFactory(owner=staff.caseworker, picture=picture))


@pytest.mark.parametrize("role", ["caseworker", "moderator", "administrator"])
def test_one_press_of_one_person_without_a_reason(live_campaign, staff, role, visitor):
    desk = desk_of(getattr(staff, role))
    assert "Take it down now" in desk.get(address(live_campaign)).content.decode()
    assert status(live_campaign) == "live"

    answer = desk.post(address(live_campaign), follow=True)

    assert status(live_campaign) == "withdrawn"
    assert "It is gone from the site" in answer.content.decode()
    assert visitor.get(f"/en/c/{live_campaign.public_id}/").status_code == 404


@pytest.mark.parametrize("role", ["other_caseworker", "finance"])
def test_nobody_else_takes_it_down(live_campaign, staff, role):
    desk = desk_of(getattr(staff, role))

    assert desk.get(address(live_campaign)).status_code in {403, 404}
    assert desk.post(address(live_campaign)).status_code in {403, 404}
    assert status(live_campaign) == "live"


def test_the_reason_may_follow(live_campaign, staff):
    desk = desk_of(staff.caseworker)
    desk.post(address(live_campaign))

    desk.post(address(live_campaign), {"reason": " A call from the family. "})

    entry = AuditEntry.objects.get(action="campaign.explain")
    assert (entry.actor, entry.data["reason"]) == (staff.caseworker, "A call from the family.")


def test_a_second_press_takes_nothing_down_and_says_nothing(live_campaign, staff):
    for _ in range(2):
        desk_of(staff.caseworker).post(address(live_campaign))

    assert AuditEntry.objects.filter(action="campaign.withdraw").count() == 1
    assert not AuditEntry.objects.filter(action="campaign.explain").exists()


def test_of_a_draft_there_is_nothing_to_take_down(draft, staff):
    desk = desk_of(staff.caseworker)

    assert "Nothing of this campaign is public" in desk.get(address(draft)).content.decode()
    desk.post(address(draft))
    assert status(draft) == "draft"


@pytest.mark.parametrize("move", [None, "pause", "close"])
def test_everything_public_is_gone_at_the_same_moment(pictured, staff, visitor, move):
    if move:
        lifecycle.move(pictured.pk, move, actor=staff.moderator)
    key = pictured.live_revision.content["picture"]["key"]
    picture = f"/media/pictures/{key}-480.webp"
    lists = ["/en/", "/en/feed.atom", "/sitemap.xml", "/api/v1/campaigns.json"]
    assert visitor.get(picture).status_code == 200
    assert all(pictured.public_id in visitor.get(path).content.decode() for path in lists)

    lifecycle.move(pictured.pk, "withdraw", actor=staff.caseworker)

    assert visitor.get(picture).status_code == 404
    for path in lists:
        assert pictured.public_id not in visitor.get(path).content.decode(), path
    for path in ("/en/c/{}/", "/pl/c/{}/", "/en/c/{}/give/", "/api/v1/campaigns/{}.json"):
        gone, unknown = (
            visitor.get(path.format(pictured.public_id)),
            visitor.get(path.format(UNKNOWN)),
        )
        assert (gone.status_code, gone.content) == (404, unknown.content), path


def test_colleagues_still_see_the_picture_of_what_is_down(pictured, staff):
    key = pictured.live_revision.content["picture"]["key"]
    lifecycle.move(pictured.pk, "withdraw", actor=staff.caseworker)
    path = f"/staff/campaigns/campaign/picture/{key}-480.webp"

    seen = {
        role: desk_of(getattr(staff, role)).get(path).status_code
        for role in ("caseworker", "moderator", "other_caseworker", "finance", "administrator")
    }

    assert seen == {
        "caseworker": 200,
        "moderator": 200,
        "other_caseworker": 404,
        "finance": 403,
        "administrator": 403,
    }


def test_the_picture_of_a_draft_is_for_its_readers_alone(draft, staff, visitor):
    image = BytesIO()
    Image.new("RGB", (80, 50)).save(image, "PNG")
    draft.picture = pictures.accept(image.getvalue(), origin="generated", alt={})
    draft.save()
    key = draft.picture.key

    assert visitor.get(f"/media/pictures/{key}-480.webp").status_code == 404
    path = f"/staff/campaigns/campaign/picture/{key}-480.webp"
    assert desk_of(staff.caseworker).get(path).status_code == 200
    assert desk_of(staff.moderator).get(path).status_code == 404


@pytest.mark.parametrize("move", ["pause", "withdraw"])
def test_an_open_page_to_pay_on_is_ended(live_campaign, staff, begin, move):
    donation = begin(live_campaign)

    lifecycle.move(live_campaign.pk, move, actor=staff.moderator)
    tasks.expire_orphans()

    donation.refresh_from_db()
    assert donation.status == Donation.Status.EXPIRED


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("move", "ends"), [("pause", True), ("withdraw", True), ("close", True), ("resume", False)]
)
def test_a_worker_is_asked_at_once_to_end_what_is_open(
    live_campaign, staff, monkeypatch, move, ends
):
    if move == "resume":
        lifecycle.move(live_campaign.pk, "pause", actor=staff.moderator)
    asked = []
    monkeypatch.setattr(tasks, "nudge", asked.append)

    lifecycle.move(live_campaign.pk, move, actor=staff.moderator)

    assert asked == ([tasks.expire_orphans] if ends else [])


def test_a_pause_keeps_the_page_and_stops_the_giving(live_campaign, staff, visitor):
    lifecycle.move(live_campaign.pk, "pause", actor=staff.moderator)
    text = visitor.get(f"/en/c/{live_campaign.public_id}/").content.decode()

    assert f"/c/{live_campaign.public_id}/give/" not in text
    lifecycle.move(live_campaign.pk, "resume", actor=staff.moderator)
    text = visitor.get(f"/en/c/{live_campaign.public_id}/").content.decode()
    assert f"/c/{live_campaign.public_id}/give/" in text


def test_the_way_to_it_is_on_every_page_of_the_campaign(live_campaign, staff):
    revision = moderation.submit(live_campaign, actor=staff.caseworker)
    preview_links.make(revision, actor=staff.caseworker)
    own, one = f"campaign/{live_campaign.pk}/", f"revision/{revision.pk}/"
    pages = {
        "caseworker": [f"{own}change/", f"{own}record/", f"{own}preview/", f"{one}change/"],
        "moderator": [f"{own}change/", f"{own}record/", f"{own}closing/", f"{one}links/"],
        "administrator": [f"{own}change/"],
    }

    for role, paths in pages.items():
        for path in paths:
            text = desk_of(getattr(staff, role)).get(f"/staff/campaigns/{path}").content.decode()
            assert address(live_campaign) in text, (role, path)
