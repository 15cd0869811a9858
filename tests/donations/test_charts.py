"""Bars as rectangles, for any figures."""

from hypothesis import given
from hypothesis import strategies as st

from donations import charts

SUMS = st.integers(-(10**11), 10**11)
SERIES = st.lists(st.tuples(st.integers(0, 10**11), SUMS), max_size=130)


def drawn(pairs):
    return charts.draw(
        [f"period {number}" for number in range(len(pairs))],
        [came for came, _ in pairs],
        [went for _, went in pairs],
    )


@given(SERIES)
def test_every_bar_is_inside_the_drawing_and_can_be_seen(pairs):
    chart = drawn(pairs)

    for rect in chart.rects:
        assert rect.width > 0 and rect.height > 0
        assert rect.x >= 0 and rect.x + rect.width <= chart.width
        assert rect.y >= 0 and rect.y + rect.height <= chart.height


@given(SERIES)
def test_every_figure_that_is_not_nothing_has_a_bar_in_its_own_slot(pairs):
    chart = drawn(pairs)

    wanted = [("a", number) for number, (came, _) in enumerate(pairs) if came]
    wanted += [("b", number) for number, (_, went) in enumerate(pairs) if went]
    assert [(rect.kind, rect.x // charts.SLOT) for rect in chart.rects] == wanted


@given(SERIES)
def test_sums_above_nothing_stand_on_the_line_and_sums_below_hang_from_it(pairs):
    chart = drawn(pairs)

    for rect in chart.rects:
        number = rect.x // charts.SLOT
        cents = pairs[number][0 if rect.kind == "a" else 1]
        if cents > 0:
            assert rect.y + rect.height == chart.zero
        else:
            assert rect.y == chart.zero


@given(SERIES)
def test_grid_lines_are_few_and_inside_the_drawing(pairs):
    chart = drawn(pairs)

    assert len(chart.lines) <= 10
    assert all(0 <= y <= chart.height for y in [*chart.lines, chart.zero])
    assert chart.line_cents >= 100


@given(SERIES)
def test_labels_are_few_and_each_as_wide_as_the_bars_it_stands_for(pairs):
    chart = drawn(pairs)

    assert len(chart.labels) <= charts.MOST_LABELS
    assert len(pairs) * charts.SLOT <= chart.width
    if pairs:
        every = chart.width // len(chart.labels) // charts.SLOT
        assert chart.labels == [f"period {number}" for number in range(0, len(pairs), every)]


def test_twice_the_money_is_twice_the_height():
    small, large = drawn([(50_00, 0), (100_00, 0)]).rects

    assert (small.height, large.height) == (500, 1000)


def test_what_went_back_is_drawn_to_the_same_scale():
    came, went = drawn([(60_00, -20_00)]).rects

    assert came.height == 3 * went.height


def test_lines_stand_at_round_sums():
    steps = [drawn([(cents, 0)]).line_cents for cents in (1, 4_99, 7_00, 13_00, 62_53, 500_00)]

    assert steps == [1_00, 1_00, 2_00, 5_00, 20_00, 100_00]
