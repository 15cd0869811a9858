"""What finance and moderators find on their first page."""

import pytest
from django.utils import timezone

from accounts.models import User
from donations import desk, inbox
from donations.models import Donation, ReconciliationRun
from tests.factories import (
    DonationFactory,
    DonorMessageFactory,
    WebhookEventFactory,
    book_gift,
)


def section(user, title):
    # As a request would: permissions asked anew.
    found = desk.sections(User.objects.get(pk=user.pk))
    return next(section for section in found if section.title == title)


def test_each_role_finds_its_own(staff):
    titles = {
        name: [section.title for section in desk.sections(getattr(staff, name))]
        for name in ("caseworker", "moderator", "finance", "administrator")
    }

    assert titles == {
        "caseworker": [],
        "moderator": ["Words of donors"],
        "finance": ["To look at", "Donation report"],
        "administrator": [],
    }


@pytest.mark.parametrize("who", ["moderator", "finance"])
def test_the_first_page_opens(client, staff, live_campaign, who):
    DonorMessageFactory(donation=DonationFactory(campaign=live_campaign), text="Hold on")
    client.force_login(getattr(staff, who))

    page = client.get("/staff/").content.decode()

    assert ("Hold on" in page) == (who == "moderator")
    assert ("Donation report" in page) == (who == "finance")


def test_when_all_is_in_order_nothing_is_to_be_looked_at(staff, live_campaign):
    book_gift(live_campaign)
    WebhookEventFactory(attempts=inbox.TRIES - 1)
    WebhookEventFactory(attempts=inbox.TRIES, processed_at=timezone.now())
    ReconciliationRun.objects.create(finished_at=timezone.now(), discrepancies=[])

    assert section(staff.finance, "To look at").rows == []


def test_odd_gifts_events_given_up_and_differences_are_named(client, staff, live_campaign):
    DonationFactory(campaign=live_campaign, flag=Donation.Flag.LATE)
    for _ in range(2):
        WebhookEventFactory(attempts=inbox.TRIES)
    ReconciliationRun.objects.create(finished_at=timezone.now(), discrepancies=[{"what": "total"}])
    client.force_login(staff.finance)

    rows = section(staff.finance, "To look at").rows

    assert [row.text.split(" since")[0] for row in rows] == [
        "1 odd gift",
        "2 events given up",
        "The last reconciliation found differences",
    ]
    assert client.get(rows[0].url).context["cl"].result_count == 1
    assert client.get(rows[1].url).context["cl"].result_count == 2
    assert client.get(rows[2].url).status_code == 200


def test_an_odd_gift_of_long_ago_does_not_stay(staff, live_campaign):
    DonationFactory(campaign=live_campaign, flag=Donation.Flag.LATE)
    Donation.objects.update(created_at=timezone.now() - desk.LATELY * 2)

    assert section(staff.finance, "To look at").rows == []


def test_this_month_and_the_last_lead_into_the_report(client, staff, live_campaign):
    book_gift(live_campaign, 25_00)
    client.force_login(staff.finance)

    this, last = section(staff.finance, "Donation report").rows

    assert this.text == f"{timezone.localdate():%B %Y}"
    assert this.note == "€\u202f25.00 net, 1 gift"
    assert last.note == "€\u202f0.00 net, 0 gifts"
    assert client.get(this.url).context["total"].net_cents == 25_00
    assert client.get(last.url).status_code == 200


def test_the_oldest_words_come_first_and_only_some(staff, live_campaign):
    for number in range(desk.SHOWN + 1):
        DonorMessageFactory(donation=DonationFactory(campaign=live_campaign), text=f"No. {number}")

    rows = section(staff.moderator, "Words of donors").rows

    assert [row.text for row in rows] == [f"No. {number}" for number in range(desk.SHOWN)]
