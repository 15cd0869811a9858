"""Colleagues, and what the tables of this app refuse."""

import pytest
from django.db import IntegrityError, transaction

from accounts.models import AuditEntry, User
from tests.factories import PASSWORD, UserFactory


def test_the_address_is_the_log_in(db, client):
    user = UserFactory(email="Ala@office.example")

    assert User.objects.get_by_natural_key("ala@OFFICE.example") == user
    assert user.check_password(PASSWORD)


def test_two_colleagues_cannot_share_an_address_in_another_case(db):
    UserFactory(email="ala@office.example")

    with pytest.raises(IntegrityError, match="user_email_once"), transaction.atomic():
        UserFactory(email="ALA@office.example")


def test_an_address_with_wildcards_is_only_itself(db):
    UserFactory(email="ala@office.example")

    with pytest.raises(User.DoesNotExist):
        User.objects.get_by_natural_key("a_a@office.example")


def test_a_new_colleague_has_no_desk(db):
    user = User.objects.create_user("new@office.example", PASSWORD)

    assert not (user.is_staff or user.is_superuser)


def test_a_superuser_has_all(db):
    user = User.objects.create_superuser("root@office.example", PASSWORD)

    assert user.is_staff and user.has_perm("campaigns.review_campaign")


def test_lists_show_the_work_name_and_never_the_address(db):
    named, nameless = UserFactory(work_name="Ala"), UserFactory(work_name="")

    assert str(named) == named.get_full_name() == "Ala"
    assert "@" not in f"{nameless}{nameless.get_short_name()}"


def test_the_newest_entry_of_the_audit_log_comes_first(staff):
    entries = [AuditEntry.objects.create(actor=None, action=name, target="x") for name in "ab"]

    assert list(AuditEntry.objects.all()) == entries[::-1]


def test_who_is_in_the_audit_log_stays(staff):
    AuditEntry.objects.create(actor=staff.moderator, action="campaign.pause", target="x")

    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=staff.moderator.pk).delete()
