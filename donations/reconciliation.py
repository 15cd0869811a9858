"""Our books against Stripe's, and against themselves.

What Stripe proves and our books lack is booked by the same functions that a webhook sets off.
What remains is put before finance and never guessed away.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from itertools import islice

from django.db.models import Q
from django.utils import timezone

from donations import claims, ledger, matters, payouts, returns, stripe_gateway, sweep
from donations.books_check import Difference, check_books
from donations.claims import Claim
from donations.models import LedgerEntry, Matter, Payout, ReconciliationRun
from donations.stripe_objects import Movement

logger = logging.getLogger(__name__)

Kind = ledger.Kind
# Movements of a day may be listed late, and a night may be missed.
OVERLAP = timedelta(hours=48)
FIRST_LOOK_BACK = timedelta(days=30)
AT_A_TIME = 500
FROM_STRIPE = [
    Kind.GIFT,
    Kind.REFUND,
    Kind.REFUND_FAILED,
    Kind.DISPUTE,
    Kind.DISPUTE_WON,
    Kind.FEE,
]
AGAINST_STRIPE = [
    matters.Kind.MISSING_HERE,
    matters.Kind.MISSING_THERE,
    matters.Kind.AMOUNTS_DIFFER,
]
PAYOUTS = {"payout", "payout_reversal"}
# A payment that Stripe counted on and then had to give up.
CAME_BACK = "charge_failure"


@dataclass
class Findings:
    """What a comparison has seen so far."""

    checked: int = 0
    repaired: int = 0
    differences: list[Difference] = field(default_factory=list)
    # Subjects that were looked at, and the matters that are true of them.
    seen: set[str] = field(default_factory=set)
    true: set[tuple[str, str]] = field(default_factory=set)


def run(*, since: datetime | None = None, now: datetime | None = None) -> ReconciliationRun:
    """Compare, repair what is proven, open and settle matters; gives the row that says so.

    since is None for the usual window: from the last complete run, with an overlap. Raises
    StripeUnavailable when Stripe cannot be asked; the row then stays unfinished, and the next
    run looks as far back. May be repeated; the caller sees to it that one runs at a time.
    """
    now = now or timezone.now()
    since = since or usual_start(now)
    record = ReconciliationRun.objects.create(window_from=since)
    findings = Findings()
    compare_with_stripe(since, findings)
    settle_what_agrees(findings)
    # Last, so that it speaks of the books as the repairs have left them.
    findings.differences += compare_with_ourselves()
    sweep.run(since=since, now=now)
    record.checked, record.repaired = findings.checked, findings.repaired
    record.discrepancies = [difference.as_json() for difference in findings.differences]
    record.finished_at = timezone.now()
    record.save()
    logger.info(
        "reconciled",
        extra={
            "checked": record.checked,
            "repaired": record.repaired,
            "differences": len(record.discrepancies),
        },
    )
    return record


def usual_start(now: datetime) -> datetime:
    last = ReconciliationRun.objects.exclude(finished_at=None).first()
    return last.started_at - OVERLAP if last else now - FIRST_LOOK_BACK


def compare_with_ourselves() -> list[Difference]:
    """Report what disagrees within our own books; a wrong total is never repaired silently."""
    differences = check_books()
    for difference in differences:
        matters.open_matter(
            matters.Kind.BOOKS_DIFFER,
            difference.subject,
            expected_cents=difference.expected_cents,
            found_cents=difference.found_cents,
        )
    wrong = {difference.subject for difference in differences}
    for matter in matters.still_open(kind=matters.Kind.BOOKS_DIFFER):
        if matter.subject not in wrong:
            matters.settle_by_fact(matter.kind, matter.subject, "The books agree again.")
    return differences


def compare_with_stripe(since: datetime, findings: Findings) -> None:
    """Each movement of Stripe's balance since then with our books, and each entry back."""
    Comparison(since, findings).compare()


class Comparison:
    """One comparison with Stripe; remembers what was asked."""

    def __init__(self, since: datetime, findings: Findings):
        self.since = since
        self.findings = findings
        self.movements = list(stripe_gateway.movements_since(since))
        self.claimed: set[tuple[str, str]] = set()
        self.payments: dict[str, dict[tuple[str, str], Claim]] = {}

    def compare(self) -> None:
        for movements in batches(self.movements):
            entries = entries_for(
                claim for movement in movements for claim in claims.of_movement(movement)
            )
            for movement in movements:
                self.findings.checked += 1
                if movement.reporting_category in PAYOUTS:
                    self.compare_payout(movement)
                else:
                    self.compare_movement(movement, entries)
        for entry in self.entries_to_prove():
            self.findings.checked += 1
            self.prove(entry)

    def compare_movement(self, movement: Movement, entries: dict) -> None:
        claimed = claims.of_movement(movement)
        self.claimed |= {claim.key for claim in claimed}
        missing = [claim for claim in claimed if claim.key not in entries]
        if missing and not self.came_to_nothing(movement):
            repair(movement)
            found = entries_for(missing)
            self.findings.repaired += len(found)
            entries |= found
        if any(claim.key not in entries for claim in missing) and (
            self.came_to_nothing(movement) or is_awaited(movement)
        ):
            self.findings.seen |= {claim.subject for claim in claimed}
            return
        for claim in claimed:
            self.judge(claim, entries.get(claim.key), movement=movement)

    @cached_property
    def given_up(self) -> set[str | None]:
        """The charges that were counted on and came back."""
        return {one.source_id for one in self.movements if one.reporting_category == CAME_BACK}

    def came_to_nothing(self, movement: Movement) -> bool:
        """Whether this is a debit that was booked and taken back at Stripe, and never here."""
        return movement.source_id in self.given_up and ledger.gift_of(movement.intent_id) is None

    def judge(
        self, claim: Claim, entry: LedgerEntry | None, movement: Movement | None = None
    ) -> None:
        """Compare an entry with what Stripe says of it."""
        if entry and entry.currency != claim.currency:
            # What reached the balance says nothing about money that is held as it was given.
            claim = self.claims_of(entry).get(claim.key, claim)
        if entry is None:
            self.report(matters.Kind.MISSING_HERE, claim, None, movement)
        elif (entry.amount_cents, entry.currency) != (claim.cents, claim.currency):
            self.report(matters.Kind.AMOUNTS_DIFFER, claim, entry, movement)
        else:
            self.findings.seen.add(claim.subject)

    def report(
        self,
        kind: str,
        claim: Claim,
        entry: LedgerEntry | None,
        movement: Movement | None = None,
    ) -> None:
        """Name a difference, unless finance has looked at the very same one and signed it off."""
        ours = entry.amount_cents if entry else 0
        data = {"stripe_cents": claim.cents, "ours_cents": ours, "currency": claim.currency}
        if movement:
            data["movement"] = movement.id
        self.findings.seen.add(claim.subject)
        self.findings.true.add((str(kind), claim.subject))
        if is_signed_off(kind, claim.subject, data):
            return
        self.findings.differences.append(
            Difference(str(kind), claim.subject, expected_cents=claim.cents, found_cents=ours)
        )
        matters.open_matter(
            kind, claim.subject, donation=entry and entry.donation, entry=entry, **data
        )

    def entries_to_prove(self) -> list[LedgerEntry]:
        """Our entries that come from Stripe and that no movement of the window has claimed.

        They may still be true: a gift of last week, booked today. Those that were in doubt
        before are looked at again, however old.
        """
        doubted = matters.still_open(kind__in=AGAINST_STRIPE).exclude(entry=None)
        entries = LedgerEntry.objects.filter(
            Q(effective_at__gte=self.since)
            | Q(booked_at__gte=self.since)
            | Q(pk__in=doubted.values("entry")),
            kind__in=FROM_STRIPE,
        ).select_related("about", "donation")
        return [
            entry
            for entry in entries.order_by("pk")
            if (entry.kind, entry.source_id) not in self.claimed
        ]

    def prove(self, entry: LedgerEntry) -> None:
        """Ask Stripe about the payment that an entry belongs to."""
        if intent_of(entry) is None and entry.effective_at < self.since:
            return  # A fee of Stripe's own from before the window: nothing was asked about it.
        claim = self.claims_of(entry).get((entry.kind, entry.source_id))
        if claim:
            self.judge(claim, entry)
        else:
            claim = Claim(entry.kind, entry.source_id, 0, entry.currency)
            self.report(matters.Kind.MISSING_THERE, claim, entry)

    def claims_of(self, entry: LedgerEntry) -> dict[tuple[str, str], Claim]:
        """What Stripe says about the whole payment of an entry, asked once."""
        intent_id = intent_of(entry)
        if intent_id is None:
            return {}
        if intent_id not in self.payments:
            found = claims.of_payment(intent_id)
            self.payments[intent_id] = {claim.key: claim for claim in found}
        return self.payments[intent_id]

    def compare_payout(self, movement: Movement) -> None:
        """Fetch a payout as it is now, and see whether it is the sum of its parts."""
        payout_id = movement.source_id
        before = payout_facts(payout_id)
        attempt(payouts.sync_payout, payout_id)
        after = payout_facts(payout_id)
        self.findings.repaired += before != after
        if after is None:
            claim = Claim("payout", payout_id, movement.amount_cents, movement.currency)
            self.report(matters.Kind.MISSING_HERE, claim, None, movement)
            return
        self.findings.seen.add(f"payout:{payout_id}")
        cents, parts_cents, _ = after
        if parts_cents not in {None, cents}:
            self.findings.differences.append(
                Difference(
                    str(matters.Kind.PAYOUT_DIFFERS), f"payout:{payout_id}", parts_cents, cents
                )
            )


def repair(movement: Movement) -> None:
    """Book what a movement proves, by the function that its webhook would have set off."""
    acts: dict[str, tuple[Callable, object]] = {
        "charge": (returns.sync_charge, movement.source_id),
        "refund": (returns.sync_refund, movement.source_id),
        "refund_failure": (returns.sync_refund, movement.source_id),
        "dispute": (returns.sync_dispute, movement.source_id),
        "dispute_reversal": (returns.sync_dispute, movement.source_id),
        "fee": (book_own_fee, movement),
    }
    if movement.reporting_category in acts:
        attempt(*acts[movement.reporting_category])


def book_own_fee(movement: Movement) -> None:
    """A fee that Stripe took for itself, and not for a payment, is paid by the common fund."""
    if movement.amount_cents < 0:
        ledger.post(
            kind=Kind.FEE,
            place=ledger.GENERAL,
            cents=movement.amount_cents,
            currency=movement.currency,
            source_id=movement.id,
            effective_at=movement.created_at,
        )


def attempt(act: Callable, what) -> None:
    """Try to book; what fails stays a difference, and must not hide those behind it."""
    try:
        act(what)
    except stripe_gateway.StripeUnavailable:
        raise
    except Exception as error:  # noqa: BLE001 - whatever is wrong with one, the rest is compared
        expected = isinstance(error, returns.NotYet | stripe_gateway.StripeRefused)
        log = logger.info if expected else logger.exception
        log("not repaired", extra={"act": act.__name__, "error": type(error).__name__})


def is_awaited(movement: Movement) -> bool:
    """Whether Stripe counts on a payment that its session does not call paid, so neither do we."""
    if movement.reporting_category != "charge" or ledger.gift_of(movement.intent_id):
        return False
    session = movement.intent_id and stripe_gateway.find_session(movement.intent_id)
    return bool(session) and session.payment_status != "paid"


def is_signed_off(kind: str, subject: str, data: dict) -> bool:
    """Whether a person has settled this matter as it stands: the same figures, not new ones."""
    return Matter.objects.filter(
        kind=kind, subject=subject, data=data, resolved_by__isnull=False
    ).exists()


def settle_what_agrees(findings: Findings) -> None:
    """Close the matters that this comparison has found true no longer."""
    for matter in matters.still_open(kind__in=AGAINST_STRIPE):
        if matter.subject in findings.seen and (matter.kind, matter.subject) not in findings.true:
            matters.settle_by_fact(matter.kind, matter.subject, "Stripe and our books agree.")
        elif matter.kind == matters.Kind.MISSING_HERE and is_booked(matter):
            matters.settle_by_fact(matter.kind, matter.subject, "It is in our books now.")


def is_booked(matter: Matter) -> bool:
    kind, _, source_id = matter.subject.partition(":")
    return LedgerEntry.objects.filter(
        kind=kind, source_id=source_id, amount_cents=matter.data["stripe_cents"]
    ).exists()


def entries_for(claimed: Iterable[Claim]) -> dict[tuple[str, str], LedgerEntry]:
    """The entries that stand for these claims, by their key."""
    keys = {claim.key for claim in claimed}
    found = LedgerEntry.objects.filter(source_id__in=[source_id for _, source_id in keys])
    entries = {
        (entry.kind, entry.source_id): entry for entry in found.select_related("about", "donation")
    }
    return {key: entry for key, entry in entries.items() if key in keys}


def intent_of(entry: LedgerEntry) -> str | None:
    """The payment that an entry belongs to; None for fees of Stripe's own."""
    if entry.kind == Kind.GIFT:
        return entry.source_id
    if entry.about:
        return entry.about.source_id
    return entry.donation.intent_id if entry.donation else None


def payout_facts(payout_id: str | None) -> tuple[int, int | None, bool] | None:
    """Amount, sum of the parts, and whether it failed; None for one that we do not know."""
    row = Payout.objects.filter(payout_id=payout_id).first()
    return row and (row.amount_cents, row.movements_cents, row.status in payouts.FAILED)


def batches(things: list) -> Iterable[list]:
    remaining = iter(things)
    while batch := list(islice(remaining, AT_A_TIME)):
        yield batch
