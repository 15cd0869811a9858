"""The chain through the ledger: what is done behind its back is named."""

from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts.chain import hash_of
from donations import chain, summaries
from donations.ledger import Kind
from donations.models import LedgerEntry
from tests.factories import book_gift

TABLE = "donations_ledgerentry"
behind_its_back = pytest.mark.books_differ


@pytest.fixture
def four(live_campaign) -> list[LedgerEntry]:
    """Four gifts, in the order in which they were booked."""
    return [book_gift(live_campaign, cents * 100) for cents in range(1, 5)]


@contextmanager
def no_triggers(cursor):
    cursor.execute(f"ALTER TABLE {TABLE} DISABLE TRIGGER USER")
    yield
    cursor.execute(f"ALTER TABLE {TABLE} ENABLE TRIGGER USER")


def behind(sql: str, *values) -> None:
    """What somebody with the keys of the database does while no trigger looks."""
    with transaction.atomic(), connection.cursor() as cursor:
        # Whatever waits to be checked at the end keeps a table from being altered.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with no_triggers(cursor):
            cursor.execute(sql, values)


def test_an_empty_ledger_has_a_whole_chain(db):
    assert chain.broken_links() == []


def test_each_entry_carries_the_hash_of_the_one_before(four):
    rows = list(LedgerEntry.objects.order_by("pk").values_list("position", "previous_hash", "hash"))

    assert [position for position, _, _ in rows] == [1, 2, 3, 4]
    assert [before for _, before, _ in rows] == ["", *(one for _, _, one in rows[:-1])]
    assert len({one for _, _, one in rows}) == 4
    assert chain.broken_links() == []


def test_an_entry_with_everything_in_it_is_hashed_alike_in_both_languages(live_campaign, staff):
    gift = book_gift(live_campaign)
    LedgerEntry.objects.create(
        campaign=live_campaign,
        about=gift,
        kind=Kind.DISBURSEMENT,
        amount_cents=-1,
        source_id="§ ünd\x1e\n",
        line_number=2,
        actor=staff.finance,
        note="Ł’ 🕯 \t two\nlines",
        effective_at=timezone.now().replace(microsecond=0),
    )
    summaries.rebuild()

    assert chain.broken_links() == []


def test_who_inserts_cannot_choose_place_or_hash(live_campaign):
    entry = LedgerEntry.objects.create(
        campaign=live_campaign,
        kind=Kind.OPENING_BALANCE,
        amount_cents=5,
        source_id="x",
        actor=live_campaign.owner,
        note="counted",
        effective_at=timezone.now(),
        position=99,
        previous_hash="f" * 64,
        hash="0" * 64,
    )
    # Nobody was asked to move the sums, so they are set right again.
    live_campaign.total.raised_cents = live_campaign.total.shown_cents = 5
    live_campaign.total.save()
    summaries.rebuild()

    entry.refresh_from_db()
    assert (entry.position, entry.previous_hash) == (1, "")
    assert chain.broken_links() == []


@behind_its_back
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("amount_cents", 1),
        ("source_id", "pi_other"),
        ("source_salt", ""),
        ("source_seal", "0" * 64),
        ("note", "x"),
        ("effective_at", "2020-01-01"),
        ("booked_at", "2020-01-01"),
        ("donation_id", None),
        ("hash", "0" * 64),
    ],
)
def test_a_changed_entry_is_named(four, column, value):
    behind(f"UPDATE {TABLE} SET {column} = %s WHERE id = %s", value, four[1].pk)

    assert f"entry {four[1].pk} was changed after it was written" in chain.broken_links()


@behind_its_back
def test_who_also_writes_the_fitting_hash_is_named_by_the_next_entry(four):
    behind(f"UPDATE {TABLE} SET amount_cents = 1 WHERE id = %s", four[1].pk)
    row = LedgerEntry.objects.values_list(*chain.FIELDS).get(pk=four[1].pk)
    behind(f"UPDATE {TABLE} SET hash = %s WHERE id = %s", hash_of(row), four[1].pk)

    assert chain.broken_links() == [f"entry {four[2].pk} does not follow the one before it"]


@behind_its_back
@pytest.mark.parametrize(("gone", "before", "after"), [(0, 0, 2), (1, 1, 3), (2, 2, 4)])
def test_a_deleted_entry_leaves_a_gap_that_is_named(four, gone, before, after):
    behind(f"DELETE FROM {TABLE} WHERE id = %s", four[gone].pk)

    assert chain.broken_links() == [f"entries are missing between positions {before} and {after}"]


@behind_its_back
def test_an_entry_put_in_behind_the_triggers_back_is_named(four):
    behind(
        f"INSERT INTO {TABLE} (booked_at, effective_at, account, campaign_id, kind, amount_cents, "
        "currency, source_id, source_salt, source_seal, note, position, previous_hash, hash) "
        "SELECT now(), now(), 'campaign', campaign_id, 'gift', 1, 'EUR', 'forged', 'x', '', '', "
        f"position + 1, hash, repeat('a', 64) FROM {TABLE} WHERE id = %s",
        four[3].pk,
    )
    forged = LedgerEntry.objects.get(source_id="forged")

    assert chain.broken_links() == [f"entry {forged.pk} was changed after it was written"]


@behind_its_back
def test_two_entries_that_changed_places_are_named(four):
    first, second = four[1], four[2]
    behind(f"UPDATE {TABLE} SET position = 99 WHERE id = %s", first.pk)
    behind(f"UPDATE {TABLE} SET position = 2 WHERE id = %s", second.pk)
    behind(f"UPDATE {TABLE} SET position = 3 WHERE id = %s", first.pk)

    assert {f"entry {one.pk} was changed after it was written" for one in (first, second)} <= set(
        chain.broken_links()
    )


@pytest.mark.parametrize(
    "sql",
    [
        f"UPDATE {TABLE} SET note = 'corrected'",
        f"UPDATE {TABLE} SET hash = ''",
        f"DELETE FROM {TABLE}",
        f"TRUNCATE {TABLE} CASCADE",
    ],
)
def test_the_database_refuses_to_change_or_empty_the_ledger(four, sql):
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        # Only in the test database this one sleeps, so that tables can be emptied.
        cursor.execute(f"ALTER TABLE {TABLE} ENABLE TRIGGER ledger_not_truncated")
        cursor.execute(sql)

    assert LedgerEntry.objects.count() == 4
