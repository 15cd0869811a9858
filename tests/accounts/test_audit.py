"""The audit log: one writer, and nobody who can change what is written."""

import pytest
from django.db import DatabaseError, transaction

from accounts import audit
from accounts.models import AuditEntry


def test_an_entry_keeps_who_did_what_to_what_and_why(staff):
    entry = audit.record(staff.moderator, "campaign.pause", "campaign:abc", reason="police came")

    entry.refresh_from_db()
    assert (entry.actor, entry.action, entry.target) == (
        staff.moderator,
        "campaign.pause",
        "campaign:abc",
    )
    assert entry.data == {"reason": "police came"}


def test_the_system_acts_without_a_person(db):
    assert audit.record(None, "campaign.close", "campaign:abc").actor is None


def test_an_act_undone_leaves_no_entry(staff):
    with pytest.raises(RuntimeError), transaction.atomic():
        audit.record(staff.moderator, "campaign.pause", "campaign:abc")
        raise RuntimeError("the act failed after all")

    assert not AuditEntry.objects.exists()


def test_nobody_can_change_an_entry(staff):
    audit.record(staff.moderator, "campaign.pause", "campaign:abc")

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEntry.objects.update(action="campaign.nothing")

    assert AuditEntry.objects.get().action == "campaign.pause"


def test_nobody_can_remove_an_entry(staff):
    audit.record(staff.moderator, "campaign.pause", "campaign:abc")

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEntry.objects.all().delete()

    assert AuditEntry.objects.count() == 1
