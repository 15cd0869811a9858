"""Follow the chain of the audit log."""

import json
import sys

from django.core.management.base import BaseCommand

from accounts import audit_check
from accounts.command_line import BadUsage


class Command(BaseCommand):
    help = (
        "Follow the chain of the audit log and name every break. Exit status 1 when it is broken."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--head",
            metavar="POSITION:HASH",
            default="",
            help="a head printed earlier, which must still be part of the chain",
        )
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, **options):
        try:
            found = audit_check.check(options["head"])
        except ValueError as error:
            raise BadUsage(f"--head: {error}") from None
        if options["json"]:
            self.stdout.write(json.dumps(found.as_json()))
        else:
            for fault in found.faults:
                self.stdout.write(fault)
            self.stdout.write(f"{found.entries} entries, head {found.head or 'none'}")
        if found.faults:
            sys.exit(1)
