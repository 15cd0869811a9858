"""Our books beside the stand-in's: each donation's money to the cent, in the same shape."""

from collections import defaultdict

from django.db.models import Sum

from donations.models import LedgerEntry

Kind = LedgerEntry.Kind
# The stand-in's figures, which are never negative, and what they are called in the ledger.
FIGURES = {
    Kind.GIFT: "paid_cents",
    Kind.REFUND: "refunded_cents",
    Kind.REFUND_FAILED: "refund_failed_cents",
    Kind.DISPUTE: "disputed_cents",
    Kind.DISPUTE_WON: "reinstated_cents",
    Kind.FEE: "fee_cents",
    Kind.FEE_RETURNED: "fee_returned_cents",
}


def booked(since: int = 0) -> dict[str, dict[str, int]]:
    """Euro cents by donation and figure, as StandIn.books() gives them; zeros are left out.

    Of donations whose primary key is above `since`.
    """
    found = defaultdict(dict)
    rows = LedgerEntry.objects.filter(kind__in=FIGURES, donation__gt=since).order_by()
    sums = rows.values_list("donation__public_id", "kind").annotate(Sum("amount_cents"))
    for reference, kind, cents in sums:
        found[reference][FIGURES[kind]] = abs(cents)
    return dict(found)


def differences(standin_books: dict[str, dict[str, int]], since: int = 0) -> list[str]:
    """A sentence for each donation that our books and the stand-in's tell differently.

    `since` leaves out what the stand-in has never heard of, as sample data.
    """
    theirs = {
        reference: {name: cents for name, cents in row.items() if cents}
        for reference, row in standin_books.items()
    }
    ours = booked(since)
    found = []
    for reference in sorted(theirs.keys() | ours.keys()):
        there, here = theirs.get(reference, {}), ours.get(reference, {})
        if there != here:
            found.append(f"donation {reference}: Stripe has {there}, we {here}")
    return found
