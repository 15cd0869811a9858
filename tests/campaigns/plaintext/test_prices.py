import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.plaintext.characters import fold
from campaigns.plaintext.prices import price_at, prices_in


@pytest.mark.parametrize(
    ("text", "cents", "doubt", "other_cents"),
    [
        ("€300", 300_00, "", None),
        ("~€300", 300_00, "rough", None),
        ("about 300 euros", 300_00, "rough", None),
        ("около 300 евро", 300_00, "rough", None),
        ("каля 300 еўра", 300_00, "rough", None),
        ("około 300 euro", 300_00, "rough", None),
        ("близько 300 євро", 300_00, "rough", None),
        ("€300+", 300_00, "rough", None),
        ("€300–400", 300_00, "range", 400_00),
        ("300 - 400 €", 300_00, "range", 400_00),
        ("от 300 до 400 евро", 300_00, "range", 400_00),
        ("od 300 do 400 euro", 300_00, "range", 400_00),
        ("€200/month", 200_00, "repeated", None),
        ("200 евро в месяц", 200_00, "repeated", None),
        ("200 еўра ў месяц", 200_00, "repeated", None),
        ("200 еўра у месяц", 200_00, "repeated", None),
        ("200 euro miesięcznie", 200_00, "repeated", None),
        ("200 євро на місяць", 200_00, "repeated", None),
        ("€200 per month for 3 months", 200_00, "repeated", 600_00),
        ("€700 × 2", 1400_00, "product", 700_00),
        ("3 months x €300", 900_00, "product", 300_00),
        ("3 × €300 = €900", 900_00, "", None),
    ],
)
def test_reads_a_price_and_says_why_it_is_doubtful(text, cents, doubt, other_cents):
    price = price_at(fold(text))

    assert (price.cents, price.sign) == (cents, "euro")
    assert (price.doubt, price.other_cents) == (doubt, other_cents)


@pytest.mark.parametrize("text", ["€30 — 3 tickets", "€30 — 40 tickets", "€500 – 2 rooms"])
def test_a_number_of_things_is_no_end_of_a_range(text):
    assert price_at(fold(text)).doubt == ""


def test_reads_all_prices_of_a_line():
    prices = list(prices_in(fold("In 2020 €500 – rent (5 rooms), then about 30 zł")))

    assert [(price.cents, price.sign) for price in prices] == [
        (2020_00, ""),
        (500_00, "euro"),
        (5_00, ""),
        (30_00, "other"),
    ]


@given(st.text(alphabet="0123456789 .,€~x×=/–-monthto", max_size=40))
def test_no_text_breaks_the_reader_and_prices_never_overlap(text):
    end = 0
    for price in prices_in(text):
        assert end <= price.start < price.end <= len(text)
        end = price.end
