"""Words of donors: shown or refused by one moderator, never by two at once."""

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import AuditEntry
from donations import donor_messages
from donations.models import DonorMessage
from tests.factories import CampaignFactory, DonationFactory, DonorMessageFactory

State = DonorMessage.State


@pytest.fixture
def message(live_campaign):
    return DonorMessageFactory(donation=DonationFactory(campaign=live_campaign))


@pytest.mark.parametrize(
    ("decision", "seen", "state"),
    [
        ("show", State.WAITING, State.APPROVED),
        ("refuse", State.WAITING, State.REFUSED),
        ("refuse", State.APPROVED, State.REFUSED),
        ("show", State.REFUSED, State.APPROVED),
    ],
)
def test_a_decision_is_kept_with_who_made_it(message, staff, decision, seen, state):
    DonorMessage.objects.update(state=seen)

    donor_messages.decide(message.pk, decision, seen=seen, actor=staff.moderator)

    message.refresh_from_db()
    assert (message.state, message.decided_by) == (state, staff.moderator)
    entry = AuditEntry.objects.get(action=f"message.{decision}")
    assert (entry.actor, entry.target) == (staff.moderator, f"message:{message.pk}")
    assert entry.data["source"] == seen
    assert message.text not in str(entry.data)


@pytest.mark.parametrize("second", ["show", "refuse"])
def test_the_slower_of_two_moderators_changes_nothing(message, staff, second):
    donor_messages.decide(message.pk, "show", seen=State.WAITING, actor=staff.moderator)

    with pytest.raises(donor_messages.NotPossible, match="already “shown”"):
        donor_messages.decide(message.pk, second, seen=State.WAITING, actor=staff.second_moderator)

    message.refresh_from_db()
    assert (message.state, message.decided_by) == (State.APPROVED, staff.moderator)
    assert AuditEntry.objects.filter(action__startswith="message.").count() == 1


@pytest.mark.parametrize("who", ["caseworker", "finance", "administrator"])
def test_moderators_alone_decide(message, staff, who):
    with pytest.raises(PermissionDenied):
        donor_messages.decide(message.pk, "show", seen=State.WAITING, actor=getattr(staff, who))


@pytest.mark.parametrize(
    "words",
    [
        {"text": "Call me: +48 512 345 678"},
        {"text": "hanna@mailbox.example"},
        {"display_name": "@hanna_from_minsk"},
        {"text": "Kavalenka, hold on"},
    ],
)
def test_words_that_may_lead_to_a_person_are_not_shown(staff, words):
    campaign = CampaignFactory(owner=staff.caseworker, terms=["Kavalenka"])
    message = DonorMessageFactory(donation=DonationFactory(campaign=campaign), **words)

    assert donor_messages.findings(message)
    with pytest.raises(donor_messages.NotPossible, match="may lead to a person"):
        donor_messages.decide(message.pk, "show", seen=State.WAITING, actor=staff.moderator)

    donor_messages.decide(message.pk, "refuse", seen=State.WAITING, actor=staff.moderator)
    message.refresh_from_db()
    assert message.state == State.REFUSED
