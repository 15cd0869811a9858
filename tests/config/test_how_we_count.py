"""The page says what the program does: each figure is changed, and the page follows."""

from datetime import timedelta

import pytest
from celery.schedules import crontab

from campaigns import public, totals
from campaigns.models import Campaign
from config import how_we_count
from config.celery import app
from donations.models import LedgerEntry
from tests.donations.reading import text_of


@pytest.fixture
def read(visitor):
    """read(): the words of the page, with ordinary spaces."""
    return lambda: text_of(visitor.get("/en/how-we-count/"))


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("MIN_GIFT_CENTS", 3_00, "From € 3 to € 10 000."),
        ("MAX_GIFT_CENTS", 777_00, "From € 2 to € 777."),
        ("URGENT_DAYS", 3, "When 3 days or fewer are left."),
        ("CHECKOUT_MINUTES", 31, "Open for 31 minutes."),
        ("TIME_ZONE", "Europe/Vilnius", "of this place: Europe/Vilnius."),
        ("CONTACT_KEPT_DAYS_AFTER_CLOSING", 17, "Deleted 17 days after the campaign closes"),
        ("WORDS_KEPT_DAYS_AFTER_CLOSING", 41, "Deleted 41 days after the campaign closes."),
        ("UNPAID_KEPT_DAYS", 42, "Forgotten after 42 days."),
        ("PAYMENT_ID_KEPT_DAYS", 43, "Forgotten after 43 days. The sum and the day stay"),
        ("SHOWN_DAYS_AFTER_CLOSING", 44, "Stays on show for 44 days"),
        ("CONTACT_KEPT_DAYS_AT_MOST", 200, "and 200 days after the gift at the latest"),
    ],
)
def test_a_setting_that_changes_changes_the_page(db, read, settings, name, value, said):
    assert said not in read()

    setattr(settings, name, value)

    assert said in read()


def test_what_staff_choose_changes_the_page(read, choose):
    choose("gifts", least_cents=12_50)
    choose("urgency", days=12)

    assert "From € 12.50 to € 10 000." in read()
    assert "When 12 days or fewer are left." in read()


@pytest.mark.parametrize(
    ("place", "name", "value", "said"),
    [
        (totals, "GIFTS_OF_A_STEP", 5, "once 5 gifts have come together"),
        (totals, "LONGEST_STEP", timedelta(hours=36), "or after 36 hours"),
        (totals, "FEWEST_TO_COUNT", 12, "before there are 12."),
        (public, "NEARLY_PERCENT", 80, "From 80 % of the goal."),
        (public, "NEW_DAYS", 9, "On the first 9 days"),
    ],
)
def test_a_constant_that_changes_changes_the_page(db, read, monkeypatch, place, name, value, said):
    assert said not in read()

    monkeypatch.setattr(place, name, value)

    assert said in read()


def test_the_steps_are_those_of_the_timetable(db, read, monkeypatch):
    assert "At 0:00, 6:00, 12:00, 18:00 UTC" in read()

    entry = app.conf.beat_schedule["show-due-totals"]
    monkeypatch.setitem(entry, "schedule", crontab(hour="5,17", minute=30))

    assert "At 5:30, 17:30 UTC" in read()


def test_the_example_is_counted_by_the_program(db, read):
    words = read()

    assert "€ 410 of € 1 000 collected" in words
    assert "1 € 300 € 300 2 € 200 € 110 3 € 500 € 0" in words
    assert "€ 999.99 of € 1 000 is 99 %" in words
    assert "€ 1 080 of € 1 000 is 108 %, with € 80 above the goal" in words


def test_every_movement_and_every_closing_rule_is_told():
    assert set(how_we_count.MOVES_A_TOTAL) == set(LedgerEntry.RAISED)
    assert set(how_we_count.CLOSING) == set(Campaign.ClosingRule)
    rules = how_we_count.rules()
    assert len(rules["moves_a_total"]) == len(LedgerEntry.RAISED)
    assert len(rules["closing"]) == len(Campaign.ClosingRule)
