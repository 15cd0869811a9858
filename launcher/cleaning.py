"""Takes a clone back to what git knows, and removes what it put elsewhere."""

import shutil

from launcher import CannotGoOn, claim, places
from launcher.progress import say

MADE_IN_THE_CLONE = [
    ".local",
    ".venv",
    ".coverage",
    ".hypothesis",
    ".pytest_cache",
    ".ruff_cache",
    "staticfiles",
    "test-results",
]


def run(arguments: list[str]) -> int:
    if holder := claim.take("clean"):
        raise CannotGoOn(f"This clone's data is in use by {holder}. End that first.")
    made = [places.ROOT / name for name in MADE_IN_THE_CLONE]
    made += [path for path in places.ROOT.rglob("__pycache__") if places.VENV not in path.parents]
    for path in {places.state(), *made}:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    say("Clean.")
    return 0
