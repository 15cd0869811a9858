import pytest

from campaigns.plaintext.aliases import find
from campaigns.plaintext.given_names import TABLE, spellings_by_form


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("Good day. My name is Alexander. I drove a lorry.", "en", "Alexander"),
        ("Hello, my name is Vitaly.", "en", "Vitaly"),
        ("My name is Sergei*, and I was there.", "en", "Sergei"),
        ("I am Maria. I taught children to swim.", "en", "Maria"),
        ("My name is Zorka, which nobody can spell.", "en", "Zorka"),
        ("Здравствуйте, меня зовут Сергей.", "ru", "Сергей"),
        ("Мяне завуць Марына.", "be", "Марына"),
        ("Dzień dobry! Mam na imię Anna i szyję.", "pl", "Anna"),
        ("Мене звати Олег.", "uk", "Олег"),
        ("I looked at Viktar* and he at me, and I laughed, and I wept.", "en", "Viktar"),
        ("Anton Vasilkou* had a bakery.", "en", "Anton"),
        ("В апреле Веру* и меня уволили. Я молчала, мне было стыдно.", "ru", "Вера"),
    ],
)
def test_a_hero_is_introduced_or_marked(text, language, name):
    assert find(text, language).name == name


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        (
            "Timofey made chairs. In a year Timofey's van was known. People like Timofey.",
            "en",
            "Timofey",
        ),
        ("Игорь вернулся. С Игорем мы знакомы давно, Игорю нужен врач.", "ru", "Игорь"),
        ("Ігар вярнуўся. З Ігарам мы знаёмыя даўно, Ігару патрэбны лекар.", "be", "Ігар"),
        ("Marek wrócił. Znamy Marka długo, a dla Marka ... Tak mówi Marek.", "pl", "Marek"),
        (
            "Помогаем Александру. Письма Александра приходят редко, Александр пишет.",
            "ru",
            "Александр",
        ),
        (
            "Помогаем Александре. Письма Александры приходят редко, Александра пишет.",
            "ru",
            "Александра",
        ),
    ],
)
def test_a_story_told_by_others_comes_back_to_its_hero(text, language, name):
    assert find(text, language).name == name


@pytest.mark.parametrize(
    "text",
    [
        "Nobody is named here, in May or in June, in Minsk or elsewhere.",
        "The case of Andrei Orlov was known. On Andrei Orlov's page people wrote.",
        "His wife Anna waits. Each evening his wife Anna lights a candle.",
        "I waited. My cat and I watched Anton. My neighbour is Anton. I asked Anton.",
        "Once we met Anton.",
        "They were held in Brest*, in winter.",
        "Roman law. Roman roads.",
        "“My” name is a word. my name is lower case.",
    ],
)
def test_other_names_are_passed_over(text):
    assert find(text, "en").name is None


@pytest.mark.parametrize(
    ("text", "language", "spellings"),
    [
        (
            "Sergei and Sergei. We know that Siarhei is well. So is Sergey.",
            "en",
            ("Siarhei", "Sergey"),
        ),
        ("My name is Alexander. They wrote Aliaksandr in the file.", "en", ("Aliaksandr",)),
        ("My name is Alexander. Minister Aliaksandr Orlov signed.", "en", ()),
        ("Меня зовут Сергей. В деле написано: Сяргей.", "ru", ("Сяргей",)),
        ("Меня зовут Сергей. Все звали Сергея, никто — Сергеем.", "ru", ()),
        ("My name is Zorka. Some say Zorki.", "en", ()),
    ],
)
def test_other_spellings_of_the_alias_are_told(text, language, spellings):
    assert find(text, language).spellings == spellings


def test_the_alias_is_spelled_as_the_text_mostly_does():
    text = "Siarhei left. We saw Sergei, and Sergei smiled at us. Then Sergei wrote."

    assert find(text, "en") == ("Sergei", ("Siarhei",))


def test_no_name_stands_in_the_table_twice():
    rows = [row.split() for row in TABLE.split("\n")]

    assert all(len(row) == len(set(row)) for row in rows)
    spellings = [spelling for row in rows for spelling in set(row)]
    assert sorted(spellings) == sorted(set(spellings))


def test_latin_names_have_cases_in_polish_only():
    assert "Annę" in spellings_by_form(polish=True)
    assert "Annę" not in spellings_by_form()
