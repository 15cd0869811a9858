"""Packages of the operating system."""

import os
import shutil
import subprocess

from launcher.progress import say


def install(package: str) -> bool:
    """Install with apt-get, which needs root; says what it does. Gives whether it worked."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    say(f"  installing {package} (apt-get) …")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update"], ["install", "-y", "--no-install-recommends", package]):
        done = subprocess.run(
            ["apt-get", "-qq", *arguments], env=environment, capture_output=True, text=True
        )
    if done.returncode:
        say(done.stderr.strip())
    return done.returncode == 0
