import re
import xml.etree.ElementTree as ElementTree
from datetime import UTC, datetime, timedelta

from django.conf import settings
from PIL import Image

from campaigns import lifecycle

SITEMAP = {"map": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def sitemap(visitor) -> list[str]:
    answer = visitor.get("/sitemap.xml")
    assert answer.status_code == 200
    assert "Last-Modified" not in answer.headers
    found = ElementTree.fromstring(answer.content)  # noqa: S314 - ours
    return [place.text for place in found.findall("map:url/map:loc", SITEMAP)]


def test_the_sitemap_lists_every_public_page_in_every_language(live_campaign, draft, visitor):
    places = sitemap(visitor)

    assert len(places) == len(set(places)) == 4 * 8
    assert f"http://testserver/be/c/{live_campaign.public_id}/" in places
    for place in places:
        assert visitor.get(place.removeprefix("http://testserver")).status_code == 200


def test_the_sitemap_tells_no_dates(live_campaign, visitor):
    assert b"lastmod" not in visitor.get("/sitemap.xml").content


def test_a_withdrawn_campaign_leaves_the_sitemap(live_campaign, staff, visitor):
    lifecycle.move(live_campaign.pk, "withdraw", actor=staff.moderator)

    assert not [place for place in sitemap(visitor) if "/c/" in place]


def test_robots_names_no_secret_place(visitor):
    answer = visitor.get("/robots.txt")

    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode().split("\n\n") == [
        "User-agent: *\nDisallow:",
        "Sitemap: http://testserver/sitemap.xml\n",
    ]


def test_the_security_contact_is_good_for_less_than_a_year(visitor, settings):
    settings.SITE_URL, settings.CONTACT_EMAIL = "https://light.example", "help@light.example"

    text = visitor.get("/.well-known/security.txt").content.decode()

    assert "Contact: mailto:help@light.example\n" in text
    assert "Canonical: https://light.example/.well-known/security.txt\n" in text
    expires = datetime.fromisoformat(re.search(r"Expires: (\S+)", text)[1])
    assert timedelta(days=30) < expires - datetime.now(UTC) < timedelta(days=365)


def test_the_policy_it_names_is_on_its_page(db, visitor, settings):
    text = visitor.get("/.well-known/security.txt").content.decode()
    address, anchor = re.search(r"Policy: (\S+)#(\w+)", text).groups()

    html = visitor.get(address.removeprefix(settings.SITE_URL)).content.decode()

    assert f'id="{anchor}"' in html


def test_the_manifest_leaves_no_app_and_its_icons_are_there(visitor, db):
    answer = visitor.get("/site.webmanifest")

    manifest = answer.json()
    assert answer.headers["Content-Type"] == "application/manifest+json"
    assert manifest["display"] == "browser"
    for icon in manifest["icons"]:
        with Image.open(settings.BASE_DIR / icon["src"].lstrip("/")) as drawn:
            assert icon["sizes"] == f"{drawn.width}x{drawn.height}"
            assert icon["type"] == Image.MIME[drawn.format]
    assert 'rel="manifest" href="/site.webmanifest"' in visitor.get("/en/").content.decode()


def test_small_files_are_only_read(visitor):
    for address in (
        "/site.webmanifest",
        "/robots.txt",
        "/.well-known/security.txt",
        "/sitemap.xml",
    ):
        assert visitor.post(address).status_code == 405


# What structured data may be about: a page, and who shows it. Never a person, a gift or a sum.
SAID = re.compile(r'item(?:prop|type)="([^"]*)"')


def test_structured_data_says_what_the_page_says_and_nothing_of_people(live_campaign, visitor):
    for path in ("/en/", f"/be/c/{live_campaign.public_id}/", "/pl/privacy/"):
        html = visitor.get(path).content.decode()
        assert set(SAID.findall(html)) <= {
            "https://schema.org/WebPage",
            "https://schema.org/Organization",
            *("name", "description", "publisher"),
        }
        # Nothing in it but words that readers see.
        assert "<meta itemprop" not in html and "<link itemprop" not in html
        assert 'itemprop="publisher"' in html
