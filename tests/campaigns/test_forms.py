"""What staff type, and what becomes of it."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import inlineformset_factory
from django.utils import timezone
from PIL import Image

from campaigns import forms, pictures
from campaigns.forms import BudgetLineForm, CampaignForm, ClosingForm, DecisionForm
from campaigns.models import BudgetLine, Campaign
from tests.factories import BudgetLineFactory, CampaignFactory, PictureFactory

LINES = inlineformset_factory(
    Campaign, BudgetLine, form=BudgetLineForm, formset=forms.BudgetLineFormSet, extra=2
)


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


@pytest.mark.parametrize(
    ("day", "zone", "moment"),
    [
        (date(2026, 3, 18), "UTC", datetime(2026, 3, 19, tzinfo=UTC)),
        (date(2026, 3, 18), "Europe/Warsaw", datetime(2026, 3, 18, 23, tzinfo=UTC)),
        # Summer time began in the night before.
        (date(2026, 3, 29), "Europe/Warsaw", datetime(2026, 3, 29, 22, tzinfo=UTC)),
    ],
)
def test_a_campaign_ends_at_the_midnight_after_its_last_day(day, zone, moment):
    assert forms.midnight_after(day, zone) == moment


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


def test_the_longest_story_in_every_language_fits_into_one_request(db, settings):
    longest = {"en": "a" * 8000, "be": "ў" * 8000, "ru": "я" * 8000, "pl": "ą" * 8000}
    form = writing(**{f"story_{language}": text for language, text in longest.items()})

    assert form.is_valid(), form.errors
    sent = sum(len(text.encode()) for text in longest.values())
    assert sent < settings.DATA_UPLOAD_MAX_MEMORY_SIZE - 8000
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


def test_the_words_about_a_picture_can_change_without_a_new_file(staff):
    campaign = CampaignFactory(owner=staff.caseworker, picture=PictureFactory())
    form = writing(campaign, picture_origin="illustration", picture_alt_en="A lamp")
    assert form.is_valid(), form.errors

    chosen = form.chosen_picture()

    assert chosen == campaign.picture
    assert (chosen.origin, chosen.alt) == ("illustration", {"en": "A lamp"})


def test_protected_words_are_read_from_any_kind_of_list(db):
    form = writing(protected_words="Kavalchuk\r\nНаталья Ивановна, Baranavichy")

    assert form.is_valid()
    assert form.cleaned_data["protected_words"] == [
        "Kavalchuk",
        "Наталья",
        "Ивановна",
        "Baranavichy",
    ]


def test_a_protected_word_that_would_be_found_everywhere_is_refused(db):
    assert "too short" in str(writing(protected_words="Ja").errors["protected_words"])


# --- budget lines ---


def budget(campaign: Campaign, *lines: dict, **more):
    """A bound formset; each line is the fields it sends."""
    data = {
        "budget_lines-TOTAL_FORMS": len(lines),
        "budget_lines-INITIAL_FORMS": sum("id" in line for line in lines),
    }
    for number, line in enumerate(lines):
        data |= {f"budget_lines-{number}-{name}": value for name, value in line.items()}
    return LINES(data, instance=campaign, prefix="budget_lines")


@pytest.mark.parametrize(
    ("typed", "cents"), [("1 595,50", 1595_50), ("€600", 600_00), ("12.5", 12_50)]
)
def test_an_amount_is_typed_in_euros_and_kept_in_cents(staff, typed, cents):
    campaign = CampaignFactory(owner=staff.caseworker, lines=[])

    formset = budget(campaign, {"label_en": "Rent", "amount": typed})
    assert formset.is_valid(), formset.errors
    formset.save()

    assert campaign.budget_lines.get().amount_cents == cents


@pytest.mark.parametrize("typed", ["", "0", "-5", "1,595", "many", "1000001", "٣"])
def test_an_amount_that_is_none_or_too_much_is_refused_with_a_sentence(staff, typed):
    campaign = CampaignFactory(owner=staff.caseworker, lines=[])

    formset = budget(campaign, {"label_en": "Rent", "amount": typed})

    assert not formset.is_valid()
    assert str(formset.errors[0]["amount"][0]).endswith(".")


@pytest.mark.parametrize(("cents", "typed"), [(600_00, "600"), (600_50, "600.50"), (5, "0.05")])
def test_an_amount_is_shown_as_it_could_be_typed(staff, cents, typed):
    campaign = CampaignFactory(owner=staff.caseworker, lines=[cents])

    form = BudgetLineForm(instance=campaign.budget_lines.get())

    assert form.fields["amount"].initial == typed
    assert forms.parse_amount(typed) == cents


def test_a_line_without_a_place_goes_to_the_end(staff):
    campaign = CampaignFactory(owner=staff.caseworker, lines=[])
    first = BudgetLineFactory(campaign=campaign, position=4)

    formset = budget(
        campaign,
        {"id": first.pk, "label_en": "Rent", "amount": "1", "position": "4"},
        {"label_en": "A course", "amount": "2"},
        {"label_en": "A laptop", "amount": "3"},
    )
    assert formset.is_valid(), formset.errors
    formset.save()

    assert list(campaign.budget_lines.values_list("position", flat=True)) == [4, 5, 6]


def test_an_empty_row_is_no_line(staff):
    campaign = CampaignFactory(owner=staff.caseworker, lines=[])

    formset = budget(campaign, {"label_en": "", "amount": "", "position": ""})

    assert formset.is_valid()
    assert formset.save() == []


def test_the_largest_budget_fits_the_column_of_the_goal():
    assert forms.MOST_LINES * forms.MOST_CENTS_A_LINE < 2**31


# --- the decision ---


def deciding(findings=(), **answer) -> DecisionForm:
    class Revision:
        pass

    revision = Revision()
    revision.findings = list(findings)
    return DecisionForm(answer, revision=revision)


EVERY_BOX = [name for name, _label in DecisionForm.CHECKLIST]


def test_approving_needs_every_box():
    form = deciding(decision="approve", checklist=EVERY_BOX[1:])

    assert set(form.errors) == {"checklist"}
    assert deciding(decision="approve", checklist=EVERY_BOX).is_valid()


def test_approving_in_spite_of_a_finding_needs_a_word():
    finding = {"start": 0, "end": 1}

    form = deciding([finding], decision="approve", checklist=EVERY_BOX)

    assert set(form.errors) == {"note"}
    assert deciding(
        [finding], decision="approve", checklist=EVERY_BOX, note="The same word in both."
    ).is_valid()


def test_requesting_changes_needs_a_note_and_no_box():
    assert set(deciding(decision="changes", note="  ").errors) == {"note"}
    assert deciding(decision="changes", note="Take the town out.").is_valid()


@pytest.mark.parametrize("decision", ["", "publish"])
def test_there_is_no_third_answer(decision):
    assert "decision" in deciding(decision=decision, checklist=EVERY_BOX).errors
