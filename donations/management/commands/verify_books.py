"""Compare the books with themselves."""

import json
import sys

from django.core.management.base import BaseCommand

from campaigns.models import Campaign
from donations import books_check
from donations.models import LedgerEntry


class Command(BaseCommand):
    help = (
        "Compare totals and donations with the ledger, and follow its chain. "
        "Exit status 1 when something differs."
    )

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, **options):
        differences = books_check.check_books()
        if options["json"]:
            found = {
                "campaigns": Campaign.objects.count(),
                "entries": LedgerEntry.objects.count(),
                "differences": [difference.as_json() for difference in differences],
            }
            self.stdout.write(json.dumps(found))
        else:
            for difference in differences:
                self.stdout.write(str(difference))
        if differences:
            sys.exit(1)
