"""Child processes that never outlive the launcher, not even when it is killed."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from launcher import CannotGoOn

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass
class Service:
    """A server that runs beside us and writes to its own log."""

    name: str
    command: list[str]
    log: Path
    env: dict[str, str]
    is_ready: Callable[["Service"], bool] = lambda service: True
    stop_signal: signal.Signals = signal.SIGTERM
    stop_seconds: float = 15
    ready_seconds: float = 30
    # Words in the log after which an early end is worth another try, and for how long.
    retry_words: tuple[str, ...] = ()
    retry_seconds: float = 15
    # What else subprocess.Popen shall be told: user, group, cwd, pass_fds.
    options: dict = field(default_factory=dict)
    process: subprocess.Popen | None = field(default=None, init=False)
    log_start: int = field(default=0, init=False)

    def spawn(self) -> None:
        """Start it, without waiting for an answer."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.log_start = log.tell()
            self.process = subprocess.Popen(
                self.command,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                # A group of its own: Ctrl-C reaches only the launcher, which stops in order.
                start_new_session=True,
                preexec_fn=die_with_parent(self.stop_signal),
                **self.options,
            )

    def wait_until_ready(self) -> None:
        """Wait until it answers. Raises CannotGoOn with the end of its log."""
        begun = time.monotonic()
        while not self.is_ready(self):
            seconds = time.monotonic() - begun
            if self.process.poll() is not None:
                if seconds > self.retry_seconds or not self.is_worth_another_try():
                    raise CannotGoOn(f"The {self.name} ended at once:\n{self.log_tail()}")
                time.sleep(0.3)
                self.spawn()
            elif seconds > self.ready_seconds:
                raise CannotGoOn(
                    f"The {self.name} did not answer within {self.ready_seconds:.0f} s:\n"
                    f"{self.log_tail()}"
                )
            time.sleep(0.05)

    def ask_to_stop(self) -> None:
        if self.process:
            with suppress(ProcessLookupError):
                self.process.send_signal(self.stop_signal)

    def end(self) -> None:
        """Wait until it has stopped, and insist. Nothing of its process group is left then."""
        if self.process:
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(self.stop_seconds)
            self.clear_group()
            self.process.wait()
            self.process = None

    def clear_group(self) -> None:
        """Kill what is left of its process group, such as the pool of a killed worker."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def is_worth_another_try(self) -> bool:
        return any(words in self.log_text() for words in self.retry_words)

    def log_text(self) -> str:
        """What it wrote since it was started last."""
        with self.log.open("rb") as log:
            log.seek(self.log_start)
            return log.read().decode(errors="replace")

    def log_tail(self, lines: int = 15) -> str:
        return "\n".join(f"    {line}" for line in self.log_text().splitlines()[-lines:])


def die_with_parent(signum: int) -> Callable[[], None]:
    """What a child does before it becomes its program: ask for `signum` when we die.

    It runs after the change of user, which would have dropped the request. Linux only; on other
    systems a killed launcher leaves its children, and only an orderly stop takes them along.
    """
    parent = os.getpid()

    def arrange() -> None:
        if LIBC is not None:
            LIBC.prctl(PR_SET_PDEATHSIG, signum)
            if os.getppid() != parent:
                os._exit(1)

    return arrange
