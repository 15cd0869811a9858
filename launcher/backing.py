"""Database and broker: those that the environment names, else private ones."""

import os
import sys

from launcher import broker, places, postgres
from launcher.processes import Service
from launcher.progress import phase
from launcher.supervisor import Supervisor


def start(supervisor: Supervisor, *, throwaway: bool = False) -> dict[str, str]:
    """Start what the environment does not name; give both addresses as environment variables.

    `throwaway` makes an empty, fast and careless database that goes with the supervisor.
    """
    sockets = supervisor.folder
    home = sockets if throwaway else places.state()
    logs = sockets if throwaway else places.LOGS
    services, addresses = [], {}
    if not os.environ.get("DATABASE_URL"):
        log = logs / "database.log"
        services.append(postgres.service(home, sockets=sockets, log=log, throwaway=throwaway))
        addresses["DATABASE_URL"] = postgres.url(sockets)
    if not os.environ.get("REDIS_URL"):
        services.append(broker.service(sockets=sockets, log=logs / "broker.log"))
        addresses["REDIS_URL"] = broker.url(sockets)
    supervisor.start(*services)
    return addresses


def is_prepared() -> bool:
    """Whether our own database was prepared once. One that was named to us is not ours to judge."""
    return bool(os.environ.get("DATABASE_URL")) or postgres.prepared(places.state()).exists()


def prepare(supervisor: Supervisor, env: dict[str, str]) -> None:
    """Bring tables and roles up to what the code expects."""
    with phase("migrating"):
        # One process for both: starting Django takes longer than what they do.
        acts = "call_command('migrate'); call_command('sync_roles')"
        code = f"from django.core.management import call_command; {acts}"
        supervisor.run(command("shell", "--command", code, env=env, name="migrate"))
    if not os.environ.get("DATABASE_URL"):
        postgres.prepared(places.state()).touch()


def command(*arguments: str, env: dict[str, str], name: str = "") -> Service:
    """A management command of the site that logs instead of speaking."""
    name = name or arguments[0]
    return Service(
        name=name,
        command=[sys.executable, "manage.py", *arguments],
        log=places.LOGS / f"{name}.log",
        env=env,
        options={"cwd": places.ROOT},
    )
