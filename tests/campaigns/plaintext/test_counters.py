import pytest

from campaigns.plaintext.counters import take
from campaigns.plaintext.lines import split


def counters(text):
    return take(split(text))


@pytest.mark.parametrize(
    ("text", "collected", "goal"),
    [
        ("€ 10 in 3\u00a0000", 10_00, 3000_00),
        ("€ 1\u00a0595 in 1\u00a0500", 1595_00, 1500_00),
        ("€ 1 595 of € 1 500 (106 %)", 1595_00, 1500_00),
        ("640 € / 3 000 €", 640_00, 3000_00),
        ("Collected: € 2 848", 2848_00, None),
        ("\u0421ollected:\n€ 10 in 3 000", 10_00, 3000_00),
        ("Raised 12,50 EUR out of 400", 12_50, 400_00),
        ("Collected: 231 of 4400", 231_00, 4400_00),
        ("Собрано: 640 € из 3 000 €", 640_00, 3000_00),
        ("Уже собрано 640 евро из 3000", 640_00, 3000_00),
        ("Сабрана: 640 € з 3 000 €", 640_00, 3000_00),
        ("Zebrano: 640 € z 3 000 €", 640_00, 3000_00),
        ("Зібрано 640 євро з 3000", 640_00, 3000_00),
    ],
)
def test_reads_a_counter(text, collected, goal):
    found, rest = counters(text)

    assert found.collected_cents == (collected,)
    assert found.goal_cents == ((goal,) if goal else ())
    assert not found.closed
    assert rest == []


@pytest.mark.parametrize(
    "text",
    [
        "The collection is over.",
        "Fundraising completed!",
        "Сбор завершён",
        "Сбор завершен.",
        "Збор скончаны.",
        "Zbiórka zakończona.",
        "Збір закрито.",
    ],
)
def test_a_line_may_say_that_the_collection_is_over(text):
    found, rest = counters(text)

    assert found.closed
    assert rest == []


def test_a_sum_that_is_printed_twice_is_one_sum():
    text = "The collection is over. Сollected:\n€ 2 848\nThe collection is over. Сollected: € 2 848"

    found, rest = counters(text)

    assert found.collected_cents == (2848_00,)
    assert found.closed
    assert rest == []


def test_sums_that_differ_are_all_told():
    found, _ = counters("Collected: € 10\n\nCollected: € 20")

    assert found.collected_cents == (10_00, 20_00)


@pytest.mark.parametrize(
    "text",
    [
        "I collected 20 stamps in 2020.",
        "20 in 30",
        "€ 3000",
        "€1400 – rent",
        "The collection is over my bed.",
        "In 2020 we collected signatures.",
        "Collected: $ 5 in 10",
        "Raised in a village, she moved to the town.",
    ],
)
def test_other_lines_stay_where_they_are(text):
    found, rest = counters(text)

    assert found == ((), (), False, ())
    assert [line.text for line in rest] == [text]


def test_an_amount_far_below_collected_is_not_the_sum():
    found, rest = counters("Collected:\nmore than we hoped.\n€ 500")

    assert found.collected_cents == ()
    assert [line.text for line in rest] == ["more than we hoped.", "€ 500"]
