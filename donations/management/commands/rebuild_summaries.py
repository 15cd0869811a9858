"""Write the summary rows of the reports anew."""

from django.core.management.base import BaseCommand

from donations import summaries


class Command(BaseCommand):
    help = (
        "Write the sums by campaign and day anew from the ledger: after TIME_ZONE was changed, "
        "or once it is known why verify_books names a day."
    )

    def handle(self, *args, **options):
        self.stdout.write(f"rows: {summaries.rebuild()}")
