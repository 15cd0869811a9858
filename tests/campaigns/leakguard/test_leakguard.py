"""The leak guard: what could lead to a person is found, in every disguise a text may wear."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns import leakguard
from campaigns.leakguard import BLOCK, WARN
from campaigns.leakguard.terms import Watch, digest

# Figures as letters, to make many different words.
LETTERS = str.maketrans("0123456789", "абвгдежзик")


def found(text: str, *words: str) -> list[tuple[str, str]]:
    findings = leakguard.find(text, Watch.in_clear(words))
    return [(finding.rule, finding.text) for finding in findings]


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("Write to hero@mail.example, please", ("email", "hero@mail.example")),
        ("a.b-c+d@sub.mail.example.", ("email", "a.b-c+d@sub.mail.example")),
        ("Call +375 29 123-45-67 now", ("phone", "+375 29 123-45-67")),
        ("Тел. 8 (029) 123-45-67", ("phone", "8 (029) 123-45-67")),
        ("telefon +48 512 345 678", ("phone", "+48 512 345 678")),
        ("find her as @alesia_by", ("handle", "@alesia_by")),
        ("https://t.me/alesia_by", ("profile", "https://t.me/alesia_by")),
        ("instagram.com/alesia", ("profile", "instagram.com/alesia")),
        (
            "to BY20 OLMP 3135 0000 0010 0000 0933 today",
            ("iban", "BY20 OLMP 3135 0000 0010 0000 0933"),
        ),
        ("LT601010012345678901", ("iban", "LT601010012345678901")),
    ],
)
def test_an_address_of_any_kind_blocks(text, finding):
    assert finding in found(text)
    assert {one.severity for one in leakguard.find(text)} == {BLOCK}


@pytest.mark.parametrize(
    "text",
    [
        "She came in 2022 and needs €1 595 of 1 500.",
        "Three months, 14.06.2021–01.09.2023",
        "LT001010012345678901 is no account",
        "at home @ last",
        "Room rental for 3 months — €980",
    ],
)
def test_harmless_text_is_left_alone(text):
    assert found(text) == []


def test_letters_of_two_alphabets_in_one_word_are_pointed_out():
    findings = leakguard.find("Сollected so far: Собрано")

    assert [(one.text, one.severity) for one in findings] == [("Сollected", WARN)]


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("Сергей", ["Сергею", "Сергеем", "СЕРГЕЯ"]),
        ("Столин", ["Столине", "Столина"]),
        ("Анна", ["Анны", "Анне", "Анну", "Анной", "АННА"]),
        ("Зоя", ["Зоі", "Зою"]),
        ("Ян", ["Яна", "Янам"]),
        ("Anna", ["Anny", "Annie", "Annę", "Anną"]),
        ("Павел", ["Павла", "Павлу", "Павел"]),
        ("Дар'я", ["Дар’я", "Дарʼі", "Дар'ю"]),
        ("Ёлкин", ["Елкина", "ёлкиным"]),
        ("Гродна", ["Гродне", "Гродну"]),
    ],
)
def test_a_protected_word_is_found_in_its_cases(word, forms):
    text = f"Гэта {', '.join(forms)} — так."

    assert found(text, word) == [("protected_term", form) for form in forms]


@pytest.mark.parametrize(
    "disguise",
    [
        "СЕРГЕЙ",
        "Cepгeй",
        "Сер\u00adгей",
        "С\u200bе\u200dр\ufeffгей",
        "Сер\u2066гей",
        "Серге\u0301й",
        "Сергеи\u0306",
        "Се\u034fргей",
        "«Сергей»",
        "(Сергею)",
        "**Сергей**",
        "Сергей-старший",
    ],
)
def test_a_protected_word_is_found_in_disguise(disguise):
    assert "protected_term" in [rule for rule, _text in found(f"Наш {disguise} вярнуўся", "Сергей")]


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("Сергей", "сервер, серый, Сергиевский"),
        ("Вера", "верит, вернулся, верно, вероятно"),
        ("Анна", "аннотация, аннексия"),
        ("Ян", "январь, янтарный"),
    ],
)
def test_a_protected_word_does_not_block_its_neighbours(word, text):
    assert found(text, word) == []


@pytest.mark.parametrize("code", ["AB1X34", "АВ1Х34", "AB-1X 34", "ａｂ１ｘ３４"])
def test_a_protected_code_is_found_in_either_alphabet(code):
    assert ("protected_term", code) in found(f"код {code} тут", "AB1X34")


@pytest.mark.parametrize(
    "digits", ["+375 29 123-45-67", "+٣٧٥ ٢٩ ١٢٣-٤٥-٦٧", "+３７５ ２９ １２３-４５-６７"]
)
def test_a_number_is_found_in_the_digits_of_any_script(digits):
    assert ("phone", digits) in found(f"Call {digits}")
    assert ("protected_term", digits) in found(f"at {digits}", "+375291234567")


def test_each_number_of_a_list_is_found():
    numbers = [f"+375 29 123-45-{last}" for last in range(10, 30)]

    assert found(" ".join(numbers)) == [("phone", number) for number in numbers]


def test_a_finding_says_where_it_is_in_code_points():
    text = "🕯 Сергею 🕯 hero@mail.example"

    findings = leakguard.find(text, Watch.in_clear(["Сергей"]))

    assert [text[one.start : one.end] for one in findings] == ["Сергею", "hero@mail.example"]


def test_a_finding_says_in_which_field_and_language_it_was():
    (finding,) = leakguard.find("hero@mail.example")

    placed = leakguard.located(finding, "title", "be")

    assert placed.as_json() == finding.as_json() | {"place": "title", "language": "be"}


def test_a_digest_needs_the_key(settings):
    before = digest("сергеи")

    settings.DIGEST_KEY = "another key"

    assert digest("сергеи") != before


@given(st.text(max_size=300) | st.text(st.characters(categories=["Nd", "Lu", "Zs"]), max_size=60))
def test_any_text_can_be_searched(text):
    for finding in leakguard.find(text, Watch.in_clear(["Сергей"])):
        assert text[finding.start : finding.end] == finding.text


@pytest.mark.parametrize(
    "text",
    [
        "a" * 20_000,
        "a@" * 15_000,
        "a." * 15_000,
        "1 " * 5_000,
        "LT12 " * 6_000,
        "аa" * 15_000,
        "a@b.cc " * 7_000,
        "Вера. " * 8_000,
        " ".join(f"Б{one}".translate(LETTERS) for one in range(7_000)),
        " ".join(f"Полина б{one}".translate(LETTERS) for one in range(3_000)),
    ],
)
def test_a_hostile_text_is_read_to_its_end(text):
    """One that made an expression go back and forth would not come back within the suite."""
    assert all(
        found.rule != "protected_term" for found in leakguard.find(text, Watch.in_clear(["Сергей"]))
    )
