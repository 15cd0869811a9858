import re
from io import BytesIO

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from PIL import Image

from campaigns import lifecycle, pictures
from campaigns.models import Campaign, Category
from donations.models import DonorMessage
from tests.factories import CampaignFactory, DonorMessageFactory, PictureFactory, book_gift

UNKNOWN = "2222222222"


@pytest.fixture
def opened(staff, publish):
    """opened(**fields): a published campaign over 1 000 euros."""

    def make(**fields):
        return publish(CampaignFactory(owner=staff.caseworker, **fields))

    return make


def page(visitor, campaign, language="en") -> str:
    answer = visitor.get(f"/{language}/c/{campaign.public_id}/")
    assert answer.status_code == 200
    return answer.content.decode()


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))


# --- one campaign ---


def test_a_new_campaign_page_asks_the_database_five_times(
    opened, visitor, django_assert_num_queries
):
    campaign = opened(category=Category.objects.get(slug="health"), picture=PictureFactory())
    book_gift(campaign, 50_00)
    DonorMessageFactory(donation=campaign.donations.get(), state=DonorMessage.State.APPROVED)

    # What changed, the campaign, who else needs help, its news, the words left with gifts.
    with django_assert_num_queries(5):
        html = page(visitor, campaign)

    assert "You are not alone." in html
    assert "Health" in html


def test_a_campaign_page_leads_to_the_give_form(opened, visitor):
    html = page(visitor, opened())

    action = re.search(r'<form action="([^"]+)" method="get">', html)[1]
    amounts = re.findall(r'name="amount" value="(\w+)"', html)
    answer = visitor.get(action, {"amount": amounts[1]})
    assert amounts == [*map(str, settings.GIFT_PRESETS), "other"]
    assert answer.status_code == 200


def test_presets_outside_the_limits_are_not_offered(opened, visitor, settings):
    settings.MIN_GIFT_CENTS, settings.MAX_GIFT_CENTS = 20_00, 50_00

    amounts = re.findall(r'name="amount" value="(\w+)"', page(visitor, opened()))

    assert amounts == ["25", "50", "other"]


def test_the_first_mention_of_an_alias_leads_to_its_footnote(opened, visitor):
    html = page(visitor, opened(hero_name={"en": "Alesia"}, summary={"en": "For Alesia and son"}))

    assert 'For Alesia<a class="fnref" href="#changed" id="back-changed">*' in html
    assert html.count('id="back-changed"') == 1
    assert 'id="changed"' in html
    assert "“Alesia” is not the hero’s real name" in html


@pytest.mark.parametrize("summary", [{"en": "Nobody is named"}, {}])
def test_an_alias_that_is_not_mentioned_stands_above_the_title(opened, visitor, summary):
    html = page(visitor, opened(hero_name={"en": "Alesia"}, summary=summary))

    assert html.index('id="back-changed"') < html.index("<h1")


def test_a_consented_name_has_no_asterisk(opened, visitor):
    campaign = opened(hero_name={"en": "Alesia"}, summary={"en": "For Alesia"}, anonymity="named")

    html = page(visitor, campaign)

    assert "*" not in text_of(html)
    assert "Named with consent" in html


def test_names_are_escaped_wherever_they_stand(opened, visitor):
    evil = {"en": 'Al<img src=x>"&amp;'}
    campaign = opened(title=evil, summary=evil, hero_name=evil, story=evil)

    html = page(visitor, campaign) + visitor.get("/en/").content.decode()

    assert "<img src=x>" not in html


def test_texts_in_another_language_say_so(opened, visitor):
    campaign = opened(title={"be": "Дом"}, story={"be": "Дах"}, hero_name={"be": "Алесь"})

    html = page(visitor, campaign)

    assert '<html lang="en"' in html
    assert '<h1 lang="be">' in html
    assert '<div class="story" lang="be">' in html
    assert "has not been translated yet" in html
    assert "has not been translated yet" not in page(visitor, campaign, "be")


def test_an_overfunded_campaign_says_so_and_still_takes_gifts(opened, visitor):
    campaign = opened()
    book_gift(campaign, 1_095_00)

    html = page(visitor, campaign)

    assert "Goal reached" in html
    assert "Above the goal" in html
    assert "+ € 95" in html.replace("\u202f", " ")
    assert '<progress value="100000" max="100000"' in html
    assert "Give anyway" in html


def test_a_closed_campaign_takes_no_gifts(opened, visitor, staff):
    campaign = opened()
    lifecycle.move(campaign.pk, "close", actor=staff.moderator)

    html = page(visitor, campaign)

    assert "/give/" not in html
    assert "This campaign is closed." in html
    assert "Help someone else" in html


def test_a_paused_campaign_gives_no_reason(opened, visitor, staff):
    campaign = opened()
    lifecycle.move(campaign.pk, "pause", actor=staff.moderator, reason="police")

    html = page(visitor, campaign)

    assert "/give/" not in html
    assert "takes no gifts for now" in html
    assert "police" not in html


def test_a_page_shows_days_and_no_hours(opened, visitor):
    campaign = opened()
    book_gift(campaign, 10_00)

    assert not re.search(r"\d\d:\d\d|T\d\d", text_of(page(visitor, campaign)))


def test_what_is_not_public_is_the_same_as_what_never_was(opened, visitor, staff, draft):
    gone = opened()
    lifecycle.move(gone.pk, "withdraw", actor=staff.moderator)
    ids = [UNKNOWN, draft.public_id, gone.public_id, "1l0o", "%00", "x" * 500, "ДОМ"]

    answers = [visitor.get(f"/en/c/{public_id}/") for public_id in ids]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert len({str(sorted(answer.headers.items())) for answer in answers}) == 1
    assert UNKNOWN not in answers[0].content.decode()


def test_a_malformed_id_is_looked_up_like_any_other(db, visitor, django_assert_num_queries):
    for public_id in (UNKNOWN, "nonsense"):
        with django_assert_num_queries(2):
            visitor.get(f"/en/c/{public_id}/")


# --- the list ---


def test_the_list_asks_the_same_number_of_times_however_many_there_are(
    opened, visitor, django_assert_num_queries
):
    for _ in range(3):
        with django_assert_num_queries(5):
            answer = visitor.get("/en/")
        assert answer.status_code == 200
        opened()


def test_filters_keep_each_other(opened, visitor):
    opened(title={"en": "A bakery"}, category=Category.objects.get(slug="training"))

    html = visitor.get("/en/?category=training&q=bakery&status=open").content.decode()

    assert "?status=open&amp;category=training&amp;q=bakery" in html
    assert '<a href="/en/?category=training&amp;q=bakery">All <b>1</b></a>' in html
    assert '<input type="hidden" name="status" value="open">' in html
    assert '<option value="training" selected>' in html
    assert 'value="bakery"' in html


def test_an_empty_list_names_what_was_looked_for(visitor, db):
    html = visitor.get("/en/", {"q": "<dentist>"}).content.decode()

    assert "No campaign matches “&lt;dentist&gt;”" in html
    assert "See all campaigns" in html


def test_a_full_page_leads_to_the_next(opened, visitor, monkeypatch):
    monkeypatch.setattr("campaigns.listing.PAGE", 2)
    for number in range(3):
        opened(title={"en": f"Number {number}"})

    first = visitor.get("/en/").content.decode()
    second = visitor.get("/en/" + re.search(r"\?after=\w{10}", first)[0]).content.decode()

    assert "Number 2" in first and "Number 0" not in first
    assert "Number 0" in second and "Number 2" not in second


@pytest.mark.parametrize(
    "query", ["q=%00", "q=%ff%fe", "status=%00", "after=%F0%9F", "q=" + "a" * 9000]
)
def test_no_query_breaks_the_list(db, visitor, query):
    assert visitor.get(f"/en/?{query}").status_code == 200


def test_the_figures_are_those_of_the_books(opened, visitor):
    book_gift(opened(), 25_00)
    book_gift(opened(), 50)

    text = text_of(visitor.get("/en/").content.decode())

    assert "collected for 2 campaigns€ 25.50" in text


def test_money_is_written_as_readers_of_the_language_expect(opened, visitor):
    campaign = opened(lines=[4_400_00])

    assert "€\u202f4\u202f400" in page(visitor, campaign, "en")
    assert "4\u202f400\u202f€" in page(visitor, campaign, "pl")


# --- pictures ---


def test_a_picture_is_a_picture_and_nothing_else(opened, visitor):
    upload = BytesIO()
    Image.new("RGB", (1300, 800), "navy").save(upload, "PNG")
    picture = pictures.accept(upload.getvalue(), origin="generated", alt={})
    html = page(visitor, opened(picture=picture))

    addresses = set(re.findall(r"/media/pictures/[\w-]+\.\w+", html))

    assert len(addresses) == 6
    for address in addresses:
        answer = visitor.get(address)
        assert answer.status_code == 200
        kind = {"webp": "image/webp", "jpg": "image/jpeg"}[address.rpartition(".")[2]]
        assert answer.headers["Content-Type"] == kind
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["Cache-Control"] == "private, max-age=300"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "Last-Modified" not in answer.headers


@pytest.mark.parametrize(
    "name",
    [
        "",
        "..%2f..%2fmanage.py",
        f"{'0' * 32}-480.webp",
        f"{'0' * 32}-1.webp",
        f"{'0' * 32}-480.png",
        "x.svg",
    ],
)
def test_only_stored_pictures_are_served(db, visitor, name):
    assert visitor.get(f"/media/pictures/{name}").status_code == 404


def test_what_a_messenger_copies_of_a_link_names_nobody(live_campaign, visitor):
    """A copy stays when a campaign is taken down, so it is that of the front page."""
    about = re.compile(r'<meta (?:property|name)="(?:og|twitter):[^>]+>')
    own = about.findall(page(visitor, live_campaign))
    front = about.findall(visitor.get("/en/").content.decode())

    assert len(own) == 10
    assert own == front
    image = re.search(r'og:image" content="http://testserver(/static/[^"]+)"', "".join(own))[1]
    assert Image.open(finders.find(image.removeprefix("/static/"))).size == (1200, 630)


# --- both ---


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_public_pages_are_only_read(live_campaign, visitor, method):
    for address in ("/en/", f"/en/c/{live_campaign.public_id}/", "/en/feed.atom"):
        assert getattr(visitor, method)(address).status_code == 405


def test_a_page_is_found_in_each_language(live_campaign, visitor):
    for language, _name in settings.LANGUAGES:
        html = page(visitor, live_campaign, language)
        assert f'<html lang="{language}" dir="ltr">' in html
        for other, _other_name in settings.LANGUAGES:
            assert (
                f'hreflang="{other}" href="http://testserver/{other}/c/{live_campaign.public_id}/"'
                in html
            )


def test_changing_the_language_keeps_what_was_asked_for(db, visitor):
    html = visitor.get("/en/?q=dom&status=open").content.decode()

    assert 'href="/pl/?q=dom&amp;status=open" lang="pl"' in html


def test_drafts_are_on_no_list(draft, visitor):
    everything = visitor.get("/en/").content + visitor.get("/en/feed.atom").content

    assert draft.public_id not in everything.decode()
    assert str(draft) not in everything.decode()


def test_an_unapproved_change_is_on_no_page(live_campaign, visitor):
    Campaign.objects.filter(pk=live_campaign.pk).update(story={"en": "unapproved"})

    assert "unapproved" not in page(visitor, live_campaign)
