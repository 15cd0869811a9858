"""Any history of a donation, heard of in any order, ends with the books that Stripe would keep."""

from contextlib import suppress

from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from campaigns.models import CampaignTotal
from donations import inbox, reconciliation
from donations.models import Donation, LedgerEntry, WebhookEvent
from donations.standin.account import Account
from donations.standin.errors import Refusal


def machine_for(campaign, begin, standin, deliver, client):
    """A state machine whose every run happens in a transaction that is rolled back."""

    class Histories(RuleBasedStateMachine):
        def __init__(self):
            super().__init__()
            self.savepoint = transaction.atomic()
            self.savepoint.__enter__()
            standin.account = Account()
            self.sessions = [begin(campaign, 50_00).session_id for _ in range(2)]
            self.told = []

        def act(self, name, *args, **kwargs):
            # What Stripe would not do now does not happen.
            with suppress(Refusal):
                self.told += getattr(standin, name)(*args, **kwargs)

        @rule(which=st.integers(0, 1), name=st.sampled_from(["pay", "pay_by_debit", "settle"]))
        def donor_gives(self, which, name):
            self.act(name, self.sessions[which])

        @rule(which=st.integers(0, 1), name=st.sampled_from(["fail", "decline", "expire"]))
        def donor_fails(self, which, name):
            self.act(name, self.sessions[which])

        @rule(which=st.integers(0, 1), cents=st.sampled_from([1, 20_00, None]))
        def finance_gives_back(self, which, cents):
            self.act("refund", self.sessions[which], cents)

        @rule(number=st.integers(0, 5))
        def refund_comes_back(self, number):
            if refunds := standin.refunds():
                self.act("fail_refund", refunds[number % len(refunds)]["id"])

        @rule(number=st.integers(0, 30))
        def event_arrives(self, number):
            if self.told:
                deliver(client, self.told[number % len(self.told)])

        @rule()
        def worker_comes_by(self):
            inbox.process()

        @invariant()
        def totals_equal_the_ledger(self):
            assert reconciliation.check_books() == []

        def teardown(self):
            try:
                deliver(client, *self.told)
                inbox.process()
                assert not WebhookEvent.objects.filter(processed_at=None).exists()
                for session_id in self.sessions:
                    assert booked(session_id) == at_stripe(standin, session_id)
                assert reconciliation.check_books() == []
            finally:
                transaction.set_rollback(True)
                self.savepoint.__exit__(None, None, None)

    return Histories


def booked(session_id: str) -> tuple[str, int]:
    donation = Donation.objects.get(session_id=session_id)
    cents = sum(
        LedgerEntry.objects.filter(donation=donation).values_list("amount_cents", flat=True)
    )
    return donation.status, cents


def at_stripe(standin, session_id: str) -> tuple[str, int]:
    """The status a donation should have, and what of it is ours, as Stripe's objects say."""
    session, intent = standin.session(session_id), standin.intent_of(session_id)
    if session["payment_status"] == "paid":
        back = sum(
            refund["amount"]
            for refund in standin.refunds()
            if refund["payment_intent"] == intent["id"] and refund["status"] != "failed"
        )
        return "paid", session["amount_total"] - back
    if session["status"] == "complete":
        collected = intent["status"] == "processing"
        return ("processing" if collected else "failed"), 0
    return session["status"], 0


def test_any_history_ends_with_the_books_stripe_would_keep(
    live_campaign, begin, standin, deliver, client
):
    run_state_machine_as_test(
        machine_for(live_campaign, begin, standin, deliver, client),
        settings=settings(
            max_examples=10,
            stateful_step_count=15,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

    assert CampaignTotal.objects.get().raised_cents == 0
