import pytest

from campaigns.plaintext.budget import LARGEST_LINE_CENTS, take
from campaigns.plaintext.lines import split


def budget(text):
    found, rest = take(split(text))
    return found, [line.text for line in rest]


def read_one(line):
    """Read one line that stands under a heading."""
    found, rest = budget(f"Story text.\n\nHow much is needed?\n\n{line}")
    assert rest == ["Story text."]
    assert found.problems == ()
    return found.lines


@pytest.mark.parametrize(
    ("line", "label", "cents"),
    [
        ("€1400 – housing rent and utility costs", "housing rent and utility costs", 1400_00),
        ("€500\u00a0— credit for the phone", "credit for the phone", 500_00),
        ("  • Room rental for 3 months — €980", "Room rental for 3 months", 980_00),
        ("€2100 — rent + deposit (for 3 months).", "rent + deposit (for 3 months).", 2100_00),
        ("• Drops (MRI). Tablets, 2 kinds — €920", "Drops (MRI). Tablets, 2 kinds", 920_00),
        ("1 400,50 EUR: rent", "rent", 1400_50),
        ("€1,400.50 - rent;", "rent", 1400_50),
        ("1. Rent – 1400 euro", "Rent", 1400_00),
        ("- rent: 1400€", "rent", 1400_00),
        ("Rent for a month (€400)", "Rent for a month", 400_00),
        ("• Rent for a month €400", "Rent for a month", 400_00),
        ("€400 rent for a month", "rent for a month", 400_00),
        ("€30 — 3 tickets", "3 tickets", 30_00),
        ("1400 евро — аренда", "аренда", 1400_00),
        ("арэнда — 1400 еўра", "арэнда", 1400_00),
        ("1400 € − czynsz", "czynsz", 1400_00),
        ("€500 — a phone bought for €700", "a phone bought for €700", 500_00),
        ("€1400 – rent – half a year", "rent – half a year", 1400_00),
    ],
)
def test_reads_a_line_in_either_order(line, label, cents):
    assert read_one(line) == ((label, cents),)


@pytest.mark.parametrize(
    "heading",
    [
        "Fundraising goal",
        "How much is needed?",
        "## Budget",
        "Цель сбора:",
        "Сколько нужно?",
        "Колькі трэба?",
        "Мэта збору",
        "Ile potrzeba?",
        "Cel zbiórki",
        "Скільки потрібно?",
    ],
)
def test_knows_the_heading_in_each_language(heading):
    found, rest = budget(f"Text of the story.\n\n{heading}\n€3000\n\n€3000 – rent")

    assert found[:3] == ((("rent", 3000_00),), 3000_00, ())
    assert rest == ["Text of the story."]


@pytest.mark.parametrize(
    "statement",
    [
        "Fundraising goal: €3000",
        "Goal — 3 000 EUR",
        "Total: €3000",
        "Итого: 3000 евро",
        "Усяго — 3000 €",
        "Razem 3000 €",
    ],
)
def test_a_goal_may_stand_in_one_line_with_its_word(statement):
    found, rest = budget(f"Text.\n\nHow much is needed?\n€1000 – rent\n€2000 – food\n{statement}")

    assert found.goal_cents == 3000_00
    assert [line.cents for line in found.lines] == [1000_00, 2000_00]
    assert rest == ["Text."]


def test_prose_between_heading_and_lines_goes_back_to_the_story():
    found, rest = budget("Text.\n\nHow much is needed?\n\nFirst the roof.\n\n• Roof — €900\n")

    assert found.lines == (("Roof", 900_00),)
    assert rest == ["Text.", "First the roof."]


def test_a_line_may_run_over_the_next_lines():
    found, rest = budget(
        "How much is needed?\n• Rent for\nthree months — €900\n€50 – boots\nin blue"
    )

    assert found.lines == (("Rent for three months", 900_00), ("boots in blue", 50_00))
    assert rest == []


def test_a_goal_does_not_run_over_the_next_line():
    found, rest = budget("Fundraising goal\n€900\nthat is all\n€900 – rent")

    assert found[:3] == ((("rent", 900_00),), 900_00, ())
    assert rest == ["that is all"]


def test_lines_without_a_currency_count_when_no_line_has_one():
    found, _ = budget("Goal: 3000\n1400 – rent\n1600 – food\n")
    signed, rest = budget("Goal\n€1400 – rent\n2024 – the year it all began\n")

    assert [line.cents for line in found.lines] == [1400_00, 1600_00]
    assert [line.cents for line in signed.lines] == [1400_00]
    assert rest == ["2024 – the year it all began"]


def test_a_budget_at_the_end_needs_no_heading():
    found, rest = budget("They fined me €500 twice.\n\nThank you.\n\n€900 – rent\n€100 – food\n")

    assert [line.cents for line in found.lines] == [900_00, 100_00]
    assert rest == ["They fined me €500 twice.", "Thank you."]


def test_amounts_inside_the_story_are_not_lines():
    text = "€500 — that was the fine.\n\nWe paid it with what we had: €500.\n\nGoal\n€3000 – rent"

    found, rest = budget(text)

    assert found.lines == (("rent", 3000_00),)
    assert len(rest) == 2


def test_a_story_that_begins_after_the_budget_is_left_alone():
    found, rest = budget("Goal\n€300 – rent\n\n• Story\n\n€500 – that was the fine.")

    assert found.lines == (("rent", 300_00),)
    assert rest == ["€500 – that was the fine."]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("$500 – rent", "The budget line “$500 – rent” is not in euros and was left out."),
        ("€0 – rent", "The budget line “rent” asks for €\u202f0 and was left out."),
    ],
)
def test_what_cannot_be_a_line_is_named_and_kept(line, problem):
    found, rest = budget(f"Goal: €3000\n€3000 – food\n{line}")

    assert found.problems == (problem,)
    assert found.lines == (("food", 3000_00),)
    assert rest == [line]


def test_an_amount_without_a_label_is_named():
    found, rest = budget("Goal: €3000\n€3000 – food\n€700")

    assert found.problems == ("The amount €700 has no label.",)
    assert rest == []


def test_an_amount_nobody_could_ask_for_is_named():
    found, _ = budget(f"Goal\n€{LARGEST_LINE_CENTS // 100 + 1} – a palace\n€10 – rent")

    assert [line.cents for line in found.lines] == [10_00]
    assert "a palace" in found.problems[0]


def test_an_item_without_an_amount_is_named_and_kept():
    found, rest = budget("Goal\n• medicine\n• rent — €300\n")

    assert found.problems == ("The budget line “medicine” has no amount.",)
    assert rest == ["• medicine"]


def test_two_stated_goals_are_named():
    found, _ = budget("Goal: €3000\n€3000 – rent\nTotal: €3100")

    assert found.goal_cents == 3000_00
    assert found.problems == ("Two goals are stated: €\u202f3\u202f000 and €\u202f3\u202f100.",)


def test_a_heading_with_nothing_under_it_is_named():
    found, rest = budget("Text.\n\nHow much is needed?\n\nWe do not know yet.")

    assert found.problems == ("Nothing stands under “How much is needed?”.",)
    assert rest == ["Text.", "We do not know yet."]


def test_two_headings_over_one_budget_are_no_problem():
    found, rest = budget("Text.\n\nFundraising goal\n€900\nHow much is needed?\n€900 – rent")

    assert found[:3] == ((("rent", 900_00),), 900_00, ())
    assert rest == ["Text."]
