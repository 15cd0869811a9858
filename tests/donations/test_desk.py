"""What finance and moderators find on their first page."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from donations import desk, inbox, matters, proposals
from donations.models import Donation, Matter, ReconciliationRun
from tests.doors import enter
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
        "finance": [
            "What waits for finance",
            "Proposals that wait for you",
            "To look at",
            "Donation report",
        ],
        "administrator": [],
    }


@pytest.mark.parametrize("who", ["moderator", "finance"])
def test_the_first_page_opens(client, staff, live_campaign, who):
    DonorMessageFactory(donation=DonationFactory(campaign=live_campaign), text="Hold on")
    enter(client, getattr(staff, who))

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
    enter(client, staff.finance)

    rows = section(staff.finance, "To look at").rows

    assert [row.text.split(" since")[0] for row in rows] == [
        "1 odd gift",
        "2 events given up",
        "The last reconciliation found differences",
    ]
    assert client.get(rows[0].url).context["cl"].result_count == 1
    assert client.get(rows[1].url).context["cl"].result_count == 2
    assert client.get(rows[2].url).status_code == 200


def test_an_alarm_stands_in_red_above_everything(client, staff):
    matter = matters.open_matter(Matter.Kind.SILENT, "webhooks")
    matters.open_matter(Matter.Kind.LATE, "pi_1")
    enter(client, staff.finance)

    [alarm, *_] = desk.sections(User.objects.get(pk=staff.finance.pk))
    page = client.get("/staff/").content.decode()

    assert (alarm.title, alarm.tone) == ("Alarm", "bad")
    assert [row.url for row in alarm.rows] == [f"/staff/donations/matter/{matter.pk}/change/"]
    assert 'class="notice notice--bad desk-alarm"' in page
    assert page.index("webhooks are silent".capitalize()) < page.index("What waits for finance")

    matters.settle_by_fact(Matter.Kind.SILENT, "webhooks", "They came.")
    assert "desk-alarm" not in client.get("/staff/").content.decode()


def test_what_waits_is_counted_and_a_dispute_names_its_day(client, staff):
    due = timezone.now() + timedelta(days=5)
    for number in range(3):
        matters.open_matter(Matter.Kind.LATE, f"pi_{number}")
    matters.open_matter(Matter.Kind.DISPUTE, "dp_1", due_at=due)
    enter(client, staff.finance)

    dispute, *counts = section(staff.finance, "What waits for finance").rows

    assert dispute.text == "Dispute: dp_1"
    assert dispute.badge == f"until {timezone.localtime(due):%-d %b %Y, %H:%M}"
    assert [row.text for row in counts] == ["Paid after closing: 3", "Dispute: 1"]
    assert [client.get(row.url).context["cl"].result_count for row in counts] == [3, 1]


def test_a_proposal_waits_for_everybody_but_its_author(staff, live_campaign):
    proposals.propose(
        kind="offline_gift",
        actor=staff.finance,
        cents=25_00,
        note="receipt 7",
        campaign=live_campaign,
    )

    [row] = section(staff.second_finance, "Proposals that wait for you").rows
    assert (row.text, row.note) == ("Offline gift: €\u202f25.00", "proposed by Finance")
    assert section(staff.finance, "Proposals that wait for you").rows == []


def test_an_odd_gift_of_long_ago_does_not_stay(staff, live_campaign):
    DonationFactory(campaign=live_campaign, flag=Donation.Flag.LATE)
    Donation.objects.update(created_at=timezone.now() - desk.LATELY * 2)

    assert section(staff.finance, "To look at").rows == []


def test_this_month_and_the_last_lead_into_the_report(client, staff, live_campaign):
    book_gift(live_campaign, 25_00)
    enter(client, staff.finance)

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
