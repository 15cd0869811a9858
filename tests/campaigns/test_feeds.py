import xml.etree.ElementTree as ElementTree
from datetime import UTC, datetime

from campaigns import lifecycle
from campaigns.models import Campaign
from tests.factories import CampaignFactory

ATOM = {"atom": "http://www.w3.org/2005/Atom"}


def entries(visitor, language="en"):
    answer = visitor.get(f"/{language}/feed.atom")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    return ElementTree.fromstring(answer.content).findall("atom:entry", ATOM)  # noqa: S314 - ours


def test_a_feed_knows_days_and_no_hours(live_campaign, visitor):
    Campaign.objects.filter(pk=live_campaign.pk).update(
        published_at=datetime(2027, 1, 1, 23, 30, tzinfo=UTC)
    )

    (entry,) = entries(visitor)

    assert entry.find("atom:published", ATOM).text == "2027-01-02T00:00:00+00:00"
    assert entry.find("atom:updated", ATOM).text == "2027-01-02T00:00:00+00:00"


def test_a_feed_tells_each_language_its_own_words(staff, publish, visitor):
    campaign = CampaignFactory(owner=staff.caseworker, title={"en": "Home", "be": "Дом"})
    publish(campaign)

    (entry,) = entries(visitor, "be")

    assert entry.find("atom:title", ATOM).text == "Дом"
    assert f"/be/c/{campaign.public_id}/" in entry.find("atom:link", ATOM).get("href")


def test_a_withdrawn_campaign_leaves_the_feed(live_campaign, staff, visitor):
    lifecycle.move(live_campaign.pk, "withdraw", actor=staff.moderator)

    assert entries(visitor) == []


def test_a_stray_control_character_does_not_break_the_feed(staff, publish, visitor):
    publish(CampaignFactory(owner=staff.caseworker, title={"en": "A new\x0b beginning"}))

    assert entries(visitor)[0].find("atom:title", ATOM).text == "A new beginning"


def test_a_feed_is_what_the_standard_asks_for(staff, publish, visitor):
    publish(
        CampaignFactory(owner=staff.caseworker, summary={"en": "Rent <b>and</b> a course & so"})
    )
    feed = ElementTree.fromstring(visitor.get("/en/feed.atom").content)  # noqa: S314 - ours

    for parent in (feed, *feed.findall("atom:entry", ATOM)):
        for name in ("id", "title", "updated"):
            assert len(parent.findall(f"atom:{name}", ATOM)) == 1, name
    assert feed.find("atom:author/atom:name", ATOM).text == "Śviatło"
    assert {link.get("rel") for link in feed.findall("atom:link", ATOM)} == {"alternate", "self"}
    summary = feed.find("atom:entry/atom:summary", ATOM)
    assert summary.get("type") == "html"
    # As HTML it says what the page says: no tag of the summary is one.
    assert summary.text == "Rent &lt;b&gt;and&lt;/b&gt; a course &amp; so"
