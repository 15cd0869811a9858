"""Any history, heard of in any order and with any crash, ends with the books Stripe would keep."""

from collections import defaultdict
from contextlib import suppress
from functools import cache

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from campaigns import lifecycle, totals
from campaigns.models import Campaign, CampaignTotal
from donations import (
    books_check,
    checkout,
    inbox,
    ledger,
    matters,
    proposals,
    receipts,
    refund_orders,
    returns,
    stripe_gateway,
    sync,
)
from donations.models import Dispute, Donation, LedgerEntry, Matter, WebhookEvent
from donations.standin.account import Account
from donations.standin.errors import Refusal
from tests.donations import agreement
from tests.donations.books import entries, hints, raised

# Where a worker may die: before each of these calls. What it did until then must come undone or
# be found done, and the event must come again.
STEPS = [
    (sync, "settle"),
    (totals, "add"),
    (receipts, "queue_receipt"),
    (matters.notices, "queue"),
    (matters, "open_matter"),
    (sync, "book_fee"),
    (returns, "compare_refunds"),
    (returns, "tell_of_dispute"),
    (inbox, "finish"),
]
ACTS = ["pay", "pay_by_debit", "settle", "fail", "decline", "expire"]
CENTS = st.sampled_from([1, 20_00, None])


class Killed(BaseException):
    """The process ends here; no `except Exception` sees it."""


def machine_for(campaign, begin, standin, deliver, client, staff, monkeypatch):
    """A state machine whose every run happens in a transaction that is rolled back.

    Its model is small: where the money of each gift should lie, and nothing else. How much it
    should be, Stripe's own books say.
    """

    class Histories(RuleBasedStateMachine):
        def __init__(self):
            super().__init__()
            self.savepoint = transaction.atomic()
            self.savepoint.__enter__()
            standin.account = Account()
            self.donations = [begin(campaign, 50_00) for _ in range(2)]
            self.places = {}

        def act(self, name, *args, **kwargs):
            # What Stripe would not do now does not happen.
            with suppress(Refusal):
                getattr(standin, name)(*args, **kwargs)

        def session(self, number):
            return self.donations[number % len(self.donations)].session_id

        @rule()
        def donor_comes(self):
            with suppress(checkout.Closed):
                self.donations.append(begin(campaign, 30_00))

        @rule(number=st.integers(0, 3), name=st.sampled_from(ACTS[:2]))
        def donor_gives(self, number, name):
            self.act(name, self.session(number))

        @rule(number=st.integers(0, 3), name=st.sampled_from(ACTS))
        def payment_goes_on(self, number, name):
            self.act(name, self.session(number))

        @rule(number=st.integers(0, 3), cents=CENTS)
        def refund_is_made_at_stripe(self, number, cents):
            self.act("refund", self.session(number), cents)

        @rule(number=st.integers(0, 3), cents=st.sampled_from([1, 20_00]))
        def finance_orders_a_refund(self, number, cents):
            donation = self.donations[number % len(self.donations)]
            donation.refresh_from_db()
            gift = ledger.gift_of(donation.intent_id)
            if gift is None:
                return
            with suppress(refund_orders.NotPossible):
                made = refund_orders.order(
                    gift, actor=staff.finance, cents=cents, reason="duplicate"
                )
                for _ in range(2):
                    refund_orders.carry_out(made)

        @rule(number=st.integers(0, 5))
        def refund_comes_back(self, number):
            if refunds := standin.refunds():
                self.act("fail_refund", refunds[number % len(refunds)]["id"])

        @rule(number=st.integers(0, 3), cents=CENTS, inquiry=st.booleans())
        def bank_doubts(self, number, cents, inquiry):
            self.act("dispute", self.session(number), cents, inquiry=inquiry)

        @rule(number=st.integers(0, 3), name=st.sampled_from(["withdraw_funds", "win", "lose"]))
        def bank_decides(self, number, name):
            if disputes := standin.disputes():
                self.act(name, disputes[number % len(disputes)]["id"])

        @rule(number=st.integers(0, 3))
        def issuer_warns(self, number):
            self.act("warn_of_fraud", self.session(number))

        @rule(move=st.sampled_from(["close", "reopen", "pause", "resume", "withdraw"]))
        def campaign_moves(self, move):
            with suppress(lifecycle.NotPossible):
                lifecycle.move(campaign.pk, move, actor=staff.moderator)

        @rule()
        def orphans_are_ended(self):
            checkout.expire_orphans()

        @rule(numbers=st.lists(st.integers(0, 60), max_size=6))
        def events_arrive(self, numbers):
            if told := hints(standin.events()):
                deliver(client, *[told[number % len(told)] for number in numbers])

        @rule()
        def worker_comes_by(self):
            inbox.process()

        @rule(step=st.sampled_from(STEPS), calls=st.integers(0, 2))
        def worker_dies(self, step, calls):
            module, name = step
            perform = getattr(module, name)
            left = iter(range(calls))

            def perform_or_die(*args, **kwargs):
                if next(left, None) is None:
                    raise Killed
                return perform(*args, **kwargs)

            with monkeypatch.context() as dying, suppress(Killed):
                dying.setattr(module, name, perform_or_die)
                deliver(client, *hints(standin.events()))
                inbox.process()

        @rule(number=st.integers(0, 3), kept=st.booleans())
        def finance_moves_held_money(self, number, kept):
            gift = LedgerEntry.objects.filter(
                kind="gift", donation=self.donations[number % len(self.donations)]
            ).first()
            if gift is None or ledger.place_of(gift) != ledger.HELD or ledger.remainder(gift) <= 0:
                return
            proposal = proposals.propose(
                kind="transfer",
                actor=staff.finance,
                cents=ledger.remainder(gift),
                entry=gift,
                campaign=campaign if kept else None,
                note="as agreed",
            )
            proposals.approve(proposal, actor=staff.second_finance)
            self.places[gift.donation_id] = ("campaign", campaign.pk) if kept else ("general", None)

        @invariant()
        def books_agree(self):
            # The chain is among what is compared.
            assert books_check.check_books() == []

        @invariant()
        def money_lies_where_the_model_says(self):
            withdrawn = Campaign.objects.get().status == Campaign.Status.WITHDRAWN
            # A gift that was booked since the last step lies where the campaign's state sends it.
            new = ("held", None) if withdrawn else ("campaign", campaign.pk)
            for donation, lying in where_money_lies().items():
                place = self.places.setdefault(donation, new)
                assert {where for where, cents in lying.items() if cents} <= {place}

        def teardown(self):
            try:
                deliver(client, *reversed(hints(standin.events())))
                inbox.process()
                assert not WebhookEvent.objects.filter(processed_at=None).exists()
                assert agreement.differences(standin.books()) == []
                for donation in self.donations:
                    donation.refresh_from_db()
                    assert donation.status == status_at_stripe(standin, donation.session_id)
                self.books_agree()
                self.money_lies_where_the_model_says()
            finally:
                transaction.set_rollback(True)
                self.savepoint.__exit__(None, None, None)

    return Histories


def where_money_lies() -> dict[int, dict[tuple, int]]:
    """By donation: what lies of it in which account of which campaign."""
    lying = defaultdict(lambda: defaultdict(int))
    rows = LedgerEntry.objects.exclude(kind="fee")
    for donation, account, campaign, cents in rows.values_list(
        "donation", "account", "campaign", "amount_cents"
    ):
        lying[donation][account, campaign] += cents
    return lying


def status_at_stripe(standin, session_id: str) -> str:
    """The status a donation should have, as Stripe's objects say."""
    session, intent = standin.session(session_id), standin.intent_of(session_id)
    if session["payment_status"] == "paid":
        return "paid"
    if session["status"] == "complete":
        return "processing" if intent["status"] == "processing" else "failed"
    return session["status"]


def test_any_history_ends_with_the_books_stripe_would_keep(
    live_campaign, begin, standin, deliver, client, staff, monkeypatch
):
    run_state_machine_as_test(
        machine_for(live_campaign, begin, standin, deliver, client, staff, monkeypatch),
        settings=settings(
            max_examples=10,
            stateful_step_count=15,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

    assert CampaignTotal.objects.get().raised_cents == 0


# What one payment with a refund and a dispute that is won makes Stripe tell, of those things that
# move money: the gift, its fee, the refund, and the dispute's coming, taking and giving back.
SEVEN = (
    "checkout.session.completed",
    "charge.updated",
    "refund.created",
    "charge.refunded",
    "charge.dispute.created",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.funds_reinstated",
)
IN_THE_END = [("dispute", -30_00), ("dispute_won", 30_00)]
IN_THE_END += [("fee", -15_00), ("fee", -1_00), ("gift", 50_00), ("refund", -20_00)]


@pytest.fixture
def seven(donation, standin, monkeypatch) -> list[dict]:
    """The seven events, when all of it has happened; each of Stripe's answers is asked for once."""
    told = standin.pay(donation.session_id) + standin.refund(donation.session_id, 20_00)
    told += standin.dispute(donation.session_id)
    told += standin.win(standin.disputes()[0]["id"])
    events = [next(event for event in told if event["type"] == name) for name in SEVEN]
    # Nothing changes at Stripe from here on, so asking again would give the same.
    for name in ("fetch_charge", "find_session", "refunds_of_charge"):
        monkeypatch.setattr(stripe_gateway, name, cache(getattr(stripe_gateway, name)))
    return events


def state() -> tuple:
    """All that the next event could find in our tables, however its rows are numbered."""
    return (
        tuple(
            sorted(
                LedgerEntry.objects.values_list("kind", "source_id", "account", "about__source_id")
            )
        ),
        tuple(Donation.objects.values_list("status", "flag", "session_id", "intent_id")),
        tuple(Dispute.objects.values_list("dispute_id", "status")),
        tuple(sorted(Matter.objects.values_list("kind", "subject", "resolved_at"))),
    )


def test_every_permutation_of_a_gifts_seven_events_ends_with_the_same_books(seven, live_campaign):
    """All 5040 orders, walked as a tree and not one by one.

    What an event does follows from its act, our tables and Stripe's answers, and those answers
    stand still. So two events with the same act are as good as one another, and two beginnings
    that left the same tables and the same events to come go on alike: one of them is walked on.
    """
    acts = [(inbox.HANDLERS[event["type"]], event["data"]["object"]["id"]) for event in seven]
    look = cache(lambda act, object_id: act.look(object_id))
    ends, walked = set(), set()

    def walk(left: tuple[int, ...]) -> None:
        """left are the events to come, each by the first one that has the same act."""
        here = (state(), left)
        if here in walked:
            return
        walked.add(here)
        if not left:
            assert entries() == IN_THE_END
            assert raised(live_campaign) == (30_00, 1)
            ends.add(here)
        for place in sorted(set(left)):
            act, object_id = acts[place]
            rest = list(left)
            rest.remove(place)
            with transaction.atomic():
                act.book(look(act, object_id))
                walk(tuple(rest))
                transaction.set_rollback(True)

    walk(tuple(sorted(acts.index(act) for act in acts)))

    assert len(ends) == 1
