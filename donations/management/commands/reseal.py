"""Put everything that is sealed under the newest key."""

import sys

from django.core.management.base import BaseCommand

from accounts import factors, notices
from donations import receipts

SEALED = {
    "donors’ addresses": receipts.reseal,
    "letters": notices.reseal,
    "second factors": factors.reseal,
}


class Command(BaseCommand):
    help = (
        "Put everything that is sealed under the newest of SEAL_KEYS. After it ended with 0, with "
        "web and worker restarted before it, older keys can be thrown away. Exit status 1 when "
        "something is left that no key opens."
    )

    def handle(self, *args, **options):
        lost = 0
        for what, reseal in SEALED.items():
            outcome = reseal()
            lost += outcome.lost
            self.stdout.write(f"{what}: {outcome.done} resealed, {outcome.lost} not readable")
        if lost:
            sys.exit(1)
