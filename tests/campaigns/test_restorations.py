"""A take-down is undone by two moderators, and by nobody else."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import AuditEntry, Notice
from campaigns import lifecycle, restorations
from campaigns.lifecycle import NotPossible
from campaigns.models import Campaign, Restoration
from tests.threads import Meeting, at_once, kinds_of


@pytest.fixture
def down(live_campaign, staff) -> Campaign:
    return lifecycle.move(live_campaign.pk, "withdraw", actor=staff.administrator)


@pytest.fixture
def proposed(down, staff) -> Restoration:
    return restorations.propose(down.pk, actor=staff.moderator, reason="It was a mistake.")


def status() -> str:
    return Campaign.objects.get().status


def test_two_moderators_make_it_a_draft_with_nothing_approved(down, proposed, staff, visitor):
    restorations.confirm(down.pk, actor=staff.second_moderator)

    campaign = Campaign.objects.get()
    assert (campaign.status, campaign.live_revision, campaign.withdrawn_at) == ("draft", None, None)
    assert visitor.get(f"/en/c/{down.public_id}/").status_code == 404


def test_the_record_has_both_and_the_reason(down, proposed, staff):
    restorations.confirm(down.pk, actor=staff.second_moderator)

    log = AuditEntry.objects.filter(target=f"campaign:{down.public_id}").order_by("-pk")
    assert [(entry.action, entry.actor) for entry in log[:3]] == [
        ("campaign.restore", staff.second_moderator),
        ("restoration.confirm", staff.second_moderator),
        ("restoration.propose", staff.moderator),
    ]
    assert log[0].data["reason"] == "It was a mistake."


def test_the_other_moderators_hear_of_a_proposal(proposed, staff):
    (notice,) = Notice.objects.filter(template="restoration_proposed")

    assert notice.dedupe_key.endswith(f":{staff.second_moderator.pk}")


def test_nobody_agrees_with_themselves(down, proposed, staff):
    with pytest.raises(PermissionDenied):
        restorations.confirm(down.pk, actor=staff.moderator)

    assert status() == "withdrawn"


@pytest.mark.parametrize("person", ["caseworker", "finance", "administrator"])
def test_it_is_for_moderators(down, proposed, staff, person):
    actor = getattr(staff, person)

    for act in (restorations.confirm, restorations.drop):
        with pytest.raises(PermissionDenied):
            act(down.pk, actor=actor)
    with pytest.raises(PermissionDenied):
        restorations.propose(down.pk, actor=actor, reason="Please.")


def test_a_proposal_needs_a_reason_and_is_made_once(down, staff):
    with pytest.raises(NotPossible, match="why"):
        restorations.propose(down.pk, actor=staff.moderator, reason="  ")
    restorations.propose(down.pk, actor=staff.moderator, reason="A mistake.")

    with pytest.raises(NotPossible, match="already"):
        restorations.propose(down.pk, actor=staff.second_moderator, reason="A mistake.")


def test_what_was_dropped_cannot_be_agreed_to(down, proposed, staff):
    restorations.drop(down.pk, actor=staff.second_moderator)

    with pytest.raises(NotPossible, match="any more"):
        restorations.confirm(down.pk, actor=staff.second_moderator)
    assert restorations.pending(down) is None


def test_only_what_is_down_is_brought_back(live_campaign, staff):
    with pytest.raises(NotPossible, match="live"):
        restorations.propose(live_campaign.pk, actor=staff.moderator, reason="A mistake.")


def test_the_move_alone_is_refused(down, staff):
    with pytest.raises(NotPossible, match="two moderators"):
        lifecycle.move(down.pk, "restore", actor=staff.moderator)


def refused(constraint: str):
    return pytest.raises(IntegrityError, match=constraint)


@pytest.mark.parametrize("there", ["draft", "live", "paused"])
def test_the_database_lets_no_take_down_be_undone_by_one(down, proposed, there):
    with refused("campaign_restored_by_two"), transaction.atomic():
        Campaign.objects.update(status=there, withdrawn_at=None)


def test_the_database_refuses_the_same_person_twice(proposed, staff):
    with refused("restoration_confirmed_by_another"), transaction.atomic():
        Restoration.objects.update(confirmed_by=staff.moderator, settled_at=timezone.now())


def test_an_agreement_of_an_earlier_take_down_brings_nothing_back(down, restore, publish, staff):
    campaign = publish(restore(down))
    lifecycle.move(campaign.pk, "withdraw", actor=staff.moderator)

    with pytest.raises(NotPossible):
        lifecycle.move(campaign.pk, "restore", actor=staff.moderator)
    with refused("campaign_restored_by_two"), transaction.atomic():
        Campaign.objects.update(status="draft", withdrawn_at=None)


def answers(down, staff, monkeypatch) -> list:
    """What comes of one colleague who agrees while another lets it be."""
    monkeypatch.setattr(restorations, "pending", Meeting().after(restorations.pending))
    return at_once(
        lambda: restorations.confirm(down.pk, actor=staff.second_moderator),
        lambda: restorations.drop(down.pk, actor=staff.moderator),
    )


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_once_one_counts(down, proposed, staff, monkeypatch):
    results = answers(down, staff, monkeypatch)

    assert "NotPossible" in kinds_of(results)
    assert (status() == "draft") is bool(Restoration.objects.get().confirmed_by)


@pytest.mark.django_db(transaction=True)
def test_without_locks_only_the_database_keeps_them_apart(
    down, proposed, staff, monkeypatch, without_locks
):
    assert "IntegrityError" in kinds_of(answers(down, staff, monkeypatch))
