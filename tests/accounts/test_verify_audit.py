"""The command that follows the audit log's chain: what it prints, and how it ends."""

import json

import pytest
from django.core.management import call_command
from django.db import connection

from accounts import audit
from accounts.command_line import BadUsage
from accounts.models import AuditLink


@pytest.fixture
def head(db) -> str:
    """The head of a log with one entry."""
    audit.record(None, "campaign.close", "campaign:2222222222")
    connection.check_constraints()
    return f"1:{AuditLink.objects.get().hash}"


def test_a_whole_log_is_counted_and_its_head_printed(head, capsys):
    call_command("verify_audit")

    assert capsys.readouterr().out == f"1 entries, head {head}\n"


def test_a_head_that_is_gone_is_said_to_machines_too(head, capsys):
    gone = "7:" + "0" * 64

    with pytest.raises(SystemExit) as end:
        call_command("verify_audit", "--json", "--head", gone)

    assert end.value.code == 1
    assert json.loads(capsys.readouterr().out) == {
        "entries": 1,
        "head": head,
        "faults": [f"the head {gone} is not part of the chain any more"],
    }


def test_bad_usage_is_one_line(db):
    with pytest.raises(BadUsage, match="--head: “x” is no head") as error:
        call_command("verify_audit", "--head", "x")

    assert error.value.returncode == 2
