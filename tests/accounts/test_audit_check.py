"""The chain through the audit log: what is done behind its back is named."""

from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection, transaction

from accounts import audit, audit_check
from accounts.models import AuditEntry, AuditLink
from tests.threads import at_once

ENTRIES, LINKS = "accounts_auditentry", "accounts_auditlink"


@pytest.fixture
def four(staff) -> list[AuditEntry]:
    """Four entries, in the order in which they were written and took their places."""
    entries = [
        audit.record(staff.moderator, "campaign.pause", f"campaign:{number}", reason="a call")
        for number in range(4)
    ]
    commit()
    return entries


def commit() -> None:
    """What happens at the end of a transaction, in a test that never ends its own."""
    connection.check_constraints()


@contextmanager
def no_triggers(cursor):
    for table in (ENTRIES, LINKS):
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    yield
    for table in (ENTRIES, LINKS):
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def behind(sql: str, *values) -> None:
    """What somebody with the keys of the database does while no trigger looks."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with no_triggers(cursor):
            cursor.execute(sql, values)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_an_empty_log_is_whole(db):
    assert audit_check.check() == audit_check.Found(entries=0, head="", faults=[])


def test_each_entry_carries_the_hash_of_the_one_before(four):
    links = list(AuditLink.objects.order_by("position"))

    assert [link.entry_id for link in links] == [entry.pk for entry in four]
    assert [link.previous_hash for link in links] == ["", *(link.hash for link in links[:-1])]
    assert audit_check.check() == audit_check.Found(4, f"4:{links[-1].hash}", [])


def test_an_entry_with_everything_in_it_is_hashed_alike_in_both_languages(staff):
    audit.record(
        None,
        "campaign.close",
        "campaign:§ ünd\x1e\n",
        text='Ж "quoted" \\ \t \x01 \x7f 🕯',
        numbers=[1, -2.5, 0.1, 1e30],
        nested={"b": None, "a": True, "longer": {}},
    )
    commit()

    assert audit_check.check().faults == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("action", "campaign.resume"),
        ("target", "campaign:9"),
        ("data", '{"reason": "nothing"}'),
        ("actor_id", None),
        ("at", "2020-01-01"),
    ],
)
def test_a_changed_entry_is_named(four, column, value):
    behind(f"UPDATE {ENTRIES} SET {column} = %s WHERE id = %s", value, four[1].pk)

    assert audit_check.check().faults == [f"entry {four[1].pk} was changed after it was written"]


def test_who_also_writes_the_fitting_hash_is_named_by_the_next_entry(four):
    behind(f"UPDATE {ENTRIES} SET target = 'x' WHERE id = %s", four[1].pk)
    behind(
        f"UPDATE {LINKS} SET hash = audit_hash(position, previous_hash, entry) "
        f"FROM {ENTRIES} entry WHERE entry.id = entry_id AND entry_id = %s",
        four[1].pk,
    )

    assert audit_check.check().faults == [f"entry {four[2].pk} does not follow the one before it"]


def test_a_deleted_entry_leaves_a_gap_that_is_named(four):
    behind(
        f"DELETE FROM {LINKS} WHERE entry_id = %s; DELETE FROM {ENTRIES} WHERE id = %s",
        four[1].pk,
        four[1].pk,
    )

    assert audit_check.check().faults == ["entries are missing between positions 1 and 3"]


def test_an_entry_put_in_behind_the_triggers_back_is_named(four):
    behind(
        f"INSERT INTO {ENTRIES} (at, action, target, data) "
        "VALUES (now(), 'user.nothing', '', '{}')"
    )

    assert audit_check.check().faults == ["1 entries are not part of the chain"]


def test_a_log_whose_end_was_cut_off_is_known_by_a_head_written_down_before(four):
    head = audit_check.check().head
    behind(
        f"DELETE FROM {LINKS} WHERE entry_id = %s; DELETE FROM {ENTRIES} WHERE id = %s",
        four[3].pk,
        four[3].pk,
    )

    assert audit_check.check().faults == []
    assert audit_check.check(head).faults == [f"the head {head} is not part of the chain any more"]


def test_a_head_stays_known_while_the_log_grows(four):
    head = audit_check.check().head
    audit.record(None, "campaign.close", "campaign:5")
    commit()

    assert audit_check.check(head).faults == []


@pytest.mark.parametrize("text", ["x", "1", ":", "1:", "-1:ab"])
def test_what_is_no_head_is_said(db, text):
    with pytest.raises(ValueError, match="no head"):
        audit_check.check(text)


@pytest.mark.parametrize(
    "sql",
    [
        f"UPDATE {LINKS} SET hash = ''",
        f"DELETE FROM {LINKS}",
        f"TRUNCATE {LINKS} CASCADE",
        f"TRUNCATE {ENTRIES} CASCADE",
    ],
)
def test_the_database_refuses_to_change_or_empty_the_chain(four, sql):
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        # Only in the test database these sleep, so that tables can be emptied.
        cursor.execute(f"ALTER TABLE {LINKS} ENABLE TRIGGER audit_link_not_truncated")
        cursor.execute(f"ALTER TABLE {ENTRIES} ENABLE TRIGGER audit_not_truncated")
        cursor.execute(sql)

    assert AuditLink.objects.count() == 4


@pytest.mark.django_db(transaction=True)
def test_entries_written_at_the_same_time_stand_one_behind_the_other():
    at_once(
        *(
            lambda number=number: audit.record(None, "campaign.close", f"campaign:{number}")
            for number in range(8)
        )
    )

    found = audit_check.check()
    assert (found.entries, found.faults) == (8, [])
