"""A program that is given little can take no more, and is gone afterwards."""

import os
import secrets
import socket
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from campaigns import pictures
from campaigns.pictures import confined
from campaigns.pictures.confined import Broken, Exhausted, Limits
from tests.campaigns.pictures.files import encoded, scene

LIMITS = Limits(cpu_seconds=5, wall_seconds=20)
TAKE_TWO_GIGABYTES = "import sys; sys.stdin.read(); print(len(bytearray(2 << 30)))"


def run(source: str, data: bytes = b"", limits: Limits = LIMITS, *arguments) -> bytes:
    return confined.run([sys.executable, "-I", "-c", source, *arguments], data, limits)


def is_running(word: str) -> bool:
    """Whether any process was started with this word among its arguments."""
    for line in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if word.encode() in line.read_bytes():
                return True
        except OSError:  # it has just ended
            continue
    return False


def test_it_is_given_data_and_answers():
    data = secrets.token_bytes(3_000_000)

    answer = run("import sys; sys.stdout.write(str(len(sys.stdin.buffer.read())))", data)

    assert answer == b"3000000"


def test_it_may_leave_the_data_alone():
    assert run("print('no')", bytes(3_000_000)) == b"no\n"


def test_it_cannot_take_more_memory_than_it_is_given():
    with pytest.raises(Broken):
        run(TAKE_TWO_GIGABYTES)

    roomy = replace(LIMITS, memory_bytes=4 << 30)
    assert run(TAKE_TWO_GIGABYTES, limits=roomy) == b"2147483648\n"


def test_it_cannot_take_more_time_of_the_processor():
    with pytest.raises(Exhausted):
        run("while True: pass", limits=replace(LIMITS, cpu_seconds=1))


@pytest.mark.parametrize("data", [b"", bytes(3_000_000)])
def test_it_is_killed_when_it_hangs(data):
    word = secrets.token_hex(8)

    with pytest.raises(Exhausted):
        run("import signal; signal.pause()", data, replace(LIMITS, wall_seconds=0.5), word)

    assert not is_running(word)


def test_a_process_that_runs_would_be_seen():
    word = secrets.token_hex(8)
    source = "import sys; print(sys.argv[1] in open('/proc/self/cmdline').read())"

    assert run(source, b"", LIMITS, word) == b"True\n"


def test_it_cannot_answer_without_end():
    with pytest.raises(Broken):
        run("import sys; sys.stdout.write('x' * 2_000_000)")


@pytest.mark.parametrize("source", ["raise SystemExit(3)", "import os; os.kill(os.getpid(), 11)"])
def test_what_ends_badly_has_not_answered(source):
    with pytest.raises(Broken):
        run(f"print('half', flush=True); {source}")


def test_it_knows_no_secret_and_holds_no_connection(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "a secret")
    with socket.socket() as connection:
        connection.set_inheritable(True)

        # The fourth is the one that lists them.
        answer = run("import os; print(sorted(os.environ), len(os.listdir('/proc/self/fd')))")

    # Python itself names the encoding.
    assert answer in {b"[] 4\n", b"['LC_CTYPE'] 4\n"}


def test_the_drawing_program_opens_nothing_once_it_has_begun():
    program = pictures.PROGRAM[-1]
    draw = (
        "import runpy, socket, sys;"
        f"sys.argv = [{program!r}, '9x9'];"
        f"runpy.run_path({program!r}, run_name='__main__');"
    )
    data = encoded(scene(), "PNG")

    assert run(draw, data).startswith(b'{"sizes"')
    for attempt in (f"open({program!r})", "socket.socket()"):
        with pytest.raises(Broken):
            run(draw + attempt, data)
        assert run(f"import socket; {attempt}") == b""


def test_the_drawing_program_knows_nothing_of_the_site():
    source = Path(pictures.PROGRAM[-1]).read_text()

    assert not [word for word in ("django", "campaigns import", "config") if word in source]
    assert os.path.isabs(pictures.PROGRAM[-1])


def test_who_gets_no_turn_in_time_is_told_so(monkeypatch):
    monkeypatch.setattr(confined, "TURNS", threading.BoundedSemaphore(1))

    with confined.turn(0), pytest.raises(Exhausted):
        run("print('no turn')", limits=replace(LIMITS, wall_seconds=0.05))

    assert run("print('my turn')") == b"my turn\n"


def test_a_turn_is_given_back_whatever_becomes_of_it(monkeypatch):
    monkeypatch.setattr(confined, "TURNS", threading.BoundedSemaphore(1))

    for source, limits in [
        ("raise SystemExit(1)", LIMITS),
        ("while True: pass", Limits(cpu_seconds=1)),
    ]:
        with pytest.raises((Broken, Exhausted)):
            run(source, limits=limits)

    assert run("print('my turn')") == b"my turn\n"
