"""What forgetting by hand prints, and how it ends."""

import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.command_line import BadUsage
from accounts.locks import try_lock
from donations import retention, tasks
from donations.models import DonorContact, LedgerEntry
from tests.factories import DonorContactFactory, book_gift
from tests.threads import at_once


@pytest.fixture
def contact(live_campaign) -> DonorContact:
    return DonorContactFactory(donation=book_gift(live_campaign).donation)


def at(**ahead) -> str:
    return (timezone.now() + timedelta(**ahead)).isoformat()


def test_json_has_every_table_with_its_number(contact, capsys):
    call_command("purge", "--json", now=at(days=396))

    said = json.loads(capsys.readouterr().out)
    assert set(said) == {"purged"}
    assert set(said["purged"]) == {rule.table for rule in retention.RULES}
    assert (said["purged"]["DonorContact"], said["purged"]["LedgerEntry"]) == (1, 1)
    assert not DonorContact.objects.exists()


def test_a_dry_run_says_the_same_and_forgets_nothing(contact, capsys):
    call_command("purge", "--json", "--dry-run", now=at(days=396))
    would = json.loads(capsys.readouterr().out)
    assert DonorContact.objects.exists()
    assert not LedgerEntry.objects.filter(source_id__startswith="forgotten:").exists()

    call_command("purge", "--json", now=at(days=396))

    assert json.loads(capsys.readouterr().out) == would


def test_a_dry_run_prints_each_rule_in_words(contact, capsys):
    call_command("purge", "--dry-run", now=at(days=396))

    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(retention.RULES)
    assert "the numbers of gifts’ payments, after 395 days; sums and days stay: 1" in lines
    assert "the inbox of Stripe’s events, after 90 days: 0" in lines


def test_twice_is_as_good_as_once(contact, capsys):
    call_command("purge", now=at(days=396))
    first = capsys.readouterr().out
    call_command("purge", now=at(days=396))

    assert "DonorContact: 1" in first
    assert capsys.readouterr().out == "purged: nothing was due\n"


@pytest.mark.django_db(transaction=True)
def test_however_far_ahead_the_second_time_there_is_nothing_left(contact, capsys):
    """What the first one wrote into the log is the newest entry, and stays."""
    for _ in range(2):
        call_command("purge", now=at(days=9999))

    assert capsys.readouterr().out.splitlines()[1] == "purged: nothing was due"


def test_a_time_that_is_none_is_said_in_one_line(db):
    with pytest.raises(BadUsage, match="no ISO time"):
        call_command("purge", now="soon")


def test_a_part_that_fails_is_named_and_ends_with_one(contact, capsys, monkeypatch):
    def breaks(contacts):
        raise RuntimeError("no")

    broken = [type(rule)(rule.table, rule.words, rule.due, breaks) for rule in retention.RULES[:1]]
    monkeypatch.setattr(retention, "RULES", broken + retention.RULES[1:])

    with pytest.raises(SystemExit) as ending:
        call_command("purge", now=at(days=396))

    assert ending.value.code == 1
    assert capsys.readouterr().err.startswith("failed: donors’ addresses")
    assert DonorContact.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_one_purge_runs_at_a_time(contact):
    """Whoever comes second by hand is told; whoever comes by the timetable goes."""
    DonorContact.objects.update(purge_after=timezone.localdate())

    with try_lock(tasks.PURGING):
        by_hand, by_clock = at_once(lambda: call_command("purge"), tasks.purge)

    assert isinstance(by_hand, CommandError)
    assert by_clock is None
    assert DonorContact.objects.exists()


def test_the_night_forgets_what_is_due(contact):
    DonorContact.objects.update(purge_after=timezone.localdate())

    tasks.purge()

    assert not DonorContact.objects.exists()
