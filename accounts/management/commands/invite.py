"""Invite a colleague from the server: the first administrators, or when none is left."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand
from django.core.validators import validate_email

from accounts import invitations, roles
from accounts.command_line import BadUsage
from accounts.names import validate_name


class Command(BaseCommand):
    help = "Send an invitation; it holds for 48 hours and works once."

    def add_arguments(self, parser):
        parser.add_argument("role", help=", ".join(roles.ROLES))
        parser.add_argument("address")
        parser.add_argument("work_name", help="what colleagues will see")
        parser.add_argument(
            "--show-link", action="store_true", help="print the link as well, where mail is not up"
        )

    def handle(self, *args, role, address, work_name, show_link, **options):
        if role not in roles.ROLES:
            raise BadUsage(f"“{role}” is no role; there are {', '.join(roles.ROLES)}.")
        try:
            validate_email(address)
        except ValidationError:
            raise BadUsage(f"“{address}” is no e-mail address.") from None
        try:
            validate_name(work_name)
            token = invitations.invite(email=address, work_name=work_name, role=role, actor=None)
        except ValidationError as error:
            raise BadUsage(error.messages[0]) from None
        except invitations.NotPossible as error:
            raise BadUsage(str(error)) from None
        self.stdout.write(f"invited: {role}")
        if show_link:
            self.stdout.write(invitations.link(token))
