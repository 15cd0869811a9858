"""Work off the inbox and the outbox."""

import json

from django.core.management.base import BaseCommand

from accounts import notices
from donations import inbox


class Command(BaseCommand):
    help = "Work off the inbox and the outbox until nothing is due."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, **options):
        worked = {"events": all_of(inbox.process), "notices": all_of(notices.deliver)}
        if options["json"]:
            self.stdout.write(json.dumps(worked))
        else:
            self.stdout.write(f"events: {worked['events']}, notices: {worked['notices']}")


def all_of(work) -> int:
    """Repeat until a round finishes nothing: what finishes may make something else due."""
    done = 0
    while finished := work():
        done += finished
    return done
