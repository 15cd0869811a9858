"""The form a draft is written in, and what of it is kept."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from campaigns import forms, pictures
from campaigns.budget_forms import LONGEST_LABEL, MOST_LINES
from campaigns.draft_forms import CampaignForm, complaints
from campaigns.forms import ClosingForm
from campaigns.models import Campaign
from tests.factories import CampaignFactory


def writing(campaign: Campaign | None = None, files=None, **changes) -> CampaignForm:
    data = {
        "title_en": "A new beginning",
        "story_en": "She came with one bag.",
        "anonymity": "alias",
        "closing_rule": "manual",
        "time_zone": "Europe/Warsaw",
        "picture_origin": "generated",
    }
    return CampaignForm(data | changes, files, instance=campaign)


def in_days(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def picture(name: str = "a.png") -> SimpleUploadedFile:
    file = BytesIO()
    Image.new("RGB", (80, 50)).save(file, "PNG")
    return SimpleUploadedFile(name, file.getvalue())


# --- closing ---


def test_the_last_day_comes_back_as_it_was_typed(staff):
    form = writing(closing_rule="on_date", last_day=in_days(10), time_zone="America/Vancouver")
    assert form.is_valid(), form.errors

    campaign = CampaignFactory(
        owner=staff.caseworker,
        closing_rule="on_date",
        time_zone="America/Vancouver",
        ends_at=form.ends_at(),
    )

    assert ClosingForm(instance=campaign).fields["last_day"].initial.isoformat() == in_days(10)


def test_a_rule_by_date_needs_the_date(db):
    assert "needs it" in str(writing(closing_rule="on_date").errors["last_day"])


@pytest.mark.parametrize(
    ("day", "complaint"),
    [(in_days(-2), "is over"), (in_days(4000), "too far"), ("9999-12-31", "too far")],
)
def test_a_last_day_lies_ahead_and_within_reach(db, day, complaint):
    form = writing(closing_rule="on_date", last_day=day)

    assert complaint in str(form.errors["last_day"])


@pytest.mark.parametrize("text", ["31.02.2027", "soon", "\x00"])
def test_a_last_day_that_is_none_is_refused_once(db, text):
    form = writing(closing_rule="on_date", last_day=text)

    assert len(form.errors["last_day"]) == 1


@pytest.mark.parametrize("zone", ["Mars/Olympus", "Europe", "../etc/passwd", ""])
def test_a_time_zone_must_exist(db, zone):
    form = writing(closing_rule="on_date", last_day=in_days(3), time_zone=zone)

    assert "time_zone" in form.errors


def test_other_rules_need_no_day_and_keep_none(db):
    form = writing(closing_rule="on_goal", last_day=in_days(3))

    assert form.is_valid()
    assert form.ends_at() is None


def test_the_author_decides_on_the_closing_until_it_goes_to_review(draft, publish):
    assert forms.closing_is_open(draft)

    publish(draft)

    form = writing(draft, closing_rule="on_goal")
    assert not forms.closing_is_open(draft)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["closing_rule"] == "manual"


# --- the draft ---


def test_texts_are_kept_by_language(db):
    form = writing(title_be="Новы пачатак", title_pl="  ")

    assert form.is_valid()
    assert form.cleaned_data["title"] == {"en": "A new beginning", "be": "Новы пачатак"}


def test_the_longest_draft_in_every_language_fits_into_one_request(db, settings):
    letters = {"en": "a", "be": "ў", "ru": "я", "pl": "ą"}
    texts = {"title": 200, "summary": 600, "story": 8000, "hero_name": 60, "picture_alt": 300}
    longest = {
        f"{name}_{code}": letter * length
        for name, length in texts.items()
        for code, letter in letters.items()
    }
    form = writing(**longest | {"picture_alt_en": ""})

    assert not {"title", "summary", "story", "hero_name"} & form.errors.keys()
    labels = sum(len(letter.encode()) for letter in letters.values()) * LONGEST_LABEL * MOST_LINES
    sent = sum(len(text.encode()) for text in longest.values()) + labels
    assert sent < settings.DATA_UPLOAD_MAX_MEMORY_SIZE - 64 * 1024
    assert "story" in writing(story_en="a" * 8001).errors


def test_a_picture_that_is_none_is_refused_with_a_reason(db):
    form = writing(files={"picture_file": SimpleUploadedFile("a.png", b"<svg onload=alert(1)>")})

    assert "not a JPEG, PNG or WebP" in str(form.errors["picture_file"])


def test_a_file_that_is_too_large_is_refused_before_it_is_read(db, monkeypatch):
    monkeypatch.setattr(pictures, "MAX_BYTES", 10)

    form = writing(files={"picture_file": picture()})

    assert "larger than 10 MB" in str(form.errors["picture_file"])


def test_a_new_picture_and_its_removal_contradict_each_other(db):
    form = writing(files={"picture_file": picture()}, picture_removed="on")

    assert "picture_removed" in form.errors


def test_protected_words_are_read_from_any_kind_of_list(db):
    form = writing(protected_words="Kavalchuk\r\nНаталья Ивановна, Baranavichy")

    assert form.is_valid()
    assert form.cleaned_data["protected_words"] == [
        "Kavalchuk",
        "Наталья Ивановна",
        "Baranavichy",
    ]


def test_a_protected_word_that_would_be_found_everywhere_is_refused(db):
    assert "too short" in str(writing(protected_words="J").errors["protected_words"])


# --- what of it is kept ---


def test_a_form_gives_the_parts_that_were_sent_and_are_right(db):
    form = writing(title_be="ў" * 201, case_ref="x" * 21, closing_rule="on_date", brief_who="Us.")
    form.full_clean()

    typed = form.typed()

    assert typed["title_en"] == "A new beginning"
    assert typed["brief_who"] == "Us."
    assert not {"title_be", "case_ref", "closing", "summary_en"} & typed.keys()


def test_words_about_a_picture_wait_for_the_picture(db):
    form = writing(picture_alt_en="A lamp")
    form.full_clean()

    assert not {"picture_alt_en", "picture_origin"} & form.typed().keys()
    assert "There is no picture yet" in str(form.errors["picture_alt"])


def test_complaints_come_in_the_order_of_the_page_and_name_their_language(db):
    form = writing(story_ru="я" * 8001, case_ref="x" * 21, last_day="soon", brief_buys="x" * 501)
    form.full_clean()

    anchors = [one.anchor for one in complaints(form, None)]

    assert anchors == ["id_case_ref", "id_story_ru", "id_last_day", "id_brief_buys"]


@pytest.mark.parametrize("typed", ["Al3sia", "+375291234567", "x" * 61])
def test_a_spelling_is_a_name(db, typed):
    assert "is not a name" in str(writing(hero_spellings_en=typed).errors["hero_spellings"])


@pytest.mark.parametrize("sent", [{}, {"total_shown": ""}])
def test_a_page_that_does_not_ask_how_the_total_is_shown_leaves_it(db, sent):
    draft = CampaignFactory(total_shown="discreet")
    form = writing(draft, **sent)

    assert form.is_valid(), form.errors
    assert form.typed().get("total_shown", "discreet") == "discreet"
