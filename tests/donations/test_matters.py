"""What waits for finance: open once, told once, settled by a person or by the facts."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts import notices
from accounts.models import AuditEntry, Notice
from donations import matters
from donations.matters import Kind
from donations.models import Matter
from tests.factories import book_gift


def open_one(kind=Kind.LATE, subject="pi_1", **data) -> Matter:
    return matters.open_matter(kind, subject, **data)


def deliver_later() -> int:
    """The mail goes out when all of a batch has come together."""
    return notices.deliver(timezone.now() + timedelta(minutes=5))


def test_a_matter_is_open_once(staff):
    first, again = open_one(), open_one()

    assert first == again
    assert Matter.objects.count() == 1


def test_another_kind_or_another_subject_is_another_matter(staff):
    open_one()
    open_one(Kind.AMOUNT)
    open_one(subject="pi_2")

    assert matters.still_open().count() == 3


def test_a_matter_keeps_what_it_is_about(live_campaign):
    gift = book_gift(live_campaign)

    open_one(donation=gift.donation, entry=gift, cents=25_00)

    matter = Matter.objects.get()
    assert (matter.donation, matter.entry, matter.data) == (gift.donation, gift, {"cents": 25_00})


def test_everybody_in_finance_is_told_once(staff):
    open_one()
    open_one()

    assert Notice.objects.filter(template="matter_opened").count() == 2
    deliver_later()
    assert sorted(letter.to for letter in mail.outbox) == [
        [staff.finance.email],
        [staff.second_finance.email],
    ]


def test_the_letter_leads_to_the_desk_and_tells_nothing(staff, settings):
    open_one(cents=25_00)
    deliver_later()

    text = mail.outbox[0].subject + mail.outbox[0].body
    assert f"{settings.SITE_URL}/staff/" in text
    assert "Something is waiting for a decision" in text
    assert "pi_1" not in text and "25" not in text and "late" not in text


def test_a_batch_of_matters_is_one_letter_for_each_colleague(staff):
    for number in range(30):
        open_one(subject=f"pi_{number}")

    deliver_later()

    assert len(mail.outbox) == 2
    assert "30 things are waiting" in mail.outbox[0].body


def test_an_alarm_does_not_wait_for_the_hour_of_other_matters(staff):
    open_one()
    deliver_later()
    open_one(Kind.SILENT, "webhooks")
    open_one(Kind.DECLINES, "campaign:1")
    open_one(subject="pi_2")

    deliver_later()

    assert len(mail.outbox) == 2 + 4


def test_a_colleague_settles_a_matter_and_says_how(staff):
    matter = open_one()

    assert matters.resolve(matter, actor=staff.finance, resolution="The donor was asked.")

    matter.refresh_from_db()
    assert (matter.resolved_by, matter.resolution) == (staff.finance, "The donor was asked.")
    assert matter.resolved_at
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.action) == (staff.finance, "matter.resolve")
    assert entry.data["resolution"] == "The donor was asked."


def test_who_comes_second_is_told_so_and_changes_nothing(staff):
    matter = open_one()
    matters.resolve(matter, actor=staff.finance, resolution="first")

    assert matters.resolve(matter, actor=staff.second_finance, resolution="second") is False

    matter.refresh_from_db()
    assert matter.resolution == "first"
    assert AuditEntry.objects.count() == 1


@pytest.mark.parametrize("who", ["caseworker", "moderator", "administrator"])
def test_settling_is_for_finance(staff, who):
    matter = open_one()

    with pytest.raises(PermissionDenied):
        matters.resolve(matter, actor=getattr(staff, who), resolution="not mine")

    assert matters.still_open().count() == 1


def test_the_facts_settle_a_matter_without_anybody(staff):
    matter = open_one(Kind.REFUNDS_DIFFER)

    matters.settle_by_fact(Kind.REFUNDS_DIFFER, "pi_1", "They agree again.")

    matter.refresh_from_db()
    assert (matter.resolved_by, matter.resolution) == (None, "They agree again.")
    assert not AuditEntry.objects.exists()


def test_the_facts_leave_what_a_colleague_has_settled_alone(staff):
    matter = open_one()
    matters.resolve(matter, actor=staff.finance, resolution="by hand")

    matters.settle_by_fact(Kind.LATE, "pi_1", "by itself")

    matter.refresh_from_db()
    assert matter.resolution == "by hand"


def test_what_was_settled_can_come_up_again_and_is_told_again(staff):
    matters.resolve(open_one(), actor=staff.finance, resolution="done")

    open_one()

    assert Matter.objects.count() == 2
    assert matters.still_open().count() == 1
    assert Notice.objects.filter(template="matter_opened").count() == 4


def test_alarms_are_those_that_do_not_wait_for_the_next_working_day(staff):
    for kind in Kind:
        open_one(kind)

    assert {matter.kind for matter in matters.alarms()} == {
        "silent",
        "books_differ",
        "declines",
        "given_up",
    }
