"""Limits on attempts: an attack is held up, and people are not."""

import secrets
import shutil
import socket
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Notice
from donations import counting, throttle, visitors
from donations.models import Donation, Matter
from launcher import broker
from tests.threads import Meeting, at_once

START = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ATTACKED, OTHER = "8kq2mwx3za", "9kq2mwx3zb"
NOBODY = "127.0.0.1"


def ask(campaign: str = ATTACKED, *, after: float = 0, address: str = NOBODY):
    """Ask for one attempt so many seconds after the start."""
    request = RequestFactory().post("/", REMOTE_ADDR=address)
    return throttle.ask(request, campaign, now=START + timedelta(seconds=after))


def give_back(donation: Donation, *, after: float = 0, address: str = "11.22.33.44") -> None:
    request = RequestFactory().get("/", REMOTE_ADDR=address)
    throttle.give_back(request, donation, now=START + timedelta(seconds=after))


def paid(*, after: float = 0) -> Donation:
    """A donation that was begun so many seconds after the start, and paid."""
    return Donation(status="paid", created_at=START + timedelta(seconds=after))


def everything_kept() -> dict[str, str]:
    """Every key of this test in Redis, with what it holds."""
    client = counting.client()
    return {
        name: str(client.zrange(name, 0, -1)) if client.type(name) == "zset" else client.get(name)
        for name in client.scan_iter(counting.key("*"))
    }


# An attack


@pytest.mark.parametrize("offset", [0, 450])
def test_400_attempts_in_five_minutes_open_no_more_than_a_campaign_may(staff, offset):
    """From as many networks; also across the end of a stretch of ten minutes."""
    moments = [offset + number * 0.75 for number in range(400)]
    waits = [
        ask(after=moment, address=f"11.22.{number % 200}.9")
        for number, moment in enumerate(moments)
    ]

    assert waits.count(None) == 60
    assert {wait.why for wait in waits if wait} == {throttle.CAMPAIGN}
    # Whoever comes when they were told is let in.
    assert ask(after=moments[-1] + waits[-1].seconds) is None


def test_an_attack_on_one_campaign_leaves_the_others_alone_and_alarms_finance_once(staff):
    for number in range(400):
        ask(after=number * 0.75)

    assert ask(OTHER, after=300) is None
    matter = Matter.objects.get()
    assert (matter.kind, matter.subject) == (Matter.Kind.DECLINES, ATTACKED)
    assert matter.kind in Matter.ALARMS
    assert Notice.objects.count() == 2  # one for each of finance


def test_the_whole_site_has_a_limit_too(staff):
    waits = [ask(f"{number % 20:010d}", after=number * 0.75) for number in range(400)]

    assert waits.count(None) == 300
    assert {wait.why for wait in waits if wait} == {throttle.SITE}
    assert Matter.objects.get().subject == throttle.SITE


def test_one_network_takes_turns_with_itself(db):
    """Five at once, then one every twenty seconds."""
    waits = [ask(after=number * 0.75, address="11.22.33.44") for number in range(400)]

    assert 5 + 14 <= waits.count(None) <= 5 + 15
    assert {wait.why for wait in waits if wait} == {throttle.NETWORK}
    assert max(wait.seconds for wait in waits if wait) <= 20
    assert ask(after=300, address="11.22.34.44") is None


def test_after_a_day_s_worth_of_attempts_the_turns_are_longer(db):
    for number in range(20):
        assert ask(after=number * 20, address="11.22.33.44") is None

    assert ask(after=400, address="11.22.33.44").seconds == 100
    assert ask(after=500, address="11.22.33.44") is None


def test_an_attempt_that_was_not_let_in_is_not_counted(db, settings):
    settings.ATTEMPTS_PER_CAMPAIGN = 2
    assert [ask(after=0), ask(after=300)] == [None, None]

    for second in range(301, 600, 20):
        assert ask(after=second) == throttle.Wait(throttle.CAMPAIGN, 600 - second)
    assert ask(after=600) is None


# People


def test_thirty_paying_donors_behind_one_address_in_ten_minutes_are_not_held_up(db):
    """Each pays and comes back three minutes later; nine of them are on their way at any time."""
    moments = sorted(
        [(number * 20, "begins") for number in range(30)]
        + [(number * 20 + 180, "returns") for number in range(30)]
    )

    for moment, act in moments:
        if act == "begins":
            assert ask(after=moment, address="11.22.33.44") is None
        else:
            give_back(paid(after=moment - 180), after=moment)


def test_quick_donors_behind_one_address_need_not_even_take_turns(db):
    for number in range(30):
        assert ask(after=number * 5, address="11.22.33.44") is None
        give_back(paid(after=number * 5), after=number * 5 + 4)


def test_behind_the_onion_nobody_waits_for_their_neighbour(db):
    assert [ask(after=number) for number in range(30)] == [None] * 30


def test_a_paid_donation_is_given_back_once(db, settings):
    settings.ATTEMPTS_PER_NETWORK = 1
    donation = paid()
    ask(address="11.22.33.44")
    for _ in range(3):
        give_back(donation, after=1)

    assert ask(after=2, address="11.22.33.44") is None
    assert ask(after=3, address="11.22.33.44").why == throttle.NETWORK


@pytest.mark.parametrize(
    ("donation", "address"),
    [
        (Donation(status="open", created_at=START), "11.22.33.44"),
        (Donation(status="expired", created_at=START), "11.22.33.44"),
        (paid(after=-25 * 60 * 60), "11.22.33.44"),
        (paid(), NOBODY),
        (paid(), "11.22.34.44"),
    ],
)
def test_nothing_else_is_given_back(db, settings, donation, address):
    settings.ATTEMPTS_PER_NETWORK = 1
    ask(address="11.22.33.44")
    give_back(donation, after=1, address=address)

    assert ask(after=2, address="11.22.33.44").why == throttle.NETWORK


# What is kept


def test_no_address_is_kept_no_donation_beside_a_network_and_nothing_beyond_a_day(db):
    donation = paid()
    ask(address="11.22.33.44")
    give_back(donation, after=1)
    kept = everything_kept()
    name = visitors.name_of("11.22.33.0/24", START)

    assert len(kept) == 7
    assert "11.22.33" not in str(kept)
    assert [
        line for line in kept.items() if name in str(line) and donation.public_id in str(line)
    ] == []
    assert all(0 < counting.client().ttl(place) <= 24 * 60 * 60 for place in kept)
    # A network's numbers are numbers; the one moment is forgotten within two minutes.
    moments = [place for place, value in kept.items() if name in place and "." in value]
    assert [counting.client().ttl(place) <= 120 for place in moments] == [True]


# Both ways of counting


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    steps=st.lists(st.tuples(st.sampled_from([ATTACKED, OTHER]), st.integers(0, 400)), max_size=40),
    most=st.tuples(st.integers(1, 4), st.integers(1, 6)),
)
def test_redis_and_one_process_give_the_same_answers(settings, monkeypatch, steps, most):
    """The script's arithmetic and Python's: the same limit over each stretch of ten minutes."""
    settings.ATTEMPTS_PER_CAMPAIGN, settings.ATTEMPTS_PER_SITE = most
    settings.ATTEMPTS_SHARE_WITHOUT_REDIS = 1
    monkeypatch.setattr(counting, "PREFIX", f"test-{secrets.token_hex(8)}")
    alone, now, let_in = throttle.OwnLimits(), START, []

    for campaign, seconds in steps:
        now += timedelta(seconds=seconds)
        wait = throttle.attempt(campaign, None, now)
        assert wait == alone.attempt(campaign, now.timestamp())
        if wait is None:
            let_in.append((campaign, now))
        lately = [one for one, at in let_in if at > now - timedelta(minutes=10)]
        assert len(lately) <= settings.ATTEMPTS_PER_SITE
        assert lately.count(campaign) <= settings.ATTEMPTS_PER_CAMPAIGN
        assert wait is None or 0 < wait.seconds <= 600


@pytest.mark.django_db(transaction=True)
def test_many_at_once_are_let_in_no_more_than_the_limit(settings):
    settings.ATTEMPTS_PER_CAMPAIGN = 3

    waits = at_once(*[lambda: throttle.attempt(ATTACKED, "11.22.33.0/24", START)] * 12)

    assert waits.count(None) == 3


@pytest.mark.django_db(transaction=True)
def test_asking_first_and_counting_afterwards_lets_more_in(settings):
    """Without the script: what it is there for."""
    settings.ATTEMPTS_PER_CAMPAIGN = 3
    meeting = Meeting(12)

    def piecemeal():
        place = counting.key("attempts", ATTACKED)
        if counting.client().zcard(place) >= settings.ATTEMPTS_PER_CAMPAIGN:
            return throttle.Wait(throttle.CAMPAIGN, 1)
        meeting.wait()
        counting.client().zadd(place, {secrets.token_hex(8): START.timestamp()})
        return None

    assert at_once(*[piecemeal] * 12).count(None) > 3


# Redis away


@pytest.fixture
def own_redis(settings):
    """A Redis of this test's own, to be killed."""
    folder = Path(tempfile.mkdtemp())
    service = broker.service(sockets=folder, log=folder / "log")
    service.spawn()
    service.wait_until_ready()
    settings.REDIS_URL = broker.url(folder)
    yield service.process
    service.end()
    shutil.rmtree(folder)


def test_when_redis_dies_a_small_limit_is_left(staff, own_redis):
    assert [ask(after=number) for number in range(10)] == [None] * 10
    own_redis.kill()
    own_redis.wait()

    waits = [ask(after=10 + number, address="11.22.33.44") for number in range(40)]
    assert waits.count(None) == 6  # a tenth of the campaign's sixty
    assert ask(OTHER, after=50) is None
    assert ask(after=620) is None
    give_back(paid(), after=621)


def test_without_redis_the_site_has_its_share_as_well(staff, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    waits = [ask(f"{number:010d}", after=number) for number in range(100)]

    assert waits.count(None) == 30


def test_a_redis_that_was_emptied_begins_anew(db):
    ask(address="11.22.33.44")
    counting.client().delete(*everything_kept())

    assert ask(after=1, address="11.22.33.44") is None


def test_a_redis_that_says_nothing_holds_nobody_up_for_long(db, settings, monkeypatch):
    monkeypatch.setattr(counting, "TIMEOUT_SECONDS", 0.05)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        settings.REDIS_URL = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        before = datetime.now(UTC)

        assert ask(address="11.22.33.44") is None

    assert datetime.now(UTC) - before < timedelta(seconds=2)
