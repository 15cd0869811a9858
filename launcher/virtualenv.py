"""The virtual environment of this clone, filled from the lock file."""

import hashlib
import importlib.util
import os
import re
import subprocess
import sys

from launcher import CannotGoOn, distribution, places
from launcher.claim import exclusive
from launcher.progress import phase

LOCK = places.ROOT / "requirements-dev.txt"
STAMP = places.VENV / "installed.sha256"
NO_VENV = "This Python cannot make virtual environments: apt-get install python3-venv"


def enter() -> None:
    """Go on under the environment's Python, once all that the lock names is installed."""
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", None):
        # Without bytecode each of a dozen processes would compile all it imports, for seconds.
        # Whoever wants none beside the sources gets it elsewhere.
        os.environ["PYTHONPYCACHEPREFIX"] = str(places.LOCAL / "bytecode")
    with exclusive("set-up"):
        ensure()
    if os.path.realpath(sys.prefix) != os.path.realpath(places.VENV):
        os.execv(places.PYTHON, [str(places.PYTHON), *sys.argv])
    if importlib.util.find_spec("django") is None:
        raise CannotGoOn(f"{places.VENV} is broken. Remove it and try again: make clean")


def ensure() -> None:
    """Make the environment and install into it, unless that was done for this very lock."""
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if STAMP.exists() and STAMP.read_text() == wanted and os.access(places.PYTHON, os.X_OK):
        return
    if not STAMP.exists() or not os.access(places.PYTHON, os.X_OK):
        create()
    with phase("installing what requirements-dev.txt names"):
        install()
    STAMP.write_text(wanted)


def install() -> None:
    """Install the lock with uv, in a fraction of pip's time; with pip where uv does not manage.

    uv reads none of pip's settings: behind a mirror or a folder of wheels only pip finds the way.
    """
    uv_alone = places.LOCAL / "uv.txt"
    uv_alone.write_text(re.search(r"^uv==.*?(?=^\S)", LOCK.read_text(), re.M | re.S)[0])
    pip = [places.PYTHON, "-m", "pip", "--disable-pip-version-check", "-qq", "install"]
    pip += ["--no-compile", "--require-hashes", "-r"]
    uv = [places.VENV / "bin" / "uv", "pip", "install", "--quiet", "--python", places.PYTHON]
    uv += ["--require-hashes", "-r", LOCK]
    if succeeds([*pip, uv_alone]) and succeeds(uv):
        return
    done = subprocess.run([*pip, LOCK], stderr=subprocess.PIPE, text=True)
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if not line.startswith("WARNING")]
        raise CannotGoOn(
            "The packages could not be installed. pip needs the network, or a folder of wheels"
            " named in PIP_FIND_LINKS. It says:\n" + "\n".join(said)
        )


def succeeds(command: list) -> bool:
    return subprocess.run(command, capture_output=True).returncode == 0


def create() -> None:
    # Debian ships Python without what fills a new environment with pip.
    if importlib.util.find_spec("ensurepip") is None and not distribution.install("python3-venv"):
        raise CannotGoOn(NO_VENV)
    with phase("making the virtual environment"):
        done = subprocess.run(
            [sys.executable, "-m", "venv", "--clear", places.VENV], capture_output=True, text=True
        )
    if done.returncode:
        raise CannotGoOn(f"{done.stdout.strip()}\n{NO_VENV}")
