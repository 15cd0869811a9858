"""The lines of a budget as they are typed."""

import pytest
from django.http import QueryDict

from campaigns import budget_forms
from campaigns.budget_forms import MOST_CENTS_A_LINE, MOST_LINES
from campaigns.money import parse_amount


def budget(*lines: dict):
    """The forms of lines that were sent; each line is the fields it sends."""
    data = {"budget_lines-TOTAL_FORMS": len(lines), "budget_lines-INITIAL_FORMS": 0}
    for number, line in enumerate(lines):
        data |= {f"budget_lines-{number}-{name}": value for name, value in line.items()}
    return budget_forms.of([], data)


def sent(*labels: str) -> QueryDict:
    rows = [{"label_en": label, "amount": str(len(label))} for label in labels]
    return budget_forms.with_rows(QueryDict("title_en=A"), rows)


@pytest.mark.parametrize(
    ("typed", "cents"), [("1 595,50", 1595_50), ("€600", 600_00), ("12.5", 12_50)]
)
def test_an_amount_is_typed_in_euros_and_kept_in_cents(typed, cents):
    lines = budget({"label_en": "Rent", "amount": typed})

    assert lines.is_valid(), lines.errors
    assert lines.value() == [{"label": {"en": "Rent"}, "amount_cents": cents}]


@pytest.mark.parametrize("typed", ["", "0", "-5", "1,595", "many", "1000001", "٣"])
def test_an_amount_that_is_none_or_too_much_is_refused_with_a_sentence(typed):
    (complaint,) = budget({"label_en": "Rent", "amount": typed}).complaints()

    assert complaint.anchor == "id_budget_lines-0-amount"
    assert complaint.text.endswith(".")


def test_an_amount_says_what_it_is_for():
    (complaint,) = budget({"label_en": " ", "amount": "5"}).complaints()

    assert complaint.anchor == "id_budget_lines-0-label_en"
    assert complaint.text == "Say what this amount is for."


def test_an_empty_row_is_no_line():
    lines = budget({"label_en": "Rent", "amount": "1"}, {"label_en": "", "amount": " "}, {})

    assert list(lines.complaints()) == []
    assert len(lines.value()) == 1


@pytest.mark.parametrize(("cents", "typed"), [(600_00, "600"), (600_50, "600.50"), (5, "0.05")])
def test_an_amount_is_shown_as_it_could_be_typed(cents, typed):
    (line, _empty) = budget_forms.of([{"label": {"en": "Rent"}, "amount_cents": cents}])

    assert line["amount"].value() == typed
    assert parse_amount(typed) == cents


def test_the_largest_budget_fits_the_column_of_the_goal():
    assert MOST_LINES * MOST_CENTS_A_LINE < 2**31


def test_a_budget_has_an_end():
    lines = budget(*[{"label_en": "Rent", "amount": "1"}] * (MOST_LINES + 1))

    assert [one.anchor for one in lines.complaints()] == ["budget"]


@pytest.mark.parametrize(
    ("act", "order"),
    [
        ("up-1", ["b", "a", "c"]),
        ("up-0", ["a", "b", "c"]),
        ("down-0", ["b", "a", "c"]),
        ("down-2", ["a", "b", "c"]),
        ("remove-1", ["a", "c"]),
        ("remove-3", ["a", "b", "c"]),
        ("remove--1", ["a", "b", "c"]),
        ("up-²", ["a", "b", "c"]),
    ],
)
def test_rows_change_places_as_the_button_says(act, order):
    changed = budget_forms.rearranged(sent("a", "b", "c"), act)

    assert [row["label_en"] for row in budget_forms.rows_of(changed)] == order
    assert changed["budget_lines-TOTAL_FORMS"] == str(len(order))
    assert changed["title_en"] == "A"


def test_one_more_row_is_an_empty_one():
    changed = budget_forms.rearranged(sent("a"), "add")

    assert changed["budget_lines-TOTAL_FORMS"] == "2"
    lines = budget_forms.of([], changed)
    assert lines.is_valid()
    assert len(lines.value()) == 1
