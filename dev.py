#!/usr/bin/env python3
"""Sets up, shows and tests Śviatło on one machine. What is missing is installed on the way."""

import os
import sys

from launcher import (
    CannotGoOn,
    browser,
    checks,
    cleaning,
    demo,
    distribution,
    exiftool,
    management,
    places,
    virtualenv,
)

WHOLE_SUITE = ["--numprocesses", "auto", "--maxprocesses", "4", "--dist", "worksteal"]


def test(arguments: list[str]) -> None:
    """Become pytest; its closing line and exit status are ours. The plugin starts the services.

    The whole suite is spread over the cores, each with a database of its own.
    """
    for program in (browser, exiftool):
        if program.find() is None:
            distribution.install(program.PACKAGE)
    become("pytest", arguments or WHOLE_SUITE)


def bench(arguments: list[str]) -> None:
    become("tests.bench", arguments)


def faults(arguments: list[str]) -> None:
    become("tests.faults", arguments)


def screens(arguments: list[str]) -> None:
    if browser.find() is None:
        distribution.install(browser.PACKAGE)
    become("tests.screens", arguments)


def become(module: str, arguments: list[str]) -> None:
    os.chdir(places.ROOT)
    os.execv(sys.executable, [sys.executable, "-m", module, *arguments])


def show_help(arguments: list[str]) -> int:
    print(f"python3 dev.py COMMAND, or make COMMAND.\n\n{__doc__}\n")
    for name, (_, _, meaning) in COMMANDS.items():
        print(f"  {name:8} {meaning}")
    return 0


# name → what runs, whether it needs the virtual environment, what it is for
COMMANDS = {
    "demo": (demo.run, True, "show the whole site; PORT=9000 and STORIES=DIR change what you see"),
    "codes": (demo.show_codes, False, "show the demo's log-ins with the codes of this moment"),
    "test": (test, True, "run the test suite; further words go to pytest"),
    "check": (checks.run, True, "look for what CI would refuse beside failing tests"),
    "manage": (management.run, True, "run a management command with the services it needs"),
    "bench": (bench, True, "measure how fast webhooks are taken and booked; --events N"),
    "faults": (faults, True, "kill services while money moves, and check the books; --rounds N"),
    "screens": (
        screens,
        True,
        "take the pictures of handbook and site anew; names of some, or all",
    ),
    "clean": (cleaning.run, False, "remove what the other commands made, the data too"),
    "help": (show_help, False, "list the commands"),
}


def main(arguments: list[str]) -> int:
    name, *rest = arguments or ["help"]
    if name in {"-h", "--help"}:
        name = "help"
    if name not in COMMANDS:
        print(
            f"dev.py: there is no {name!r}; `python3 dev.py help` lists what is.", file=sys.stderr
        )
        return 2
    run, needs_environment, _ = COMMANDS[name]
    try:
        if needs_environment:
            virtualenv.enter()
        return run(rest)
    except CannotGoOn as reason:
        print(f"dev.py: {reason}", file=sys.stderr)
        return 1
    except OSError as error:  # no space, no permission, no such program
        print(f"dev.py: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
