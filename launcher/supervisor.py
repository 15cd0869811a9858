"""Starts services in order, keeps them running, and stops them in reverse."""

import itertools
import shutil
import time
from collections import deque

from launcher import CannotGoOn, places
from launcher.processes import Service
from launcher.progress import say

RESTARTS = 5
RESTARTS_WITHIN_SECONDS = 60


class Supervisor:
    """A context: whatever was started inside is stopped when it ends, last ones first."""

    def __init__(self):
        self.groups: list[tuple[Service, ...]] = []
        self.restarts: dict[str, deque] = {}
        self.folder = places.new_run_folder()

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.stop()

    def spawn(self, *services: Service) -> None:
        """Start them side by side, and do not wait until they are ready."""
        self.groups.append(services)
        for service in services:
            service.spawn()

    def start(self, *services: Service) -> None:
        """Start them side by side, and wait until each is ready."""
        self.spawn(*services)
        self.wait()

    def wait(self) -> None:
        """Wait until each of the services started last is ready."""
        for service in self.groups[-1]:
            service.wait_until_ready()

    def run(self, service: Service) -> None:
        """Run something that ends by itself. Raises CannotGoOn when it fails."""
        service.spawn()
        try:
            status = service.process.wait()
        except BaseException:
            service.ask_to_stop()
            service.end()
            raise
        if status:
            # The last lines say what is wrong; those before them are the way to it.
            raise CannotGoOn(f"{service.name} failed; see {service.log}\n{service.log_tail(2)}")

    def stop(self) -> None:
        """Stop what was started together together, in reverse order."""
        while self.groups:
            group = self.groups.pop()
            for service in group:
                service.ask_to_stop()
            for service in group:
                service.end()
        shutil.rmtree(self.folder, ignore_errors=True)

    def watch(self) -> None:
        """Restart what dies, for ever. Raises CannotGoOn when one service keeps dying."""
        while True:
            for service in itertools.chain(*self.groups):
                if service.process.poll() is not None:
                    self.restart(service)
            time.sleep(0.3)

    def restart(self, service: Service) -> None:
        status = service.process.returncode
        ended = f"was killed by signal {-status}" if status < 0 else f"ended with status {status}"
        recent = self.restarts.setdefault(service.name, deque(maxlen=RESTARTS))
        now = time.monotonic()
        if len(recent) == RESTARTS and now - recent[0] < RESTARTS_WITHIN_SECONDS:
            raise CannotGoOn(
                f"The {service.name} {ended}, and {RESTARTS} restarts within"
                f" {RESTARTS_WITHIN_SECONDS} s did not help:\n{service.log_tail()}"
            )
        recent.append(now)
        say(f"The {service.name} {ended}; starting it again. Its log: {service.log}")
        service.clear_group()
        service.spawn()
        service.wait_until_ready()
