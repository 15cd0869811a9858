"""The Chromium that drives the browser tests."""

import os
import shutil

PACKAGE = "chromium"
NAMES = ["chromium", "chromium-browser", "google-chrome"]
HOW_TO_GET_ONE = f"apt-get install {PACKAGE} (as root), or name one in CHROMIUM"


def find() -> str | None:
    """The program to start, by the environment's CHROMIUM or by its usual names."""
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, NAMES)), None)
