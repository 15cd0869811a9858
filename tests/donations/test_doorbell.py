"""The doorbell: rung at once, then once a second, and never relied on for more than haste."""

import threading
import time

import pytest

from donations import doorbell
from donations.doorbell import Doorbell
from tests.threads import at_once


class Clock:
    """Stands still until it is told otherwise."""

    def __init__(self):
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def heard() -> list[float]:
    """When each ring is heard."""
    return []


@pytest.fixture
def bell(clock, heard) -> Doorbell:
    return Doorbell(lambda wait: heard.append(clock.now + wait), clock)


def test_the_first_hint_for_a_second_is_told_of_at_once(bell, clock, heard):
    bell.press()
    clock.now = 101.0
    bell.press()

    assert heard == [100.0, 101.0]


def test_all_hints_of_the_second_after_a_ring_share_one_more(bell, clock, heard):
    for clock.now in (100.0, 100.0, 100.25, 100.5, 100.999):
        bell.press()

    assert heard == [100.0, 101.0]


def test_while_hints_keep_coming_it_rings_once_a_second(bell, clock, heard):
    for tenth in range(1000, 1101):
        clock.now = tenth / 10
        bell.press()

    assert len(heard) == 11
    assert all(later - earlier >= 1 for earlier, later in zip(heard, heard[1:], strict=False))


def test_no_hint_is_left_without_a_ring_after_it(bell, clock, heard):
    for tenth in (0, 3, 9, 10, 11, 19, 20, 27, 31, 32, 58, 59):
        clock.now = 100 + tenth / 10
        bell.press()
        assert clock.now <= heard[-1] <= clock.now + 1


def pressed_at_once(bell) -> None:
    assert at_once(*[bell.press] * 16) == [None] * 16


@pytest.mark.django_db(transaction=True)
def test_sixteen_threads_at_once_ring_now_and_once_more(bell, heard):
    pressed_at_once(bell)

    assert heard == [100.0, 101.0]


class ReadTogether(Doorbell):
    """Each thread has read when the last ring is heard before any writes down its own."""

    meeting = threading.Barrier(16)

    @property
    def heard_at(self) -> float:
        read = self.written
        self.meeting.wait(10)
        return read

    @heard_at.setter
    def heard_at(self, moment: float) -> None:
        self.written = moment


@pytest.mark.django_db(transaction=True)
def test_without_its_lock_sixteen_threads_would_ring_sixteen_times(clock, heard):
    bell = ReadTogether(lambda wait: heard.append(clock.now + wait), clock)
    bell.lock = threading.Semaphore(16)

    pressed_at_once(bell)

    assert heard == [100.0] * 16


def test_a_ring_is_a_task_that_begins_when_it_is_to_be_heard(monkeypatch):
    asked = []
    monkeypatch.setattr(
        doorbell.process_inbox, "apply_async", lambda *args, **options: asked.append(options)
    )

    for seconds in (0, 1):
        doorbell.ask_for_worker(seconds).join(10)

    assert [options["countdown"] for options in asked] == [0, 1]
    assert {options["retry"] for options in asked} == {False}


def test_a_broker_that_says_nothing_holds_nobody_up(monkeypatch):
    answers = threading.Event()
    monkeypatch.setattr(
        doorbell.process_inbox, "apply_async", lambda *args, **options: answers.wait(10)
    )
    begun = time.monotonic()

    asking = doorbell.ask_for_worker(0)

    assert asking.is_alive() and time.monotonic() - begun < 5
    answers.set()
    asking.join(10)
