"""Make events due again that wait or were given up."""

from django.core.management.base import BaseCommand

from accounts.command_line import BadUsage
from donations import inbox
from donations.models import WebhookEvent
from donations.tasks import nudge, process_inbox


class Command(BaseCommand):
    help = (
        "Make events of the inbox due at once: those named, or all that wait. "
        "Those that were worked off stay so."
    )

    def add_arguments(self, parser):
        parser.add_argument("events", nargs="*", metavar="EVENT_ID", help="such as evt_1Q2w3E")
        parser.add_argument(
            "--given-up", action="store_true", help="only those that are tried no more"
        )

    def handle(self, *args, **options):
        events = WebhookEvent.objects.all()
        if options["events"]:
            events = named(options["events"])
        if options["given_up"]:
            events = events.filter(attempts__gte=inbox.TRIES)
        due = inbox.retry(list(events.values_list("pk", flat=True)), actor=None)
        if due:
            nudge(process_inbox)
        self.stdout.write(f"due again: {due}")


def named(event_ids: list[str]):
    """The rows of these events. One that is not known makes the whole command do nothing."""
    events = WebhookEvent.objects.filter(event_id__in=event_ids)
    known = set(events.values_list("event_id", flat=True))
    if unknown := [event_id for event_id in event_ids if event_id not in known]:
        raise BadUsage(
            f"not in the inbox: {', '.join(unknown)}. "
            "“reconcile” fetches what Stripe has and the inbox has not."
        )
    return events
