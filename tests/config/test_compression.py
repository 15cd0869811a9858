import gzip

import pytest

from campaigns import pictures
from tests.campaigns.pictures.files import encoded, scene
from tests.factories import CampaignFactory
from tests.pages import desk_of

COMPRESSED = {"Accept-Encoding": "gzip"}
# The parts of a page that a reader waits for before anything can be read.
MOST_HTML, MOST_WORDS = 8_000, 25_000


@pytest.mark.parametrize("address", ["/en/", "/en/privacy/", "/en/nothing/", "/en/feed.atom"])
def test_what_is_public_comes_compressed_to_whoever_takes_that(visitor, live_campaign, address):
    plain, short = visitor.get(address), visitor.get(address, headers=COMPRESSED)

    assert short.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in short.headers["Vary"]
    assert gzip.decompress(short.content) == plain.content
    assert len(short.content) < len(plain.content)
    assert "Content-Encoding" not in plain.headers


def test_the_desk_comes_as_it_is(staff):
    answer = desk_of(staff.moderator).get("/staff/", headers=COMPRESSED)

    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers


def test_a_picture_is_not_compressed_again(staff, publish, visitor):
    picture = pictures.accept(encoded(scene(), "PNG"), origin="generated", alt={"en": "Lights"})
    publish(CampaignFactory(owner=staff.caseworker, picture=picture))

    answer = visitor.get(f"/media/pictures/{picture.key}-480.webp", headers=COMPRESSED)

    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize("language", ["en", "be", "ru", "pl"])
def test_a_list_page_and_a_long_story_are_light_in_every_language(
    staff, publish, visitor, settings, language
):
    """Letters of Cyrillic take two bytes each, and every word of this story is another one."""
    words = " ".join(f"{number * number}-я гісторыя пра дом" for number in range(120))
    for number in range(12):
        campaign = publish(
            CampaignFactory(
                owner=staff.caseworker,
                title={language: f"Новы пачатак {number}"},
                summary={language: f"Тры месяцы арэнды і курс {number * 7919}."},
                story={language: words},
            )
        )
    sheet = gzip.compress((settings.BASE_DIR / "static/css/site.css").read_bytes())

    for address in ("", f"c/{campaign.public_id}/", f"c/{campaign.public_id}/give/"):
        page = visitor.get(f"/{language}/{address}", headers=COMPRESSED)
        assert len(page.content) < MOST_HTML, address
        assert len(page.content) + len(sheet) < MOST_WORDS, address
