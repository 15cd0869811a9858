"""The site's own database role adds to the books and cannot change them."""

import pytest
from django.db import ProgrammingError, connection, transaction

from accounts import audit
from config import rights
from donations.models import DaySummary, LedgerEntry, ReconciliationRun
from tests.factories import book_gift


def execute(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("table", sorted(rights.APPEND_ONLY))
@pytest.mark.parametrize("deed", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_site_cannot_change_what_is_only_added_to(as_the_site, table, deed):
    with pytest.raises(ProgrammingError, match="permission denied"):
        execute(deed.format(table))


def test_the_site_cannot_switch_a_trigger_off(as_the_site):
    with pytest.raises(ProgrammingError, match="must be owner"):
        execute("ALTER TABLE donations_ledgerentry DISABLE TRIGGER ALL")


def test_the_site_can_do_its_work(live_campaign, staff, as_the_site):
    book_gift(live_campaign, 25_00)
    audit.record(staff.finance, "report.export", "report:months")
    live_campaign.title = {"en": "Another"}
    live_campaign.save(update_fields=["title"])

    assert LedgerEntry.objects.count() == DaySummary.objects.get().gifts == 1
    assert live_campaign.total.__class__.objects.get().raised_cents == 25_00


def test_the_site_ends_a_reconciliation_and_cannot_change_what_it_began_with(as_the_site):
    run = ReconciliationRun.objects.create(head_position=0, entry_count=0)
    run.finished_at = run.started_at
    run.save(update_fields=["checked", "repaired", "discrepancies", "finished_at"])

    for deed in (
        "UPDATE {} SET head_position = 6",
        "UPDATE {} SET entry_count = 6",
        "DELETE FROM {}",
    ):
        with pytest.raises(ProgrammingError, match="permission denied"):
            execute(deed.format("donations_reconciliationrun"))


def test_rights_given_twice_stay_the_same(as_the_site):
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    rights.grant(as_the_site)

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT privilege_type FROM information_schema.role_table_grants"
            " WHERE grantee = %s AND table_name = 'donations_ledgerentry' ORDER BY 1",
            [as_the_site],
        )
        assert [row[0] for row in cursor.fetchall()] == ["INSERT", "SELECT"]
