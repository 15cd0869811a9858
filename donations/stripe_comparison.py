"""Stripe's books beside ours: every movement with its entries, and every entry back.

Nothing is left to waiting. Whatever is younger than its webhook is asked for, and so is whatever
is older than the window.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from django.db.models import Q

from donations import claims, ledger, matters, payouts, repairs, returns, stripe_gateway
from donations.books_check import Difference
from donations.claims import Claim
from donations.models import Dispute, LedgerEntry, Payout
from donations.stripe_objects import Movement

Kind = ledger.Kind
AT_A_TIME = 500
MATTERS = [
    matters.Kind.MISSING_HERE,
    matters.Kind.MISSING_THERE,
    matters.Kind.AMOUNTS_DIFFER,
]
PAYOUTS = {"payout", "payout_reversal"}
# A payment that Stripe counted on and then had to give up.
CAME_BACK = "charge_failure"


@dataclass
class Outcome:
    """What a comparison has seen so far."""

    checked: int = 0
    repaired: int = 0
    differences: list[Difference] = field(default_factory=list)
    # Subjects that were looked at, and the matters that are true of them.
    seen: set[str] = field(default_factory=set)
    true: set[tuple[str, str]] = field(default_factory=set)


def compare(since: datetime) -> Outcome:
    """Compare what happened since then, and repair what is proven. Raises StripeUnavailable."""
    outcome = Outcome()
    Comparison(since, outcome).compare()
    return outcome


class Comparison:
    """One comparison with Stripe; remembers what was asked."""

    def __init__(self, since: datetime, outcome: Outcome):
        self.since = since
        self.outcome = outcome
        self.movements = list(stripe_gateway.movements_since(since))
        self.claimed: set[tuple[str, str]] = set()
        self.payments: dict[str, dict[tuple[str, str], Claim]] = {}

    def compare(self) -> None:
        for movements in batches(self.movements):
            entries = entries_for(
                claim for movement in movements for claim in claims.of_movement(movement)
            )
            for movement in movements:
                self.outcome.checked += 1
                if movement.reporting_category in PAYOUTS:
                    self.compare_payout(movement.source_id, movement)
                else:
                    self.compare_movement(movement, entries)
        for entry in self.entries_to_prove():
            self.outcome.checked += 1
            self.prove(entry)
        for payout_id in self.payouts_to_prove():
            self.outcome.checked += 1
            self.compare_payout(payout_id)
        for dispute in self.disputes_to_prove():
            self.outcome.checked += 1
            self.compare_dispute(dispute)

    def compare_movement(self, movement: Movement, entries: dict) -> None:
        claimed = claims.of_movement(movement)
        self.claimed |= {claim.key for claim in claimed}
        missing = [claim for claim in claimed if claim.key not in entries]
        if missing and not self.came_to_nothing(movement):
            repairs.repair(movement)
            found = entries_for(missing)
            self.outcome.repaired += len(found)
            entries |= found
        if any(claim.key not in entries for claim in missing) and (
            self.came_to_nothing(movement) or is_awaited(movement)
        ):
            self.outcome.seen |= {claim.subject for claim in claimed}
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
            self.report(matters.Kind.MISSING_HERE, claim, movement=movement)
        elif (entry.amount_cents, entry.currency) != (claim.cents, claim.currency):
            self.report(
                matters.Kind.AMOUNTS_DIFFER,
                claim,
                ours_cents=entry.amount_cents,
                entry=entry,
                movement=movement,
            )
        else:
            self.outcome.seen.add(claim.subject)

    def report(
        self,
        kind: str,
        claim: Claim,
        *,
        ours_cents: int = 0,
        entry: LedgerEntry | None = None,
        movement: Movement | None = None,
    ) -> None:
        """Name a difference, unless finance has looked at the very same one and signed it off."""
        figures = {"stripe_cents": claim.cents, "ours_cents": ours_cents}
        self.outcome.seen.add(claim.subject)
        self.outcome.true.add((str(kind), claim.subject))
        if matters.is_signed_off(kind, claim.subject, figures):
            return
        self.outcome.differences.append(
            Difference(str(kind), claim.subject, expected_cents=claim.cents, found_cents=ours_cents)
        )
        matters.open_matter(
            kind,
            claim.subject,
            donation=entry and entry.donation,
            entry=entry,
            currency=claim.currency,
            **figures,
            **({"movement": movement.id} if movement else {}),
        )

    def entries_to_prove(self) -> list[LedgerEntry]:
        """Our entries that come from Stripe and that no movement of the window has claimed.

        They may still be true: a gift of last week, booked today. Those that were in doubt
        before are looked at again, however old.
        """
        doubted = matters.still_open(kind__in=MATTERS).exclude(entry=None)
        # A payment that was forgotten is nothing that Stripe could be asked about.
        entries = (
            ledger.with_payment()
            .filter(
                Q(effective_at__gte=self.since)
                | Q(booked_at__gte=self.since)
                | Q(pk__in=doubted.values("entry")),
            )
            .select_related("about", "donation")
        )
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
            self.report(
                matters.Kind.MISSING_THERE, claim, ours_cents=entry.amount_cents, entry=entry
            )

    def claims_of(self, entry: LedgerEntry) -> dict[tuple[str, str], Claim]:
        """What Stripe says about the whole payment of an entry, asked once."""
        intent_id = intent_of(entry)
        if intent_id is None:
            return {}
        if intent_id not in self.payments:
            found = claims.of_payment(intent_id)
            self.payments[intent_id] = {claim.key: claim for claim in found}
        return self.payments[intent_id]

    def payouts_to_prove(self) -> list[str]:
        """Our payouts of the window that no movement of it is about."""
        seen = {one.source_id for one in self.movements if one.reporting_category in PAYOUTS}
        ours = Payout.objects.filter(arrives_on__gte=self.since.date()).exclude(payout_id__in=seen)
        return list(ours.order_by("pk").values_list("payout_id", flat=True))

    def disputes_to_prove(self) -> list[Dispute]:
        """Our disputes that are not over, and those of the window."""
        return list(
            Dispute.objects.filter(
                ~Q(status__in=returns.DISPUTE_OVER)
                | Q(seen_at__gte=self.since)
                | Q(dispute_id__in={one.source_id for one in self.movements})
            ).order_by("pk")
        )

    def compare_dispute(self, known: Dispute) -> None:
        """Bring the state of a dispute level with Stripe's, unless it was never one of Stripe's."""
        claim = Claim("dispute", known.dispute_id, 0, known.currency)
        if is_unknown(stripe_gateway.fetch_dispute, known.dispute_id):
            self.report(matters.Kind.MISSING_THERE, claim, ours_cents=known.amount_cents)
            return
        repairs.attempt(returns.sync_dispute, known.dispute_id)
        self.outcome.seen.add(claim.subject)
        now = Dispute.objects.get(pk=known.pk)
        before, after = (
            (one.status, one.amount_cents, one.currency, one.intent_id) for one in (known, now)
        )
        self.outcome.repaired += before != after

    def compare_payout(self, payout_id: str, movement: Movement | None = None) -> None:
        """Fetch a payout as it is now, and see whether it is the sum of its parts."""
        before = payout_facts(payout_id)
        unknown = is_unknown(stripe_gateway.fetch_payout, payout_id)
        if not unknown:
            repairs.attempt(payouts.sync_payout, payout_id)
        after = payout_facts(payout_id)
        self.outcome.repaired += before != after
        if after is None:
            claim = Claim("payout", payout_id, movement.amount_cents, movement.currency)
            self.report(matters.Kind.MISSING_HERE, claim, movement=movement)
        elif unknown:
            claim = Claim("payout", payout_id, 0, after.currency)
            self.report(matters.Kind.MISSING_THERE, claim, ours_cents=after.amount_cents)
        else:
            self.outcome.seen.add(f"payout:{payout_id}")
            if after.movements_cents not in {None, after.amount_cents} and not (
                payouts.is_signed_off(payout_id, after.amount_cents, after.movements_cents)
            ):
                self.outcome.differences.append(
                    Difference(
                        str(matters.Kind.PAYOUT_DIFFERS),
                        f"payout:{payout_id}",
                        expected_cents=after.movements_cents,
                        found_cents=after.amount_cents,
                    )
                )


def is_awaited(movement: Movement) -> bool:
    """Whether Stripe counts on a payment that its session does not call paid, so neither do we."""
    if movement.reporting_category != "charge" or ledger.gift_of(movement.intent_id):
        return False
    session = movement.intent_id and stripe_gateway.find_session(movement.intent_id)
    return bool(session) and session.payment_status != "paid"


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


class PayoutFacts(NamedTuple):
    """What a payout is compared by; its way from pending to paid is no difference."""

    amount_cents: int
    currency: str
    movements_cents: int | None
    failed: bool


def payout_facts(payout_id: str) -> PayoutFacts | None:
    """What our row says of a payout; None when there is none."""
    row = Payout.objects.filter(payout_id=payout_id).first()
    return row and PayoutFacts(
        row.amount_cents, row.currency, row.movements_cents, row.status in payouts.FAILED
    )


def is_unknown(fetch: Callable, thing_id: str) -> bool:
    """Whether Stripe says that it never made such a thing."""
    try:
        fetch(thing_id)
    except stripe_gateway.StripeRefused as refusal:
        return refusal.code == "resource_missing"
    return False


def batches(things: list) -> Iterable[list]:
    remaining = iter(things)
    while batch := list(islice(remaining, AT_A_TIME)):
        yield batch
