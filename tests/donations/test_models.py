"""What the tables of donations refuse by themselves, and what they keep together."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from donations.models import (
    Dispute,
    Donation,
    DonorContact,
    DonorMessage,
    LedgerEntry,
    Payout,
    WebhookEvent,
)
from tests.factories import (
    DonationFactory,
    DonorContactFactory,
    DonorMessageFactory,
    PaidDonationFactory,
    WebhookEventFactory,
    book_gift,
)


def refused(constraint: str):
    return pytest.raises(IntegrityError, match=constraint)


def test_a_donation_is_about_money(live_campaign):
    with refused("donation_positive"), transaction.atomic():
        DonationFactory(campaign=live_campaign, amount_cents=0)


def test_a_donation_is_in_euro(live_campaign):
    with refused("donation_in_euro"), transaction.atomic():
        DonationFactory(campaign=live_campaign, currency="USD")


def test_paid_donations_and_no_others_have_a_time(live_campaign):
    with refused("donation_paid_has_time"), transaction.atomic():
        DonationFactory(campaign=live_campaign, status=Donation.Status.PAID)
    with refused("donation_paid_has_time"), transaction.atomic():
        DonationFactory(campaign=live_campaign, paid_at=timezone.now())


@pytest.mark.books_differ
@pytest.mark.parametrize(
    "name", ["public_id", "receipt_code", "form_token", "session_id", "intent_id"]
)
def test_every_name_of_a_donation_is_its_own(live_campaign, name):
    first = PaidDonationFactory(campaign=live_campaign)

    with refused(name), transaction.atomic():
        PaidDonationFactory(campaign=live_campaign, **{name: getattr(first, name)})


def test_many_donations_may_still_be_without_a_session(live_campaign):
    DonationFactory.create_batch(2, campaign=live_campaign, form_token=None)

    assert Donation.objects.filter(session_id=None, intent_id=None).count() == 2


def test_forgetting_an_address_touches_nothing_else(live_campaign):
    gift = book_gift(live_campaign)
    DonorContactFactory(donation=gift.donation)

    DonorContact.objects.all().delete()

    assert LedgerEntry.objects.count() == Donation.objects.count() == 1


def test_an_address_goes_with_a_donation_that_never_was_paid(live_campaign):
    donation = DonationFactory(campaign=live_campaign)
    DonorContactFactory(donation=donation)
    DonorMessageFactory(donation=donation)

    donation.delete()

    assert not DonorContact.objects.exists() and not DonorMessage.objects.exists()


def test_a_donation_in_the_books_stays(live_campaign):
    gift = book_gift(live_campaign)

    with pytest.raises(ProtectedError):
        gift.donation.delete()


def test_the_kept_address_is_sealed_for_its_row(live_campaign):
    contact = DonorContactFactory(
        donation=DonationFactory(campaign=live_campaign), address="giver@mailbox.example"
    )

    assert "giver" not in DonorContact.objects.values_list("email", flat=True).get()
    assert "@" not in str(contact)


def test_a_message_says_something(live_campaign):
    with refused("donor_message_says_something"), transaction.atomic():
        DonorMessageFactory(
            donation=DonationFactory(campaign=live_campaign), display_name="", text=""
        )


def test_a_message_is_invisible_until_somebody_has_read_it(live_campaign):
    message = DonorMessageFactory(donation=DonationFactory(campaign=live_campaign))

    assert message.state == DonorMessage.State.WAITING


def test_an_event_is_noted_once(db):
    WebhookEventFactory(event_id="evt_1")

    with refused("event_id"), transaction.atomic():
        WebhookEventFactory(event_id="evt_1")


def test_there_is_no_column_for_what_stripe_knows_of_a_donor():
    """Whoever adds one should have to change this list, and think."""
    columns = {
        model.__name__: {field.name for field in model._meta.concrete_fields}
        for model in (WebhookEvent, LedgerEntry, Dispute, Payout)
    }
    assert columns == {
        "WebhookEvent": {
            "id",
            "event_id",
            "type",
            "object_id",
            "created_at",
            "by_sweep",
            "received_at",
            "processed_at",
            "attempts",
            "due_at",
            "last_error",
        },
        "LedgerEntry": {
            "id",
            "booked_at",
            "effective_at",
            "account",
            "campaign",
            "donation",
            "about",
            "kind",
            "amount_cents",
            "currency",
            "source_id",
            "source_salt",
            "source_seal",
            "line_number",
            "actor",
            "note",
            "position",
            "previous_hash",
            "hash",
        },
        "Dispute": {
            "id",
            "dispute_id",
            "donation",
            "intent_id",
            "amount_cents",
            "currency",
            "status",
            "due_at",
            "seen_at",
        },
        "Payout": {
            "id",
            "payout_id",
            "amount_cents",
            "currency",
            "status",
            "arrives_on",
            "movements_cents",
        },
    }
