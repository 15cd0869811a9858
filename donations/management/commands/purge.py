"""Forget what was kept long enough."""

import json
import sys
from collections import Counter

from django.core.management.base import BaseCommand, CommandError

from accounts.command_line import read_time
from accounts.locks import try_lock
from donations import retention
from donations.tasks import PURGING


class Command(BaseCommand):
    help = (
        "Forget everything that was kept long enough: addresses, words, numbers of payments, old "
        "entries of the log. Sums stay. Exit status 1 when a part of it failed."
    )

    def add_arguments(self, parser):
        parser.add_argument("--now", metavar="ISO-TIME", help="act as if it were this time")
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would go, and leave it"
        )
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, **options):
        now = read_time(options["now"])
        if options["dry_run"]:
            self.look(now, as_json=options["json"])
            return
        with try_lock(PURGING) as held:
            if not held:
                raise CommandError("Another purge is under way; try again after it.")
            purged = retention.run(now)
        if options["json"]:
            self.stdout.write(json.dumps({"purged": purged.counts}))
        else:
            gone = (f"{table}: {count}" for table, count in purged.counts.items() if count)
            self.stdout.write(f"purged: {', '.join(gone) or 'nothing was due'}")
        for rule in purged.failed:
            self.stderr.write(f"failed: {rule}")
        if purged.failed:
            sys.exit(1)

    def look(self, now, *, as_json: bool) -> None:
        """Print each rule in words with what is due by it now."""
        counts = Counter()
        for rule in retention.RULES:
            due = rule.due_at(now).count()
            counts[rule.table] += due
            if not as_json:
                self.stdout.write(f"{rule}: {due}")
        if as_json:
            self.stdout.write(json.dumps({"purged": counts}))
