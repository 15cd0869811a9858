"""What CI runs beside the tests."""

import base64
import os
import re
import secrets
import subprocess
import sys
import tomllib
from pathlib import Path

from launcher import environment, places
from launcher.progress import say

PINNED = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^\s;]+)", re.MULTILINE)
# Written so that this very file does not contain what it looks for.
STRAYS = {
    "a host of a package registry": re.compile(
        r"\b(pypi|pythonhosted|npmjs|yarnpkg|rubygems|crates|docker|quay|ghcr)[.](org|com|io)\b"
    ),
    "a path of one person's machine": re.compile(r"(?<![\w.~-])/(work|root|tmp|home)/\w"),
}


def run(arguments: list[str]) -> int:
    """Run every check, also after one has failed; give 1 if any did."""
    os.chdir(places.ROOT)
    python = sys.executable
    offline = environment.NO_SERVICES | environment.for_commands()
    commands = [
        ([python, "-m", "ruff", "check", "."], os.environ),
        ([python, "-m", "ruff", "format", "--check", "."], os.environ),
        ([python, "-W", "ignore", "manage.py", "makemigrations", "--check", "--dry-run"], offline),
        ([python, "manage.py", "check", "--deploy", "--fail-level", "WARNING"], production_like()),
    ]
    failed = []
    for command, env in commands:
        title = " ".join(["python", *command[1:]])
        say(f"\n$ {title}")
        if subprocess.run(command, env=env).returncode:
            failed.append(title)
    for title, faults in {
        "the locks are in step with pyproject.toml": lock_faults(places.ROOT),
        "no tracked file names a registry or a machine": strays(places.ROOT),
    }.items():
        say(f"\n# {title}")
        if faults:
            print("\n".join(faults))
            failed.append(title)
    say("\n" + "\n".join([f"failed: {title}" for title in failed] or ["All checks passed."]))
    return 1 if failed else 0


def production_like() -> dict[str, str]:
    """Settings as in production, with secrets that have the right form and open nothing."""
    return (
        os.environ
        | environment.NO_SERVICES
        | {
            "DEBUG": "0",
            "SITE_URL": "https://example.org",
            "ALLOWED_HOSTS": "example.org",
            "SECRET_KEY": secrets.token_urlsafe(64),
            "DIGEST_KEY": secrets.token_hex(32),
            "SEAL_KEYS": base64.b64encode(secrets.token_bytes(32)).decode(),
            "STRIPE_SECRET_KEY": f"sk_live_{secrets.token_hex(12)}",
            "STRIPE_WEBHOOK_SECRETS": f"whsec_{secrets.token_hex(24)}",
            "STRIPE_LIVEMODE": "1",
            "STRIPE_API_BASE": "",
            "EMAIL_URL": "smtp+tls://mail.example.org:587",
            "DEFAULT_FROM_EMAIL": "gifts@example.org",
            "MEDIA_ROOT": str(places.LOCAL / "media"),
        }
    )


def lock_faults(root: Path) -> list[str]:
    """Where the lock files do not fit pyproject.toml or each other; a sentence for each."""
    from packaging.requirements import Requirement

    project = tomllib.loads((root / "pyproject.toml").read_text())
    runtime = read_lock(root / "requirements.txt")
    everything = read_lock(root / "requirements-dev.txt")
    wanted = {
        "requirements.txt": (project["project"]["dependencies"], runtime),
        "requirements-dev.txt": (project["dependency-groups"]["dev"], everything),
    }
    faults = []
    for name, (lines, lock) in wanted.items():
        for requirement in map(Requirement, lines):
            version = lock.get(requirement.name)
            if version is None:
                faults.append(f"{name} lacks {requirement.name}: make lock")
            elif version not in requirement.specifier:
                faults.append(f"{name} has {requirement.name} {version}: make lock")
    for name, version in runtime.items():
        if everything.get(name) != version:
            faults.append(f"{name} is {version} in requirements.txt only: make lock")
    return faults


def read_lock(path: Path) -> dict[str, str]:
    return dict(PINNED.findall(path.read_text()))


def strays(root: Path) -> list[str]:
    """Where a tracked file names what only one machine has; "file:line: what" for each."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=True
    )
    found = []
    for name in filter(None, listed.stdout.split("\0")):
        path = root / name
        if not path.is_file():
            continue
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), start=1):
            for what, pattern in STRAYS.items():
                if pattern.search(line):
                    found.append(f"{name}:{number}: {what}")
    return found
