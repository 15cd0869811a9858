"""Locks that belong to a connection: taken at once or not at all, and gone with their holder."""

import threading

import pytest
from django.db import OperationalError, connection, transaction

from accounts.locks import hold, try_lock

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
