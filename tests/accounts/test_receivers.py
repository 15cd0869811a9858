"""What the audit log knows of log-ins."""

import json

from accounts.models import AuditEntry
from tests.factories import PASSWORD

LOG_IN = "/staff/login/"


def log_in(client, address: str, password: str):
    return client.post(LOG_IN, {"login": address, "password": password, "next": "/staff/"})


def test_a_log_in_is_written_down(client, staff):
    log_in(client, staff.finance.email, PASSWORD)

    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.action, entry.target) == (
        staff.finance,
        "user.log_in",
        f"user:{staff.finance.pk}",
    )


def test_a_failed_log_in_names_the_account_it_was_tried_on(client, staff):
    log_in(client, staff.finance.email.upper(), "a wrong password, long enough")

    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.action, entry.target) == (
        None,
        "user.fail_log_in",
        f"user:{staff.finance.pk}",
    )


def test_what_was_typed_into_a_failed_log_in_is_kept_nowhere(client, staff):
    log_in(client, "my-password-by-mistake@office.example", "and another one")

    entry = AuditEntry.objects.get()
    assert entry.target == "user:unknown"
    assert "mistake" not in json.dumps([entry.action, entry.target, entry.data])
