"""Where to listen."""

import errno
import socket

from launcher import CannotGoOn

TRIES = 100


def listen(wanted: int) -> socket.socket:
    """A listening socket on the first free port from `wanted` on. Others cannot take it away."""
    for port in range(wanted, min(wanted + TRIES, 65536)):
        try:
            return socket.create_server(("127.0.0.1", port), backlog=256)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                continue
            raise CannotGoOn(f"Port {port} cannot be used: {error.strerror}.") from error
    raise CannotGoOn(f"No free port from {wanted} on.")


def free(wanted: int) -> int:
    """The first free port from `wanted` on, for a program that opens it itself."""
    with listen(wanted) as found:
        return found.getsockname()[1]


def parse(text: str) -> int:
    """A port as somebody typed it. Raises CannotGoOn for what is none."""
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise CannotGoOn(f"PORT must be a number from 1 to 65535, not {text!r}.")
    return int(text)
