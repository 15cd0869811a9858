"""Measures how fast webhooks are taken and worked off: make bench, or python -m tests.bench.

Whatever stops it, it says so in its last line and ends with a status other than 0.
"""

import argparse
import os
import sys
import traceback

import django

from donations.standin.server import StandIn
from launcher import CannotGoOn, checks, places, signals
from launcher.progress import phase
from launcher.supervisor import Supervisor
from tests import house


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--events", type=int, default=10_000, help="of the storm, about so many")
    parser.add_argument("--gifts", type=int, default=20_000, help="in the books before it")
    options = parser.parse_args()
    with Supervisor() as supervisor, StandIn() as standin:
        state = supervisor.folder / "state"
        state.mkdir()
        state.chmod(0o711)
        home = house.build(supervisor, state=state, STRIPE_API_BASE=standin.url)
        home.services["web"].env = as_in_production(home.env)
        standin.secret = home.env["STRIPE_WEBHOOK_SECRETS"]
        with phase("starting a site of its own"):
            home.start("database", "broker")
            home.prepare()
            home.start("web")
        os.environ.update(home.env | {"LOG_LEVEL": "WARNING"})
        django.setup()
        # Its models can be imported only now.
        from tests.benchmarks import storm

        return storm.run(home, standin, events=options.events, gifts=options.gifts)


def as_in_production(env: dict[str, str]) -> dict[str, str]:
    """DEBUG costs time. The door never asks Stripe, so that it can do without the stand-in."""
    kept = {name: env[name] for name in ("DATABASE_URL", "REDIS_URL", "MEDIA_ROOT")}
    kept |= {name: env[name] for name in ("STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRETS")}
    return (
        env
        | checks.production_like()
        | kept
        | {"STRIPE_LIVEMODE": "0", "ALLOWED_HOSTS": env["ALLOWED_HOSTS"]}
    )


if __name__ == "__main__":
    os.chdir(places.ROOT)
    signals.raise_stopped()
    try:
        sys.exit(main())
    except CannotGoOn as reason:
        sys.exit(f"bench: {reason}")
    except signals.Stopped:
        sys.exit("bench: somebody stopped it (a signal); nothing is proven")
    except Exception:
        traceback.print_exc()
        sys.exit("bench: it broke, see above; nothing is proven")
