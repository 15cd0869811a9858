"""Asking for a payment page again: after a lost answer, a failure, too long a time."""

from datetime import timedelta

import pytest
from django.utils import timezone

from campaigns import lifecycle
from donations import checkout, stripe_gateway, sync
from donations.models import Donation
from tests.donations.attempts import HOST, pages_opened, shift

MINUTE = timedelta(minutes=1)
# The SDK asks three times before it gives up; each of them must come to nothing.
TRIES = 3


def test_asking_again_for_an_open_session_asks_nobody(started, standin):
    donation = checkout.open_session(started, host=HOST)
    again = checkout.open_session(started, host=HOST)

    assert again.checkout_url == donation.checkout_url
    assert len(standin.requests) == 1


def test_a_lost_answer_is_one_session_after_all(started, standin):
    standin.drop_next_answer(TRIES)
    with pytest.raises(stripe_gateway.StripeUnavailable):
        checkout.open_session(started, host=HOST)
    donation = checkout.open_session(started, host=HOST)

    assert pages_opened(standin) == 1
    assert donation.session_id == standin.sessions()[0]["id"]


def open_sessions(standin) -> list[str]:
    return [session["id"] for session in standin.sessions() if session["status"] == "open"]


def test_a_lost_answer_is_asked_for_as_long_as_its_session_lives(started, standin):
    standin.drop_next_answer(TRIES)
    with pytest.raises(stripe_gateway.StripeUnavailable):
        checkout.open_session(started, host=HOST)
    # Too late for a new session, but the one that was opened goes on.
    donation = checkout.open_session(started, host=HOST, now=started.attempt_at + 20 * MINUTE)

    assert [donation.session_id] == open_sessions(standin)
    assert donation.attempt == 1


def test_a_failure_that_stripe_has_kept_makes_way_for_another_attempt(started, standin):
    standin.fault("500", remembered=True)
    with pytest.raises(stripe_gateway.StripeUnavailable):
        checkout.open_session(started, host=HOST)
    with pytest.raises(stripe_gateway.StripeUnavailable) as again:
        checkout.open_session(started, host=HOST)
    donation = checkout.open_session(started, host=HOST)

    assert again.value.replayed
    assert donation.attempt == 2
    assert [donation.session_id] == open_sessions(standin)


def test_a_kept_failure_that_the_sdk_asks_about_itself_costs_the_donor_one_try(started, standin):
    standin.fault("500", remembered=True, final=False)
    with pytest.raises(stripe_gateway.StripeUnavailable):
        checkout.open_session(started, host=HOST)

    assert checkout.open_session(started, host=HOST).attempt == 2


@pytest.mark.parametrize("kind", ["409", "429", "lock_timeout", "500", "503", "drop_before"])
def test_a_failure_that_may_hide_a_session_is_asked_about_in_the_same_words(started, standin, kind):
    """Stripe did its work, the answer was lost, and what comes next is an error."""
    standin.drop_next_answer()
    standin.fault(kind, times=TRIES)
    with pytest.raises(stripe_gateway.StripeUnavailable):
        checkout.open_session(started, host=HOST)
    # The SDK's own tries may have used up fewer faults than were ordered.
    standin.faults = type(standin.faults)()
    donation = checkout.open_session(started, host=HOST)

    assert donation.attempt == 1
    assert [donation.session_id] == open_sessions(standin)


def test_only_a_try_that_is_too_late_for_its_session_begins_another(started, standin):
    assert not checkout.begins_anew(started, started.attempt_at + 10 * MINUTE)
    assert checkout.begins_anew(started, started.attempt_at + 20 * MINUTE)

    donation = checkout.open_session(started, host=HOST)
    assert not checkout.begins_anew(donation, started.attempt_at + 20 * MINUTE)


def test_an_attempt_that_grew_too_old_is_begun_again(started, standin):
    standin.answer_next_with(500)
    with pytest.raises(stripe_gateway.StripeUnavailable):
        checkout.open_session(started, host=HOST)
    shift(started, minutes=20)
    before = timezone.now()
    donation = checkout.open_session(started, host=HOST)

    assert donation.attempt == 2
    assert donation.attempt_at >= before
    assert donation.checkout_url
    assert pages_opened(standin) == 1


def test_a_refused_question_is_not_asked_in_the_same_words_again(started, standin):
    standin.drop_next_answer(TRIES)
    with pytest.raises(stripe_gateway.StripeUnavailable):
        checkout.open_session(started, host=HOST)
    # The donor comes back by the onion address: another way back, under the same key.
    with pytest.raises(stripe_gateway.StripeRefused):
        checkout.open_session(started, host="http://abc.onion")
    donation = checkout.open_session(started, host="http://abc.onion")

    assert donation.attempt == 2
    assert standin.session(donation.session_id)["success_url"].startswith("http://abc.onion/")


def test_an_attempt_nobody_saw_may_end_without_ending_the_donation(started, standin):
    standin.drop_next_answer(TRIES)
    with pytest.raises(stripe_gateway.StripeUnavailable):
        checkout.open_session(started, host=HOST)
    shift(started, minutes=46)
    donation = checkout.open_session(started, host=HOST)
    unseen = next(one for one in standin.sessions() if one["id"] != donation.session_id)
    standin.expire(unseen["id"])
    sync.sync_session(unseen["id"])

    donation.refresh_from_db()
    assert donation.status == Donation.Status.OPEN
    assert donation.checkout_url


def test_a_campaign_that_closed_meanwhile_opens_no_page(started, standin, staff):
    lifecycle.move(started.campaign_id, "close", actor=staff.moderator)

    with pytest.raises(checkout.Closed):
        checkout.open_session(started, host=HOST)
    assert pages_opened(standin) == 0


def test_a_settled_donation_opens_no_page(started, standin):
    Donation.objects.filter(pk=started.pk).update(status=Donation.Status.EXPIRED)

    assert not checkout.open_session(started, host=HOST).checkout_url
    assert not standin.requests


def test_a_page_is_over_with_its_time_and_not_before(started, standin):
    donation = checkout.open_session(started, host=HOST)
    end = donation.attempt_at + checkout.SESSION_LIFE

    assert not checkout.is_over(donation, end - MINUTE)
    assert checkout.is_over(donation, end)


def test_without_a_session_there_is_nothing_to_be_over(started):
    assert not checkout.is_over(started, timezone.now() + timedelta(days=1))


def words_at(standin) -> list[str]:
    """What each request for a page to pay on wanted on the statement."""
    return [
        request.params["payment_intent_data"]["statement_descriptor_suffix"]
        for request in standin.requests
        if request.path == "/v1/checkout/sessions"
    ]


def test_stripe_is_told_the_word_that_staff_chose(live_campaign, begin, standin, choose):
    choose("statement", word="THANK YOU")
    donation = begin(live_campaign)

    standin.pay(donation.session_id)

    assert donation.statement == "THANK YOU"
    assert words_at(standin) == ["THANK YOU"]
    (charge,) = standin.account.all("charge")
    assert charge["calculated_statement_descriptor"] == "STANDIN* THANK YOU"


def test_another_word_makes_no_second_question_of_a_lost_answer(started, standin, choose):
    standin.drop_next_answer(TRIES)
    with pytest.raises(stripe_gateway.StripeUnavailable):
        checkout.open_session(started, host=HOST)
    choose("statement", word="THANKS")

    donation = checkout.open_session(started, host=HOST)

    assert (donation.attempt, donation.statement) == (1, "GIFT")
    assert set(words_at(standin)) == {"GIFT"}
    assert pages_opened(standin) == 1
