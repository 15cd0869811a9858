"""What an administrator types becomes a value that holds, or a sentence that says what to mend."""

import re

import pytest
from django.http import QueryDict
from hypothesis import example, given
from hypothesis import strategies as st

from campaigns.choice_forms import FORMS, MOST_PRESETS, TEXT_LENGTH
from campaigns.choices import Choices, Subject
from campaigns.markup import render_story
from donations.standin import checkout_rules


def typed(subject: str, **fields):
    return FORMS[subject]({"base": "0"} | fields)


def value(subject: str, **fields) -> dict:
    form = typed(subject, **fields)
    assert form.is_valid(), form.errors
    return form.value


def complaints(subject: str, **fields) -> dict:
    form = typed(subject, **fields)
    assert not form.is_valid()
    return {name: list(said) for name, said in form.errors.items()}


@pytest.mark.parametrize("subject", Subject)
def test_nothing_typed_chooses_nothing(subject):
    assert value(subject) == {}


@pytest.mark.parametrize("subject", Subject)
def test_a_page_without_its_version_is_refused(subject):
    assert "base" in FORMS[subject](QueryDict()).errors


@pytest.mark.parametrize(
    ("subject", "chosen"),
    [
        (Subject.NAME, {"name": "Фонд дапамогі"}),
        (Subject.GIFTS, {"presets": [5, 20], "preselected": 20, "least_cents": 2_50}),
        (Subject.GIFTS, {"least_cents": 10_00}),
        (Subject.URGENCY, {"days": 60}),
        (Subject.STATEMENT, {"word": "THANK YOU"}),
    ],
)
def test_what_was_chosen_stands_in_the_form_as_it_would_be_typed(subject, chosen):
    assert value(subject, **FORMS[subject].as_typed(chosen)) == chosen


# --- the name ---


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("  Our \t House\n", "Our House"),
        ("Our\u202eesuoH\u2066", "OuresuoH"),
        ("Bad\x00\x1b[31mName", "Bad[31mName"),
        ("<b>Ours</b>", "<b>Ours</b>"),
        ("x" * 60, "x" * 60),
    ],
)
def test_a_name_is_one_line_that_can_be_seen(name, kept):
    assert value(Subject.NAME, name=name) == {"name": kept}


@pytest.mark.parametrize("name", ["x" * 61, "…", "123", "A\ufffeB", "A\ue000B"])
def test_a_name_that_is_none_is_refused(name):
    assert "name" in complaints(Subject.NAME, name=name)


@given(st.text())
def test_no_name_moves_or_hides_what_stands_around_it(name):
    form = typed(Subject.NAME, name=name)
    if form.is_valid() and form.value:
        kept = form.value["name"]
        assert kept.isprintable() and kept == kept.strip() and 1 <= len(kept) <= 60
        assert not re.search("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]", kept)


# --- amounts ---


@pytest.mark.parametrize(
    ("presets", "kept"),
    [
        ("10,25", [10, 25]),
        ("50; 5 €; €20", [5, 20, 50]),
        ("1 000, 2", [2, 1000]),
        ("10, 25, ", [10, 25]),
        ("1,2,3,4,5,6".replace("1", "7"), [2, 3, 4, 5, 6, 7]),
    ],
)
def test_amounts_are_read_as_people_write_them(presets, kept):
    assert value(Subject.GIFTS, presets=presets, preselected=str(kept[0]))["presets"] == kept


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"presets": "10", "preselected": "10"}, "Write from 2 to 6 amounts."),
        ({"presets": "2,3,4,5,6,7,8", "preselected": "2"}, "Write from 2 to 6 amounts."),
        ({"presets": "10,10", "preselected": "10"}, "Write each amount once."),
        ({"presets": "10,12.50", "preselected": "10"}, "Write whole euros: “12.50”."),
        ({"presets": "10,ten", "preselected": "10"}, "Write the amount in digits"),
        ({"presets": "-10,20", "preselected": "20"}, "The amount must not be negative."),
        ({"presets": "1,20", "preselected": "20"}, "so these do not fit: 1."),
        ({"presets": "0,20", "preselected": "20"}, "so these do not fit: 0."),
        ({"presets": "20,10001", "preselected": "20"}, "so these do not fit: 10001."),
        ({"presets": "10,20", "preselected": "10", "least_cents": "15"}, "do not fit: 10."),
        ({"least_cents": "60"}, "so these do not fit: 10, 25, 50."),
        ({"least_cents": "30", "preselected": "25"}, "This is none of the amounts"),
        ({"presets": "10,20"}, "Say which of the amounts is chosen beforehand."),
        ({"presets": "10,20", "preselected": "25"}, "This is none of the amounts"),
        ({"preselected": "30"}, "This is none of the amounts"),
        ({"least_cents": "1.99"}, "The least gift is from €\u202f2 to €\u202f10\u202f000."),
        ({"least_cents": "10001"}, "The least gift is from"),
        ({"least_cents": "two"}, "Write the amount in digits"),
    ],
    ids=str,
)
def test_amounts_that_cannot_be_are_explained(fields, sentence):
    said = [one for many in complaints(Subject.GIFTS, **fields).values() for one in many]

    assert any(sentence in one for one in said), said


whole = st.integers(0, 12_000).map(str)
loose = st.one_of(
    st.lists(whole, max_size=8).map(", ".join), st.text(max_size=30), st.just("10, 25")
)


@given(presets=loose, preselected=st.one_of(whole, st.text(max_size=9)), least=st.text(max_size=9))
@example(presets="10, 25", preselected="25", least="2")
@example(presets="١٠, ٢٥", preselected="10", least="")
@example(presets="10" * 40, preselected="", least="9" * 20)
def test_whatever_is_taken_holds_as_it_was_taken(presets, preselected, least):
    form = typed(Subject.GIFTS, presets=presets, preselected=preselected, least_cents=least)
    if not form.is_valid():
        assert all(said for said in form.errors.values())
        return
    holds = Choices({(Subject.GIFTS, "EUR"): form.value})

    offered = [euros for euros, _cents in holds.presets]
    assert offered == form.value.get("presets", offered)
    assert len(set(offered)) == len(offered) and 2 <= len(offered) <= MOST_PRESETS
    assert all(holds.least_cents <= euros * 100 <= holds.most_cents for euros in offered)
    assert holds.preselected in offered
    assert 2_00 <= holds.least_cents <= 10_000_00


# --- days, the word ---


@pytest.mark.parametrize("days", ["0", "61", "-1", "2.5", "a week", "9" * 30])
def test_days_that_cannot_be_are_refused(days):
    assert "days" in complaints(Subject.URGENCY, days=days)


@pytest.mark.parametrize(
    "word", ["ДАР", "GIFT*", "<GIFT>", "O'GIFT", 'GIFT"', "12345", "GIFT\\", "x" * 11, "GIFT™"]
)
def test_a_word_that_no_statement_prints_is_refused(word):
    assert "word" in complaints(Subject.STATEMENT, word=word)


@given(
    word=st.text("Aa1 -.&*é<'\u202e", max_size=12), prefix=st.text("AB", min_size=2, max_size=10)
)
def test_stripe_takes_every_word_that_we_take(word, prefix):
    form = typed(Subject.STATEMENT, word=word)
    if form.is_valid() and form.value:
        kept = form.value["word"]
        assert len(f"{prefix}* {kept}") <= checkout_rules.STATEMENT_LENGTH
        assert kept.isascii() and not set(kept) & set("<>\\'\"*")
        assert any(sign.isalpha() for sign in kept)


# --- texts ---


def test_each_language_is_kept_and_an_empty_one_is_not():
    fields = {"text_en": "# One\r\n\r\nTwo", "text_be": "", "text_pl": " Trzy "}

    assert value(Subject.PRIVACY, **fields) == {"en": "# One\n\nTwo", "pl": "Trzy"}


@pytest.mark.parametrize("text", ["---", "#", "> ", "\u200b", "* * *", "# \n\n##"])
def test_a_text_of_which_nothing_is_left_to_read_is_refused(text):
    said = complaints(Subject.PRIVACY, text_en="Words.", text_ru=text)

    assert said == {"text": ["There are signs in it, but no words to read: Русский."]}


def test_a_text_without_end_is_refused_and_the_longest_fits_a_request(settings):
    assert "text" in complaints(Subject.PRIVACY, text_en="x" * (TEXT_LENGTH + 1))
    # "%D0%B6" for each letter, in four languages.
    assert 4 * 6 * TEXT_LENGTH < settings.DATA_UPLOAD_MAX_MEMORY_SIZE


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[click](javascript:alert(1))",
        "[click](data:text/html,x)",
        "![](https://elsewhere.example/seen.png)",
        '<img src="https://elsewhere.example/x" onerror="alert(1)">',
        '<a href="https://x" style="position:fixed">x</a>',
        "<iframe src=//elsewhere.example></iframe>",
    ],
)
def test_hostile_text_is_words_and_nothing_else(text):
    html = render_story(value(Subject.GIVING_SAFELY, text_en=text)["en"])

    assert not re.search(r"<(script|img|iframe|[^>]*\s(?:on\w+|style|src)=)", html)
    assert not re.search(r'href="(?!https?:|mailto:)', html)
