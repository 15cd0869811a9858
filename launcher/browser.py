"""The Chromium that drives the browser tests."""

import os
import shutil
import subprocess

from launcher.progress import say

NAMES = ["chromium", "chromium-browser", "google-chrome"]
HOW_TO_GET_ONE = "install the distribution's chromium, or name one in CHROMIUM"


def find() -> str | None:
    """The program to start, by the environment's CHROMIUM or by its usual names."""
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, NAMES)), None)


def install_if_possible() -> None:
    """Fetch one from the distribution when there is none and we may. A failure is only said."""
    if find() or os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    say("Installing chromium for the browser tests (apt-get; a minute, once) …")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update"], ["install", "-y", "--no-install-recommends", "chromium"]):
        done = subprocess.run(
            ["apt-get", "-qq", *arguments], env=environment, capture_output=True, text=True
        )
    if done.returncode:
        say(f"chromium could not be installed:\n{done.stderr.strip()}")
