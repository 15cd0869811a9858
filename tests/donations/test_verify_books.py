"""The command that compares the books with themselves: what it prints, and how it ends."""

import json

import pytest
from django.core.management import call_command

from tests.donations import breaking
from tests.donations.books import plant_total
from tests.factories import book_gift


def test_verify_books_is_silent_when_all_agrees(live_campaign, capsys):
    book_gift(live_campaign)

    call_command("verify_books")

    assert capsys.readouterr().out == ""


@pytest.mark.books_differ
def test_verify_books_names_each_difference_and_ends_with_1(live_campaign, capsys):
    book_gift(live_campaign, 50_00)
    plant_total(raised_cents=1)

    with pytest.raises(SystemExit) as end:
        call_command("verify_books")

    assert end.value.code == 1
    assert capsys.readouterr().out == (
        f"total of campaign:{live_campaign.public_id}: 5000 expected, 1 found\n"
    )


@pytest.mark.books_differ
def test_verify_books_says_the_same_to_machines(live_campaign, capsys):
    book_gift(live_campaign, 50_00)
    plant_total(raised_cents=1)

    with pytest.raises(SystemExit):
        call_command("verify_books", "--json")

    said = json.loads(capsys.readouterr().out)
    assert (said["campaigns"], said["entries"]) == (1, 1)
    assert said["differences"] == [
        {
            "what": "total",
            "where": f"campaign:{live_campaign.public_id}",
            "expected_cents": 50_00,
            "found_cents": 1,
        }
    ]


@pytest.mark.books_differ
def test_verify_books_says_what_is_no_figure_as_well(live_campaign, capsys):
    gift = book_gift(live_campaign)
    breaking.change(gift, note="who was here?")

    with pytest.raises(SystemExit) as end:
        call_command("verify_books", "--json")

    assert end.value.code == 1
    assert json.loads(capsys.readouterr().out)["differences"] == [
        {
            "what": "chain",
            "where": f"entry {gift.pk} was changed after it was written",
            "expected_cents": None,
            "found_cents": None,
        }
    ]
