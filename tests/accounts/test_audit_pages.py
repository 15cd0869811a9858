"""The audit log on the staff site: who reads it, how it is narrowed, how it leaves."""

import csv
import io
import json

import pytest
from django.db import connection

from accounts import audit
from accounts.models import AuditEntry
from tests.pages import desk_of

AUDIT = "/staff/accounts/auditentry/"


@pytest.fixture
def entries(staff) -> None:
    audit.record(staff.moderator, "campaign.pause", "campaign:2222222222", reason="a call")
    audit.record(None, "campaign.close", "campaign:3333333333", reason="last day over")
    audit.record(staff.caseworker, "revision.submit", "revision:1")


def shown(person, query: str = "") -> list[str]:
    return [row.target for row in desk_of(person).get(AUDIT + query).context["cl"].result_list]


@pytest.fixture
def desk(staff):
    return desk_of(staff.administrator)


@pytest.mark.parametrize(
    ("query", "targets"),
    [
        ("?q=campaign:2222222222", ["campaign:2222222222"]),
        ("?action=campaign.close", ["campaign:3333333333"]),
        ("?area=campaign", ["campaign:3333333333", "campaign:2222222222"]),
        ("?who=system", ["campaign:3333333333"]),
        ("?to=2020-01-01", []),
        ("?from=2020-01-01&area=revision", ["revision:1"]),
        ("?from=nonsense", []),
        ("?to=9999-12-31", []),
        ("?from=2026-02-02&to=2026-02-01", []),
        ("?action=%00", []),
        ("?who=nobody", []),
        ("?who=99999999999999999999", []),
    ],
)
def test_the_log_is_found_by_target_act_subject_person_and_period(entries, staff, query, targets):
    assert shown(staff.administrator, query) == targets


def test_the_log_is_found_by_person(entries, staff):
    assert shown(staff.administrator, f"?who={staff.moderator.pk}") == ["campaign:2222222222"]


def test_caseworkers_read_their_own_acts_and_no_others(entries, staff):
    own = f"user:{staff.caseworker.pk}"
    assert shown(staff.caseworker) == [own, "revision:1"]
    assert "campaign:2222222222" not in shown(staff.caseworker, f"?who={staff.moderator.pk}")
    assert "revision:1" not in shown(staff.other_caseworker)


def test_a_caseworker_opens_their_own_entry_alone(entries, staff):
    desk = desk_of(staff.caseworker)
    own = AuditEntry.objects.get(action="revision.submit")
    other = AuditEntry.objects.get(action="campaign.pause")

    assert desk.get(f"{AUDIT}{own.pk}/change/").status_code == 200
    assert desk.get(f"{AUDIT}{other.pk}/change/").status_code in {302, 403, 404}


@pytest.mark.parametrize("role", ["moderator", "finance"])
def test_moderators_and_finance_read_none_of_it(entries, staff, role):
    desk = desk_of(getattr(staff, role))

    assert desk.get(AUDIT).status_code == 403
    assert desk.post(f"{AUDIT}export/").status_code == 403


def test_an_entry_shows_its_reasons_its_place_and_when_it_was_the_system(entries, desk):
    connection.check_constraints()
    row = AuditEntry.objects.select_related("link").get(action="campaign.close")

    text = desk.get(f"{AUDIT}{row.pk}/change/").content.decode()

    for words in ("last day over", "the system", row.link.hash):
        assert words in text


def test_nobody_can_add_change_or_delete_an_entry(entries, desk):
    row = AuditEntry.objects.first()

    assert desk.get(f"{AUDIT}add/").status_code == 403
    assert desk.post(f"{AUDIT}add/", {}).status_code == 403
    assert desk.post(f"{AUDIT}{row.pk}/change/", {"action": "other"}).status_code == 403
    assert desk.post(f"{AUDIT}{row.pk}/delete/", {"post": "yes"}).status_code == 403


def exported(answer) -> list[dict]:
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_what_is_shown_is_exported_oldest_first(entries, desk):
    connection.check_constraints()

    answer = desk.post(f"{AUDIT}export/?area=campaign")

    rows = exported(answer)
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert [row["target"] for row in rows] == ["campaign:2222222222", "campaign:3333333333"]
    assert rows[0]["actor"] == "Moderator"
    assert json.loads(rows[0]["details"]) == {"reason": "a call"}


def test_an_export_can_be_checked_without_us(entries, desk):
    connection.check_constraints()

    rows = exported(desk.post(f"{AUDIT}export/?q=campaign"))

    assert rows[1]["previous_hash"] == rows[0]["hash"] != ""


def test_the_export_itself_is_audited(entries, desk, staff):
    desk.post(f"{AUDIT}export/?area=campaign")

    entry = AuditEntry.objects.get(action="audit.export")
    assert (entry.actor, entry.target) == (staff.administrator, "audit")
    assert entry.data == {"filters": {"area": "campaign"}, "rows": 2}


def test_a_link_exports_nothing(entries, desk):
    assert desk.get(f"{AUDIT}export/").status_code == 405
