"""Compare the books with Stripe's and with themselves."""

import json
import sys
from datetime import UTC, datetime

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.command_line import BadUsage
from accounts.locks import try_lock
from donations import reconciliation, stripe_gateway
from donations.tasks import RECONCILING, nudge, process_inbox

# Nobody's books at Stripe begin earlier.
BEGINNING = datetime(2010, 1, 1, tzinfo=UTC)


class Command(BaseCommand):
    help = (
        "Compare the books with Stripe's, book what Stripe proves, and name what differs. "
        "Exit status 1 when something does."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--since",
            metavar="DATE",
            help="look back to this day; without it to the last run, with an overlap",
        )
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, **options):
        since = read_since(options["since"])
        with try_lock(RECONCILING) as held:
            if not held:
                raise CommandError("Another reconciliation is under way; try again after it.")
            try:
                run = reconciliation.run(since=since)
            except stripe_gateway.StripeUnavailable:
                raise CommandError("Stripe cannot be reached; try again later.") from None
            except stripe_gateway.StripeRefused as refusal:
                raise CommandError(f"{refusal}. May the key read balance transactions?") from None
        nudge(process_inbox)
        if options["json"]:
            found = {
                "checked": run.checked,
                "repaired": run.repaired,
                "differences": run.discrepancies,
            }
            self.stdout.write(json.dumps(found))
        else:
            for found in run.discrepancies:
                self.stdout.write(str(reconciliation.Difference(**found)))
            self.stdout.write(f"checked: {run.checked}, repaired: {run.repaired}")
        if run.discrepancies:
            sys.exit(1)


def read_since(text: str | None) -> datetime | None:
    """Read a day (its beginning, in the site's own zone) or an ISO time."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BadUsage(f"--since: “{text}” is no date such as 2026-03-31") from None
    if not BEGINNING.year < moment.year < datetime.max.year:
        raise BadUsage(f"--since: “{text}” is too far away")
    moment = moment if moment.tzinfo else timezone.make_aware(moment)
    if moment > timezone.now():
        raise BadUsage(f"--since: “{text}” has not come yet")
    return moment
