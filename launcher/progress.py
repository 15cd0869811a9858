"""What the launcher says while it works.

All of it goes to standard error: standard output belongs to the command that was asked for.
"""

import contextlib
import sys
import time


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


@contextlib.contextmanager
def phase(text: str):
    """Name a piece of work while it runs, then how many seconds it took."""
    print(f"  {text} … ", end="", file=sys.stderr, flush=True)
    begun = time.monotonic()
    try:
        yield
    except BaseException:
        say("")
        raise
    say(f"{time.monotonic() - begun:.1f} s")
