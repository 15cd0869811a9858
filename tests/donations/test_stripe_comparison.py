"""Each movement at Stripe beside our entries, and each entry back: what differs is named."""

from datetime import timedelta

import pytest
from django.utils import timezone

from donations import inbox, ledger, matters, reconciliation, returns, sync
from donations.models import LedgerEntry, Matter, Payout
from donations.standin import balance
from donations.standin.account import CHARGE, PAYOUT, SESSION, TRANSACTION
from tests.donations import breaking
from tests.donations.comparing import entry, found, movement
from tests.factories import book_gift

Kind = ledger.Kind
books_differ = pytest.mark.books_differ


def planted(donation, kind: str, cents: int, source_id: str) -> LedgerEntry:
    """An entry that looks like Stripe's."""
    return ledger.post(
        campaign_id=donation.campaign_id,
        donation=donation,
        about=None if kind == Kind.GIFT else ledger.gift_of(donation.intent_id),
        kind=kind,
        cents=cents,
        source_id=source_id,
    )


@pytest.mark.parametrize(
    ("kind", "cents", "source_id"),
    [
        (Kind.REFUND, -5_00, "re_nowhere"),
        (Kind.REFUND_FAILED, 5_00, "re_nowhere"),
        (Kind.DISPUTE, -5_00, "txn_nowhere"),
        (Kind.DISPUTE_WON, 5_00, "txn_nowhere"),
        (Kind.FEE, -5_00, "txn_nowhere"),
        (Kind.FEE_RETURNED, 5_00, "txn_nowhere"),
    ],
)
def test_an_entry_that_stripe_does_not_know_is_named(given, kind, cents, source_id):
    entry = planted(given(), kind, cents, source_id)

    run = reconciliation.run()

    subject = f"{kind}:{source_id}"
    assert found(run) == [("missing_there", subject, 0, cents)]
    matter = Matter.objects.get()
    assert (matter.kind, matter.subject, matter.entry) == ("missing_there", subject, entry)


def test_a_gift_that_stripe_does_not_know_is_named(live_campaign, standin):
    gift = book_gift(live_campaign, 50_00)

    run = reconciliation.run()

    assert found(run) == [("missing_there", f"gift:{gift.source_id}", 0, 50_00)]


def test_a_fee_of_the_common_fund_that_stripe_does_not_know_is_named(db, standin):
    ledger.post(place=ledger.GENERAL, kind=Kind.FEE, cents=-3_00, source_id="txn_nowhere")

    assert found(reconciliation.run()) == [("missing_there", "fee:txn_nowhere", 0, -3_00)]


@pytest.mark.parametrize(
    ("category", "kind", "figure"),
    [
        ("charge", Kind.GIFT, "amount"),
        ("refund", Kind.REFUND, "amount"),
        ("charge", Kind.FEE, "fee"),
    ],
)
def test_an_amount_that_differs_is_named_and_not_touched(
    given, standin, deliver, client, category, kind, figure
):
    donation = given()
    deliver(client, *standin.refund(donation.session_id, 20_00))
    inbox.process()
    movement(standin, category)[figure] += 1

    run = reconciliation.run()

    ours = entry(kind).amount_cents
    theirs = ours + (-1 if figure == "fee" else 1)
    subject = f"{kind}:{entry(kind).source_id}"
    assert found(run) == [("amounts_differ", subject, theirs, ours)]
    assert Matter.objects.get(kind="amounts_differ").data["movement"].startswith("txn_")


@books_differ
def test_an_amount_that_was_changed_here_is_named(given):
    given()
    breaking.change(entry(Kind.GIFT), amount_cents=60_00)

    assert "amounts_differ" in {what for what, *_ in found(reconciliation.run())}


def test_a_payment_that_no_session_made_is_named(given, standin):
    donation = given()
    payment = dict(movement(standin, "charge"))
    charge = dict(standin.account.get(CHARGE, payment["source"]))
    charge |= {"id": "ch_elsewhere", "payment_intent": "pi_elsewhere"}
    standin.account.save(CHARGE, charge)
    standin.account.save(TRANSACTION, payment | {"id": "txn_other", "source": "ch_elsewhere"})

    run = reconciliation.run()

    assert found(run) == [
        ("missing_here", "gift:pi_elsewhere", 50_00, 0),
        ("missing_here", "fee:txn_other", -1_00, 0),
    ]
    assert donation.status == "paid"


def test_money_of_a_kind_we_have_no_entry_for_is_named(db, standin):
    balance.enter(standin.account, "contribution", amount=-1_00, category="contribution")
    txn = movement(standin, "contribution")["id"]

    assert found(reconciliation.run()) == [("missing_here", f"contribution:{txn}", -1_00, 0)]


def test_held_money_in_another_currency_is_compared_as_it_was_given(
    begun, standin, deliver, client
):
    donation = begun(40_00)
    standin.account.get(SESSION, donation.session_id)["currency"] = "usd"
    told = standin.pay(donation.session_id)
    told += standin.refund(donation.session_id, 10_00)
    told += standin.dispute(donation.session_id, 5_00)
    deliver(client, *told)
    inbox.process()
    inbox.process(timezone.now() + timedelta(minutes=1))

    assert reconciliation.run().discrepancies == []
    assert (entry(Kind.GIFT).amount_cents, entry(Kind.GIFT).currency) == (40_00, "USD")

    charge = standin.account.get(CHARGE, movement(standin, "charge")["source"])
    charge["amount"] += 1
    subject = f"gift:{entry(Kind.GIFT).source_id}"
    assert found(reconciliation.run()) == [("amounts_differ", subject, 40_01, 40_00)]


def test_a_debit_that_stripe_counted_on_too_early_is_no_difference(begun, standin):
    waiting, failed = begun(), begun()
    for donation in (waiting, failed):
        standin.pay_by_debit(donation.session_id)
    standin.fail(failed.session_id, credited=True)
    charge = standin.account.get(CHARGE, standin.intent_of(waiting.session_id)["latest_charge"])
    balance.enter(standin.account, "payment", amount=50_00, category="charge", source=charge)

    run = reconciliation.run()

    assert (run.repaired, run.discrepancies) == (0, [])
    assert not LedgerEntry.objects.exists()


def test_a_gift_that_comes_back_from_the_bank_is_named(given, standin):
    donation = given()
    charge = standin.account.get(CHARGE, standin.intent_of(donation.session_id)["latest_charge"])
    balance.enter(
        standin.account,
        "payment_failure_refund",
        amount=-50_00,
        category="charge_failure",
        source=charge,
    )
    txn = movement(standin, "charge_failure")["id"]

    assert found(reconciliation.run()) == [("missing_here", f"charge_failure:{txn}", -50_00, 0)]


def test_an_entry_whose_movement_is_older_than_the_window_is_proven_by_its_payment(given, standin):
    """Booked today, because its webhook was lost for a week."""
    donation = given()
    standin.refund(donation.session_id, 20_00)
    standin.dispute(donation.session_id, 10_00)
    returns.sync_refund(standin.refunds()[0]["id"])
    returns.sync_dispute(standin.disputes()[0]["id"])
    for transaction in standin.account.all(TRANSACTION):
        transaction["created"] -= 7 * 24 * 60 * 60

    run = reconciliation.run(since=timezone.now() - timedelta(days=1))

    # Four entries, the payment they belong to, and the dispute itself.
    assert (run.checked, run.discrepancies) == (6, [])


def test_a_gift_that_stripe_has_not_entered_yet_is_no_difference(begun, standin, fees_unknown):
    donation = begun()
    standin.pay(donation.session_id)
    with fees_unknown():
        sync.sync_session(donation.session_id)
    late = movement(standin, "charge")
    standin.account.forget(TRANSACTION, late["id"])
    standin.account.get(CHARGE, late["source"])["balance_transaction"] = None

    assert reconciliation.run().discrepancies == []


def test_a_payout_is_fetched_and_compared_with_its_parts(given, standin):
    given()
    standin.pay_out()

    assert reconciliation.run().repaired == 1
    assert Payout.objects.get().amount_cents == Payout.objects.get().movements_cents == 49_00


def test_a_payout_that_was_changed_here_is_as_stripe_says_again(given, standin):
    given()
    standin.pay_out()
    reconciliation.run()
    Payout.objects.update(amount_cents=1)

    run = reconciliation.run()

    assert (run.repaired, run.discrepancies) == (1, [])
    assert Payout.objects.get().amount_cents == 49_00


def test_a_payout_that_is_not_the_sum_of_its_parts_is_named(given, standin):
    given()
    standin.pay_out()
    payout = standin.account.get(PAYOUT, standin.payouts()[0]["id"])
    payout["amount"] -= 1

    run = reconciliation.run()

    assert found(run) == [("payout_differs", f"payout:{payout['id']}", 49_00, 48_99)]
    assert matters.still_open(kind="payout_differs").exists()


def test_a_payout_that_stripe_does_not_know_is_named(db, standin):
    Payout.objects.create(
        payout_id="po_nowhere",
        amount_cents=9_00,
        currency="EUR",
        status="paid",
        arrives_on=timezone.localdate(),
    )

    assert found(reconciliation.run()) == [("missing_there", "payout:po_nowhere", 0, 9_00)]


def test_a_payout_whose_news_is_older_than_the_window_agrees(given, standin):
    given()
    standin.pay_out()
    reconciliation.run()
    for transaction in standin.account.all(TRANSACTION):
        transaction["created"] -= 7 * 24 * 60 * 60
    Payout.objects.update(arrives_on=timezone.localdate() + timedelta(days=2))

    run = reconciliation.run(since=timezone.now() - timedelta(days=1))

    assert run.discrepancies == []
