"""A comparison of the books: its row, its window, and the matters it opens and settles."""

from datetime import timedelta

import pytest
from django.utils import timezone

from campaigns.models import CampaignTotal
from donations import inbox, ledger, matters, reconciliation
from donations.models import LedgerEntry, Matter, ReconciliationRun
from donations.standin.account import CHARGE, TRANSACTION
from donations.stripe_gateway import StripeUnavailable
from tests.donations import breaking
from tests.donations.books import plant_total
from tests.donations.comparing import found, movement
from tests.factories import book_gift

Kind = ledger.Kind
books_differ = pytest.mark.books_differ


def test_books_that_agree_leave_a_row_that_says_so(given):
    given()

    run = reconciliation.run()

    assert (run.checked, run.repaired, run.discrepancies) == (1, 0, [])
    assert run.finished_at and not Matter.objects.exists()


def test_a_run_notes_where_the_ledger_ended_when_it_began(given, standin):
    given()
    last = LedgerEntry.objects.order_by("position").last()
    standin.charge_fee(7_00)

    run = reconciliation.run()

    assert (run.head_position, run.head_hash, run.entry_count) == (last.position, last.hash, 2)
    assert LedgerEntry.objects.count() == 3


def test_a_run_before_the_first_entry_notes_an_empty_ledger(db, standin):
    run = reconciliation.run()

    assert (run.head_position, run.head_hash, run.entry_count) == (0, "", 0)
    assert reconciliation.run().discrepancies == []


@books_differ
def test_what_was_cut_off_is_named_also_by_later_runs(given, standin):
    given()
    reconciliation.run()
    breaking.cut_off(1)  # the fee, which Stripe proves, so that it is booked again

    runs = [reconciliation.run(), reconciliation.run()]

    assert [run.repaired for run in runs] == [1, 0]
    assert all("another entry stands" in str(run.discrepancies) for run in runs)


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
    plant_total(raised_cents=1)
    run = reconciliation.run()

    assert [what for what, *_ in found(run)] == ["total"]
    assert CampaignTotal.objects.get().raised_cents == 1
    assert [alarm.kind for alarm in matters.alarms()] == ["books_differ"]

    plant_total(raised_cents=50_00)
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
