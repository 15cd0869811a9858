"""Database and broker: those that the environment names, else private ones."""

import os

from launcher import broker, places, postgres
from launcher.supervisor import Supervisor


def start(supervisor: Supervisor, *, throwaway: bool = False) -> dict[str, str]:
    """Start what the environment does not name; give both addresses as environment variables.

    `throwaway` makes an empty, fast and careless database that goes with the supervisor.
    """
    sockets = supervisor.folder
    logs = sockets if throwaway else places.LOGS
    services, addresses = [], {}
    if not os.environ.get("DATABASE_URL"):
        home = sockets if throwaway else places.state()
        services.append(
            postgres.service(home, sockets=sockets, log=logs / "database.log", throwaway=throwaway)
        )
        addresses["DATABASE_URL"] = postgres.url(sockets)
    if not os.environ.get("REDIS_URL"):
        services.append(broker.service(sockets=sockets, log=logs / "broker.log"))
        addresses["REDIS_URL"] = broker.url(sockets)
    supervisor.start(*services)
    return addresses
