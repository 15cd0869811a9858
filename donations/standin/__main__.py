"""Run the stand-in as a process of its own: python -m donations.standin --demo --secret whsec_…"""

import argparse
import signal
import sys
import threading

from donations.standin.chaos import Chaos
from donations.standin.locks import Unsafe
from donations.standin.server import StandIn


def main(arguments: list[str] | None = None) -> int:
    """Serve until SIGINT or SIGTERM. Returns 2 when asked for something unsafe or impossible."""
    options = _parser().parse_args(arguments)
    if not options.demo:
        return _complain("it only plays at payments; say --demo if that is what you want.")
    try:
        standin = StandIn(
            secret=options.secret,
            webhook_url=options.webhook_url,
            host=options.host,
            port=options.port,
            state_file=options.state,
            chaos=Chaos(options.seed) if options.chaos else None,
        )
    except Unsafe as reason:
        return _complain(str(reason))
    except OSError as error:
        return _complain(f"cannot listen on {options.host}:{options.port}: {error.strerror}")
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    with standin:
        print(f"Stripe stand-in: {standin.url}/", flush=True)
        stop.wait()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m donations.standin",
        description="A local Stripe for development and demonstrations. No money moves.",
    )
    parser.add_argument("--demo", action="store_true", help="confirm that this is a demonstration")
    parser.add_argument("--host", default="127.0.0.1", help="an address of this machine")
    parser.add_argument("--port", type=int, default=0, help="0: any free one, printed at the start")
    parser.add_argument("--webhook-url", help="where events go, on this machine")
    parser.add_argument("--secret", required=True, help="signs the events: whsec_…")
    parser.add_argument("--state", metavar="FILE", help="keep everything in this SQLite file")
    parser.add_argument(
        "--chaos", action="store_true", help="deliver every event twice and in no order"
    )
    parser.add_argument("--seed", type=int, help="for --chaos: the same disorder each time")
    return parser


def _complain(sentence: str) -> int:
    print(f"stand-in: {sentence}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
