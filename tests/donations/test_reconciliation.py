"""Comparing the books with Stripe's: what is proven is booked, what remains is named."""

from datetime import timedelta

import pytest
from django.utils import timezone

from campaigns.models import CampaignTotal
from donations import inbox, ledger, matters, reconciliation, returns, sync
from donations.books_check import Difference
from donations.models import LedgerEntry, Matter, Payout, ReconciliationRun
from donations.standin import balance
from donations.standin.account import CHARGE, PAYOUT, SESSION, TRANSACTION
from donations.stripe_gateway import StripeUnavailable
from tests.donations import breaking
from tests.factories import book_gift

Kind = ledger.Kind
books_differ = pytest.mark.books_differ


@pytest.fixture
def begun(live_campaign, begin):
    """begun(cents): a donation whose donor stands before Stripe's page."""

    def at_stripe(cents=50_00):
        return begin(live_campaign, cents)

    return at_stripe


@pytest.fixture
def given(begun, standin, deliver, client):
    """given(cents): a donation that was paid, and whose every webhook arrived."""

    def paid(cents=50_00):
        donation = begun(cents)
        deliver(client, *standin.pay(donation.session_id))
        inbox.process()
        donation.refresh_from_db()
        return donation

    return paid


def found(run: ReconciliationRun) -> list[tuple]:
    return [tuple(difference.values()) for difference in run.discrepancies]


def entry(kind: str) -> LedgerEntry:
    return LedgerEntry.objects.get(kind=kind)


def movement(standin, category: str) -> dict:
    """The stand-in's own last balance transaction of a category: change it, and Stripe has."""
    return [
        one for one in standin.account.all(TRANSACTION) if one["reporting_category"] == category
    ][-1]


def test_books_that_agree_leave_a_row_that_says_so(given):
    given()

    run = reconciliation.run()

    assert (run.checked, run.repaired, run.discrepancies) == (1, 0, [])
    assert run.finished_at and not Matter.objects.exists()


def test_every_way_of_money_agrees_once_its_webhooks_arrived(
    given, begun, standin, deliver, client
):
    refunded, disputed, debited = given(), given(), begun()
    told = standin.refund(refunded.session_id, 20_00)
    told += standin.refund(refunded.session_id, 10_00)
    told += standin.fail_refund(standin.refunds()[0]["id"])
    told += standin.dispute(disputed.session_id, 30_00)
    told += standin.win(standin.disputes()[0]["id"])
    told += standin.pay_by_debit(debited.session_id) + standin.settle(debited.session_id)
    told += standin.pay_out()
    told += standin.fail_payout(standin.payouts()[0]["id"])
    deliver(client, *told)
    inbox.process()

    run = reconciliation.run()

    assert (run.repaired, run.discrepancies) == (0, [])
    assert CampaignTotal.objects.get().raised_cents == 140_00


def test_a_gift_whose_webhook_was_lost_is_booked_with_its_fee(begun, standin):
    donation = begun()
    standin.pay(donation.session_id)

    runs = [reconciliation.run(), reconciliation.run()]

    assert [(run.repaired, run.discrepancies) for run in runs] == [(2, []), (0, [])]
    donation.refresh_from_db()
    assert donation.status == "paid"
    assert CampaignTotal.objects.get().raised_cents == 50_00


def refund_of(standin, donation):
    standin.refund(donation.session_id, 20_00)


def refund_that_failed(standin, donation):
    refund_of(standin, donation)
    returns.sync_refund(standin.refunds()[0]["id"])
    standin.fail_refund(standin.refunds()[0]["id"])


def dispute_of(standin, donation):
    standin.dispute(donation.session_id)


def dispute_won(standin, donation):
    dispute_of(standin, donation)
    returns.sync_dispute(standin.disputes()[0]["id"])
    standin.win(standin.disputes()[0]["id"])


def stripes_own_fee(standin, donation):
    standin.charge_fee(7_00)


@pytest.mark.parametrize(
    ("happens", "repaired"),
    [
        (refund_of, {Kind.REFUND: -20_00}),
        (refund_that_failed, {Kind.REFUND_FAILED: 20_00}),
        (dispute_of, {Kind.DISPUTE: -50_00, Kind.FEE: -15_00}),
        (dispute_won, {Kind.DISPUTE_WON: 50_00}),
        (stripes_own_fee, {Kind.FEE: -7_00}),
    ],
)
def test_what_only_stripe_knows_of_is_booked(given, standin, happens, repaired):
    happens(standin, given())
    before = set(LedgerEntry.objects.values_list("pk", flat=True))

    run = reconciliation.run()

    booked = LedgerEntry.objects.exclude(pk__in=before)
    assert dict(booked.values_list("kind", "amount_cents")) == repaired
    assert (run.repaired, run.discrepancies) == (len(repaired), [])


def test_a_fee_that_is_missing_is_booked(begun, standin):
    donation = begun()
    standin.pay(donation.session_id)
    sync.sync_session(donation.session_id)

    assert reconciliation.run().repaired == 1
    assert entry(Kind.FEE).amount_cents == -1_00


def test_a_fee_of_stripes_own_is_paid_by_the_common_fund(db, standin):
    standin.charge_fee(7_00)

    reconciliation.run()

    assert entry(Kind.FEE).account == LedgerEntry.Account.GENERAL


@books_differ
def test_a_gift_that_was_taken_out_is_booked_again_and_the_books_still_speak(begun, standin):
    for donation in (begun(), begun()):
        standin.pay(donation.session_id)
        sync.sync_session(donation.session_id)
    breaking.take_out(LedgerEntry.objects.last())

    run = reconciliation.run()

    assert run.repaired == len([Kind.GIFT, Kind.FEE, Kind.FEE])
    assert {what for what, *_ in found(run)} == {"total", "gift count", "chain"}


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

    assert (run.checked, run.discrepancies) == (5, [])


def test_a_gift_that_stripe_has_not_entered_yet_is_no_difference(begun, standin):
    donation = begun()
    standin.pay(donation.session_id)
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


def test_a_difference_that_stays_is_one_matter(live_campaign, standin):
    book_gift(live_campaign)

    runs = [reconciliation.run(), reconciliation.run()]

    assert [len(run.discrepancies) for run in runs] == [1, 1]
    assert Matter.objects.count() == 1


def test_what_finance_signed_off_comes_again_only_with_other_figures(given, standin, staff):
    given()
    movement(standin, "charge")["amount"] += 1
    reconciliation.run()
    Matter.objects.update(
        resolved_at=timezone.now(), resolved_by=staff.finance, resolution="Asked Stripe."
    )

    assert reconciliation.run().discrepancies == []
    assert not matters.still_open().exists()

    movement(standin, "charge")["amount"] += 1
    assert len(reconciliation.run().discrepancies) == 1
    assert matters.still_open().count() == 1


def test_a_matter_that_is_none_any_more_is_settled_by_the_fact(given, standin):
    given()
    movement(standin, "charge")["amount"] += 1
    reconciliation.run()
    movement(standin, "charge")["amount"] -= 1

    assert reconciliation.run().discrepancies == []
    matter = Matter.objects.get()
    assert matter.resolved_at and matter.resolved_by is None


def test_a_matter_older_than_the_window_is_settled_by_the_fact(given, standin):
    donation = given()
    charge = standin.account.get(CHARGE, standin.intent_of(donation.session_id)["latest_charge"])
    transaction = movement(standin, "charge")
    standin.account.forget(CHARGE, charge["id"])
    standin.account.forget(TRANSACTION, transaction["id"])
    assert len(reconciliation.run().discrepancies) == 2

    standin.account.save(CHARGE, charge)
    standin.account.save(TRANSACTION, transaction)
    later = timezone.now() + timedelta(minutes=1)

    assert reconciliation.run(since=later).discrepancies == []
    assert not matters.still_open().exists()


def test_what_was_booked_since_by_other_hands_is_missing_no_longer(db, standin):
    for subject in ("gift:pi_booked", "gift:pi_lost"):
        matters.open_matter("missing_here", subject, stripe_cents=10_00)
    ledger.post(
        place=ledger.HELD,
        kind=Kind.GIFT,
        cents=10_00,
        source_id="pi_booked",
        effective_at=timezone.now() - timedelta(days=90),
    )

    reconciliation.run(since=timezone.now() + timedelta(minutes=1))

    assert [matter.subject for matter in matters.still_open()] == ["gift:pi_lost"]


@books_differ
def test_a_wrong_total_is_an_alarm_until_it_is_right_again(given):
    given()
    CampaignTotal.objects.update(raised_cents=1)
    run = reconciliation.run()

    assert [what for what, *_ in found(run)] == ["total"]
    assert CampaignTotal.objects.get().raised_cents == 1
    assert [alarm.kind for alarm in matters.alarms()] == ["books_differ"]

    CampaignTotal.objects.update(raised_cents=50_00)
    reconciliation.run()
    assert not matters.alarms().exists()


def test_a_run_that_stripe_did_not_answer_is_made_up_for_by_the_next(given, standin):
    given()
    reconciliation.run()
    standin.answer_next_with(500)

    with pytest.raises(StripeUnavailable):
        reconciliation.run()
    again = reconciliation.run()

    first, broken = ReconciliationRun.objects.order_by("pk")[:2]
    assert broken.finished_at is None
    assert broken.window_from == again.window_from == first.started_at - timedelta(hours=48)


def test_what_fails_does_not_hide_what_is_behind_it(given, standin, monkeypatch):
    donation = given()
    standin.refund(donation.session_id, 20_00)
    standin.charge_fee(7_00)

    def stumble(refund_id):
        raise ValueError("not today")

    monkeypatch.setattr(returns, "sync_refund", stumble)
    run = reconciliation.run()

    refund_id = standin.refunds()[0]["id"]
    assert (run.repaired, found(run)) == (1, [("missing_here", f"refund:{refund_id}", -20_00, 0)])


def test_a_difference_reads_as_a_sentence():
    assert str(Difference("missing_here", "gift:pi_1", 50_00, 0)) == (
        "missing_here of gift:pi_1: 5000 expected, 0 found"
    )
