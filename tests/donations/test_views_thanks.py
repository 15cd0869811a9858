from datetime import timedelta

import pytest
from django.utils import timezone

from campaigns import lifecycle
from config.celery import app
from donations import inbox, returns, sync
from donations.models import Donation, DonorMessage
from tests.donations.reading import ANSWER, address, text_of
from tests.factories import DonationFactory, DonorMessageFactory


def test_the_pages_behind_it_cost_a_handful(
    visitor, begin, live_campaign, standin, django_assert_num_queries
):
    donation = begin(live_campaign)
    with django_assert_num_queries(4):
        visitor.get(address(donation, "pay"))
    with django_assert_num_queries(3):
        visitor.get(address(donation, "thanks"))

    standin.pay(donation.session_id)
    sync.sync_session(donation.session_id)
    with django_assert_num_queries(5):
        visitor.get(address(donation, "thanks"))


def test_a_whole_gift_from_form_to_thanks(visitor, send, standin, deliver):
    pay = send(**ANSWER)["Location"]
    thanks = pay.replace("/pay/", "/thanks/")
    assert "Waiting for the payment" in text_of(visitor.get(thanks))

    session = standin.sessions()[0]
    deliver(visitor, *standin.pay(session["id"]))
    inbox.process()
    text = text_of(visitor.get(thanks)).replace("\u202f", " ")
    assert "Your gift has arrived" in text
    assert "Thank you for standing by Alesia*." in text
    assert "€ 12.50" in text
    assert Donation.objects.get().receipt_code in text
    assert "A neighbour, once a moderator has read it" in text
    assert "now € 12.50 collected, € 587.50 to go" in text


def test_nothing_is_called_failed_while_the_session_is_open(visitor, begin, live_campaign, standin):
    donation = begin(live_campaign)
    standin.decline(donation.session_id)
    page = visitor.get(address(donation, "thanks"))

    assert "Waiting for the payment" in text_of(page)
    assert "failed" not in text_of(page).lower()
    assert f'href="{address(donation, "thanks")}">Check again</a>' in page.content.decode()
    assert address(donation, "pay") in page.content.decode()


def test_the_waiting_page_does_not_reload_by_itself(visitor, live_campaign):
    page = visitor.get(address(DonationFactory(campaign=live_campaign), "thanks"))

    assert "http-equiv" not in page.content.decode()
    assert "Refresh" not in page.headers


def test_the_waiting_page_waits_for_no_broker(visitor, begin, live_campaign, caplog, monkeypatch):
    donation = begin(live_campaign)
    # Connections that are open already lead to the broker that is there.
    monkeypatch.setattr(app, "_pool", None)
    monkeypatch.setattr(app.amqp, "_producer_pool", None)
    monkeypatch.setattr(app.conf, "broker_write_url", "redis://127.0.0.1:9/0")

    page = visitor.get(address(donation, "thanks"))

    assert page.status_code == 200
    assert "broker not reached" in caplog.text


def test_a_bank_debit_is_on_its_way_until_it_is_collected(visitor, begin, live_campaign, standin):
    donation = begin(live_campaign)
    standin.pay_by_debit(donation.session_id)
    sync.sync_session(donation.session_id)
    assert "The bank is working on it" in text_of(visitor.get(address(donation, "thanks")))

    standin.settle(donation.session_id)
    sync.sync_session(donation.session_id)
    assert "Your gift has arrived" in text_of(visitor.get(address(donation, "thanks")))


@pytest.fixture
def paid(begin, live_campaign, standin):
    donation = begin(live_campaign)
    standin.pay(donation.session_id)
    sync.sync_session(donation.session_id)
    donation.refresh_from_db()
    return donation


def test_a_partial_refund_is_told_beside_the_gift(visitor, paid, standin):
    standin.refund(paid.session_id, cents=20_00)
    returns.sync_refund(standin.refunds()[0]["id"])
    text = text_of(visitor.get(address(paid, "thanks"))).replace("\u202f", " ")

    assert "Your gift has arrived" in text
    assert "Gift € 50.00" in text
    assert "Given back € 20.00" in text


def test_a_whole_refund_is_called_one(visitor, paid, standin):
    for cents in (20_00, 30_00):
        standin.refund(paid.session_id, cents=cents)
    for refund in standin.refunds():
        returns.sync_refund(refund["id"])
    text = text_of(visitor.get(address(paid, "thanks"))).replace("\u202f", " ")

    assert "Your gift was given back" in text
    assert "Given back € 50.00" in text
    assert "Where it goes" not in text


def test_a_refund_that_failed_leaves_the_gift_where_it_was(visitor, paid, standin):
    standin.refund(paid.session_id)
    standin.fail_refund(standin.refunds()[0]["id"])
    returns.sync_refund(standin.refunds()[0]["id"])
    text = text_of(visitor.get(address(paid, "thanks")))

    assert "Your gift has arrived" in text
    assert "Given back" not in text


def test_a_late_gift_is_told_that_it_counts(visitor, begin, live_campaign, standin, staff):
    donation = begin(live_campaign)
    standin.pay(donation.session_id)
    lifecycle.move(live_campaign.pk, "close", actor=staff.moderator)
    sync.sync_session(donation.session_id)

    assert "after the campaign had closed" in text_of(visitor.get(address(donation, "thanks")))


def test_a_taken_down_campaign_is_named_nowhere_on_the_path(
    visitor, paid, begin, live_campaign, staff
):
    waiting = begin(live_campaign)
    over = DonationFactory(campaign=live_campaign, status=Donation.Status.EXPIRED)
    lifecycle.move(live_campaign.pk, "withdraw", actor=staff.moderator)

    for url in (
        address(paid, "thanks"),
        address(waiting, "thanks"),
        address(waiting, "pay"),
        address(over, "pay"),
    ):
        page = visitor.get(url)
        assert page.status_code == 200
        for trace in ("Alesia", live_campaign.public_id, "A new beginning", "Rent of month"):
            assert trace not in page.content.decode(), (url, trace)


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        (DonorMessage.State.WAITING, "Olga, once a moderator has read it"),
        (DonorMessage.State.APPROVED, "Shown as Olga"),
        (DonorMessage.State.REFUSED, "Shown as part of the total, nothing else"),
    ],
)
def test_shown_as_follows_what_the_moderator_decided(visitor, paid, state, shown):
    DonorMessageFactory(donation=paid, display_name="Olga", state=state)

    assert shown in text_of(visitor.get(address(paid, "thanks")))


def test_the_cancelled_page_is_the_same_for_everybody(visitor, live_campaign):
    page = visitor.get("/en/cancelled/")

    assert page.status_code == 200
    assert "No money was taken" in text_of(page)
    assert live_campaign.public_id not in page.content.decode()


def test_a_donor_who_stayed_away_for_hours_can_still_start_again(visitor, send, live_campaign):
    standin_page = send()["Location"]
    Donation.objects.update(
        attempt_at=timezone.now() - timedelta(hours=5), status=Donation.Status.EXPIRED
    )

    assert "Start again" in text_of(visitor.get(standin_page))
