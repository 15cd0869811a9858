"""A whole site of its own on this machine, for benchmarks and for breaking it.

Nothing here is shared with the demo, the tests or what the environment names: what runs in this
house may be killed.
"""

import http.client
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from launcher import broker, keys, places, ports, postgres
from launcher.processes import Service
from launcher.supervisor import Supervisor


@dataclass
class House:
    """What runs, by name, and the environment that all of it was given."""

    supervisor: Supervisor
    state: Path
    env: dict[str, str]
    services: dict[str, Service]
    site: object

    @property
    def port(self) -> int:
        return self.site.getsockname()[1]

    @property
    def webhook_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/stripe/webhook/"

    def start(self, *names: str) -> None:
        """Start these services, in this order, each when the one before is ready."""
        for name in names:
            self.supervisor.start(self.services[name])

    def prepare(self) -> None:
        """Make the tables and the roles."""
        for name in ("migrate", "sync_roles"):
            self.supervisor.run(self.command(name, [sys.executable, "manage.py", name]))

    def command(self, name: str, command: list[str]) -> Service:
        """One more process of this house, with a log of its own."""
        return Service(
            name=name,
            command=command,
            log=self.state / f"{name}.log",
            env=self.env,
            stop_seconds=30,
            ready_seconds=60,
            options={"cwd": places.ROOT},
        )


def build(supervisor: Supervisor, *, state: Path, **env: str) -> House:
    """A house whose services are known and not started. `state` keeps its data and its logs.

    The database writes to disk as in production: a figure without that would be a boast, and a
    crash would prove nothing.
    """
    sockets = supervisor.folder
    env = (
        os.environ
        | keys.generate()
        | {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": postgres.url(sockets),
            "REDIS_URL": broker.url(sockets),
            "DEBUG": "1",
            "ALLOWED_HOSTS": "127.0.0.1",
            "MEDIA_ROOT": str(state / "media"),
            "EMAIL_URL": "dummymail://",
            "PYTHONUNBUFFERED": "1",
        }
        | env
    )
    site = ports.listen(18000)
    house = House(supervisor, state, env, {}, site)
    celery = [sys.executable, "-m", "celery", "--quiet", "--app", "config"]
    gunicorn = [sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.py"]
    commands = {
        "worker": [*celery, "worker", "--loglevel", "INFO", "--concurrency", "2"],
        "beat": [*celery, "beat", "--loglevel", "INFO", "--schedule", str(state / "beat")],
        "web": [*gunicorn, "--bind", f"fd://{site.fileno()}", "config.wsgi"],
    }
    house.services |= {name: house.command(name, command) for name, command in commands.items()}
    house.services["web"].options["pass_fds"] = [site.fileno()]
    house.services["web"].is_ready = lambda service: is_alive(house.port)
    house.services["broker"] = broker.service(sockets=sockets, log=state / "broker.log")
    house.services["database"] = postgres.service(
        state, sockets=sockets, log=state / "database.log"
    )
    return house


def is_alive(port: int) -> bool:
    """Whether the web server answers at all."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
