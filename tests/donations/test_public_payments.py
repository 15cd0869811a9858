"""What was paid, as everybody may read it: by month, and only of campaigns that are closed."""

from datetime import UTC, date, datetime

import pytest

from campaigns import lifecycle
from donations import ledger, public_payments
from donations.models import LedgerEntry
from tests.factories import CampaignFactory

# Entries are posted here without the donations they would have.
pytestmark = pytest.mark.books_differ


@pytest.fixture
def pay(staff):
    """pay(campaign, line, cents, year, month, day): money handed over."""

    def post(campaign, line, cents, *day):
        ledger.post(
            campaign_id=campaign.pk,
            kind="disbursement",
            cents=-cents,
            source_id=f"disbursement:{LedgerEntry.objects.count()}",
            effective_at=datetime(*day, 12, tzinfo=UTC),
            line_number=line,
            actor=staff.finance,
            note="as agreed",
        )

    return post


@pytest.fixture
def close(staff):
    return lambda campaign: lifecycle.move(campaign.pk, "close", actor=staff.moderator)


def told(language="en", **more) -> list[tuple]:
    found = public_payments.of_closed(language, **more)
    return [(one.month, one.cents, str(one.line)) for one in found]


def test_nothing_is_told_while_a_campaign_runs_or_once_it_is_down(live_campaign, pay, close, staff):
    pay(live_campaign, 1, 40_00, 2027, 2, 3)
    assert told() == []

    lifecycle.move(live_campaign.pk, "pause", actor=staff.moderator)
    assert told() == []
    lifecycle.move(live_campaign.pk, "resume", actor=staff.moderator)

    close(live_campaign)
    assert len(told()) == 1

    lifecycle.move(live_campaign.pk, "withdraw", actor=staff.moderator)
    assert told() == []


def test_payments_of_a_month_for_one_line_are_one_sum(live_campaign, pay, close):
    label = live_campaign.live_revision.content["lines"][0]["label"]["en"]
    pay(live_campaign, 1, 40_00, 2027, 2, 3)
    pay(live_campaign, 1, 2_50, 2027, 2, 27)
    pay(live_campaign, 1, 10_00, 2027, 3, 1)
    pay(live_campaign, None, 5_00, 2027, 2, 9)
    close(live_campaign)

    assert told() == [
        (date(2027, 3, 1), 10_00, label),
        (date(2027, 2, 1), 42_50, label),
        (date(2027, 2, 1), 5_00, ""),
    ]
    assert told(most=1) == [(date(2027, 3, 1), 10_00, label)]


def test_words_are_those_of_the_approved_text_in_the_language_of_the_reader(
    staff, publish, pay, close
):
    campaign = publish(CampaignFactory(owner=staff.caseworker, title={"en": "A roof", "be": "Дах"}))
    pay(campaign, 1, 40_00, 2027, 2, 3)
    close(campaign)
    campaign.title = {"en": "A draft"}
    campaign.save(update_fields=["title"])

    (english,), (belarusian,) = (public_payments.of_closed(code) for code in ("en", "be"))
    assert (str(english.campaign), english.public_id) == ("A roof", campaign.public_id)
    assert (str(belarusian.campaign), belarusian.campaign.language) == ("Дах", "be")


def test_the_number_of_questions_does_not_grow(
    staff, publish, pay, close, django_assert_num_queries
):
    for _ in range(3):
        campaign = publish(CampaignFactory(owner=staff.caseworker))
        pay(campaign, 1, 40_00, 2027, 2, 3)
        close(campaign)

    with django_assert_num_queries(2):
        assert len(told()) == 3
