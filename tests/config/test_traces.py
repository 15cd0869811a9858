"""What a public answer gives away beside its words: what is there, since when, by whom.

Every public address of a campaign in one list; each property is asked of all of them.
"""

import html
import json
import re
from datetime import timedelta

import pytest
from defusedxml import ElementTree
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from campaigns import lifecycle, pictures, updates
from campaigns.models import Campaign
from tests.campaigns.test_retention import a_picture
from tests.factories import CampaignFactory, DonorMessageFactory, UpdateFactory, book_gift

LANGUAGES = [code for code, _name in settings.LANGUAGES]
UNKNOWN_ID, UNKNOWN_KEY = "2222222222", "0" * 32
# What stands for a campaign on pages, in words of their own or as a sign.
CODES = {"status", "language", "currency", "public_id", "url", "ends_on"}
HOURS = re.compile(r"\b([01]?\d|2[0-3])[:.][0-5]\d\b|T\d\d:|\b1[67]\d{8}\b")


def of_campaign(public_id: str, key: str) -> list[str]:
    """Every address that belongs to one campaign."""
    pages = [f"c/{public_id}/", f"c/{public_id}/give/", f"c/{public_id}/give/?amount=25"]
    return [
        *(f"/{language}/{page}" for language in LANGUAGES for page in pages),
        f"/api/v1/campaigns/{public_id}.json",
        *pictures_of(key),
    ]


def pictures_of(key: str) -> list[str]:
    return [
        f"/media/{pictures.file_name(key, width, kind)}"
        for width in pictures.WIDTHS
        for kind in pictures.KINDS
    ]


def texts_of(campaign: Campaign) -> list[str]:
    """The addresses whose answers have words in them."""
    key = key_of(campaign)
    addresses = set(of_campaign(campaign.public_id, key)) - set(pictures_of(key))
    return sorted(addresses) + of_everybody()


def of_everybody() -> list[str]:
    """The addresses on which campaigns appear among others."""
    lists = [
        "",
        "?status=open",
        "?status=completed",
        "?q=roof",
        "feed.atom",
        "transparency/",
        "gift/",
    ]
    return [
        *(f"/{language}/{page}" for language in LANGUAGES for page in lists),
        *("/api/v1/campaigns.json", "/sitemap.xml"),
    ]


@pytest.fixture
def told(staff, publish, standin) -> Campaign:
    """A public campaign with everything that a reader can meet: news, gifts, words, a picture."""
    campaign = publish(
        CampaignFactory(
            owner=staff.caseworker,
            title={"en": "A roof", "be": "Дах"},
            picture=a_picture(),
            closing_rule="on_date",
            ends_at=timezone.now() + timedelta(days=30),
        )
    )
    news = UpdateFactory(campaign=campaign)
    updates.submit(news, actor=staff.caseworker)
    updates.approve(news, actor=staff.moderator, checklist=updates.CHECKLIST)
    DonorMessageFactory(donation=book_gift(campaign, 25_00).donation, state="approved")
    return campaign


def key_of(campaign: Campaign) -> str:
    return campaign.picture.key if campaign.picture else UNKNOWN_KEY


@pytest.fixture
def hidden(told, staff):
    """Campaigns that are not public, each for another reason, as (code, key of a picture)."""
    draft = CampaignFactory(owner=staff.caseworker, picture=a_picture())
    gone = told
    lifecycle.move(gone.pk, "withdraw", actor=staff.moderator)
    return {
        "draft": (draft.public_id, key_of(draft)),
        "taken down": (gone.public_id, key_of(gone)),
        "unknown": (UNKNOWN_ID, UNKNOWN_KEY),
        "malformed": ("x" * 10, "f" * 32),
    }


def whole(answer) -> tuple:
    """Everything that a visitor is sent."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, sorted(answer.headers.items()), body


def test_what_is_there_is_there(told, visitor):
    """The addresses below are those of a campaign; without this, the rest would prove nothing."""
    addresses = of_campaign(told.public_id, key_of(told)) + of_everybody()

    assert {visitor.get(address).status_code for address in addresses} == {200}


@pytest.mark.parametrize("place", range(len(of_campaign("", ""))))
@pytest.mark.parametrize("ask", ["get", "head"])
def test_what_is_not_public_answers_like_what_never_was(hidden, visitor, place, ask):
    answers = {
        why: whole(getattr(visitor, ask)(of_campaign(*names)[place]))
        for why, names in hidden.items()
    }

    assert all(answer == answers["unknown"] for answer in answers.values()), answers
    assert answers["unknown"][0] == 404


def test_nothing_can_be_sent_to_it_either(hidden, visitor):
    form = {"token": "x", "amount": "25"}
    answers = {
        why: whole(visitor.post(f"/en/c/{public_id}/give/", form))
        for why, (public_id, _key) in hidden.items()
    }

    assert all(answer == answers["unknown"] for answer in answers.values()), answers


def test_what_is_not_public_is_on_no_list(hidden, visitor):
    for address in of_everybody():
        page = visitor.get(address).content.decode()
        for public_id, key in hidden.values():
            assert public_id not in page, address
            assert key not in page, address


def test_no_answer_says_at_which_hour_anything_was(told, visitor):
    for address in texts_of(told):
        answer = visitor.get(address)
        words = answer.content.decode()
        # The feed has to write days as moments: midnight, for all of them.
        words = words.replace("T00:00:00+00:00", "")
        # What protects the form has its moment inside, signed; it is the visitor's own.
        words = re.sub(r'name="token" value="[^"]+"', "", words)
        assert not HOURS.search(re.sub(r"<style.*?</style>", "", words, flags=re.DOTALL)), address
        assert {"ETag", "Age", "Expires"}.isdisjoint(answer.headers), address
        if address.endswith("feed.atom"):
            assert answer.headers["Last-Modified"].endswith(" 00:00:00 GMT")
        else:
            assert "Last-Modified" not in answer.headers, address


def test_a_picture_does_not_say_when_it_was_made(told, visitor):
    for address in pictures_of(key_of(told)):
        answer = visitor.get(address)
        assert {"Last-Modified", "ETag", "Expires"}.isdisjoint(answer.headers), address


def test_nobody_who_works_here_is_named(told, staff, visitor):
    people = vars(staff).values()
    # Their work names are those of their roles, which stand on pages.
    for number, person in enumerate(people):
        person.work_name = f"Zofia Q{number}"
        person.save(update_fields=["work_name"])
    for address in texts_of(told):
        page = visitor.get(address).content.decode()
        for person in people:
            assert person.email not in page
            assert person.work_name not in page


def strings_of(data, name: str = "") -> list[str]:
    """Every text in a JSON document, but for its codes."""
    if isinstance(data, dict):
        return [one for key, value in data.items() for one in strings_of(value, key)]
    if isinstance(data, list):
        return [one for value in data for one in strings_of(value, name)]
    return [data] if isinstance(data, str) and name not in CODES else []


def words_of(page) -> str:
    """What stands on a page, without tags, spaces made one."""
    text = html.unescape(re.sub(r"<[^>]+>", " ", page.content.decode()))
    return " ".join(text.replace("*", "").split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_api_tells_nothing_that_the_page_does_not(told, visitor, language):
    asked = visitor.get(
        f"/api/v1/campaigns/{told.public_id}.json", headers={"Accept-Language": language}
    )
    page = words_of(visitor.get(f"/{language}/c/{told.public_id}/"))

    said = strings_of(asked.json())
    assert len(said) >= 4
    assert [one for one in said if " ".join(one.split()) not in page] == []


def test_the_api_has_no_more_fields_than_it_should(told, visitor):
    """A new field is looked at before it is public: it must be on the page, or be a code."""
    one = visitor.get(f"/api/v1/campaigns/{told.public_id}.json").json()
    listed = visitor.get("/api/v1/campaigns.json").json()

    assert listed == {"campaigns": [one], "next": None}
    assert set(one) == CODES | {
        *("title", "alias", "goal_minor", "raised_minor", "gifts", "lines"),
    }
    assert set(one["lines"][0]) == {"label", "amount_minor", "funded_minor"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_feed_tells_nothing_that_the_pages_do_not(told, visitor, language):
    atom = "{http://www.w3.org/2005/Atom}"
    feed = ElementTree.fromstring(visitor.get(f"/{language}/feed.atom").content)
    page = words_of(visitor.get(f"/{language}/c/{told.public_id}/"))

    entries = feed.findall(f"{atom}entry")
    assert len(entries) == 2
    for entry in entries:
        assert {one.tag.removeprefix(atom) for one in entry} == {
            *("title", "link", "published", "updated", "id", "summary"),
        }
        for name in ("title", "summary"):
            text = html.unescape(re.sub(r"<[^>]+>", " ", entry.find(f"{atom}{name}").text))
            for part in text.split(": ") if name == "title" else [text]:
                assert " ".join(part.split()) in page


def test_a_forgotten_campaign_answers_like_what_never_was(told, visitor, staff):
    names = told.public_id, key_of(told)
    lifecycle.move(told.pk, "withdraw", actor=staff.moderator)
    later = timezone.now() + timedelta(days=settings.TEXT_KEPT_DAYS_AFTER_TAKEDOWN + 1)

    call_command("purge", now=later.isoformat())

    for gone, never in zip(of_campaign(*names), of_campaign(UNKNOWN_ID, UNKNOWN_KEY), strict=True):
        assert whole(visitor.get(gone)) == whole(visitor.get(never))
    assert json.loads(visitor.get("/api/v1/campaigns.json").content)["campaigns"] == []
