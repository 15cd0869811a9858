"""Close the campaigns whose own rule says so."""

import json

from django.core.management.base import BaseCommand

from accounts.command_line import read_time
from campaigns import lifecycle


class Command(BaseCommand):
    help = "Close every campaign that reached its goal or its last day, by its own rule."

    def add_arguments(self, parser):
        parser.add_argument("--now", metavar="ISO-TIME", help="act as if it were this time")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, **options):
        closed = lifecycle.close_due(read_time(options["now"]))
        if options["json"]:
            self.stdout.write(json.dumps({"closed": closed}))
        else:
            self.stdout.write(f"closed: {', '.join(closed) or 'none'}")
