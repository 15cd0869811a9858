"""What the night looks at."""

import logging

import pytest
from django.db import connection

from accounts import audit, audit_check, tasks
from accounts.models import AuditEntry, Notice
from tests.accounts.test_audit_check import behind
from tests.pages import desk_of


@pytest.fixture
def a_log(staff) -> None:
    for number in range(3):
        audit.record(staff.moderator, "campaign.pause", f"campaign:{number}")
    connection.check_constraints()


def test_a_whole_log_is_said_so_with_its_head(a_log, caplog):
    caplog.set_level(logging.INFO)

    tasks.check_audit()

    checked = audit_check.last_check()
    assert (checked.data["entries"], checked.data["faults"]) == (3, [])
    assert "audit log whole" in caplog.messages
    assert not Notice.objects.exists()


def test_a_broken_log_sounds_the_alarm_at_every_administrators_desk(a_log, staff, caplog):
    behind("UPDATE accounts_auditentry SET target = 'x' WHERE target = 'campaign:1'")

    tasks.check_audit()

    assert "audit log broken" in caplog.messages
    assert Notice.objects.get().template == "audit_broken"
    words = "The audit log does not agree with itself"
    assert words in desk_of(staff.administrator).get("/staff/").content.decode()
    assert words not in desk_of(staff.moderator).get("/staff/").content.decode()


def test_what_was_cut_off_since_the_night_before_is_found(a_log):
    tasks.check_audit()
    connection.check_constraints()
    head = audit_check.last_check().data["head"]
    before = AuditEntry.objects.get(action=audit_check.CHECKED)
    behind(
        "DELETE FROM accounts_auditlink WHERE position = 3; "
        "DELETE FROM accounts_auditentry WHERE target = 'campaign:2'"
    )

    tasks.check_audit()

    faults = AuditEntry.objects.filter(pk__gt=before.pk).get().data["faults"]
    assert f"the head {head} is not part of the chain any more" in faults
