import html
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from campaigns import lifecycle
from donations import checkout, stripe_gateway, sync
from donations.models import Donation, DonorMessage
from tests.donations.reading import ANSWER, address, stripe_link, text_of, token_of
from tests.factories import DonationFactory

TRIES = 3


def test_a_filled_form_becomes_a_donation_and_leads_to_its_page(send, live_campaign):
    answer = send(**ANSWER)

    donation = Donation.objects.get()
    assert answer.status_code == 303
    assert answer["Location"] == address(donation, "pay")
    assert donation.campaign == live_campaign
    assert donation.amount_cents == 12_50
    assert donation.contact.wants_closing_notice
    assert donation.message.text == "You are <not> alone & never were"
    assert donation.message.state == DonorMessage.State.WAITING


def test_the_same_form_twice_is_one_donation_with_one_session(visitor, form_url, standin):
    form = ANSWER | {"token": token_of(visitor.get(form_url))}
    answers = [visitor.post(form_url, form) for _ in range(2)]

    assert {answer["Location"] for answer in answers} == {
        address(Donation.objects.get(), "pay"),
    }
    assert len(standin.sessions()) == 1


def test_going_back_and_changing_the_sum_asks_before_it_is_another_gift(visitor, form_url, standin):
    token = token_of(visitor.get(form_url))
    visitor.post(form_url, {"token": token, "amount": "25"})
    changed = visitor.post(form_url, {"token": token, "amount": "50"})

    assert changed.status_code == 422
    assert "You have sent this form before" in text_of(changed)
    answer = visitor.post(form_url, {"token": token_of(changed), "amount": "50"})
    donation = Donation.objects.get(amount_cents=50_00)
    assert answer["Location"] == address(donation, "pay")


@pytest.mark.django_db(transaction=True)
def test_an_impatient_double_click_is_one_donation(visitor, form_url, standin):
    form = ANSWER | {"token": token_of(visitor.get(form_url))}
    together = Barrier(2, timeout=10)

    def click(_):
        try:
            together.wait()
            return Client().post(form_url, form)["Location"]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert len(set(pool.map(click, range(2)))) == 1
    assert Donation.objects.count() == 1
    assert len(standin.sessions()) == 1


def test_before_paying_the_donor_reads_what_will_be_known(visitor, send):
    page = visitor.get(send(**ANSWER)["Location"])
    text = text_of(page)

    assert page.status_code == 200
    assert Donation.objects.get().receipt_code in text
    assert "€ 12.50" in text.replace("\u202f", " ")
    assert "Alesia*" in text
    for heading in ("Everybody", "Our staff", "Stripe", "Your bank", "On your bank statement"):
        assert heading in text
    assert "… GIFT" in text
    assert "Is your bank in Belarus or Russia?" in text
    assert "Stripe’s page needs JavaScript" in text
    assert "anna@example.org" not in text


def test_the_link_to_stripe_tells_it_nothing_on_the_way(visitor, send, standin):
    page = visitor.get(send()["Location"])

    assert stripe_link(page) == standin.sessions()[0]["url"]
    assert 'id="to-stripe" class="btn" rel="noreferrer noopener"' in page.content.decode()


@pytest.mark.parametrize(
    "url",
    [
        "https://elsewhere.example/pay",
        "javascript:alert(1)",
        "http://checkout.stripe.com/pay",
        "https://checkout.stripe.com@elsewhere.example/",
    ],
)
def test_nobody_is_sent_to_an_address_that_is_not_stripes(visitor, send, url):
    pay = send()["Location"]
    Donation.objects.update(checkout_url=url)
    page = visitor.get(pay)

    assert page.status_code == 200
    assert url not in html.unescape(page.content.decode())
    assert stripe_link(page) is None


def test_when_stripe_is_away_the_donor_keeps_the_gift_and_a_button(visitor, send, standin):
    standin.answer_next_with(500)
    answer = send(**ANSWER)
    page = visitor.get(answer["Location"])

    assert answer.status_code == 303
    assert page.status_code == 200
    assert "We could not reach the payment company" in text_of(page)
    assert f'action="{answer["Location"]}"' in page.content.decode()
    again = visitor.post(answer["Location"])
    assert (again.status_code, again["Location"]) == (303, answer["Location"])
    assert stripe_link(visitor.get(answer["Location"]))
    assert Donation.objects.count() == 1
    assert len(standin.sessions()) == 1


def test_when_the_answer_of_stripe_is_lost_there_is_one_session_in_the_end(visitor, send, standin):
    standin.drop_next_answer(TRIES)
    pay = send()["Location"]
    assert stripe_link(visitor.get(pay)) is None
    visitor.post(pay)

    assert stripe_link(visitor.get(pay)) == standin.sessions()[0]["url"]
    assert len(standin.sessions()) == 1


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 409, 429, 500, 503])
def test_no_answer_of_stripe_breaks_our_page(visitor, send, standin, status):
    standin.answer_next_with(status, TRIES)
    answer = send()

    assert answer.status_code == 303
    assert "Try again" in text_of(visitor.get(answer["Location"]))


def test_while_stripe_is_silent_the_donor_waits_no_longer_than_a_worker_can(
    visitor, form_url, standin, monkeypatch
):
    """The gateway's own seconds are tested with it; here, that one POST asks only once."""
    monkeypatch.setattr(stripe_gateway, "ANSWER_SECONDS", 0.2)
    stripe_gateway._build_client.cache_clear()
    standin.fault("hang", times=TRIES, seconds=1)
    try:
        answer = visitor.post(form_url, {"token": token_of(visitor.get(form_url)), "amount": "25"})
    finally:
        stripe_gateway._build_client.cache_clear()

    assert answer.status_code == 303
    assert "Try again" in text_of(visitor.get(answer["Location"]))


@pytest.mark.parametrize("kind", ["409", "429", "lock_timeout", "500", "drop_before", "drop_after"])
@pytest.mark.parametrize("remembered", [False, True])
def test_whatever_went_wrong_the_button_leads_to_one_session(
    visitor, send, standin, kind, remembered
):
    standin.fault(kind, times=TRIES, remembered=remembered)
    pay = send()["Location"]
    tries = 0
    while stripe_link(visitor.get(pay)) is None:
        tries += 1
        assert visitor.post(pay).status_code == 303

    # The SDK may not have used up the faults by itself: each press meets one more of them.
    assert tries <= TRIES + 1
    assert Donation.objects.count() == 1
    assert [session["status"] for session in standin.sessions()] == ["open"]


def test_a_retry_that_would_open_another_session_may_have_to_wait(
    visitor, send, standin, settings, live_campaign
):
    standin.fault("500")
    pay = send()["Location"]
    settings.ATTEMPTS_PER_CAMPAIGN = 1
    # The same session may still be asked for; nothing new begins.
    too_late = timezone.now() - timedelta(minutes=20)
    Donation.objects.update(attempt_at=too_late)
    page = visitor.post(pay)

    assert page.status_code == 429
    assert 0 < int(page["Retry-After"]) <= 600
    assert "Please send it again in 10 minutes" in text_of(page)
    assert f'action="{pay}"' in page.content.decode()
    settings.ATTEMPTS_PER_CAMPAIGN = 2
    assert visitor.post(pay).status_code == 303
    assert stripe_link(visitor.get(pay))


def test_when_nobody_listens_at_stripes_address_the_page_says_so(visitor, send, settings):
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"

    assert "Try again" in text_of(visitor.get(send()["Location"]))


@pytest.mark.parametrize(
    ("status", "goes_on"), [(Donation.Status.PROCESSING, True), (Donation.Status.OPEN, False)]
)
def test_what_is_on_its_way_is_not_paid_twice(visitor, live_campaign, status, goes_on):
    donation = DonationFactory(campaign=live_campaign, status=status)
    page = visitor.get(address(donation, "pay"))

    assert (page.status_code == 302) == goes_on


def test_a_paid_donation_leads_to_its_thanks(visitor, begin, live_campaign, standin):
    donation = begin(live_campaign)
    standin.pay(donation.session_id)
    sync.sync_session(donation.session_id)
    page = visitor.get(address(donation, "pay"))

    assert (page.status_code, page["Location"]) == (302, address(donation, "thanks"))
    assert visitor.post(address(donation, "pay")).status_code == 303


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (Donation.Status.EXPIRED, "not finished in time"),
        (Donation.Status.FAILED, "The bank did not carry out the payment"),
    ],
)
def test_an_attempt_that_came_to_nothing_can_be_started_again(visitor, live_campaign, status, said):
    donation = DonationFactory(campaign=live_campaign, status=status)

    for name in ("pay", "thanks"):
        page = visitor.get(address(donation, name))
        assert "No money was taken" in text_of(page)
        assert said in text_of(page)
        assert f"/en/c/{live_campaign.public_id}/give/?amount=25" in page.content.decode()


def test_after_its_time_the_page_shows_no_dead_link(visitor, begin, live_campaign):
    donation = begin(live_campaign)
    Donation.objects.update(attempt_at=timezone.now() - checkout.SESSION_LIFE)
    page = visitor.get(address(donation, "pay"))

    assert stripe_link(page) is None
    assert "The time to pay is over" in text_of(page)
    # Nobody has told us yet how it ended.
    assert "No money was taken" not in text_of(page)
    assert address(donation, "thanks") in page.content.decode()


@pytest.mark.parametrize("move", ["pause", "close", "withdraw"])
def test_a_campaign_that_stopped_meanwhile_takes_no_payment(
    visitor, begin, live_campaign, staff, move
):
    donation = begin(live_campaign)
    lifecycle.move(live_campaign.pk, move, actor=staff.moderator)
    page = visitor.get(address(donation, "pay"))

    assert stripe_link(page) is None
    assert "Nothing was charged" in text_of(page)


def test_a_campaign_that_ends_this_moment_takes_no_payment(visitor, begin, live_campaign):
    donation = begin(live_campaign)
    live_campaign.closing_rule, live_campaign.ends_at = "on_date", timezone.now()
    live_campaign.save()

    assert stripe_link(visitor.get(address(donation, "pay"))) is None


@pytest.mark.parametrize("page", ["pay", "thanks"])
@pytest.mark.parametrize("donation_id", ["z" * 22, "x", "%00", "é"])
def test_an_unknown_donation_has_no_page(visitor, db, page, donation_id):
    assert visitor.get(f"/en/{page}/{donation_id}/").status_code == 404


def test_the_page_says_the_word_that_stripe_was_told(visitor, begin, live_campaign, choose):
    choose("statement", word="THANKS")
    donation = begin(live_campaign)
    choose("statement", word="HELLO")

    page = text_of(visitor.get(address(donation, "pay")))

    assert "… THANKS" in page
    assert "HELLO" not in page
