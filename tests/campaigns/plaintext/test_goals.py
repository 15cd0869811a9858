import pytest

from campaigns.plaintext import goals
from campaigns.plaintext.lines import Line


@pytest.mark.parametrize(
    "text",
    [
        "Goal: €3000",
        "Target – 3 000 EUR",
        "Total (in euros): 3000",
        "**Итого: 3 000 евро**",
        "3 000 € – total",
        "Goal: €3000 by the end of March",
        "Разом – 3000 €",
        "Мета збору: 3 тис. євро",
    ],
)
def test_reads_a_goal_beside_its_name(text):
    assert goals.stated(text).cents == 3000_00


@pytest.mark.parametrize("text", ["Total: $3000", "Rent: €3000", "Goal: €1000, then €2000", "Goal"])
def test_other_lines_state_no_goal(text):
    assert goals.stated(text) is None


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("The goal was raised from 3000 to 4400.", (3000_00, 4400_00)),
        ("New goal: €4400!", (4400_00,)),
        ("Цель сбора увеличена с 3000 до 4400 евро", (3000_00, 4400_00)),
        ("Мэта павялічана з 3000 да 4400 еўра", (3000_00, 4400_00)),
        ("Cel zwiększony z 3000 do 4400 €", (3000_00, 4400_00)),
        ("Мету збільшено з 3000 до 4400 євро", (3000_00, 4400_00)),
    ],
)
def test_reads_a_raised_goal(text, cents):
    assert goals.raised(text) == cents


@pytest.mark.parametrize(
    "text", ["They raised the fine from $10 to $20", "We raised goats", "Goal"]
)
def test_other_things_are_raised_too(text):
    assert goals.raised(text) == ()


def asked(text):
    return [(one.cents, one.is_sure) for one in goals.find([Line(text)])]


@pytest.mark.parametrize(
    "text",
    [
        "Hello. We need to raise €3000 for him.",
        "Нужно собрать 3000 евро.",
        "Трэба сабраць 3 тыс. еўра.",
        "Chcemy zebrać 3000 euro.",
        "Потрібно зібрати 3000 євро.",
    ],
)
def test_a_sentence_may_ask_for_the_whole(text):
    assert asked(text) == [(3000_00, True)]


def test_what_somebody_needs_may_be_a_part():
    assert asked("I need €300 for rent.") == [(300_00, False)]


@pytest.mark.parametrize(
    "text", ["To raise it I was fined €300.", "We need 3000 rubles.", "We need 30 chairs."]
)
def test_other_money_is_no_goal(text):
    assert asked(text) == []
