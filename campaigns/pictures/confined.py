"""A program for bytes that nobody trusts: short-lived, and given little to do harm with."""

import os
import resource
import signal
import subprocess
import threading
from contextlib import contextmanager
from dataclasses import dataclass

MEGABYTE = 1024 * 1024
# So many at once in each process of the site: a folder of pictures must not take all its memory.
TURNS = threading.BoundedSemaphore(2)
# What the kernel sends to a process that has used up its time; or that nobody had memory for.
SPENT = {-signal.SIGXCPU, -signal.SIGKILL}


@dataclass(frozen=True)
class Limits:
    """What one run may take. Memory is address space, libraries included."""

    memory_bytes: int = 768 * MEGABYTE
    cpu_seconds: int = 10
    wall_seconds: float = 20
    answer_bytes: int = MEGABYTE


class Exhausted(Exception):
    """The program wanted more time than it is given."""


class Broken(Exception):
    """The program ended without an answer."""


def run(program: list[str], data: bytes, limits: Limits) -> bytes:
    """Give a program data by standard input; gives what it answered. Raises Exhausted, Broken.

    It has no environment, so no secret; no open file or socket of ours; nothing of it is on disk.
    """
    with turn(limits.wall_seconds):
        return answer_of(program, data, limits)


@contextmanager
def turn(patience_seconds: float):
    """Hold one of the TURNS for the block. Raises Exhausted if none comes free in time."""
    if not TURNS.acquire(timeout=patience_seconds):
        raise Exhausted
    try:
        yield
    finally:
        TURNS.release()


def answer_of(program: list[str], data: bytes, limits: Limits) -> bytes:
    # In memory, and no longer than the kernel allows: a pipe would be read for as long as it runs.
    with (
        open(os.memfd_create("answer"), "w+b") as answer,
        subprocess.Popen(  # noqa: S603 - our own program
            program,
            stdin=subprocess.PIPE,
            stdout=answer,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={},
        ) as child,
    ):
        try:
            confine(child.pid, limits)
            child.communicate(data, timeout=limits.wall_seconds)
        except subprocess.TimeoutExpired:
            raise Exhausted from None
        except ProcessLookupError:
            raise Broken("it ended at once") from None
        finally:
            child.kill()
        if child.returncode in SPENT:
            raise Exhausted
        if child.returncode:
            raise Broken(f"it ended with {child.returncode}")
        answer.seek(0)
        return answer.read()


def confine(pid: int, limits: Limits) -> None:
    """From outside, so that the program need not cooperate. Raises ProcessLookupError."""
    for what, most in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_FSIZE, limits.answer_bytes),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
    ):
        resource.prlimit(pid, what, (most, most))
