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
        # One process for all: starting Django takes longer than what they do.
        acts = "call_command('migrate'); call_command('sync_roles')"
        if not os.environ.get("DATABASE_URL"):
            acts += f"; call_command('grant_rights', '{postgres.SITE}')"
        code = f"from django.core.management import call_command; {acts}"
        supervisor.run(command("shell", "--command", code, env=env, name="migrate"))
    if not os.environ.get("DATABASE_URL"):
        postgres.prepared(places.state()).touch()


def for_site(env: dict[str, str]) -> dict[str, str]:
    """What the site itself gets: a role that cannot change the books, if the database is ours."""
    if os.environ.get("DATABASE_URL"):
        return env
    return env | {"DATABASE_URL": postgres.with_role(env["DATABASE_URL"], postgres.SITE)}


def for_owner(env: dict[str, str]) -> dict[str, str]:
    """What a command gets that makes or changes tables."""
    if os.environ.get("DATABASE_URL"):
        return env
    return env | {"DATABASE_URL": postgres.with_role(env["DATABASE_URL"], postgres.OWNER)}


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
