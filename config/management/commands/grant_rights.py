"""Give the site's database role its rights; run as the owner after every migrate."""

from django.core.management.base import BaseCommand

from config import rights


class Command(BaseCommand):
    help = "Give a database role what the site needs: the books may be added to, never changed."

    def add_arguments(self, parser):
        parser.add_argument("role", help="the role that DATABASE_URL of the site names")

    def handle(self, *args, **options):
        rights.grant(options["role"])
        self.stdout.write(f"{options['role']}: rights are as config/rights.py says")
