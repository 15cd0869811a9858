"""Where the launcher keeps things."""

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCAL = ROOT / ".local"
LOGS = LOCAL / "log"
# Tells the folders that one clone owns outside of itself from those of another.
CLONE = "sviatlo-" + hashlib.sha256(os.fsencode(ROOT)).hexdigest()[:8]


def state() -> Path:
    """The folder of the private database.

    PostgreSQL refuses to run as root, and the account it runs under instead cannot reach into a
    clone below root's home. So for root it stands outside of the clone.
    """
    return Path("/var/lib") / CLONE if os.geteuid() == 0 else LOCAL


def new_run_folder() -> Path:
    """A fresh private folder for sockets and for what need not outlive this process.

    Its path is short whatever the clone's is: the path of a socket may have 107 bytes. Folders
    that killed processes of this clone left behind are removed on the way.
    """
    parent = Path(tempfile.gettempdir())
    if os.geteuid() == 0:
        parent = state()
        parent.mkdir(parents=True, exist_ok=True)
        parent.chmod(0o711)
    for old in parent.glob(f"{CLONE}-*-*"):
        pid = old.name.split("-")[2]
        if pid.isdecimal() and not process_exists(int(pid)):
            shutil.rmtree(old, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=f"{CLONE}-{os.getpid()}-", dir=parent))


def process_exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # it is somebody else's
    return True
