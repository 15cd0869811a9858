"""What must be true after every fault. Each function gives sentences, none when all is well."""

from collections import Counter

from accounts import notices
from accounts.models import Notice
from donations import books_check, inbox
from donations.models import LedgerEntry, WebhookEvent
from donations.standin.account import DELIVERY, EVENT
from donations.standin.server import StandIn
from tests.donations import agreement


def broken(standin: StandIn, letters: list, last: tuple[int, str] | None) -> list[str]:
    """Everything that is wrong now; `last` is the last link of the ledger's chain before."""
    return [
        *map(str, books_check.check_books()),
        *agreement.differences(standin.books()),
        *lost_events(standin),
        *rewritten_ledger(last),
        *wrong_letters(letters),
    ]


def something_waits() -> bool:
    """Whether an event is not worked off or a letter not sent."""
    events = WebhookEvent.objects.filter(processed_at=None)
    return events.exists() or Notice.objects.filter(state=Notice.State.QUEUED).exists()


def lost_events(standin: StandIn) -> list[str]:
    """An event that was answered with 200 is in the inbox, and worked off."""
    with standin.account.reading():
        taken = {
            one["id"]
            for one in standin.account.all(DELIVERY)
            if one["delivered_at"] is not None
            and standin.account.get(EVENT, one["id"])["type"] in inbox.HANDLERS
        }
    kept = dict(WebhookEvent.objects.values_list("event_id", "processed_at"))
    lost = [f"{event_id} was taken and is not in the inbox" for event_id in taken - kept.keys()]
    return lost + [f"{one} waits for ever" for one in kept if kept[one] is None]


def last_link() -> tuple[int, str] | None:
    return LedgerEntry.objects.order_by("-position").values_list("position", "hash").first()


def rewritten_ledger(last: tuple[int, str] | None) -> list[str]:
    """What was the end of the chain is still in its place."""
    if last is None or LedgerEntry.objects.filter(position=last[0], hash=last[1]).exists():
        return []
    return [f"the entry at {last[0]}, which was in the ledger, is gone or changed"]


def wrong_letters(letters: list) -> list[str]:
    """Every notice went out, under one Message-ID of its own, and nobody got two different ones.

    The same letter may come twice when its sender died before it had written down that it was
    sent; mail boxes fold these into one by their Message-ID.
    """
    owed = {f"<{notices.message_id(one)}@sviatlo.invalid>" for one in Notice.objects.all()}
    came = Counter(letter["Message-ID"] for letter in letters)
    faults = [f"{one} was never sent" for one in owed - came.keys()]
    faults += [f"{one} is of no notice" for one in came.keys() - owed]
    waiting = Notice.objects.exclude(state=Notice.State.SENT).count()
    return faults + ([f"{waiting} notices are not sent"] if waiting else [])
