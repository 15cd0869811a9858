"""Runs a management command with what it needs, and otherwise stays out of its way."""

import os
import signal
import subprocess
import sys
import time

from launcher import backing, claim, demo, environment, places, standin
from launcher.processes import die_with_parent
from launcher.progress import say
from launcher.supervisor import Supervisor

# These read files and settings, never the database.
WITHOUT_DATABASE = {
    *("check", "compilemessages", "findstatic", "help", "makemessages"),
    *("scan_text", "update_translations"),
}
# These make or change tables, or forget as if it were another day: the site may not.
FOR_OWNER = {"migrate", "grant_rights", "flush", "dbshell", "purge"}


def run(arguments: list[str]) -> int:
    """Give the command's exit status; its standard input and output are ours."""
    program = [sys.executable, str(places.ROOT / "manage.py"), *arguments]
    if not needs_database(arguments):
        env = environment.NO_SERVICES | environment.for_commands()
        os.execve(sys.executable, program, env)
    role = backing.for_owner if arguments[:1] and arguments[0] in FOR_OWNER else backing.for_site
    if running := wait_for_services():
        os.execve(sys.executable, program, role(running) | os.environ)
    with Supervisor() as supervisor:
        env = environment.for_commands()
        env |= backing.start(supervisor)
        env |= standin.start(supervisor, env, site_url="http://127.0.0.1:8000/")
        if not backing.is_prepared():
            backing.prepare(supervisor, env)
        return pass_through(program, role(env))


def needs_database(arguments: list[str]) -> bool:
    if not arguments or {"--help", "-h", "--version"} & set(arguments):
        return False
    if arguments[0] == "import_campaigns" and "--dry-run" in arguments:
        return False
    return arguments[0] not in WITHOUT_DATABASE


def wait_for_services() -> dict[str, str] | None:
    """The environment of a running demo; or None once this clone's data is ours alone."""
    said = False
    while holder := claim.take("a management command"):
        if running := demo.environment_of(holder.pid):
            return running
        if not said:
            say(f"Waiting for {holder}, which is using this clone's data …")
            said = True
        time.sleep(0.2)
    return None


def pass_through(program: list[str], env: dict[str, str]) -> int:
    """Run it in front; a signal for us is for it, so that we live to stop what we started."""
    child = subprocess.Popen(program, env=env, preexec_fn=die_with_parent(signal.SIGTERM))
    # Ctrl-C reaches the whole group, the child too: for us it only must not be the end.
    signal.signal(signal.SIGINT, lambda number, frame: None)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, frame: child.send_signal(number))
    status = child.wait()
    return status if status >= 0 else 128 - status
