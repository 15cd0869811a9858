"""The sweep: what the door has not heard is fetched, and its silence is noticed."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from accounts.models import Notice
from donations import inbox, matters, sweep
from donations.models import LedgerEntry, Matter, WebhookEvent
from donations.standin.account import EVENT
from donations.sweep import Swept


@pytest.fixture
def donations(live_campaign, begin):
    """Three donors before Stripe's page."""
    return [begin(live_campaign) for _ in range(3)]


@pytest.fixture
def paid(donations, standin):
    """A payment of which no webhook arrived."""
    return standin.pay(donations[0].session_id)


@pytest.fixture
def in_an_hour():
    return timezone.now() + timedelta(hours=1)


def test_what_the_door_did_not_hear_is_fetched_once(paid):
    assert sweep.run() == Swept(listed=2, fetched=2, missed=0)
    assert sweep.run() == Swept(listed=2, fetched=0, missed=0)

    events = WebhookEvent.objects.order_by("pk")
    assert list(events.values_list("type", "by_sweep")) == [
        ("checkout.session.completed", True),
        ("charge.updated", True),
    ]
    assert inbox.process() == 2
    assert LedgerEntry.objects.count() == 2


def test_what_the_door_heard_is_left_alone(paid, deliver, client, in_an_hour):
    deliver(client, *paid)

    assert sweep.run(now=in_an_hour) == Swept(listed=2, fetched=0, missed=0)
    assert not WebhookEvent.objects.filter(by_sweep=True).exists()
    assert not Matter.objects.exists()


def test_a_webhook_that_arrives_after_the_sweep_changes_nothing(paid, deliver, client):
    sweep.run()

    deliver(client, *paid)

    assert WebhookEvent.objects.count() == 2


def test_events_that_ask_nothing_of_us_stay_at_stripe(paid):
    sweep.run()

    assert set(WebhookEvent.objects.values_list("type", flat=True)) <= set(inbox.HANDLERS)


def test_more_types_than_stripe_takes_in_one_question_are_asked_for_in_several(
    paid, standin, monkeypatch
):
    unheard = {f"issuing.type_{number}": inbox.PAYOUT for number in range(sweep.TYPES_AT_ONCE)}
    # The types that happened are the last ones and the first ones of what is asked for.
    first, *others = inbox.HANDLERS.items()
    monkeypatch.setattr(inbox, "HANDLERS", dict([first]) | unheard | dict(others))

    assert sweep.run().listed == 2

    asked = [one.params["types"] for one in standin.requests if one.path == "/v1/events"]
    assert len(asked) == 2 and sum(map(len, asked)) == len(inbox.HANDLERS)
    heard = WebhookEvent.objects.order_by("pk").values_list("type", flat=True)
    assert list(heard) == ["checkout.session.completed", "charge.updated"]


@pytest.mark.parametrize("foreign", [{"livemode": True}, {"account": "acct_other"}])
def test_events_of_another_mode_or_account_stay_at_stripe(paid, standin, foreign):
    for event in standin.account.all(EVENT):
        event.update(foreign)

    assert sweep.run() == Swept(listed=0, fetched=0, missed=0)


def test_the_first_sweep_looks_back_as_far_as_stripe_lists(paid, standin):
    sweep.run()

    (asked,) = [one for one in standin.requests if one.path == "/v1/events"]
    since = int(asked.params["created"]["gte"])
    assert timedelta(days=29) < timezone.now() - moment(since) < timedelta(days=31)


def test_a_later_sweep_looks_back_to_the_last_event_with_an_overlap(paid, standin):
    sweep.run()
    last = WebhookEvent.objects.order_by("-created_at").first().created_at
    standin.requests.clear()

    sweep.run()

    (asked,) = [one for one in standin.requests if one.path == "/v1/events"]
    assert moment(int(asked.params["created"]["gte"])) == last - sweep.OVERLAP


def test_nobody_asks_for_what_stripe_no_longer_lists(paid, standin):
    sweep.run(since=timezone.now() - timedelta(days=400))

    (asked,) = [one for one in standin.requests if one.path == "/v1/events"]
    assert timezone.now() - moment(int(asked.params["created"]["gte"])) < timedelta(days=31)


def moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def test_a_silent_door_is_an_alarm_while_donors_pay(paid, in_an_hour):
    assert sweep.run(now=in_an_hour).missed == 2

    matter = matters.alarms().get()
    assert (matter.kind, matter.subject) == ("silent", "webhooks")
    assert matter.data["missed"] == 2
    assert matter.data["types"] == ["charge.updated", "checkout.session.completed"]


def test_a_door_that_misses_one_kind_of_event_is_an_alarm_too(paid, deliver, client, in_an_hour):
    deliver(client, *(event for event in paid if event["type"] != "charge.updated"))

    sweep.run(now=in_an_hour)

    assert matters.alarms().get().data["types"] == ["charge.updated"]


def test_events_on_their_way_are_no_silence(paid):
    sweep.run(now=timezone.now() + timedelta(minutes=9))

    assert not matters.alarms().exists()


def test_nobody_pays_so_nobody_is_woken(donations, standin, in_an_hour):
    standin.expire(donations[0].session_id)

    assert sweep.run(now=in_an_hour).missed == 1
    assert not matters.alarms().exists()


def test_the_alarm_goes_on_until_the_door_hears_again(
    paid, donations, standin, deliver, client, in_an_hour
):
    sweep.run(now=in_an_hour)

    sweep.run(now=in_an_hour)
    assert matters.alarms().exists(), "nothing is missing, but nothing was heard either"

    standin.pay(donations[1].session_id)
    sweep.run(now=in_an_hour)
    assert matters.alarms().count() == 1, "the same silence is one alarm"

    deliver(client, *standin.pay(donations[2].session_id))
    sweep.run(now=in_an_hour)
    assert not matters.alarms().exists()
    assert Matter.objects.get().resolution == "Webhooks arrive again."


def test_finance_is_told_once_of_a_silence(paid, staff, in_an_hour):
    sweep.run(now=in_an_hour)
    sweep.run(now=in_an_hour)

    matter = Matter.objects.get()
    assert matter.resolved_at is None
    colleagues = {staff.finance.pk, staff.second_finance.pk}
    told = Notice.objects.filter(template="matter_opened")
    assert set(told.values_list("dedupe_key", flat=True)) == {
        f"matter:{matter.pk}:{colleague}" for colleague in colleagues
    }


def test_operators_are_told_to_subscribe_to_every_event_that_is_swept():
    manual = (settings.BASE_DIR / "docs" / "operations.md").read_text()

    assert [name for name in inbox.HANDLERS if f"`{name}`" not in manual] == []
