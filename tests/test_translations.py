"""The catalogues are whole, agree with the English in what is not language, and are what pages say.

English is the language of the code; each other language of the site has one catalogue. The last
tests read every page and letter of a donor and look for English that should not be there.
"""

import gettext
import html
import io
import re
from datetime import datetime, timedelta
from functools import cache

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import dateformat, dates, timesince, translation

from campaigns import lifecycle, totals
from campaigns.models import Campaign
from config import borrowed_words
from config.management.commands.update_translations import compiled
from donations import sync, throttle
from donations.models import Donation
from tests.donations.reading import token_of
from tests.factories import DonorMessageFactory, book_gift

LANGUAGES = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
TAG = re.compile(r"<[^>]+>")

in_every_language = pytest.mark.parametrize("language", LANGUAGES)


def file_of(language: str, ending: str):
    return settings.LOCALE_PATHS[0] / language / "LC_MESSAGES" / f"django.{ending}"


@cache
def catalogue(language: str):
    return read_po(io.BytesIO(file_of(language, "po").read_bytes()), abort_invalid=True)


def texts(language: str) -> list[tuple[tuple[str, ...], tuple[str, ...], str]]:
    """Every entry as (the English, its translations, its context); several where it counts."""

    def forms(text):
        return text if isinstance(text, tuple) else (text,)

    return [
        (forms(entry.id), forms(entry.string), entry.context or "")
        for entry in catalogue(language)
        if entry.id
    ]


# --- The catalogues ---


@in_every_language
def test_every_text_is_translated(language):
    entries = [entry for entry in catalogue(language) if entry.id]

    assert [english for english, own, _context in texts(language) if not all(own)] == []
    assert [entry.id for entry in entries if entry.fuzzy] == []
    assert list(catalogue(language).obsolete) == []


def test_every_language_has_the_same_texts():
    english = [[(text, context) for text, _own, context in texts(code)] for code in LANGUAGES]

    assert english[0]
    assert all(other == english[0] for other in english)


@in_every_language
@pytest.mark.parametrize("parts", [PLACEHOLDER, TAG], ids=["placeholders", "tags"])
def test_what_is_not_language_is_the_same(language, parts):
    differ = [
        (english, one)
        for english, own, _context in texts(language)
        for one in own
        if sorted(parts.findall(one)) != sorted(parts.findall(english[-1]))
    ]
    assert differ == []


@in_every_language
def test_spaces_and_the_last_mark_are_the_same(language):
    """A sentence stays one, and a label keeps the colon that the page relies on."""

    def edges(text):
        mark = text.strip()[-1]
        return text[: 1 if text[0] == " " else 0], text[-1] == " ", mark if mark in ".:?" else ""

    differ = [
        (english, one)
        for english, own, _context in texts(language)
        for one in own
        if edges(one) != edges(english[-1])
    ]
    assert differ == []


@in_every_language
def test_every_plural_has_three_forms(language):
    assert catalogue(language).num_plurals == 3
    assert {len(own) for english, own, _context in texts(language) if len(english) > 1} == {3}


@in_every_language
def test_the_header_names_no_person_and_no_machine(language):
    names = {name for name, value in catalogue(language).mime_headers if value}

    header = file_of(language, "po").read_text().split("\n\n")[0]
    assert "Language-Team" not in header and "Last-Translator" not in header
    assert {"Project-Id-Version", "Plural-Forms"} <= names


@in_every_language
def test_what_is_loaded_is_what_was_written(language):
    """`make messages` compiles; a .po changed without it would go unnoticed."""
    written = gettext.GNUTranslations(io.BytesIO(compiled(file_of(language, "po"))))
    loaded = gettext.GNUTranslations(io.BytesIO(file_of(language, "mo").read_bytes()))

    differ = {key for key in written._catalog if loaded._catalog.get(key) != written._catalog[key]}
    # The text without a key is the header, which names the version of the compiler.
    assert differ <= {""}
    assert loaded._catalog.keys() == written._catalog.keys()
    assert loaded.info()["plural-forms"] == written.info()["plural-forms"]


# --- Words that bend ---

DAYS_LEFT = {
    "be": {
        1: "застаўся 1 дзень",
        2: "засталося 2 дні",
        5: "засталося 5 дзён",
        11: "засталося 11 дзён",
        21: "застаўся 21 дзень",
        22: "засталося 22 дні",
    },
    "ru": {
        1: "остался 1 день",
        2: "осталось 2 дня",
        5: "осталось 5 дней",
        11: "осталось 11 дней",
        21: "остался 21 день",
        22: "осталось 22 дня",
    },
    "pl": {
        1: "został 1 dzień",
        2: "zostały 2 dni",
        5: "zostało 5 dni",
        11: "zostało 11 dni",
        21: "zostało 21 dni",
        22: "zostały 22 dni",
    },
}


@in_every_language
def test_a_word_follows_its_number(language):
    with translation.override(language):
        said = {
            days: translation.ngettext("%(days)s day left", "%(days)s days left", days)
            % {"days": days}
            for days in DAYS_LEFT[language]
        }
    assert said == DAYS_LEFT[language]


@pytest.mark.parametrize(
    ("language", "day", "month", "span"),
    [
        ("be", "8 сакавіка 2026", "Сак 2026", "2\xa0дні"),
        ("ru", "8 марта 2026", "Мар 2026", "2\xa0дня"),
        ("pl", "8 marca 2026", "Mar 2026", "2\xa0dni"),
    ],
)
def test_dates_read_as_they_are_spoken(language, day, month, span):
    moment = datetime(2026, 3, 8)
    with translation.override(language):
        assert dateformat.format(moment, "j E Y") == day
        assert dateformat.format(moment, "M Y") == month
        assert timesince.timesince(moment, moment + timedelta(days=2)) == span


@in_every_language
def test_words_borrowed_from_django_are_those_that_it_shows(language):
    codes = [code for code, _name in settings.LANGUAGES]
    with translation.override(language):
        names = [translation.get_language_info(code)["name_translated"] for code in codes]
        for borrowed, shown in [
            (borrowed_words.MONTHS, dates.MONTHS.values()),
            (borrowed_words.SHORT_MONTHS, dates.MONTHS_3.values()),
            (borrowed_words.MONTHS_OF_DAYS, dates.MONTHS_ALT.values()),
            (borrowed_words.LANGUAGES, names),
        ]:
            assert [str(word) for word in borrowed] == [str(word) for word in shown]


# --- What a donor reads ---


def said(markup: str) -> str:
    """All words of a page or letter, also those that only a screen reader or a title says."""
    spoken = re.findall(r'(?:alt|title|aria-label|placeholder|content)="([^"]*)"', markup)
    return " ".join(html.unescape(" · ".join([TAG.sub(" · ", markup), *spoken])).split())


@cache
def english_pieces(language: str) -> set[str]:
    """Phrases that only an untranslated page holds: what stands between names and tags."""
    pieces = set()
    for english, own, _context in texts(language):
        for text in english:
            for piece in re.split(f"{PLACEHOLDER.pattern}|{TAG.pattern}", text):
                phrase = " ".join(html.unescape(piece).split())
                if " " in phrase and not any(phrase in one for one in own):
                    pieces.add(phrase)
    return pieces


def english_in(markup: str, language: str) -> list[str]:
    text = said(markup)
    return [
        piece
        for piece in english_pieces(language)
        # Few are in it at all, and to compile thousands of patterns takes longer than the page.
        if piece in text and re.search(rf"(?<!\w){re.escape(piece)}(?!\w)", text)
    ]


@in_every_language
def test_no_public_page_falls_back_on_english(language, live_campaign, visitor, begin, standin):
    campaign = f"/{language}/c/{live_campaign.public_id}/"
    book_gift(live_campaign, 700_00)
    paid, waiting = begin(live_campaign, email="anna@example.org"), begin(live_campaign)
    DonorMessageFactory(donation=paid, display_name="")
    standin.pay(paid.session_id)
    sync.sync_session(paid.session_id)
    plain = ["", "?q=zzz", "transparency/", "giving-safely/", "how-we-check/", "privacy/"]
    plain += ["cancelled/", "gift/", "nothing/"]

    pages = {page: visitor.get(f"/{language}/{page}") for page in plain}
    pages["campaign"] = visitor.get(campaign)
    pages["give"] = form = visitor.get(f"{campaign}give/")
    wrong = {"token": token_of(form), "amount": "other", "other_amount": "1", "email": "anna@"}
    wrong |= {"display_name": "Anna", "message": "+48 22 555 01 01"}
    pages["errors"] = visitor.post(f"{campaign}give/", wrong)
    pages["pay"] = visitor.get(f"/{language}/pay/{waiting.public_id}/")
    pages["waiting"] = visitor.get(f"/{language}/thanks/{waiting.public_id}/")
    pages["thanks"] = visitor.get(f"/{language}/thanks/{paid.public_id}/")
    for name, donation in {"gift": paid, "gift waiting": waiting}.items():
        pages[name] = visitor.post(f"/{language}/gift/", {"code": donation.receipt_code})
    pages["no gift"] = visitor.post(f"/{language}/gift/", {"code": "7Q4K"})

    assert {name: page.status_code for name, page in pages.items() if page.status_code != 200} == {
        "nothing/": 404,
        "errors": 422,
        "no gift": 422,
    }
    left = {name: english_in(page.content.decode(), language) for name, page in pages.items()}
    assert {name: pieces for name, pieces in left.items() if pieces} == {}


@in_every_language
@pytest.mark.parametrize("move", ["pause", "close"])
def test_a_campaign_without_gifts_does_not_either(language, move, live_campaign, visitor, staff):
    lifecycle.move(live_campaign.pk, move, actor=staff.moderator)
    campaign = f"/{language}/c/{live_campaign.public_id}/"

    for page in (f"/{language}/", campaign, f"{campaign}give/"):
        assert english_in(visitor.get(page).content.decode(), language) == []


@in_every_language
def test_a_discreet_total_does_not_either(language, live_campaign, visitor):
    totals.open_for(live_campaign.pk, discreet=True)
    campaign = f"/{language}/c/{live_campaign.public_id}/"

    for page in (campaign, f"{campaign}give/"):
        assert english_in(visitor.get(page).content.decode(), language) == []


@in_every_language
@pytest.mark.parametrize("page", ["403", "404", "429", "500", "maintenance", "donations/foreign"])
def test_no_error_page_does_either(language, page):
    campaign = Campaign(public_id="2" * 10)
    donation = Donation(public_id="2" * 22, amount_cents=25_00, campaign=campaign)
    wait = throttle.Wait(throttle.NETWORK, 20)
    context = {"wait": wait, "donation": donation, "campaign": campaign}
    with translation.override(language):
        markup = render_to_string(
            f"{page}.html", context, request=RequestFactory().get(f"/{language}/")
        )

    assert english_in(markup, language) == []


@in_every_language
@pytest.mark.parametrize("closing_notice", [True, False])
@pytest.mark.parametrize("letter", ["gift_received", "campaign_closed"])
def test_no_letter_does_either(language, letter, closing_notice):
    context = {"code": "7Q4K-2M9X", "cents": 25_00, "day": "2026-03-08"}
    context |= {"purge_after": "2027-04-07", "closing_notice": closing_notice}
    with translation.override(language):
        text = render_to_string(f"emails/{letter}.txt", context)

    assert "7Q4K-2M9X" in text.splitlines()[0]
    assert english_in(text, language) == []


@pytest.mark.parametrize(
    ("markup", "found"),
    [
        ("<h2>Ахвяраванне на збор: Марына*</h2>", []),
        ("<h2>Give to Марына*</h2>", ["Give to"]),
        ("<p>* The name is changed.</p>", ["* The name is changed."]),
        (
            '<img alt="The sun rises behind layered hills.">',
            ["The sun rises behind layered hills."],
        ),
        ("<p>No account,\n no names unless you write one.</p>", []),
    ],
)
def test_english_on_a_page_is_found(markup, found):
    """The tests above would hold for ever if this did not."""
    assert english_in(markup, "be") == found
