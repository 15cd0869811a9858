"""Make the role groups what accounts/roles.py says."""

from django.core.management.base import BaseCommand

from accounts.roles import ROLES, sync_roles


class Command(BaseCommand):
    help = "Make the role groups exactly what the table of roles says."

    def handle(self, *args, **options):
        sync_roles()
        self.stdout.write(f"roles: {', '.join(ROLES)}")
