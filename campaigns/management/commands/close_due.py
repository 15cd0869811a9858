"""Close the campaigns whose own rule says so."""

import json
from datetime import datetime

from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.command_line import BadUsage
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


def read_time(text: str | None) -> datetime:
    """Read an ISO time; without a zone it is the site's own. None means now."""
    if text is None:
        return timezone.now()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BadUsage(f"--now: “{text}” is no ISO time such as 2026-03-31T18:00+02:00") from None
    return moment if moment.tzinfo else timezone.make_aware(moment)
