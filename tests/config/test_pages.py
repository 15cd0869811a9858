import re
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.template.loader import render_to_string

from campaigns import choices
from tests.factories import book_gift

PAGES = [
    "",
    "about/",
    "giving-safely/",
    "how-we-check/",
    "how-we-count/",
    "privacy/",
    "transparency/",
]
LANGUAGES = [code for code, _name in settings.LANGUAGES]


class Tags(HTMLParser):
    """Every start tag with its attributes, in the order of the page."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))


@pytest.fixture
def addresses(live_campaign) -> list[str]:
    """Every public page of a site with one campaign, in English, and one that does not exist."""
    book_gift(live_campaign, 10_00)
    own = [f"c/{live_campaign.public_id}/", f"c/{live_campaign.public_id}/give/", "nothing/"]
    return [f"/en/{page}" for page in PAGES + own]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_each_page_is_there_in_each_language(db, visitor, page, language):
    answer = visitor.get(f"/{language}/{page}")

    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.content.decode()


def test_pages_run_nothing_and_load_nothing_from_elsewhere(addresses, visitor):
    for address in addresses:
        for tag, attributes in Tags(visitor.get(address).content.decode()).found:
            assert tag not in {"script", "style", "iframe", "object", "embed"}
            assert "style" not in attributes
            assert not [name for name in attributes if name.startswith("on")]
            for name in ("src", "srcset", "action", "data", "poster"):
                assert attributes.get(name, "/").startswith("/"), (address, tag, attributes)
            if tag == "link":
                assert attributes["href"].startswith(("/", "http://testserver/"))


def test_links_to_other_sites_do_not_say_where_one_came_from(addresses, visitor):
    for address in addresses:
        for tag, attributes in Tags(visitor.get(address).content.decode()).found:
            if tag == "a" and attributes["href"].startswith("http"):
                assert {"noreferrer", "noopener"} <= set(attributes["rel"].split())


def test_no_link_is_dead(addresses, visitor):
    seen, waiting = set(), ["/en/"]
    while waiting:
        address = waiting.pop()
        seen.add(address)
        answer = visitor.get(address)
        assert answer.status_code == 200, address
        html = answer.content.decode() if "html" in answer.headers["Content-Type"] else ""
        tags = Tags(html).found
        anchors = {attributes.get("id") for _tag, attributes in tags}
        for tag, attributes in tags:
            href = attributes.get("href", "") if tag in {"a", "link"} else ""
            if href.startswith("#"):
                assert href[1:] in anchors, (address, href)
            # Static files are the storage's own business.
            if href.startswith("/en/") and href.split("#")[0] not in seen | set(waiting):
                waiting.append(href.split("#")[0])
    assert set(addresses[:-1]) <= seen


def test_every_page_has_one_title_one_heading_and_one_description(addresses, visitor):
    titles = set()
    for address in addresses:
        html = visitor.get(address).content.decode()
        assert html.count("<h1") == 1, address
        assert len(re.findall(r'<meta name="description" content="[^"]+">', html)) == 1
        (title,) = re.findall(r"<title>(.*) · Śviatło</title>", html)
        titles.add(title)
    assert len(titles) == len(addresses)


def test_the_address_without_a_language_follows_the_reader(db, visitor):
    def redirect(accepted):
        answer = visitor.get("/", headers={"Accept-Language": accepted})
        assert answer.status_code == 302
        return answer.headers["Location"]

    assert redirect("be,en;q=0.5") == "/be/"
    assert redirect("pl-PL,pl;q=0.9") == "/pl/"
    assert redirect("lt") == "/en/"
    assert redirect("") == "/en/"


@pytest.mark.parametrize("language", ["de", "xx", "EN", "be-Latn", "%00", "..."])
def test_an_unknown_language_is_no_address(db, visitor, language):
    assert visitor.get(f"/{language}/").status_code == 404


def test_the_privacy_page_says_how_long_addresses_are_kept(db, visitor, settings):
    settings.CONTACT_KEPT_DAYS_AFTER_CLOSING = 17

    html = visitor.get("/en/privacy/").content.decode()

    assert "deleted 17 days after the campaign closes" in html
    assert settings.CONTACT_KEPT_DAYS_AT_MOST // 30 == 13
    assert settings.PAYMENT_ID_KEPT_DAYS // 30 == 13
    assert settings.WORDS_KEPT_DAYS_AFTER_CLOSING // 30 == 3


# --- in the words of staff ---


def test_a_text_of_their_own_stands_in_its_language_and_ours_in_the_others(visitor, choose):
    choose("privacy", pl="# Cisza\n\nNic nie wiemy.", be="Нічога.")

    polish = visitor.get("/pl/privacy/").text
    english = visitor.get("/en/privacy/").text

    assert '<h2 dir="auto">Cisza</h2>\n<p dir="auto">Nic nie wiemy.</p>' in polish
    assert "If you only read" in english and "Cisza" not in english
    assert "Нічога." in visitor.get("/be/privacy/").text


@pytest.mark.parametrize(
    ("page", "stays"),
    [
        ("giving-safely", ['<div class="notice notice--warn" id="card">', "/en/privacy/"]),
        ("privacy", ['<h2 id="weakness">', "mailto:"]),
    ],
)
def test_heading_and_warnings_stay_whatever_is_written(visitor, choose, page, stays):
    heading = re.search("<h1>.*</h1>", visitor.get(f"/en/{page}/").text)[0]
    choose(page, en="Nothing to see.")

    html = visitor.get(f"/en/{page}/").text

    assert heading in html
    assert '<p dir="auto">Nothing to see.</p>' in html
    assert all(one in html for one in stays)


def test_what_a_stolen_account_writes_runs_nothing(visitor, choose):
    choose("privacy", en="<script>alert(1)</script> [x](javascript:alert(1)) <img src=//evil>")

    html = visitor.get("/en/privacy/").text

    assert "&lt;script&gt;" in html
    tags = Tags(html).found
    assert not {"script", "iframe"} & {tag for tag, _attributes in tags}
    assert not [given for _tag, given in tags if "evil" in given.get("src", "")]
    assert not [given for _tag, given in tags if "javascript" in given.get("href", "")]


def test_the_organisation_says_its_name_wherever_one_asks_who_this_is(
    visitor, choose, addresses, begin, live_campaign
):
    assert "Śviatło is the Belarusian word for light." in visitor.get("/en/about/").text
    choose("name", name="Fund <&> Co")
    written = "Fund &lt;&amp;&gt; Co"

    for address in addresses:
        html = visitor.get(address).text
        assert f"· {written}</title>" in html, address
        assert f">{written}</a>" in html
        assert "Śviatło" not in html or address == "/en/about/"
    about = visitor.get("/en/about/").text
    assert f"This site is run by {written}." in about
    assert "The program is called Śviatło" in about
    social = [given for _tag, given in Tags(about).found if given.get("property") == "og:site_name"]
    assert social[0]["content"] == "Fund <&> Co"
    assert f"<title>{written}: campaigns</title>" in visitor.get("/en/feed.atom").text
    assert visitor.get("/site.webmanifest").json()["name"] == "Fund <&> Co"


@pytest.mark.parametrize("letter", ["gift_received", "campaign_closed"])
def test_letters_are_signed_with_it(choose, letter):
    choose("name", name="Fund <&> Co")

    text = render_to_string(
        f"emails/{letter}.txt",
        {"code": "7Q4K-2M9X", "cents": 1, "day": "2026-03-08", "contact_email": "ask@house.example"}
        | {"purge_after": "2027-04-07"},
    )

    assert "Fund <&> Co, ask@house.example" in text


def test_plain_pages_need_no_database(without_database, visitor, choose):
    choose("privacy", en="Our own words.")
    visitor.get("/en/privacy/")
    choices.memory.forget()

    with without_database():
        page = visitor.get("/en/privacy/")

    assert page.status_code == 200
    assert "Our own words." in page.text
