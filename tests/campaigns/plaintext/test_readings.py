from campaigns.plaintext.prices import price_at
from campaigns.plaintext.readings import Reading, settle


def readings(*texts):
    return [Reading("rent", price_at(text), text) for text in texts]


def test_a_goal_settles_what_is_open():
    lines, problems = settle(readings("€300–400", "€100 × 2", "€50"), 650_00)

    assert [line.cents for line in lines] == [400_00, 200_00, 50_00]
    assert problems == ["“€300–400” names a range; €\u202f400 was taken."]


def test_without_a_goal_the_first_amount_is_taken_and_told():
    lines, problems = settle(readings("€300–400", "€100 × 2"), None)

    assert [line.cents for line in lines] == [300_00, 200_00]
    assert len(problems) == 2


def test_many_open_lines_are_settled_in_time():
    lines, _problems = settle(readings(*["€1–2"] * 40), 60_00)

    assert len(lines) == 40
