"""The audit log as a file."""

import csv
import io

import pytest

from accounts import audit, audit_export
from accounts.models import AuditEntry


def rows_of(entries) -> list[list[str]]:
    text = b"".join(audit_export.stream(entries)).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_an_empty_log_is_a_header(db):
    assert rows_of(AuditEntry.objects.none()) == [list(audit_export.HEADER)]


def test_every_entry_is_a_line_whatever_is_in_it(staff):
    audit.record(staff.finance, "report.export", 'a "quoted"\nline', note="ünd, so, weiter")

    (row,) = rows_of(AuditEntry.objects.order_by("pk"))[1:]

    assert len(row) == len(audit_export.HEADER)
    assert row[5] == 'a "quoted"\nline'


@pytest.mark.parametrize("name", ["=1+1", "+x", "-x", "@x", "\tx"])
def test_no_cell_is_a_formula(staff, name):
    staff.finance.work_name = name
    staff.finance.save()
    audit.record(staff.finance, "report.export", name)

    (row,) = rows_of(AuditEntry.objects.order_by("pk"))[1:]

    assert (row[3], row[5]) == (f"'{name}", f"'{name}")


def test_many_entries_come_in_blocks_with_few_queries(
    staff, django_assert_max_num_queries, monkeypatch
):
    monkeypatch.setattr(audit_export, "READ_AT_ONCE", 3)
    for number in range(8):
        audit.record(staff.finance, "report.export", str(number))

    with django_assert_max_num_queries(1):
        blocks = list(audit_export.stream(AuditEntry.objects.order_by("pk")))

    assert len(blocks) == 4
