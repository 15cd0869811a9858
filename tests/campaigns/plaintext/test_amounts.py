import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.plaintext.amounts import amount_at, amount_ending
from campaigns.plaintext.characters import clean, fold

AMOUNTS = [
    ("€3000", 3000_00),
    ("€ 1 595", 1595_00),
    ("€ 1\u00a0595", 1595_00),
    ("€ 1\u202f595,50", 1595_50),
    ("1.595,50 €", 1595_50),
    ("1,595.50 EUR", 1595_50),
    ("€1,200", 1200_00),
    ("€1.200", 1200_00),
    ("1'200 euro", 1200_00),
    ("1’200 euros", 1200_00),
    ("12,5 €", 12_50),
    ("EUR 40", 40_00),
    ("EUR40", 40_00),
    ("900 евро", 900_00),
    ("900 еўра", 900_00),
    ("900 євро", 900_00),
    ("900\u00a0ЕВРО", 900_00),
    ("1 234 567 €", 1_234_567_00),
    ("0 €", 0),
]


@pytest.mark.parametrize(("text", "cents"), AMOUNTS)
def test_reads_an_amount_in_euros(text, cents):
    amount = amount_at(fold(text))

    assert (amount.cents, amount.sign, amount.start, amount.end) == (cents, "euro", 0, len(text))


@pytest.mark.parametrize(("text", "cents"), AMOUNTS)
def test_reads_the_same_amount_at_the_end(text, cents):
    amount = amount_ending(fold(f"rent — {text}."))

    assert (amount.cents, amount.sign, amount.start) == (cents, "euro", len("rent — "))


@pytest.mark.parametrize("text", ["$500", "500 zł", "500 BYN", "500 рублей", "500 грн", "£ 20"])
def test_names_another_currency_as_such(text):
    assert amount_at(fold(text)).sign == "other"


def test_a_bare_number_is_an_amount_without_a_sign():
    assert amount_at("3 000").sign == ""
    assert amount_at("3 000").cents == 3000_00


@pytest.mark.parametrize("text", ["", "€", "euro", "4x1.5m", "342nd", "5 %", "106%", "0,500 €"])
def test_other_numbers_are_no_amounts(text):
    assert amount_at(fold(text)) is None


@pytest.mark.parametrize("text", ["in 2020", "room 4x15m", "rent 5 %", "v1.2.3.4", "1.2.2024."])
def test_a_text_may_end_with_a_number_that_is_no_euro_amount(text):
    amount = amount_ending(fold(text))

    assert amount is None or amount.sign == ""


def test_brackets_around_a_closing_amount_belong_to_it():
    text = "rent for a month (€ 400)"

    amount = amount_ending(text)

    assert (amount.cents, text[: amount.start]) == (400_00, "rent for a month ")


@given(st.text(alphabet="0123456789 .,'€eur", max_size=30))
def test_no_text_breaks_the_reader_or_gives_less_than_nothing(text):
    for amount in (amount_at(text), amount_ending(text)):
        assert amount is None or amount.cents >= 0


MARKS = ["", " ", "\u00a0", "\u2009", "\u202f", ",", ".", "'", "’"]
SIGNS = ["€{}", "€ {}", "{}€", "{} €", "{}\u00a0€", "EUR {}", "{} EUR", "{} euros", "{} евро"]
SIGNS += ["{} еўра", "{} євро", "{} Euro", "€{} EUR"]


@given(
    st.integers(0, 9_999_999_99),
    st.sampled_from(MARKS),
    st.sampled_from(".,"),
    st.sampled_from(SIGNS),
    st.booleans(),
)
def test_an_amount_written_in_any_way_is_read_as_the_same_cents(cents, mark, point, sign, exact):
    euros, rest = divmod(cents, 100)
    number = f"{euros:,}".replace(",", mark)
    if rest or exact:
        # One mark cannot stand for both; such a number is read as nobody would write it.
        number += f"{point if point != mark else {'.': ',', ',': '.'}[mark]}{rest:02}"
    text = sign.format(number)

    amount = amount_at(fold(clean(text)))

    assert (amount.cents, amount.sign, amount.end) == (cents, "euro", len(text))
