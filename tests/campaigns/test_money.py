import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns import money

CENTS = st.integers(min_value=0, max_value=10**12)
LANGUAGES = st.sampled_from(["en", "be", "ru", "pl"])


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("25", 25_00),
        ("1 595", 1595_00),
        ("1\u00a0595", 1595_00),
        ("1\u202f595,50", 1595_50),
        ("1\u2009595.50", 1595_50),
        ("€1595.50", 1595_50),
        ("€ 1595.50", 1595_50),
        ("12,5", 12_50),
        ("12,50 €", 12_50),
        ("  40  ", 40_00),
        ("0", 0),
        ("0,01", 1),
        ("12 345 678", 12_345_678_00),
    ],
)
def test_reads_what_people_type(text, cents):
    assert money.parse_amount(text) == cents


@pytest.mark.parametrize("text", ["1,595", "1.595", "€1,000", "12 345,678"])
def test_a_lone_separator_before_three_digits_is_refused_as_unclear(text):
    with pytest.raises(ValueError, match="thousands or cents"):
        money.parse_amount(text)


@pytest.mark.parametrize("text", ["-5", "\u22125", "€ -5", "- 5 €"])
def test_a_negative_amount_is_refused(text):
    with pytest.raises(ValueError, match="negative"):
        money.parse_amount(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "€",
        "€ €",
        "€5€",
        "five",
        "5 euros",
        "1,595.00",
        "1.595,00",
        "1 59",
        "1  595",
        "15 95",
        "5.",
        ".5",
        "5,123456",
        "1e3",
        "+5",
        "٥",
        "²",
        "5\n6",
        "9" * 13,
        "1" + " 000" * 50,
    ],
)
def test_anything_else_is_refused_with_a_sentence(text):
    with pytest.raises(ValueError, match=r"\.$"):
        money.parse_amount(text)


@given(st.text())
def test_no_text_does_anything_but_give_cents_or_a_sentence(text):
    try:
        assert money.parse_amount(text) >= 0
    except ValueError as refusal:
        assert str(refusal).endswith(".")


@pytest.mark.parametrize(
    ("cents", "language", "shown"),
    [
        (4400_00, "en", "€\u202f4\u202f400"),
        (25_63, "en", "€\u202f25.63"),
        (1_234_567_00, "en", "€\u202f1\u202f234\u202f567"),
        (4400_00, "be", "4\u202f400\u202f€"),
        (25_63, "ru", "25,63\u202f€"),
        (25_60, "pl", "25,60\u202f€"),
        (5, "be", "0,05\u202f€"),
        (0, "en", "€\u202f0"),
        (10_00, "en-gb", "€\u202f10"),
        (-20_50, "en", "\u2212€\u202f20.50"),
        (-20_50, "be", "\u221220,50\u202f€"),
    ],
)
def test_shows_money_as_readers_of_the_language_expect(cents, language, shown):
    assert money.format_money(cents, language) == shown


def test_whole_euros_show_cents_only_where_a_payment_is_exact():
    assert money.format_money(25_00, "en") == "€\u202f25"
    assert money.format_money(25_00, "en", exact=True) == "€\u202f25.00"
    assert money.format_money(25_00, "pl", exact=True) == "25,00\u202f€"


def test_a_currency_without_a_symbol_is_named_by_its_code():
    assert money.format_money(12_00, "en", "CHF") == "CHF\u202f12"
    assert money.format_money(5_000, "en", "JPY", exact=True) == "JPY\u202f5\u202f000"
    assert money.format_money(12_345, "pl", "KWD", exact=True) == "12,345\u202fKWD"


@given(CENTS, LANGUAGES, st.booleans())
def test_what_is_shown_reads_back_as_the_same_amount(cents, language, exact):
    shown = money.format_money(cents, language, exact=exact)

    assert money.parse_amount(shown) == cents


@given(CENTS, LANGUAGES)
def test_shown_money_never_breaks_across_lines(cents, language):
    assert " " not in money.format_money(cents, language)


@pytest.mark.parametrize(
    ("raised", "goal", "expected"),
    [(0, 100, 0), (2999_99, 3000_00, 99), (3000_00, 3000_00, 100), (2848_00, 2700_00, 105)],
)
def test_percent_rounds_down(raised, goal, expected):
    assert money.percent(raised, goal) == expected


def test_percent_of_less_than_nothing_is_nothing():
    assert money.percent(-50_00, 100_00) == 0


@pytest.mark.parametrize("goal", [0, -1])
def test_percent_needs_a_goal(goal):
    with pytest.raises(ValueError, match="positive"):
        money.percent(10, goal)


@given(st.integers(), st.integers(min_value=1))
def test_percent_says_a_hundred_only_when_the_goal_is_reached(raised, goal):
    assert (money.percent(raised, goal) >= 100) == (raised >= goal)


@given(st.integers(), st.integers(min_value=0), st.integers(min_value=1))
def test_percent_never_falls_when_more_comes_in(raised, more, goal):
    assert money.percent(raised + more, goal) >= money.percent(raised, goal)


@pytest.mark.parametrize(
    ("raised", "amounts", "funded"),
    [
        (231_00, [2100_00, 1000_00], [231_00, 0]),
        (2500_00, [2100_00, 1000_00], [2100_00, 400_00]),
        (9999_00, [2100_00, 1000_00], [2100_00, 1000_00]),
        (-5_00, [2100_00], [0]),
        (5_00, [], []),
    ],
)
def test_lines_fill_in_order(raised, amounts, funded):
    assert money.spread(raised, amounts) == funded


@given(st.integers(), st.lists(st.integers(min_value=0, max_value=10**9)))
def test_lines_and_surplus_together_hold_all_that_was_raised(raised, amounts):
    goal = sum(amounts)
    funded = money.spread(raised, amounts)

    assert sum(funded) == min(max(0, raised), goal)
    assert sum(funded) + money.surplus(raised, goal) == max(0, raised)
    assert all(0 <= part <= amount for part, amount in zip(funded, amounts, strict=True))
