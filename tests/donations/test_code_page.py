"""Whoever has the code of a gift learns how it stands, and nobody else does."""

import secrets

import pytest

from campaigns import lifecycle
from donations import code_page, counting
from donations.models import Donation
from tests.donations.books import hear
from tests.donations.reading import text_of
from tests.factories import DonationFactory

PAGE = "/en/gift/"


def ask(visitor, code: str):
    return visitor.post(PAGE, {"code": code})


def read(visitor, donation: Donation) -> str:
    return text_of(ask(visitor, donation.receipt_code)).replace("\u202f", " ")


def test_the_form_asks_for_a_code_and_nothing_else(visitor):
    page = visitor.get(PAGE)

    assert page.status_code == 200
    assert "noindex" in page["X-Robots-Tag"]
    assert not page.cookies


@pytest.mark.parametrize("written", ["{0}", " {0} ", "{1}", "{2}", "«{0}».", "{3}"])
def test_a_code_is_read_however_it_was_copied(visitor, booked, written):
    code = booked.receipt_code
    spaced = " ".join(code.replace("-", ""))

    page = ask(visitor, written.format(code, code.lower(), code.replace("-", ""), spaced))

    assert page.status_code == 200
    assert code in text_of(page)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Type the code"),
        ("7Q4K", "eight letters and digits"),
        ("7Q4K-2M9O", "never in it"),
        ("\0" * 8, "eight letters and digits"),
        ("x" * 500, "eight letters and digits"),
        ("7Q4K-2M9X", "There is no gift with this code"),
    ],
)
def test_what_is_no_code_of_ours_is_said_in_words(visitor, db, typed, said):
    page = ask(visitor, typed)

    assert page.status_code == 422
    assert said in text_of(page)


def test_a_gift_that_arrived_says_what_it_went_to(visitor, booked):
    text = read(visitor, booked)

    assert "This gift has arrived" in text
    assert "€ 50.00" in text
    assert "What it went to" in text


def test_a_gift_that_waits_and_one_that_came_to_nothing_are_told_apart(visitor, live_campaign):
    waiting = DonationFactory(campaign=live_campaign)
    expired = DonationFactory(campaign=live_campaign, status="expired")

    assert "has not arrived yet" in read(visitor, waiting)
    assert "No money was taken" in read(visitor, expired)


def test_what_went_back_is_said(visitor, booked, standin):
    hear(*standin.refund(booked.session_id, 20_00))
    assert "Given back € 20.00" in read(visitor, booked)

    hear(*standin.refund(booked.session_id, 30_00))
    text = read(visitor, booked)

    assert "This gift was given back" in text
    assert "What it went to" not in text


def test_after_a_take_down_the_gift_is_told_of_without_the_campaign(visitor, booked, staff):
    lifecycle.move(booked.campaign_id, "withdraw", actor=staff.moderator)

    text = read(visitor, booked)

    assert "This gift has arrived" in text
    assert "What it went to" not in text


def test_guessing_has_to_wait(visitor, booked, monkeypatch):
    monkeypatch.setattr(counting, "PREFIX", f"test-{secrets.token_hex(8)}")
    for _guess in range(code_page.WRONG_IN_A_MINUTE):
        ask(visitor, "7Q4K-2M9X")

    page = ask(visitor, booked.receipt_code)

    assert page.status_code == 429
    assert page["Retry-After"] == "60"
    assert booked.receipt_code not in text_of(page)


def test_without_redis_nobody_is_kept_from_their_own_gift(visitor, booked, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    assert ask(visitor, "7Q4K-2M9X").status_code == 422
    assert ask(visitor, booked.receipt_code).status_code == 200
