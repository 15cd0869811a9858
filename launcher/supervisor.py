"""Starts services in order, keeps them running, and stops them in reverse."""

import shutil
import time
from collections import deque

from launcher import CannotGoOn, places
from launcher.processes import Service
from launcher.progress import say

RESTARTS = 5
RESTARTS_WITHIN_SECONDS = 60


class Supervisor:
    """A context: whatever was started inside is stopped when it ends, last one first."""

    def __init__(self):
        self.services: list[Service] = []
        self.restarts: dict[str, deque] = {}
        self.folder = places.new_run_folder()

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.stop()

    def start(self, *services: Service) -> None:
        """Start all of them at once, then wait until each is ready."""
        for service in services:
            self.services.append(service)
            service.spawn()
        for service in services:
            service.wait_until_ready()

    def run(self, service: Service) -> None:
        """Run something that ends by itself. Raises CannotGoOn when it fails."""
        service.spawn()
        try:
            status = service.process.wait()
        except BaseException:
            service.stop()
            raise
        if status:
            raise CannotGoOn(f"{service.name} failed:\n{service.log_tail()}")

    def stop(self) -> None:
        while self.services:
            self.services.pop().stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def watch(self) -> None:
        """Restart what dies, for ever. Raises CannotGoOn when one service keeps dying."""
        while True:
            for service in self.services:
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
