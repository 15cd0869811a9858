"""How tests read the books, and let the product hear of what happened at Stripe."""

from campaigns.models import CampaignTotal
from donations import inbox
from donations.models import LedgerEntry, Matter
from donations.summaries import FEES


def raised(campaign) -> tuple[int, int]:
    """What the page shows: cents and number of gifts."""
    return CampaignTotal.objects.values_list("raised_cents", "gift_count").get(campaign=campaign)


def plant_total(**wrong) -> int:
    """Put figures into every public total that no ledger gives; they are shown at once."""
    shown = {"raised_cents": "shown_cents", "gift_count": "shown_gifts"}
    return CampaignTotal.objects.update(
        **wrong, **{shown[name]: figure for name, figure in wrong.items()}
    )


def entries(donation=None) -> list[tuple[str, int]]:
    """Kind and signed cents of what is booked, of one donation or of all, sorted."""
    rows = LedgerEntry.objects.filter(**({"donation": donation} if donation else {}))
    return sorted(rows.values_list("kind", "amount_cents"))


def money_in(account: str, currency: str = "EUR") -> int:
    """The cents that lie in an account, fees left aside."""
    rows = LedgerEntry.objects.filter(account=account, currency=currency).exclude(kind__in=FEES)
    return sum(rows.values_list("amount_cents", flat=True))


def waiting() -> list[str]:
    """The kinds of the matters that wait for finance, sorted."""
    return sorted(Matter.objects.filter(resolved_at=None).values_list("kind", flat=True))


def hints(events) -> list[dict]:
    """Those of the events that the product does anything about."""
    return [event for event in events if event["type"] in inbox.HANDLERS]


def hear(*events) -> None:
    """Let the product act on the events, one after the other, without door and inbox."""
    for event in hints(events):
        act = inbox.HANDLERS[event["type"]]
        act.book(act.look(event["data"]["object"]["id"]))
