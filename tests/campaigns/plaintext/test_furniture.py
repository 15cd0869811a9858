import pytest

from campaigns.plaintext.furniture import buttons, is_furniture


@pytest.mark.parametrize(
    "text",
    [
        "Home",
        "• Share",
        "[Donate now]",
        "Home | Campaigns | About us",
        "Home › Campaigns › A desk for Zoya",
        "EN | RU | BE | PL",
        "We use cookies and similar things. Accept?",
        "Мы используем файлы cookie",
        "Używamy ciasteczek, zgoda?",
        "© 2026 A fund",
        "Все права защищены",
        "128 views",
        "Donate €10",
        "Минимальная сумма: 1 €",
        "Пожертвовать",
        "Wesprzyj",
        "Поділитися",
    ],
)
def test_knows_what_belongs_to_the_page(text):
    assert is_furniture(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Support us in May",
        "News.",
        "€20 – cookies for the children",
        "Home is where the stove is",
        "Donate €10 and he can buy a ticket",
        "Печиво – 20 €",
        "Monthly rent",
    ],
)
def test_a_sentence_is_none(text):
    assert not is_furniture(text)


def test_amounts_of_a_form_are_its_buttons():
    assert buttons(["€5 €10 €25"]) == {0}
    assert buttons(["Donate", "€5", "€10", "", "€25", "Other amount"]) == {1, 2, 4}


@pytest.mark.parametrize("texts", [["€5", "€10", "€25"], ["€5 – a", "€6 – b"], ["Donate", "€5"]])
def test_other_amounts_are_none(texts):
    assert buttons(texts) == set()
