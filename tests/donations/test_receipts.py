import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone, translation
from django.utils.formats import date_format

from accounts import notices
from accounts.models import Notice
from campaigns import lifecycle, moderation
from donations import receipts, returns, sync
from donations.models import Donation, DonorContact
from donations.receipts import Received
from tests.factories import DonationFactory, DonorContactFactory, book_gift

LANGUAGES = ["en", "be", "ru", "pl"]


@pytest.fixture
def give(begin, standin):
    """give(campaign, email=…): a paid and booked gift of 50 euros."""

    def through_stripe(campaign, **words) -> Donation:
        donation = begin(campaign, **words)
        standin.pay(donation.session_id)
        sync.sync_session(donation.session_id)
        donation.refresh_from_db()
        return donation

    return through_stripe


def letters(to: str) -> list[mail.EmailMessage]:
    """Every letter that this donor has got by now, oldest first."""
    notices.deliver()
    return [letter for letter in mail.outbox if letter.to == [to]]


def in_words(day) -> str:
    return date_format(day, "j E Y")


def test_a_receipt_names_code_day_and_amount(give, live_campaign):
    donation = give(live_campaign, email="anna@example.org")
    [letter] = letters("anna@example.org")

    assert letter.subject == f"Receipt {donation.receipt_code}"
    assert f"Code: {donation.receipt_code}" in letter.body
    assert "Gift: € 50.00" in letter.body.replace("\u202f", " ")
    assert f"Day: {in_words(timezone.localdate(donation.paid_at))}" in letter.body
    assert f"on {in_words(donation.contact.purge_after)} at the latest" in letter.body


def test_the_receipt_says_whether_another_letter_follows(give, live_campaign):
    give(live_campaign, email="anna@example.org")
    give(live_campaign, email="olga@example.org", closing_notice=True)

    assert "This is our only letter" in letters("anna@example.org")[0].body
    assert "we write to you once more" in letters("olga@example.org")[0].body


def test_whoever_left_no_address_gets_no_letter(give, live_campaign):
    give(live_campaign)

    assert not Notice.objects.filter(template="gift_received").exists()


def test_a_gift_that_is_heard_of_twice_has_one_receipt(give, live_campaign):
    donation = give(live_campaign, email="anna@example.org")
    sync.sync_session(donation.session_id)

    assert len(letters("anna@example.org")) == 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("closing_notice", [True, False])
def test_no_letter_to_a_donor_says_what_the_gift_was_for(
    give, live_campaign, staff, language, closing_notice
):
    give(
        live_campaign,
        locale=language,
        email="anna@example.org",
        closing_notice=closing_notice,
        display_name="Anna",
        message="Hold on",
    )
    lifecycle.move(live_campaign.pk, "close", actor=staff.moderator)

    received = letters("anna@example.org")
    assert len(received) == 1 + closing_notice
    content = live_campaign.live_revision.content
    for letter in received:
        text = letter.subject + letter.body
        assert "http" not in text
        for trace in (
            live_campaign.public_id,
            content["title"]["en"],
            *content["hero_name"].values(),
            "Anna",
            "Hold on",
        ):
            assert trace not in text
        assert re.fullmatch(r"[^\n{}%]+ [0-9A-Z]{4}-[0-9A-Z]{4}", letter.subject)


def test_the_receipt_is_in_the_language_of_the_donor(give, live_campaign):
    donation = give(live_campaign, locale="pl", email="anna@example.org")
    body = letters("anna@example.org")[0].body.replace("\u202f", " ")

    assert "50,00 €" in body
    with translation.override("pl"):
        assert in_words(timezone.localdate(donation.paid_at)) in body


def test_closing_is_told_to_those_who_asked_and_gave(give, begin, live_campaign, staff):
    told = give(live_campaign, email="anna@example.org", closing_notice=True)
    give(live_campaign, email="olga@example.org")
    begin(live_campaign, email="never.paid@example.org", closing_notice=True)
    lifecycle.move(live_campaign.pk, "close", actor=staff.moderator)

    _receipt, letter = letters("anna@example.org")
    assert len(letters("olga@example.org")) == 1
    assert letters("never.paid@example.org") == []
    assert letter.subject == f"News about your gift {told.receipt_code}"
    told.contact.refresh_from_db()
    assert told.contact.purge_after == timezone.now().date() + timedelta(days=30)
    assert in_words(told.contact.purge_after) in letter.body


def test_an_address_that_no_key_opens_costs_the_letter_and_not_the_booking(
    begin, live_campaign, standin, staff
):
    donation = begin(live_campaign, email="anna@example.org", closing_notice=True)
    DonorContact.objects.update(email="1:AAAA")
    standin.pay(donation.session_id)
    sync.sync_session(donation.session_id)
    lifecycle.move(live_campaign.pk, "close", actor=staff.moderator)

    donation.refresh_from_db()
    assert donation.status == Donation.Status.PAID
    assert not Notice.objects.filter(template__in=["gift_received", "campaign_closed"]).exists()


def test_an_address_opens_for_its_own_donation(live_campaign):
    donation = DonationFactory(campaign=live_campaign)
    contact = DonorContactFactory(donation=donation, address="anna@example.org")

    assert receipts.address(contact) == "anna@example.org"


def test_what_came_and_what_went_back_is_read_from_the_books(give, live_campaign, standin):
    donation = give(live_campaign)
    assert receipts.received(donation) == Received(given_cents=50_00, returned_cents=0)

    standin.refund(donation.session_id, cents=20_00)
    returns.sync_refund(standin.refunds()[0]["id"])
    assert receipts.received(donation) == Received(given_cents=50_00, returned_cents=20_00)
    assert not receipts.received(donation).is_returned


def test_nothing_was_received_before_it_is_booked(live_campaign):
    received = receipts.received(DonationFactory(campaign=live_campaign))

    assert received == Received(given_cents=0, returned_cents=0)
    assert not received.is_returned


def test_a_gift_is_returned_when_nothing_of_it_is_left(live_campaign):
    donation = book_gift(live_campaign).donation

    assert not receipts.received(donation).is_returned
    assert Received(given_cents=5_00, returned_cents=5_00).is_returned


@pytest.mark.parametrize("decision", ["approve", "reject"])
def test_letters_to_staff_lead_to_the_desk_and_tell_nothing(draft, staff, settings, decision):
    revision = moderation.submit(draft, actor=staff.caseworker)
    if decision == "approve":
        moderation.approve(revision, actor=staff.moderator, checklist=moderation.CHECKLIST)
        lifecycle.move(draft.pk, "close", actor=staff.moderator)
    else:
        moderation.reject(revision, actor=staff.moderator, note="Which town is that?")
    notices.deliver()

    assert len(mail.outbox) > 1
    for letter in mail.outbox:
        text = letter.subject + letter.body
        assert f"{settings.SITE_URL}/staff/" in letter.body
        for trace in (draft.public_id, "A new beginning", "Alesia", "Which town", "moderator"):
            assert trace not in text
