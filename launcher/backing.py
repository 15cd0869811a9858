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
        supervisor.run(command("migrate", "--verbosity", "1", env=env))
        supervisor.run(command("sync_roles", env=env))
    if not os.environ.get("DATABASE_URL"):
        postgres.prepared(places.state()).touch()


def command(*arguments: str, env: dict[str, str]) -> Service:
    """A management command of the site that logs instead of speaking."""
    return Service(
        name=arguments[0],
        command=[sys.executable, "manage.py", *arguments],
        log=places.LOGS / f"{arguments[0]}.log",
        env=env,
        options={"cwd": places.ROOT},
    )
