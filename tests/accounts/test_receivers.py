"""What the audit log knows of log-ins."""

import json

import pytest
from allauth.mfa import signals
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.test import RequestFactory

from accounts import audit
from accounts.models import AuditEntry
from tests.doors import new_secret
from tests.factories import PASSWORD
from tests.pages import desk_of

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


def test_a_log_out_is_written_down(staff):
    desk_of(staff.finance).post("/staff/logout/")

    assert AuditEntry.objects.filter(action="user.log_out", actor=staff.finance).count() == 1


def test_a_wrong_code_is_written_down(client, staff):
    new_secret(staff.finance)
    log_in(client, staff.finance.email, PASSWORD)

    client.post("/staff/login/factor/", {"code": "000000"})

    entry = AuditEntry.objects.get(action="user.fail_factor")
    assert (entry.actor, entry.target) == (None, f"user:{staff.finance.pk}")
    assert "000000" not in json.dumps(entry.data)


@pytest.mark.parametrize(
    ("signal", "action"),
    [
        (signals.authenticator_added, "factor.add"),
        (signals.authenticator_removed, "factor.remove"),
        (signals.authenticator_reset, "factor.renew"),
    ],
)
def test_a_changed_factor_is_written_down_and_ends_every_other_session(staff, signal, action):
    here, there = desk_of(staff.finance), desk_of(staff.finance)
    request = RequestFactory().post("/staff/factors/")
    request.user, request.session = staff.finance, here.session

    signal.send(
        sender=Authenticator,
        request=request,
        user=staff.finance,
        authenticator=Authenticator.objects.get(user=staff.finance),
    )

    assert AuditEntry.objects.get(action=action).data == {"kind": "totp"}
    assert here.get("/staff/").status_code == 200
    assert there.get("/staff/").status_code == 302


@pytest.mark.django_db(transaction=True)
def test_a_failed_log_in_stays_written_down_whatever_happens_after(client, monkeypatch):
    def breaks(*args, **kwargs):
        raise RuntimeError("the page broke")

    monkeypatch.setattr("accounts.adapters.AccountAdapter.authentication_failed", breaks)
    client.raise_request_exception = False

    log_in(client, "somebody@office.example", "a wrong password, long enough")

    assert AuditEntry.objects.get().action == "user.fail_log_in"


@pytest.mark.django_db(transaction=True)
def test_what_shall_stay_written_refuses_to_stand_in_a_transaction():
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        audit.record_for_good(None, "user.fail_log_in", "user:unknown")
