"""The whole site on this machine, with sample stories, until somebody stops it."""

import http.client
import json
import os
import socket
import sys
import time
from pathlib import Path

from launcher import CannotGoOn, backing, claim, codes, environment, places, ports, signals, standin
from launcher.processes import Service
from launcher.progress import phase, say
from launcher.supervisor import Supervisor

# How `dev.py manage` finds the services of a running demo.
RUNNING = places.LOCAL / "demo.json"
LOGINS = places.LOCAL / "logins.json"


def run(arguments: list[str]) -> int:
    """Start everything, say where it is, and stay until a signal; then stop it and give 0."""
    begun = time.monotonic()
    if holder := claim.take("the demo"):
        raise CannotGoOn(f"This clone's data is in use by {holder}. End that first.")
    signals.raise_stopped()
    try:
        stories = stories_wanted()
        with listen() as site, Supervisor() as supervisor:
            try:
                show(supervisor, site, stories, begun)
            finally:
                signals.ignore()
                with phase("stopping"):
                    supervisor.stop()
    except signals.Stopped:
        return 0
    finally:
        RUNNING.unlink(missing_ok=True)


def show(supervisor: Supervisor, site: socket.socket, stories: list[str], begun: float) -> None:
    """Start everything in order and watch it, for ever."""
    keep_older_logs()
    url = f"http://127.0.0.1:{site.getsockname()[1]}/"
    env = environment.for_site(url)
    start_services(supervisor, env, url)
    # Side by side: both spend seconds on importing the same things.
    start_site(supervisor, env, site)
    load_samples(supervisor, env, stories)
    with phase("waiting for the site"):
        supervisor.wait()
    say(f"  ready after {time.monotonic() - begun:.1f} s")
    announce(env, url)
    supervisor.watch()


def environment_of(pid: int) -> dict[str, str] | None:
    """What the demo with this process id gave to its site; None if it is not that far."""
    try:
        running = json.loads(RUNNING.read_text())
    except (FileNotFoundError, ValueError):
        return None
    return running["env"] if running["pid"] == pid else None


def stories_wanted() -> list[str]:
    """Arguments for load_samples: which folder of stories, if not our own samples."""
    wanted = os.environ.get("STORIES")
    if not wanted:
        return []
    folder = Path(wanted).resolve()
    if not folder.is_dir():
        raise CannotGoOn(f"STORIES: there is no folder {folder}.")
    return ["--stories", str(folder)]


def listen() -> socket.socket:
    wanted = ports.parse(os.environ.get("PORT") or "8000")
    site = ports.listen(wanted)
    port = site.getsockname()[1]
    if port != wanted:
        say(f"Port {wanted} is busy; using {port}.")
    return site


def start_services(supervisor: Supervisor, env: dict[str, str], url: str) -> None:
    """Start what the site stands on, and add the addresses to `env`."""
    with phase("starting database, broker and Stripe stand-in"):
        env |= backing.start(supervisor)
        env |= standin.start(supervisor, env, site_url=url)
    backing.prepare(supervisor, env)
    env |= backing.for_site(env)
    running = {"pid": os.getpid(), "url": url, "env": env}
    RUNNING.touch(mode=0o600)
    RUNNING.write_text(json.dumps(running))


def load_samples(supervisor: Supervisor, env: dict[str, str], stories: list[str]) -> None:
    arguments = ["--logins", str(LOGINS), *stories]
    with phase("loading the stories"):
        supervisor.run(backing.command("load_samples", *arguments, env=env))


def start_site(supervisor: Supervisor, env: dict[str, str], site: socket.socket) -> None:
    """Start web server, worker and beat, without waiting for them."""
    celery = [sys.executable, "-m", "celery", "--quiet", "--app", "config"]
    gunicorn = [sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.py"]
    schedule = str(places.LOCAL / "beat-schedule")
    commands = {
        "worker": [*celery, "worker", "--loglevel", "INFO", "--concurrency", "2"],
        "beat": [*celery, "beat", "--loglevel", "INFO", "--schedule", schedule],
        "web server": [*gunicorn, "--bind", f"fd://{site.fileno()}", "config.wsgi"],
    }
    services = [
        Service(
            name=name,
            command=command,
            log=places.LOGS / f"{name.split()[0]}.log",
            env=env,
            stop_seconds=30,
            options={"cwd": places.ROOT},
        )
        for name, command in commands.items()
    ]
    web = services[-1]
    web.options["pass_fds"] = [site.fileno()]
    web.is_ready = lambda service: answers(site.getsockname()[1])
    web.ready_seconds = 60
    supervisor.spawn(*services)


def answers(port: int) -> bool:
    """Whether the list of campaigns comes."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/en/")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def announce(env: dict[str, str], url: str) -> None:
    """Say that the site is there, who may log in, and where its mail and its money go."""
    lines = [f"Ready: {url}", "", f"Log in at {url}staff/ with password and code as"]
    lines += [f"  {line}" for line in login_lines()]
    lines += [
        "",
        "A code is good for half a minute, once: `python3 dev.py codes` shows those of now.",
        "",
        f"Mail       {places.LOCAL / 'mail'}",
        f"Payments   {env['STRIPE_API_BASE']}/",
        f"Logs       {places.LOGS}",
        "",
        "Ctrl-C stops it; the data stays for the next time.",
    ]
    print("\n".join(lines), flush=True)


def login_lines() -> list[str]:
    """How each colleague of the demo logs in at this moment."""
    return [
        f"{login['role']:14} {login['email']:26} {login['password']}  "
        f"{codes.current(login['totp_secret'])}"
        for login in json.loads(LOGINS.read_text())
    ]


def show_codes(arguments: list[str]) -> int:
    """Print the log-ins with the codes of this moment, and how long they last."""
    if not LOGINS.is_file():
        raise CannotGoOn("There are no colleagues yet. They come with `make demo`.")
    print("\n".join(login_lines()))
    print(f"These codes last another {codes.seconds_left()} s.")
    return 0


def keep_older_logs() -> None:
    for log in places.LOGS.glob("*.log"):
        log.rename(log.with_suffix(".log.1"))
