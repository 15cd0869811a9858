"""Takes the pictures in docs/screens anew: make screens, or python -m tests.screens.

Words of the command name pictures; without any, all are taken. A site of its own is started for
it, with the sample stories, and thrown away. A picture that looks as before keeps its file. Another
machine has other fonts: from there, commit only pictures whose page has changed.
"""

import argparse
import os
import sys

import django

from launcher import CannotGoOn, browser, places, signals
from launcher.progress import phase
from launcher.supervisor import Supervisor
from tests import house
from tests.screens.album import PICTURES


def main() -> int:
    parser = argparse.ArgumentParser(prog="make screens", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(PICTURES))
    wanted = parser.parse_args().names or list(PICTURES)
    if unknown := set(wanted) - set(PICTURES):
        raise CannotGoOn(f"There is no picture {', '.join(sorted(unknown))}.")
    if browser.find() is None:
        raise CannotGoOn(f"No Chromium. {browser.HOW_TO_GET_ONE}")
    with Supervisor() as supervisor:
        state = supervisor.folder / "state"
        state.mkdir()
        state.chmod(0o711)
        home = house.build(supervisor, state=state)
        with phase("starting a site of its own"):
            home.start("database", "broker")
            home.prepare()
            home.start("web")
        # Playwright keeps an event loop in this thread; nothing of ours runs in it.
        os.environ.update(home.env | {"LOG_LEVEL": "ERROR", "DJANGO_ALLOW_ASYNC_UNSAFE": "1"})
        django.setup()
        # Its models can be imported only now.
        from tests.screens import camera, scenes

        with phase("loading the stories"):
            scene = scenes.build()
        for name, size in camera.take(f"http://127.0.0.1:{home.port}", scene, wanted):
            print(f"docs/screens/{name}.png, {size / 1000:.0f} kB", flush=True)
    return 0


if __name__ == "__main__":
    os.chdir(places.ROOT)
    signals.raise_stopped()
    try:
        sys.exit(main())
    except CannotGoOn as reason:
        sys.exit(f"screens: {reason}")
    except signals.Stopped:
        sys.exit("screens: somebody stopped it (a signal)")
