import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from accounts import sealed
from campaigns import lifecycle
from donations import checkout, receipts, stripe_gateway, sync
from donations.models import Donation, DonorContact, DonorMessage

HOST = "https://testserver"
MINUTE = timedelta(minutes=1)
# The SDK asks three times before it gives up; each of them must come to nothing.
TRIES = 3


@pytest.fixture
def token() -> str:
    return secrets.token_hex(16)


@pytest.fixture
def begun(live_campaign, token) -> Donation:
    return checkout.start(live_campaign.pk, cents=25_00, locale="en", form_token=token)


def shift(donation: Donation, **by) -> None:
    """Let a donation have begun earlier."""
    ago = timedelta(**by)
    Donation.objects.filter(pk=donation.pk).update(
        created_at=donation.created_at - ago, attempt_at=donation.attempt_at - ago
    )
    donation.refresh_from_db()


def pages_opened(standin) -> int:
    return len(standin.sessions())


def test_nothing_is_kept_of_a_donor_who_writes_nothing(begun):
    assert begun.status == Donation.Status.OPEN
    assert not DonorContact.objects.exists()
    assert not DonorMessage.objects.exists()


def test_an_address_is_kept_sealed_and_with_its_last_day(live_campaign, token, settings):
    now = timezone.now()
    donation = checkout.start(
        live_campaign.pk,
        cents=25_00,
        locale="en",
        form_token=token,
        email="anna@example.org",
        now=now,
    )

    assert "anna" not in donation.contact.email
    assert receipts.address(donation.contact) == "anna@example.org"
    days = (donation.contact.purge_after - now.date()).days
    assert days == settings.CONTACT_KEPT_DAYS_AT_MOST


def test_the_same_form_twice_is_one_donation(live_campaign, token):
    said = {"email": "anna@example.org", "closing_notice": True, "message": "Not alone"}
    first, second = (
        checkout.start(live_campaign.pk, cents=25_00, locale="en", form_token=token, **said)
        for _ in range(2)
    )

    assert first == second
    assert Donation.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"cents": 50_00},
        {"email": "olga@example.org"},
        {"closing_notice": True},
        {"display_name": "Olga"},
        {"message": "Hello"},
    ],
)
def test_a_used_token_with_other_words_is_no_silent_repetition(live_campaign, token, change):
    said = {"cents": 25_00, "email": "anna@example.org", "locale": "en", "form_token": token}
    checkout.start(live_campaign.pk, **said)

    with pytest.raises(checkout.TokenReused):
        checkout.start(live_campaign.pk, **said | change)
    assert Donation.objects.count() == 1


@pytest.mark.parametrize("move", ["pause", "close", "withdraw"])
def test_a_campaign_that_does_not_collect_begins_no_donation(live_campaign, staff, token, move):
    lifecycle.move(live_campaign.pk, move, actor=staff.moderator)

    with pytest.raises(checkout.Closed):
        checkout.start(live_campaign.pk, cents=25_00, locale="en", form_token=token)
    assert not Donation.objects.exists()


def test_a_campaign_ends_with_its_last_day_whatever_the_clockwork_does(live_campaign, token):
    live_campaign.closing_rule = "on_date"
    live_campaign.ends_at = timezone.now() + 5 * MINUTE
    live_campaign.save()
    words = {"cents": 25_00, "locale": "en", "form_token": token}

    with pytest.raises(checkout.Closed):
        checkout.start(live_campaign.pk, now=live_campaign.ends_at, **words)
    assert checkout.start(live_campaign.pk, now=live_campaign.ends_at - MINUTE, **words)


@pytest.mark.django_db(transaction=True)
def test_two_clicks_in_one_moment_are_one_donation_with_one_session(live_campaign, standin, token):
    together = Barrier(2, timeout=10)

    def click(_):
        try:
            together.wait()
            donation = checkout.start(
                live_campaign.pk, cents=25_00, locale="en", form_token=token, message="Hold on"
            )
            together.wait()
            return checkout.open_session(donation, host=HOST).checkout_url
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        addresses = set(pool.map(click, range(2)))

    assert len(addresses) == 1
    assert Donation.objects.count() == 1
    assert pages_opened(standin) == 1


def test_the_session_knows_sum_and_way_back(begun, standin):
    donation = checkout.open_session(begun, host=HOST)

    session = standin.session(donation.session_id)
    assert session["amount_total"] == 25_00
    assert session["currency"] == "eur"
    assert session["success_url"] == f"{HOST}/en/thanks/{donation.public_id}/"
    assert session["cancel_url"] == f"{HOST}/en/cancelled/"
    assert donation.checkout_url == session["url"]


def test_the_way_back_is_in_the_language_of_the_donor(live_campaign, standin, token):
    donation = checkout.start(live_campaign.pk, cents=25_00, locale="be", form_token=token)
    donation = checkout.open_session(donation, host="http://abc.onion")

    session = standin.session(donation.session_id)
    assert session["success_url"] == f"http://abc.onion/be/thanks/{donation.public_id}/"
    assert session["cancel_url"] == "http://abc.onion/be/cancelled/"


def test_stripe_never_hears_what_the_gift_is_for(live_campaign, standin, token):
    said = {
        "email": "anna@example.org",
        "display_name": "Anna of Vitebsk",
        "message": "Hold on, all of you",
    }
    donation = checkout.start(live_campaign.pk, cents=25_00, locale="en", form_token=token, **said)
    checkout.open_session(donation, host=HOST)

    told = str(list(standin.requests))
    revision = live_campaign.live_revision.content
    for secret in (
        live_campaign.public_id,
        revision["title"]["en"],
        *revision["hero_name"].values(),
        *said.values(),
    ):
        assert secret not in told
    assert donation.public_id in told


def test_asking_again_for_an_open_session_asks_nobody(begun, standin):
    donation = checkout.open_session(begun, host=HOST)
    again = checkout.open_session(begun, host=HOST)

    assert again.checkout_url == donation.checkout_url
    assert len(standin.requests) == 1


def test_a_lost_answer_is_one_session_after_all(begun, standin):
    standin.drop_next_answer(TRIES)
    with pytest.raises(stripe_gateway.StripeUnavailable):
        checkout.open_session(begun, host=HOST)
    donation = checkout.open_session(begun, host=HOST)

    assert pages_opened(standin) == 1
    assert donation.session_id == standin.sessions()[0]["id"]


def open_sessions(standin) -> list[str]:
    return [session["id"] for session in standin.sessions() if session["status"] == "open"]


def test_a_lost_answer_is_asked_for_as_long_as_its_session_lives(begun, standin):
    standin.drop_next_answer(TRIES)
    with pytest.raises(stripe_gateway.StripeUnavailable):
        checkout.open_session(begun, host=HOST)
    # Too late for a new session, but the one that was opened goes on.
    donation = checkout.open_session(begun, host=HOST, now=begun.attempt_at + 20 * MINUTE)

    assert [donation.session_id] == open_sessions(standin)
    assert donation.attempt == 1


def test_a_failure_that_stripe_has_kept_makes_way_for_another_attempt(begun, standin):
    standin.fault("500", remembered=True)
    with pytest.raises(stripe_gateway.StripeUnavailable):
        checkout.open_session(begun, host=HOST)
    with pytest.raises(stripe_gateway.StripeUnavailable) as again:
        checkout.open_session(begun, host=HOST)
    donation = checkout.open_session(begun, host=HOST)

    assert again.value.replayed
    assert donation.attempt == 2
    assert [donation.session_id] == open_sessions(standin)


def test_a_kept_failure_that_the_sdk_asks_about_itself_costs_the_donor_one_try(begun, standin):
    standin.fault("500", remembered=True, final=False)
    with pytest.raises(stripe_gateway.StripeUnavailable):
        checkout.open_session(begun, host=HOST)

    assert checkout.open_session(begun, host=HOST).attempt == 2


@pytest.mark.parametrize("kind", ["409", "429", "lock_timeout", "500", "503", "drop_before"])
def test_a_failure_that_may_hide_a_session_is_asked_about_in_the_same_words(begun, standin, kind):
    """Stripe did its work, the answer was lost, and what comes next is an error."""
    standin.drop_next_answer()
    standin.fault(kind, times=TRIES)
    with pytest.raises(stripe_gateway.StripeUnavailable):
        checkout.open_session(begun, host=HOST)
    # The SDK's own tries may have used up fewer faults than were ordered.
    standin.faults = type(standin.faults)()
    donation = checkout.open_session(begun, host=HOST)

    assert donation.attempt == 1
    assert [donation.session_id] == open_sessions(standin)


def test_a_form_is_known_once_it_has_become_a_donation(live_campaign, token):
    assert not checkout.was_begun(token)
    checkout.start(live_campaign.pk, cents=25_00, locale="en", form_token=token)

    assert checkout.was_begun(token)


def test_only_a_try_that_is_too_late_for_its_session_begins_another(begun, standin):
    assert not checkout.begins_anew(begun, begun.attempt_at + 10 * MINUTE)
    assert checkout.begins_anew(begun, begun.attempt_at + 20 * MINUTE)

    donation = checkout.open_session(begun, host=HOST)
    assert not checkout.begins_anew(donation, begun.attempt_at + 20 * MINUTE)


def test_an_attempt_that_grew_too_old_is_begun_again(begun, standin):
    standin.answer_next_with(500)
    with pytest.raises(stripe_gateway.StripeUnavailable):
        checkout.open_session(begun, host=HOST)
    shift(begun, minutes=20)
    before = timezone.now()
    donation = checkout.open_session(begun, host=HOST)

    assert donation.attempt == 2
    assert donation.attempt_at >= before
    assert donation.checkout_url
    assert pages_opened(standin) == 1


def test_a_refused_question_is_not_asked_in_the_same_words_again(begun, standin):
    standin.drop_next_answer(TRIES)
    with pytest.raises(stripe_gateway.StripeUnavailable):
        checkout.open_session(begun, host=HOST)
    # The donor comes back by the onion address: another way back, under the same key.
    with pytest.raises(stripe_gateway.StripeRefused):
        checkout.open_session(begun, host="http://abc.onion")
    donation = checkout.open_session(begun, host="http://abc.onion")

    assert donation.attempt == 2
    assert standin.session(donation.session_id)["success_url"].startswith("http://abc.onion/")


def test_an_attempt_nobody_saw_may_end_without_ending_the_donation(begun, standin):
    standin.drop_next_answer(TRIES)
    with pytest.raises(stripe_gateway.StripeUnavailable):
        checkout.open_session(begun, host=HOST)
    shift(begun, minutes=46)
    donation = checkout.open_session(begun, host=HOST)
    unseen = next(one for one in standin.sessions() if one["id"] != donation.session_id)
    standin.expire(unseen["id"])
    sync.sync_session(unseen["id"])

    donation.refresh_from_db()
    assert donation.status == Donation.Status.OPEN
    assert donation.checkout_url


def test_a_campaign_that_closed_meanwhile_opens_no_page(begun, standin, staff):
    lifecycle.move(begun.campaign_id, "close", actor=staff.moderator)

    with pytest.raises(checkout.Closed):
        checkout.open_session(begun, host=HOST)
    assert pages_opened(standin) == 0


def test_a_settled_donation_opens_no_page(begun, standin):
    Donation.objects.filter(pk=begun.pk).update(status=Donation.Status.EXPIRED)

    assert not checkout.open_session(begun, host=HOST).checkout_url
    assert not standin.requests


def test_a_page_is_over_with_its_time_and_not_before(begun, standin):
    donation = checkout.open_session(begun, host=HOST)
    end = donation.attempt_at + checkout.SESSION_LIFE

    assert not checkout.is_over(donation, end - MINUTE)
    assert checkout.is_over(donation, end)


def test_without_a_session_there_is_nothing_to_be_over(begun):
    assert not checkout.is_over(begun, timezone.now() + timedelta(days=1))


@pytest.mark.parametrize("move", ["pause", "close", "withdraw"])
def test_sessions_end_when_their_campaign_stops_collecting(
    begin, live_campaign, standin, staff, move
):
    donation = begin(live_campaign)
    lifecycle.move(live_campaign.pk, move, actor=staff.moderator)

    assert checkout.expire_orphans() == 1
    donation.refresh_from_db()
    assert donation.status == Donation.Status.EXPIRED
    assert donation.checkout_url == ""
    assert standin.session(donation.session_id)["status"] == "expired"


def test_an_open_session_of_a_running_campaign_is_left_alone(begin, live_campaign, standin):
    donation = begin(live_campaign)

    assert checkout.expire_orphans() == 0
    assert standin.session(donation.session_id)["status"] == "open"


def test_whoever_pays_at_the_last_moment_is_not_expired(begin, live_campaign, standin, staff):
    donation = begin(live_campaign)
    standin.pay(donation.session_id)
    lifecycle.move(live_campaign.pk, "close", actor=staff.moderator)
    checkout.expire_orphans()

    donation.refresh_from_db()
    assert donation.status == Donation.Status.PAID
    assert donation.flag == Donation.Flag.LATE


def test_a_session_past_its_time_is_asked_for_its_fate(begin, live_campaign, standin):
    donation = begin(live_campaign)
    standin.pay(donation.session_id)
    shift(donation, minutes=51)

    assert checkout.expire_orphans() == 1
    donation.refresh_from_db()
    assert donation.status == Donation.Status.PAID


def test_a_second_attempt_gets_its_own_time(begun, standin):
    shift(begun, minutes=60)
    donation = checkout.open_session(begun, host=HOST)

    assert checkout.expire_orphans() == 0
    assert standin.session(donation.session_id)["status"] == "open"


def test_one_session_in_trouble_does_not_stop_the_others(begin, live_campaign, standin, staff):
    donations = [begin(live_campaign), begin(live_campaign)]
    lifecycle.move(live_campaign.pk, "close", actor=staff.moderator)
    standin.answer_next_with(500)

    assert checkout.expire_orphans() == 1
    assert checkout.expire_orphans() == 1
    assert checkout.expire_orphans() == 0
    for donation in donations:
        donation.refresh_from_db()
        assert donation.status == Donation.Status.EXPIRED


def test_a_donation_without_a_session_is_given_up_after_a_day(begun):
    checkout.expire_orphans(begun.attempt_at + timedelta(hours=23))
    begun.refresh_from_db()
    assert begun.status == Donation.Status.OPEN

    checkout.expire_orphans(begun.attempt_at + timedelta(hours=25))
    begun.refresh_from_db()
    assert begun.status == Donation.Status.EXPIRED


def test_an_address_is_sealed_for_its_own_donation(live_campaign):
    contacts = [
        checkout.start(
            live_campaign.pk,
            cents=25_00,
            locale="en",
            form_token=secrets.token_hex(16),
            email="anna@example.org",
        ).contact
        for _ in range(2)
    ]
    contacts[1].email = contacts[0].email

    with pytest.raises(sealed.Unopenable):
        receipts.address(contacts[1])
