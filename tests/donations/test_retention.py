"""What is kept of donors: there a day before its time, gone a day after, and the sums stay."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from accounts import retention as accounts_retention
from accounts.models import Notice
from campaigns import lifecycle
from donations import inbox, matters, receipts, retention
from donations.models import Donation, DonorContact, DonorMessage, LedgerEntry, WebhookEvent
from tests.donations.forgetting import DAY, noon, purge
from tests.factories import (
    DonationFactory,
    DonorContactFactory,
    DonorMessageFactory,
    WebhookEventFactory,
    book_gift,
)

# --- addresses ---


def test_an_address_goes_on_the_day_that_its_donor_was_told(live_campaign):
    contact = DonorContactFactory(donation=book_gift(live_campaign).donation)

    purge(noon(contact.purge_after) - DAY)
    assert DonorContact.objects.exists()
    purge(noon(contact.purge_after))
    assert not DonorContact.objects.exists()


@pytest.mark.parametrize("ending", ["close", "withdraw"])
def test_an_address_goes_a_month_after_the_campaign_is_over(live_campaign, staff, ending):
    DonorContactFactory(donation=book_gift(live_campaign).donation)
    lifecycle.move(live_campaign.pk, ending, actor=staff.moderator)
    over = timezone.now() + settings.CONTACT_KEPT_DAYS_AFTER_CLOSING * DAY

    purge(over - 2 * DAY)
    assert DonorContact.objects.exists()
    purge(over + DAY)
    assert not DonorContact.objects.exists()


@pytest.mark.parametrize("status", ["expired", "failed"])
def test_who_never_paid_is_forgotten_at_once(live_campaign, status):
    donation = DonationFactory(campaign=live_campaign, status=status)
    DonorContactFactory(donation=donation)
    DonorMessageFactory(donation=donation)

    assert purge(timezone.now()) == {"DonorContact": 1, "DonorMessage": 1}


@pytest.mark.parametrize("status", ["open", "processing"])
def test_who_may_still_pay_is_not(live_campaign, status):
    donation = DonationFactory(campaign=live_campaign, status=status)
    DonorContactFactory(donation=donation)
    DonorMessageFactory(donation=donation)

    assert purge(timezone.now()) == {}


def test_letters_to_a_forgotten_address_are_never_sent(live_campaign, staff, mailoutbox):
    donation = book_gift(live_campaign).donation
    contact = DonorContactFactory(
        donation=donation, wants_closing_notice=True, purge_after=timezone.localdate() + 9 * DAY
    )
    other = DonorContactFactory(
        donation=book_gift(live_campaign).donation,
        wants_closing_notice=True,
        purge_after=contact.purge_after + 99 * DAY,
    )
    receipts.queue_receipt(donation, cents=100)
    receipts.queue_closing_notices(live_campaign)

    purge(noon(contact.purge_after))

    cancelled = Notice.objects.filter(state="cancelled")
    assert {one.dedupe_key for one in cancelled} == set(receipts.letters_to(contact))
    assert {one.to for one in cancelled} == {""}
    waiting = Notice.objects.filter(state="queued", template="campaign_closed")
    assert {one.dedupe_key for one in waiting} == {receipts.closing_key(other.donation)}


# --- words ---


@pytest.mark.parametrize("ending", ["close", "withdraw"])
def test_words_of_donors_go_three_months_after_the_campaign_is_over(live_campaign, staff, ending):
    DonorMessageFactory(donation=book_gift(live_campaign).donation, state="approved")
    assert "DonorMessage" not in purge(timezone.now() + 999 * DAY)
    lifecycle.move(live_campaign.pk, ending, actor=staff.moderator)
    over = timezone.now() + settings.WORDS_KEPT_DAYS_AFTER_CLOSING * DAY

    purge(over - DAY)
    assert DonorMessage.objects.exists()
    purge(over + DAY)
    assert not DonorMessage.objects.exists()


def test_a_campaign_that_goes_on_keeps_its_words(live_campaign, staff):
    DonorMessageFactory(donation=book_gift(live_campaign).donation)
    lifecycle.move(live_campaign.pk, "close", actor=staff.moderator)
    lifecycle.move(live_campaign.pk, "reopen", actor=staff.moderator)

    purge(timezone.now() + 99 * DAY)

    assert DonorMessage.objects.exists()


# --- gifts that came to nothing, and the inbox ---


@pytest.mark.parametrize("status", ["expired", "failed"])
def test_a_gift_that_was_never_paid_is_forgotten(live_campaign, status):
    DonationFactory(campaign=live_campaign, status=status)
    kept = settings.UNPAID_KEPT_DAYS * DAY

    purge(timezone.now() + kept - DAY)
    assert Donation.objects.exists()
    purge(timezone.now() + kept + DAY)
    assert not Donation.objects.exists()


def test_a_gift_that_finance_looks_at_is_not(live_campaign):
    donation = DonationFactory(campaign=live_campaign, status="expired")
    matters.open_matter(matters.Kind.ZERO, "cs_1", donation=donation)

    purge(timezone.now() + 999 * DAY)

    assert Donation.objects.get() == donation


def test_the_inbox_is_forgotten_and_the_ledger_stays(live_campaign):
    WebhookEventFactory()
    book_gift(live_campaign)
    kept = settings.INBOX_KEPT_DAYS * DAY

    purge(timezone.now() + kept - DAY)
    assert WebhookEvent.objects.exists()
    purge(timezone.now() + kept + DAY)
    assert not WebhookEvent.objects.exists()
    assert LedgerEntry.objects.exists()


def test_a_hint_is_worked_off_or_given_up_long_before_it_is_forgotten():
    longest = sum(
        (min(inbox.FIRST_PAUSE * 2**tries, inbox.LONGEST_PAUSE) for tries in range(inbox.TRIES)),
        timedelta(),
    )
    assert longest < settings.INBOX_KEPT_DAYS * DAY / 2


# --- the rules ---


def test_every_rule_says_what_it_does_in_words():
    for rule in retention.RULES:
        assert "%" not in str(rule)
        assert not rule.days or str(rule.days) in str(rule)


def test_the_rules_of_all_rooms_are_there():
    assert set(accounts_retention.RULES) <= set(retention.RULES)
