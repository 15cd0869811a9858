"""Kills web, worker, database and broker while money moves, and looks whether the books are right.

make faults, or python -m tests.faults. Stops at the first difference, with its seed, and keeps
logs and data; the same seed makes the same round again, as far as time allows. With --careless
the database says yes before it has written to disk, and the loop has to notice.
"""

import argparse
import os
import secrets
import shutil
import sys
import time

import django

from donations.standin.server import StandIn
from launcher import CannotGoOn, places
from launcher.progress import phase
from launcher.supervisor import Supervisor
from tests import house
from tests.mailserver import MailServer


def main() -> int:
    parser = argparse.ArgumentParser(prog="make faults", description=__doc__)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--seed", type=int, help="of the first round; the next has the next one")
    parser.add_argument(
        "--careless", action="store_true", help="break the site, to see whether the loop notices"
    )
    options = parser.parse_args()
    first = secrets.randbelow(10**6) if options.seed is None else options.seed
    state = places.state() / "faults"
    shutil.rmtree(state, ignore_errors=True)
    state.mkdir(parents=True)
    with Supervisor() as supervisor, MailServer() as mail:
        home = house.build(supervisor, state=state, EMAIL_URL=f"smtp://127.0.0.1:{mail.port}")
        standin = StandIn(
            secret=home.env["STRIPE_WEBHOOK_SECRETS"],
            webhook_url=home.webhook_url,
            state_file=state / "standin.sqlite",
        )
        home.env["STRIPE_API_BASE"] = standin.url
        with standin:
            with phase("starting a site of its own"):
                home.start("database", "broker")
                home.prepare()
                home.start("web", "worker", "beat")
            os.environ.update(home.env | {"LOG_LEVEL": "ERROR"})
            django.setup()
            # Its models can be imported only now.
            from tests.faults import rounds

            loop = rounds.Loop(home, standin, mail)
            if options.careless:
                loop.forget_on_crash()
            for seed in range(first, first + options.rounds):
                begun = time.monotonic()
                killed, faults = loop.round(seed)
                print(
                    f"round {seed - first + 1}, seed {seed}: killed {killed}; "
                    f"{loop.told()}; {time.monotonic() - begun:.0f} s",
                    flush=True,
                )
                if faults:
                    print("\n".join(faults))
                    if options.careless:
                        print("The loop noticed, as it should.")
                        return 0
                    print(f"Logs and data are kept in {state}.")
                    return 1
    shutil.rmtree(state)
    if options.careless:
        print("A careless database went unnoticed: this loop proves nothing.")
        return 1
    print("The books are right.")
    return 0


if __name__ == "__main__":
    os.chdir(places.ROOT)
    try:
        sys.exit(main())
    except CannotGoOn as reason:
        sys.exit(f"faults: {reason}")
    except KeyboardInterrupt:
        sys.exit(130)
