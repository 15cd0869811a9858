"""What stands out in a text: names and places, dates, numbers."""

import pytest

from campaigns.standouts import DATE, NAME, NUMBER, find


def of(kind: str, text: str) -> list[str]:
    return [one.text for one in find(text) if one.kind == kind]


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("Taken on 14 August 2020 at home.", ["14 August 2020"]),
        ("Taken on August 14, 2020.", ["August 14, 2020"]),
        ("On 14.08.2020 or 2020-08-14.", ["14.08.2020", "2020-08-14"]),
        ("Since 2020 he waits.", ["2020"]),
        ("Затрымалі 14 жніўня 2020 года.", ["14 жніўня 2020"]),
        ("Задержали 9 мая, ждёт.", ["9 мая"]),
        ("Zatrzymany 9 sierpnia 2020 r.", ["9 sierpnia 2020"]),
        ("He may go.", []),
    ],
)
def test_dates_in_four_languages(text, dates):
    assert of(DATE, text) == dates


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("He came from Zarečča to us.", ["Zarečča"]),
        ("Он приехал из Заречья в Гомель.", ["Заречья", "Гомель"]),
        ("She left. Then she came.", []),
        ("“Why?” She asked. *He* left.", []),
        ("Zarečča is small. He left Zarečča.", ["Zarečča", "Zarečča"]),
        ("# A heading\n\nThe text", []),
        ("And I said so", []),
    ],
)
def test_names_and_places_are_capitals_inside_a_sentence(text, names):
    assert of(NAME, text) == names


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Colony № 15 and 1 400 euros", ["№ 15", "1 400"]),
        ("three children", []),
        ("12.50 and 7", ["12.50", "7"]),
    ],
)
def test_numbers_with_their_spaces(text, numbers):
    assert of(NUMBER, text) == numbers


def test_nothing_is_found_twice_and_all_of_it_is_where_it_says():
    text = "On 14 August 2020 she left Zarečča with 2 bags."

    found = find(text)

    assert [one.kind for one in found] == [DATE, NAME, NUMBER]
    assert all(text[one.start : one.end] == one.text for one in found)
