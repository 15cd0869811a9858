"""CSV that opens everywhere and is a formula nowhere."""

import csv
import io
from decimal import Decimal

import pytest
from django.db.models import Value
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts import spreadsheets
from accounts.models import User
from tests.factories import UserFactory

NASTY = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+48 512 345 678",
    "-2+3+cmd",
    "@SUM(A1:A9)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1＋1",
    "＋1",
    "－1",
    "＠A1",
]
HARMLESS = ["", "gift", "Alesia", "2026-03", "a=b", " =1", "€ 5", "'=1", "8kq2mwx3za"]


@pytest.mark.parametrize("text", NASTY)
def test_formulas_get_a_quote(text):
    assert spreadsheets.harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", HARMLESS)
def test_other_text_stays_as_it_is(text):
    assert spreadsheets.harmless(text) == text


@pytest.fixture
def colleague(db):
    return UserFactory()


def made_harmless_by_the_database(texts):
    cells = {
        f"cell{number}": spreadsheets.harmless_sql(Value(text)) for number, text in enumerate(texts)
    }
    return list(User.objects.annotate(**cells).values_list(*cells).get())


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.text(st.characters(exclude_characters="\0", codec="utf-8")), max_size=20))
def test_the_database_makes_text_as_harmless_as_we_do(colleague, texts):
    texts += [*NASTY, *HARMLESS]

    assert made_harmless_by_the_database(texts) == [spreadsheets.harmless(text) for text in texts]


@given(st.text(max_size=30))
def test_no_cell_begins_like_a_formula(text):
    cell = next(csv.reader(io.StringIO(spreadsheets.line([text]).decode(), newline="")), [""])

    assert not "".join(cell).startswith(spreadsheets.FORMULA_STARTS)


def test_numbers_stay_numbers():
    assert spreadsheets.line([-1250, Decimal("-12.50"), "-12.50"]) == b"-1250,-12.50,'-12.50\n"
