import pytest

from campaigns.plaintext import entries


@pytest.mark.parametrize(
    ("line", "label", "cents"),
    [
        ("Rent – €900 (3 months)", "Rent (3 months)", 900_00),
        ("Rent (2 months, €400)", "Rent (2 months)", 400_00),
        ("Rent ........ €900", "Rent", 900_00),
        ("Rent ______ €900", "Rent", 900_00),
        ("Rent\t900 €", "Rent", 900_00),
        ("1\tRent\t3\t€300\t€900", "Rent 3 €300", 900_00),
        ("| Rent | €900 |", "Rent", 900_00),
        ("**€900** – rent", "rent", 900_00),
        ("Rent (700 × 2) – €1400", "Rent (700 × 2)", 1400_00),
        ("€1400 – rent (700 × 2 months)", "rent (700 × 2 months)", 1400_00),
        ("Rent = 2 x €400 = €800", "Rent", 800_00),
        ("Rent: €900 for three months", "Rent for three months", 900_00),
        ("• Rent will cost €900 for a year", "Rent will cost for a year", 900_00),
        ("🏠 €900 – rent", "rent", 900_00),
        ("№ 1. 900 € → rent", "rent", 900_00),
        ("2000 zł (€470) – rent", "rent", 470_00),
    ],
)
def test_reads_a_line(line, label, cents):
    entry = entries.read(line, signed=True)

    assert (entry.label, entry.price.cents) == (label, cents)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "€900",
        "We were fined 500 €.",
        "In 2020 we were seven",
        "They took €300 from me and gave €200 to him, in May",
        "Rent for " + "very " * 900 + "long – €900",
    ],
)
def test_prose_is_no_line(text):
    assert entries.read(text, signed=True) is None


@pytest.mark.parametrize("text", ["of which €300", "в том числе 300 евро", "- w tym 300 euro"])
def test_a_line_may_divide_the_one_above_it(text):
    assert entries.is_part(text)
    assert not entries.is_part("€300 – rent")


def test_a_line_without_a_mark_is_not_strict():
    assert not entries.read("Rent for two months 900 €", signed=True).is_strict
    assert entries.read("Rent – 900 €", signed=True).is_strict
