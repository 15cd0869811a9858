"""How a person or a machine asks us to stop."""

import signal

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """Raised in the main thread, wherever it is, by the first of the signals."""


def raise_stopped() -> None:
    """From now on a signal raises Stopped, also where a script had it ignored. Only the first."""

    def stop(number, frame):
        ignore()
        raise Stopped

    for number in STOPPING:
        signal.signal(number, stop)


def ignore() -> None:
    for number in STOPPING:
        signal.signal(number, signal.SIG_IGN)
