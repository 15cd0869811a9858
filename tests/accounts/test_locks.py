"""Locks that belong to a connection: taken at once or not at all, and gone with their holder."""

import threading

import pytest
from django.db import OperationalError, connection, transaction

from accounts.locks import hold, try_lock, try_locks, wait_for_lock
from tests.threads import PATIENCE_SECONDS, at_once, held_elsewhere

pytestmark = pytest.mark.django_db(transaction=True)


def tried_elsewhere(name: str, key: int = 0) -> bool:
    """Whether another connection gets the lock now."""
    answers = []

    def attempt():
        with try_lock(name, key) as held:
            answers.append(held)
        connection.close()

    thread = threading.Thread(target=attempt)
    thread.start()
    thread.join()
    return answers[0]


def test_only_one_holds_a_lock():
    with try_lock("letter", 1) as held:
        assert held
        assert not tried_elsewhere("letter", 1)


def test_a_lock_is_free_after_its_block():
    with try_lock("letter", 1):
        pass

    assert tried_elsewhere("letter", 1)


def test_a_lock_is_free_after_an_exception():
    with pytest.raises(RuntimeError), try_lock("letter", 1):
        raise RuntimeError

    assert tried_elsewhere("letter", 1)


@pytest.mark.parametrize(("name", "key"), [("letter", 2), ("event", 1), ("letter", 2**40 + 2)])
def test_other_names_and_keys_are_other_locks(name, key):
    with try_lock("letter", 1):
        assert tried_elsewhere(name, key)


def test_who_does_not_get_it_leaves_it_to_its_holder():
    with try_lock("letter", 1):
        assert not tried_elsewhere("letter", 1)
        assert not tried_elsewhere("letter", 1)


def test_a_lock_is_free_when_its_holder_dies():
    """As after `kill -9`: the server ends the connection, and nobody unlocks anything."""
    taken, died = threading.Event(), threading.Event()
    pids = []

    def hold():
        with pytest.raises(OperationalError), try_lock("letter", 1), connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            pids.extend(cursor.fetchone())
            taken.set()
            died.wait(10)
            cursor.execute("SELECT 1")
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    assert taken.wait(10)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", pids)
    died.set()
    thread.join()

    assert tried_elsewhere("letter", 1)


def test_of_several_locks_those_that_are_free_are_held_and_let_go():
    with held_elsewhere("object", "b"):
        with try_locks("object", ["a", "b", "c"]) as held:
            assert held == {"a", "c"}
            assert tried_of("object", ["a", "c", "d"]) == {"d"}

        assert tried_of("object", ["a", "b", "c"]) == {"a", "c"}


def tried_of(name: str, keys: list[str]) -> set[str]:
    """Which of the locks another connection gets now."""

    def attempt():
        with try_locks(name, keys) as held:
            return held

    (held,) = at_once(attempt)
    return held


def test_several_locks_are_free_after_an_exception():
    with pytest.raises(RuntimeError), try_locks("object", ["a", "b"]):
        raise RuntimeError

    assert tried_of("object", ["a", "b"]) == {"a", "b"}


def test_who_waits_for_a_lock_gets_it_after_its_holder():
    order, is_held = [], threading.Event()

    def keep():
        with try_locks("object", ["a"]):
            is_held.set()
            # As long as somebody who need not wait would take.
            threading.Event().wait(PATIENCE_SECONDS)
            order.append("holder")

    def wait():
        is_held.wait(10)
        with wait_for_lock("object", "a"):
            order.append("waiting")
            assert tried_of("object", ["a"]) == set()

    assert at_once(keep, wait) == [None, None]
    assert order == ["holder", "waiting"]
    assert tried_of("object", ["a"]) == {"a"}


def waits_elsewhere(name: str, *, shared: bool = False) -> bool:
    """Whether another connection would have to wait for its turn now."""
    answers = []

    def attempt():
        try:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("SET LOCAL lock_timeout = '200ms'")
                hold(name, shared=shared)
            answers.append(False)
        except OperationalError:
            answers.append(True)
        connection.close()

    thread = threading.Thread(target=attempt)
    thread.start()
    thread.join()
    return answers[0]


@pytest.mark.parametrize(
    ("here", "there", "waits"),
    [(False, False, True), (False, True, True), (True, False, True), (True, True, False)],
)
def test_shared_holders_wait_for_one_that_holds_it_alone(here, there, waits):
    with transaction.atomic():
        hold("lockdown", shared=here)
        assert waits_elsewhere("lockdown", shared=there) == waits

    assert not waits_elsewhere("lockdown")
