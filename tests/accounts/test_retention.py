"""What the house keeps of its own doings: there a day before its time, gone a day after."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts import access, audit, audit_check, invitations, notices, retention, sealed
from accounts.models import (
    AccessChange,
    AuditCut,
    AuditEntry,
    AuditLink,
    DeskSession,
    Invitation,
    Notice,
)
from config import rights
from tests.accounts.test_audit_check import commit
from tests.pages import desk_of

DAY = timedelta(days=1)


def purge(now) -> dict:
    """Purge by the rules of accounts; gives what was forgotten."""
    purged = retention.run(retention.RULES, now)
    assert purged.failed == []
    return {table: count for table, count in purged.counts.items() if count}


def test_a_session_that_is_over_is_forgotten_and_one_that_is_not_stays(staff):
    desk_of(staff.finance)
    ends = DeskSession.objects.get().expire_date

    assert purge(ends - timedelta(seconds=1)) == {}
    assert purge(ends + timedelta(seconds=1)) == {"DeskSession": 1}


@pytest.mark.parametrize("ending", ["accept", "revoke", "lapse"])
def test_an_invitation_goes_with_its_address_after_it_ended(staff, ending):
    token = invitations.invite(
        email="new@office.example", work_name="N", role="finance", actor=staff.administrator
    )
    invitation, ended = Invitation.objects.get(), timezone.now()
    if ending == "accept":
        invitations.accept(token, "a lamp in every window, twice")
    elif ending == "revoke":
        invitations.revoke(invitation, actor=staff.administrator)
    else:
        ended = invitation.expires_at
    kept = settings.INVITATION_KEPT_DAYS * DAY

    purge(ended + kept - DAY)
    assert Invitation.objects.exists()
    purge(ended + kept + DAY)
    assert not Invitation.objects.exists()


def test_a_letter_that_is_out_is_forgotten_and_one_that_waits_is_not(db, mailoutbox):
    for number in range(2):
        notices.queue(
            template="password_changed", to="a@b.example", dedupe_key=f"k{number}", context={}
        )
    notices.deliver_one(Notice.objects.get(dedupe_key="k0").pk, timezone.now())
    kept = settings.LETTER_KEPT_DAYS * DAY

    assert purge(timezone.now() + kept - DAY) == {}
    assert purge(timezone.now() + kept + DAY) == {"Notice": 1}
    assert Notice.objects.get().dedupe_key == "k1"
    assert sealed.unseal(Notice.objects.get().to, place=notices.place_of("k1")) == "a@b.example"


def test_a_change_of_access_is_forgotten_with_the_log_of_it(staff):
    change = access.propose(
        kind=AccessChange.Kind.ROLES,
        person=staff.finance,
        actor=staff.administrator,
        note="She moves on.",
        new_roles=(Group.objects.get(name="moderator").name,),
    )
    AccessChange.objects.update(state=AccessChange.State.DROPPED, ended_at=timezone.now())
    kept = settings.AUDIT_KEPT_DAYS * DAY

    purge(timezone.now() + kept - DAY)
    assert AccessChange.objects.get() == change
    purge(timezone.now() + kept + DAY)
    assert not AccessChange.objects.exists()


# --- the audit log ---


@pytest.fixture
def log(db) -> list[AuditEntry]:
    """Five entries, each a day older than the next; the last is of today."""
    entries = []
    for age in (4, 3, 2, 1, 0):
        # As the database would have written it on that day.
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO accounts_auditentry (at, action, target, data) "
                "VALUES (%s, 'report.export', %s, '{}') RETURNING id",
                [timezone.now() - age * DAY, f"report:{age}"],
            )
            entries.append(AuditEntry.objects.get(pk=cursor.fetchone()[0]))
    commit()
    return entries


def left() -> list[str]:
    """The targets of the log, but for what the purge itself wrote into it."""
    return list(
        AuditEntry.objects.exclude(action="data.purge").order_by("pk").values_list("target", flat=1)
    )


def test_the_log_is_forgotten_from_its_beginning_and_stays_whole(log):
    head = audit_check.check().head

    purge(timezone.now() + settings.AUDIT_KEPT_DAYS * DAY - 2.5 * DAY)
    commit()

    assert left() == ["report:2", "report:1", "report:0"]
    assert audit_check.check(head).faults == []
    cut = AuditCut.objects.get()
    assert audit_check.check(f"{cut.position}:{cut.hash}").faults == []


def test_the_log_is_kept_until_its_day(log):
    purge(log[0].at + settings.AUDIT_KEPT_DAYS * DAY - timedelta(seconds=1))

    assert len(left()) == 5
    assert not AuditCut.objects.exists()


def test_the_newest_entry_stays_so_that_the_chain_can_go_on(log):
    purge(timezone.now() + 9999 * DAY)
    commit()
    audit.record(None, "report.export", "report:later")
    commit()

    assert left() == ["report:0", "report:later"]
    assert audit_check.check().faults == []


def test_an_older_entry_behind_a_younger_one_waits_for_it(log):
    """Its place in the chain is what counts: nothing is taken out of the middle."""
    late = timezone.now() - 9 * DAY
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_auditentry (at, action, target, data) "
            "VALUES (%s, 'report.export', 'report:late', '{}')",
            [late],
        )
    commit()

    purge(timezone.now() + settings.AUDIT_KEPT_DAYS * DAY - 3.5 * DAY)

    assert "report:late" in left()
    assert "report:4" not in left()


def test_the_chain_tells_a_wrong_beginning_from_a_cut(log):
    purge(timezone.now() + settings.AUDIT_KEPT_DAYS * DAY - 2.5 * DAY)
    commit()
    cut = AuditCut.objects.get()

    other_hash = f"{cut.position}:{'0' * 64}"
    assert audit_check.check(other_hash).faults == [
        f"the head {other_hash} is not part of the chain any more"
    ]


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM accounts_auditlink",
        "DELETE FROM accounts_auditentry",
        "DELETE FROM accounts_auditcut",
        "UPDATE accounts_auditcut SET position = 99",
        "SELECT audit_cut(99)",
    ],
)
def test_nobody_forgets_more_than_was_due(log, sql):
    purge(timezone.now() + settings.AUDIT_KEPT_DAYS * DAY - 2.5 * DAY)
    commit()

    with (
        pytest.raises(DatabaseError, match=r"append-only|newest entry"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)

    assert len(left()) == 3


def test_the_site_itself_cannot_forget_before_the_time(log):
    """Whatever time its code thinks it is: the database looks at its own clock."""
    rights.grant("site_that_forgets")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE site_that_forgets")
    entries = AuditEntry.objects.filter(pk=log[0].pk)

    refused = f"kept for {settings.AUDIT_KEPT_DAYS} days"
    with pytest.raises(DatabaseError, match=refused), transaction.atomic():
        audit.cut(entries)
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")

    assert AuditLink.objects.count() == 5


def test_the_site_itself_forgets_in_time(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_auditentry (at, action, target, data) "
            "VALUES (%s, 'report.export', 'report:old', '{}')",
            [timezone.now() - (settings.AUDIT_KEPT_DAYS + 1) * DAY],
        )
    audit.record(None, "report.export", "report:new")
    commit()
    rights.grant("site_that_forgets")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE site_that_forgets")

    assert purge(timezone.now()) == {"AuditEntry": 1}
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    assert left() == ["report:new"]


# --- running rules ---


def when_its_session_is_over(person):
    """Sign somebody in; gives the moment from which nobody can use that session."""
    desk_of(person)
    return DeskSession.objects.get().expire_date + DAY


def test_what_was_forgotten_is_in_the_log_by_number_alone(staff):
    purge(when_its_session_is_over(staff.finance))

    assert AuditEntry.objects.get(action="data.purge").data == {"DeskSession": 1}


def test_a_second_run_forgets_nothing_and_says_nothing(staff):
    over = when_its_session_is_over(staff.finance)
    purge(over)

    assert purge(over) == {}
    assert AuditEntry.objects.filter(action="data.purge").count() == 1


def test_a_rule_that_fails_is_named_and_keeps_none_from_their_work(staff, caplog):
    over = when_its_session_is_over(staff.finance)

    def breaks(rows):
        rows.delete()
        raise RuntimeError("no")

    sessions = retention.RULES[0]
    rules = [replace(sessions, forget=breaks, words="first"), replace(sessions, words="second")]
    purged = retention.run(rules, over)

    assert (purged.failed, purged.counts) == (["first"], {"DeskSession": 1})
    assert "not purged" in caplog.messages
