from datetime import timedelta
from urllib.parse import parse_qs

import fastjsonschema
import pytest
from django.utils import timezone

from campaigns import api, lifecycle, listing
from campaigns.api_urls import urlpatterns
from campaigns.models import Campaign
from tests.factories import CampaignFactory, book_gift


def test_a_campaign_tells_what_its_page_tells(staff, publish, visitor, settings):
    settings.SITE_URL = "https://light.example"
    campaign = publish(
        CampaignFactory(
            owner=staff.caseworker,
            title={"en": "A new beginning", "be": "Новы пачатак"},
            hero_name={"en": "Alesia"},
            lines=[600_00, 400_00],
        )
    )
    campaign.budget_lines.update(label={"en": "Unapproved"})
    book_gift(campaign, 700_00)

    answer = visitor.get(f"/api/v1/campaigns/{campaign.public_id}.json")

    labels = [line["label"]["en"] for line in campaign.live_revision.content["lines"]]
    assert answer.json() == {
        "public_id": campaign.public_id,
        "status": "live",
        "title": "A new beginning",
        "alias": "Alesia",
        "language": "en",
        "currency": "EUR",
        "goal_minor": 1_000_00,
        "raised_minor": 700_00,
        "gifts": 1,
        "lines": [
            {"label": labels[0], "amount_minor": 600_00, "funded_minor": 600_00},
            {"label": labels[1], "amount_minor": 400_00, "funded_minor": 100_00},
        ],
        "ends_on": None,
        "url": f"https://light.example/en/c/{campaign.public_id}/",
    }


def test_the_reader_may_ask_for_a_language(staff, publish, visitor):
    campaign = publish(
        CampaignFactory(owner=staff.caseworker, title={"en": "Home", "be": "Дом"}, hero_name={})
    )

    answer = visitor.get(
        f"/api/v1/campaigns/{campaign.public_id}.json", headers={"Accept-Language": "be"}
    )

    assert answer.json()["title"] == "Дом"
    assert answer.json()["language"] == "be"
    assert answer.json()["alias"] is None
    assert f"/be/c/{campaign.public_id}/" in answer.json()["url"]
    assert "Accept-Language" in answer.headers["Vary"]


def test_the_last_day_is_a_day(live_campaign, visitor):
    Campaign.objects.filter(pk=live_campaign.pk).update(
        closing_rule="on_date", ends_at="2031-04-01T00:00+02:00"
    )

    answer = visitor.get(f"/api/v1/campaigns/{live_campaign.public_id}.json")

    assert answer.json()["ends_on"] == "2031-03-31"


def test_what_is_not_public_is_the_same_as_what_never_was(live_campaign, draft, staff, visitor):
    gone = live_campaign
    lifecycle.move(gone.pk, "withdraw", actor=staff.moderator)

    answers = [
        visitor.get(f"/api/v1/campaigns/{public_id}.json")
        for public_id in ("2222222222", gone.public_id, "nonsense", "%00", "x" * 300)
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert {answer.headers["Content-Type"] for answer in answers} == {"application/json"}
    assert {answer.content for answer in answers} == {b'{"error": "not found"}'}


def test_the_list_is_read_page_by_page(staff, publish, visitor, monkeypatch, settings):
    settings.SITE_URL = "http://testserver"
    monkeypatch.setattr(listing, "PAGE", 2)
    ids = {publish(CampaignFactory(owner=staff.caseworker)).public_id for _ in range(5)}
    address, seen = "/api/v1/campaigns.json", []

    while address:
        page = visitor.get(address).json()
        seen += [campaign["public_id"] for campaign in page["campaigns"]]
        address = page["next"]

    assert len(seen) == 5
    assert set(seen) == ids


def test_an_empty_list_is_a_list(db, visitor):
    assert visitor.get("/api/v1/campaigns.json").json() == {"campaigns": [], "next": None}


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch", "options"])
def test_it_is_only_read(live_campaign, visitor, method):
    for address in ("campaigns.json", f"campaigns/{live_campaign.public_id}.json"):
        assert getattr(visitor, method)(f"/api/v1/{address}").status_code == 405


def test_head_is_answered(live_campaign, visitor):
    answer = visitor.head(f"/api/v1/campaigns/{live_campaign.public_id}.json")

    assert answer.status_code == 200
    assert answer.content == b""


def test_no_other_site_may_read_it_for_a_visitor(live_campaign, visitor):
    answer = visitor.get("/api/v1/campaigns.json", headers={"Origin": "https://other.example"})

    assert "Access-Control-Allow-Origin" not in answer.headers


# --- the description ---


def described(name: str):
    """A check of an answer by the description of this name, which raises where they differ."""
    return fastjsonschema.compile({"$ref": f"#/components/schemas/{name}"} | api.DESCRIPTION)


def test_every_answer_is_as_described(staff, publish, visitor, monkeypatch):
    monkeypatch.setattr(listing, "PAGE", 3)
    fields = {"owner": staff.caseworker}
    running, full, over, nameless = (
        publish(CampaignFactory(**fields | more))
        for more in (
            {"closing_rule": "on_date", "ends_at": timezone.now() + timedelta(days=3)},
            {"total_shown": "discreet"},
            {},
            {"hero_name": {}, "title": {"be": "Дом"}},
        )
    )
    book_gift(running, 1_500_00)
    book_gift(full, 20_00)
    lifecycle.move(over.pk, "close", actor=staff.moderator)
    seen, address = [], "/api/v1/campaigns.json"
    while address:
        page = visitor.get(address).json()
        described("Page")(page)
        seen += page["campaigns"]
        address = page["next"]
    for campaign in (running, full, over, nameless):
        one = visitor.get(f"/api/v1/campaigns/{campaign.public_id}.json").json()
        described("Campaign")(one)
        assert one in seen
    described("Error")(visitor.get("/api/v1/campaigns/nothing.json").json())


@pytest.mark.parametrize(
    "change",
    [
        {"gifts": "1"},
        {"raised_minor": 10.5},
        {"alias": ""},
        {"donors": []},
        {"status": "draft"},
        {"ends_on": "tomorrow"},
    ],
)
def test_the_description_lets_nothing_else_pass(live_campaign, visitor, change):
    one = visitor.get(f"/api/v1/campaigns/{live_campaign.public_id}.json").json()
    described("Campaign")(one)

    with pytest.raises(fastjsonschema.JsonSchemaException):
        described("Campaign")(one | change)


def test_the_description_is_public_and_names_every_address(visitor):
    told = visitor.get("/api/v1/openapi.json").json()

    assert told == api.DESCRIPTION
    assert told["openapi"].startswith("3.1.")
    routes = {str(route.pattern) for route in urlpatterns} - {"openapi.json"}
    named = {path.replace("{", "<str:").replace("}", ">") for path in told["paths"]}
    assert named == {f"/api/v1/{route}" for route in routes}


def test_the_description_names_what_may_be_asked_for(settings):
    query = [
        parameter["name"]
        for parameter in api.DESCRIPTION["paths"]["/api/v1/campaigns.json"]["get"]["parameters"]
        if parameter.get("in") == "query"
    ]
    schemas = api.DESCRIPTION["components"]["schemas"]
    languages = [code for code, _name in settings.LANGUAGES]

    everything = listing.Filters("open", "family", "roof", "2222222222").query
    assert query == list(parse_qs(everything.removeprefix("?")))
    assert schemas["Campaign"]["properties"]["language"]["enum"] == languages
    assert schemas["Page"]["properties"]["campaigns"]["maxItems"] == listing.PAGE
    statuses = api.DESCRIPTION["paths"]["/api/v1/campaigns.json"]["get"]["parameters"][0]["schema"]
    assert statuses["enum"] == list(listing.STATUSES)
