from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from donations.standin import api, balance, books, payouts
from donations.standin.account import (
    CHARGE,
    DISPUTE,
    PAYOUT,
    REFUND,
    SESSION,
    TRANSACTION,
    Account,
    snapshot,
)
from donations.standin.bank import Bank
from donations.standin.errors import Refusal
from tests.donations.asking import ASKED, MINUTE, Clock, paid, price, sdk, thing

# What happens next: an act, which of the things it may happen to, and how much of it.
ACTS = (
    "open",
    "pay",
    "pay_by_debit",
    "settle",
    "fail",
    "decline",
    "expire",
    "refund",
    "fail_refund",
    "dispute",
    "inquire",
    "withdraw_funds",
    "review",
    "win",
    "lose",
    "close_inquiry",
    "prevent",
    "warn_of_fraud",
    "pay_out",
    "fail_payout",
    "charge_fee",
    "return_fee",
    "wait",
)
STEPS = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(0, 5), st.integers(1, 40_00)),
    min_size=10,
    max_size=40,
)
BEGINNING = [
    ("open", 0, 25_00),
    ("pay", 0, 1),
    ("pay_out", 0, 1),
    ("open", 2, 30_00),
    ("pay", 0, 1),
    ("open", 0, 12_34),
    ("pay_by_debit", 0, 1),
    ("open", 0, 8_00),
]
OF_OPEN = {"pay", "pay_by_debit", "decline", "expire"}
# Where a dispute mostly stands when this happens to it.
OF_DISPUTE = {
    "withdraw_funds": "warning_needs_response",
    "review": "needs_response",
    "win": "needs_response",
    "lose": "under_review",
    "close_inquiry": "warning_needs_response",
    "prevent": "warning_needs_response",
}


class PaperBank(Bank):
    """A bank without an address: nobody is told."""

    def __init__(self):
        self.clock = Clock()
        self.account = Account(clock=self.clock)

    def _wait_for_first_tries(self, events):
        """There is no webhook."""


@settings(max_examples=150, deadline=None)
@given(STEPS)
def test_whatever_happens_the_books_add_up(steps):
    bank = PaperBank()
    for step in [*BEGINNING, *steps]:
        before = state(bank.account)
        try:
            perform(bank, *step)
        except Refusal:
            assert state(bank.account) == before, f"{step} was refused, yet something changed"
        check(bank.account)


def perform(bank, act, which, cents):
    account = bank.account

    def some(kind, **fields):
        """A thing of these; of any, if there is none, so that the act is refused."""
        every = account.all(kind)
        fit = [one for one in every if all(one[name] == fields[name] for name in fields)]
        things = fit or every
        return things[which % len(things)]["id"] if things else "nothing"

    paid = {"payment_status": "paid"}
    if act == "open":
        currency = ("eur", "eur", "usd")[which % 3]
        api.open_session(account, asked_in_text(cents + 2_00, currency), url="http://127.0.0.1")
    elif act in OF_OPEN:
        getattr(bank, act)(some(SESSION, status="open"))
    elif act == "settle":
        bank.settle(some(SESSION, status="complete", payment_status="unpaid"))
    elif act == "fail":
        pending = some(SESSION, status="complete", payment_status="unpaid")
        bank.fail(pending, credited=cents % 2 == 0)
    elif act == "win":
        bank.win(
            some(DISPUTE, **{} if which < 2 else {"status": OF_DISPUTE[act]}),
            fee_returned=cents % 3 == 0,
        )
    elif act in OF_DISPUTE:
        getattr(bank, act)(some(DISPUTE, **{} if which < 2 else {"status": OF_DISPUTE[act]}))
    elif act == "refund":
        part = cents // 4 if which else None
        bank.refund(some(SESSION, **paid), part, fee_returned=cents % 3 == 0)
    elif act == "fail_refund":
        bank.fail_refund(some(REFUND, status="succeeded"))
    elif act == "dispute":
        bank.dispute(some(SESSION, **paid), cents if which else None, withdraw=cents % 4 > 0)
    elif act == "inquire":
        bank.dispute(some(SESSION, **paid), inquiry=True)
    elif act == "warn_of_fraud":
        bank.warn_of_fraud(some(SESSION, **paid))
    elif act == "pay_out":
        bank.pay_out(early=which % 2 == 0)
    elif act == "fail_payout":
        bank.fail_payout(some(PAYOUT))
    elif act == "charge_fee":
        bank.charge_fee(cents // 40 + 1)
    elif act == "return_fee":
        bank.return_fee(cents // 80 + 1)
    elif act == "wait":
        bank.clock.seconds += cents * MINUTE


def asked_in_text(cents, currency):
    (item,) = price(unit_amount=str(cents), currency=currency)
    return ASKED | {"line_items": [item | {"quantity": "1"}]}


def state(account):
    return snapshot([account.all(kind) for kind in (CHARGE, REFUND, DISPUTE, PAYOUT, TRANSACTION)])


def check(account):
    """Compare the balance with what the objects say by themselves, each in its own way."""
    movements = account.all(TRANSACTION)
    assert all(one["net"] == one["amount"] - one["fee"] for one in movements)
    assert all(
        one["fee"] == sum(part["amount"] for part in one["fee_details"]) for one in movements
    )
    net = sum(one["net"] for one in movements)
    assert sum(balance.totals(account).values()) == net
    assert net == expected_balance(account)
    for payout in account.all(PAYOUT):
        parts = payouts.parts_of(account, payout["id"])
        own = [part for part in parts if part["id"] == payout["balance_transaction"]]
        assert [-part["net"] for part in own] == [payout["amount"]]
        assert sum(part["net"] for part in parts) == 0
    taken = Counter(
        part["id"] for one in account.all(PAYOUT) for part in payouts.parts_of(account, one["id"])
    )
    assert all(times == 1 for times in taken.values()), "a movement was paid out twice"
    for charge in account.all(CHARGE):
        refunds = [one for one in account.all(REFUND) if one["charge"] == charge["id"]]
        counted = sum(one["amount"] for one in refunds if one["status"] != "failed")
        assert charge["amount_refunded"] == counted <= charge["amount"]
    figures = books.books(account).values()
    assert all(cents >= 0 for row in figures for cents in row.values())
    assert sum(map(left_of, figures)) == net + apart_from_donations(movements)


def expected_balance(account):
    euros = balance.in_euros
    cents = 0
    for charge in account.all(CHARGE):
        if charge["status"] == "succeeded":
            cents += euros(charge["amount"], charge["currency"]) - balance.fee_of(charge)
    for refund in account.all(REFUND):
        if refund["status"] != "failed":
            cents -= euros(refund["amount"], refund["currency"])
    for dispute in account.all(DISPUTE):
        if dispute["balance_transactions"]:
            cents -= balance.DISPUTE_FEE_CENTS
            if dispute["status"] != "won":
                cents -= euros(dispute["amount"], dispute["currency"])
    for payout in account.all(PAYOUT):
        if payout["status"] != "failed":
            cents -= payout["amount"]
    for one in account.all(TRANSACTION):
        if one["type"] == "stripe_fee":
            cents += one["net"]
        elif one["type"] != "payment_failure_refund":
            cents += max(-one["fee"], 0)
    return cents


def left_of(row):
    gains = row["paid_cents"] + row["refund_failed_cents"] + row["reinstated_cents"]
    fees = row["fee_cents"] - row["fee_returned_cents"]
    return gains - row["refunded_cents"] - row["disputed_cents"] - fees


def apart_from_donations(movements):
    """What left the balance for other reasons: payouts and fees of Stripe's own."""
    kinds = {"payout", "payout_failure", "stripe_fee"}
    return -sum(one["net"] for one in movements if one["type"] in kinds)


def test_the_books_say_by_reference_what_happened(standin):
    kept = paid(standin, client_reference_id="kept")
    refunded = paid(standin, client_reference_id="refunded")
    disputed = paid(standin, client_reference_id="disputed")
    standin.refund(refunded, 10_00)
    standin.fail_refund(standin.refunds()[0]["id"])
    standin.win(thing(standin.dispute(disputed))["id"])
    standin.pay_out()
    standin.charge_fee(1_00)
    sdk(standin).checkout.sessions.create(ASKED | {"client_reference_id": "unpaid"})

    nothing = dict.fromkeys(books.FIGURES, 0) | {"paid_cents": 25_00, "fee_cents": 63}
    assert standin.session(kept)["client_reference_id"] == "kept"
    assert standin.books() == {
        "kept": nothing,
        "refunded": nothing | {"refunded_cents": 10_00, "refund_failed_cents": 10_00},
        "disputed": nothing
        | {"disputed_cents": 25_00, "reinstated_cents": 25_00, "fee_cents": 15_63},
    }


@pytest.mark.parametrize(("credited", "figures"), [(False, None), (True, 0)])
def test_money_that_never_came_is_in_no_book(standin, credited, figures):
    session = sdk(standin).checkout.sessions.create(ASKED)
    standin.pay_by_debit(session.id)
    standin.fail(session.id, credited=credited)

    row = standin.books().get("ours")

    assert row == (None if figures is None else dict.fromkeys(books.FIGURES, 0))
