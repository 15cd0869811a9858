"""The doorbell: asks workers to come to the inbox, at once and yet not for each hint.

Asking the broker costs as much as noting a hint. So whoever presses within a second of the last
ring leaves one more ring for the end of that second, and whoever presses until then relies on it.
"""

import math
import threading
import time
from collections.abc import Callable

from donations.tasks import nudge, process_inbox

PAUSE_SECONDS = 1


class Doorbell:
    """One for each process; its threads share it. `ring` is told in how many seconds to be heard.

    What happened before `press` is seen by whoever comes for a ring that is heard after it. Rings
    may get lost with the process or the broker: the timetable comes to the inbox by itself.
    """

    def __init__(self, ring: Callable[[int], None], clock: Callable[[], float] = time.monotonic):
        self.ring, self.clock = ring, clock
        self.lock = threading.Lock()
        self.heard_at = -math.inf

    def press(self) -> None:
        """Have somebody come after this moment, within a second."""
        with self.lock:
            now = self.clock()
            if now < self.heard_at:
                return
            wait = PAUSE_SECONDS if now < self.heard_at + PAUSE_SECONDS else 0
            self.heard_at = now + wait
        self.ring(wait)


def ask_for_worker(seconds: int) -> threading.Thread:
    """Have the inbox worked off in so many seconds; a broker that is silent holds nobody up."""
    asking = threading.Thread(
        target=nudge, args=[process_inbox], kwargs={"countdown": seconds}, daemon=True
    )
    asking.start()
    return asking


bell = Doorbell(ask_for_worker)
