"""Our books against themselves: each difference names the ids and amounts it is about.

Nothing here repairs. A wrong total is a bug or somebody's hand in the database: to be read, not
to be swept away.
"""

from dataclasses import asdict, dataclass

from django.db.models import Case, Count, Exists, F, Func, OuterRef, Q, Sum, Value, When
from django.db.models.functions import Coalesce

from campaigns.models import Campaign
from donations import chain, summaries
from donations.models import Donation, LedgerEntry

Kind = LedgerEntry.Kind
Account = LedgerEntry.Account
Flag = Donation.Flag
# Gifts that finance knows to be of another sum or currency than asked.
ODD_SUM = [Flag.AMOUNT, Flag.CURRENCY, Flag.WITHDRAWN]

# So many figures of summary rows are named one by one: whoever changes the time zone of the
# organisation breaks thousands.
MOST_FIGURES = 20


@dataclass(frozen=True)
class Difference:
    """Two figures, in cents, that should be one; None where it is not about figures."""

    what: str
    where: str
    expected_cents: int | None = None
    found_cents: int | None = None

    def as_json(self) -> dict:
        return asdict(self)

    @property
    def subject(self) -> str:
        """What it is about, without the figures."""
        joined = ": " if self.expected_cents is None else " of "
        return f"{self.what}{joined}{self.where}"

    def __str__(self):
        if self.expected_cents is None:
            return self.subject
        return f"{self.subject}: {self.expected_cents} expected, {self.found_cents} found"


def check_books() -> list[Difference]:
    """Every comparison of the books with themselves. Empty means: they agree."""
    return [
        *check_totals(),
        *check_gift_counts(),
        *check_donations(),
        *check_gifts(),
        *check_transfers(),
        *check_held(),
        *check_summaries(),
        *check_chain(),
    ]


def check_totals() -> list[Difference]:
    """Each public total against the sum of its ledger."""
    return [
        Difference("total", f"campaign:{public_id}", booked, shown)
        for public_id, booked, shown in Campaign.objects.annotate(
            booked=Coalesce(
                Sum("ledger__amount_cents", filter=Q(ledger__kind__in=LedgerEntry.RAISED)), 0
            ),
            shown=Coalesce("total__raised_cents", 0),
        )
        .values_list("public_id", "booked", "shown")
        .order_by("pk")
        if booked != shown
    ]


def check_gift_counts() -> list[Difference]:
    """Each public number of gifts against the gifts in the ledger."""
    gifts = Q(ledger__kind__in=[Kind.GIFT, Kind.OFFLINE_GIFT])
    return [
        Difference("gift count", f"campaign:{public_id}", booked, shown)
        for public_id, booked, shown in Campaign.objects.annotate(
            booked=Count("ledger", filter=gifts), shown=Coalesce("total__gift_count", 0)
        )
        .values_list("public_id", "booked", "shown")
        .order_by("pk")
        if booked != shown
    ]


def check_donations() -> list[Difference]:
    """Every paid donation has its gift, wherever that lies, to the cent; no other has one."""
    paid = Q(status=Donation.Status.PAID)
    odd = Q(flag__in=ODD_SUM)
    booked = Coalesce(Sum("ledger__amount_cents", filter=Q(ledger__kind=Kind.GIFT)), 0)
    agree = (
        paid & ~odd & Q(booked=F("amount_cents"))
        | paid & odd & Q(booked__gt=0)
        | ~paid & Q(booked=0)
    )
    owed = Case(When(paid, then="amount_cents"), default=0)
    rows = Donation.objects.annotate(booked=booked, owed=owed).exclude(agree).order_by("pk")
    return [
        Difference("gift", f"donation:{public_id}", owed, booked)
        for public_id, owed, booked in rows.values_list("public_id", "owed", "booked")
    ]


def check_gifts() -> list[Difference]:
    """No campaign has a gift that was meant for another one, or that nobody meant."""
    gifts = LedgerEntry.objects.filter(kind=Kind.GIFT, account=Account.CAMPAIGN)
    astray = gifts.filter(Q(donation=None) | ~Q(donation__campaign=F("campaign")))
    return [
        Difference("gift", f"entry:{pk}", 0, cents)
        for pk, cents in astray.order_by("pk").values_list("pk", "amount_cents")
    ]


def check_transfers() -> list[Difference]:
    """What left one place arrived at another: the two entries of a transfer sum to nothing."""
    act = Func(F("source_id"), Value(":(in|out)$"), Value(""), function="regexp_replace")
    sums = (
        LedgerEntry.objects.filter(kind=Kind.TRANSFER)
        .order_by()
        .annotate(act=act)
        .values("act")
        .annotate(cents=Sum("amount_cents"))
        .exclude(cents=0)
        .order_by("act")
    )
    return [Difference("transfer", row["act"], 0, row["cents"]) for row in sums]


def check_held() -> list[Difference]:
    """Nothing of a held gift stays behind once it was moved."""
    held = LedgerEntry.objects.filter(account=Account.HELD, kind__in=LedgerEntry.RAISED)
    moved = LedgerEntry.objects.filter(
        about=OuterRef("gift"), kind=Kind.TRANSFER, account=Account.HELD, amount_cents__lt=0
    )
    left = (
        held.order_by()
        .annotate(gift=Coalesce("about", "pk"))
        .filter(Exists(moved))
        .values("gift")
        .annotate(cents=Sum("amount_cents"))
        .exclude(cents=0)
        .order_by("gift")
    )
    return [Difference("held money", f"entry:{row['gift']}", 0, row["cents"]) for row in left]


def check_summaries() -> list[Difference]:
    """Each figure of a campaign's day against its entries; after MOST_FIGURES only their number."""
    lost = by_day(summaries.expected().difference(summaries.kept()))
    kept = by_day(summaries.kept().difference(summaries.expected()))
    codes = dict(Campaign.objects.values_list("pk", "public_id")) if lost or kept else {}
    nothing = (0,) * len(summaries.COLUMNS)
    found = [
        Difference("day", f"campaign:{codes[campaign]} {day} {name}", booked, shown)
        for campaign, day in sorted(lost.keys() | kept.keys())
        for name, booked, shown in zip(
            summaries.COLUMNS,
            lost.get((campaign, day), nothing),
            kept.get((campaign, day), nothing),
            strict=True,
        )
        if booked != shown
    ]
    more = len(found) - MOST_FIGURES
    return found[:MOST_FIGURES] + ([Difference("day", f"and {more} more")] if more > 0 else [])


def by_day(rows) -> dict[tuple, tuple[int, ...]]:
    """Tuples of `summaries.expected` or `kept`, by campaign and day."""
    return {(campaign, day): tuple(map(int, figures)) for campaign, day, *figures in rows}


def check_chain() -> list[Difference]:
    """No entry was changed, put in or taken out behind the ledger's back, nor cut off its end."""
    sentences = chain.broken_links() + chain.lost_ends()
    return [Difference("chain", sentence) for sentence in sentences]
