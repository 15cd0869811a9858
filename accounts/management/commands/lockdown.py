"""Lock the house down, or unlock it."""

import json
import sys

from django.core.management.base import BaseCommand

from accounts import lockdown
from accounts.command_line import BadUsage


class Command(BaseCommand):
    help = (
        "End every session and publish nothing until --undo; the public pages stay. "
        "With --undo, exit status 1 when the house was not locked down."
    )

    def add_arguments(self, parser):
        parser.add_argument("--undo", action="store_true", help="unlock the house")
        parser.add_argument("--reason", default="", help="for the audit log; names nobody")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, undo, reason, **options):
        if undo and reason:
            raise BadUsage("--reason belongs to the beginning, not to --undo.")
        if len(reason) > 200:
            raise BadUsage("--reason: at most 200 characters.")
        if undo:
            was_on = lockdown.end()
            self.say(options, "lockdown: off" if was_on else "lockdown: was not on", locked=False)
            if not was_on:
                sys.exit(1)
            return
        begun, ended = lockdown.begin(reason)
        since = begun.began_at.isoformat(timespec="seconds")
        self.say(
            options,
            f"lockdown: on since {since}, {ended} sessions ended, nothing is published",
            locked=True,
            since=since,
            sessions_ended=ended,
        )

    def say(self, options, line: str, **facts):
        self.stdout.write(json.dumps(facts) if options["json"] else line)
