"""The local Stripe, which demo and commands talk to unless STRIPE_API_BASE names another."""

import socket
import sys

from launcher import places, ports
from launcher.processes import Service
from launcher.supervisor import Supervisor

FIRST_PORT = 8100


def start(supervisor: Supervisor, env: dict[str, str], *, site_url: str) -> dict[str, str]:
    """Start it unless `env` names one; give its address as an environment variable.

    Its events go to the webhook of the site at `site_url`.
    """
    if env.get("STRIPE_API_BASE"):
        return {}
    port = ports.free(FIRST_PORT)
    command = [sys.executable, "-m", "donations.standin", "--demo", "--port", str(port)]
    command += ["--webhook-url", f"{site_url}stripe/webhook/"]
    command += ["--secret", env["STRIPE_WEBHOOK_SECRETS"].split(",")[0]]
    command += ["--state", str(places.LOCAL / "standin.sqlite")]
    supervisor.start(
        Service(
            name="Stripe stand-in",
            command=command,
            log=places.LOGS / "standin.log",
            env=env,
            is_ready=lambda service: listens(port),
            options={"cwd": places.ROOT},
        )
    )
    return {"STRIPE_API_BASE": f"http://127.0.0.1:{port}"}


def listens(port: int) -> bool:
    with socket.socket() as client:
        client.settimeout(1)
        return client.connect_ex(("127.0.0.1", port)) == 0
