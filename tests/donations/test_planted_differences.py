"""A difference planted by hand, in each place it can be, is named by the next comparison."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.db.models import F

from campaigns.models import CampaignTotal
from donations import inbox, ledger, reconciliation
from donations.ledger import FROM_STRIPE
from donations.models import (
    MINUS,
    DaySummary,
    Dispute,
    Donation,
    LedgerEntry,
    Matter,
    Payout,
    ReconciliationRun,
)
from donations.standin import balance
from donations.standin.account import CHARGE, DISPUTE, PAYOUT, REFUND, TRANSACTION
from tests.donations import breaking
from tests.donations.books import plant_total
from tests.donations.comparing import found, movement
from tests.factories import CampaignFactory, PaidDonationFactory

Kind = ledger.Kind
pytestmark = pytest.mark.books_differ


@dataclass
class Books:
    """What was booked before somebody laid hands on it."""

    gift: LedgerEntry  # with its fee, a refund that failed and a dispute that was won
    held: LedgerEntry  # of a payment that nobody knew, moved to the campaign since
    campaign_pk: int
    other_campaign_pk: int


@pytest.fixture
def books(given, begun, standin, deliver, client, live_campaign, staff) -> Books:
    """Books with an entry of every kind, which agree with themselves and with Stripe."""
    donation, unknown = given(50_00), begun(9_00)
    told = standin.refund(donation.session_id, 20_00)
    told += standin.fail_refund(standin.refunds()[-1]["id"])
    told += standin.dispute(donation.session_id, 10_00)
    told += standin.win(standin.disputes()[-1]["id"], fee_returned=True)
    unknown.delete()
    told += standin.pay(unknown.session_id)
    told += standin.pay_out()
    deliver(client, *told)
    inbox.process()
    held = LedgerEntry.objects.get(account="held", kind=Kind.GIFT)
    home = ledger.of_campaign(live_campaign.pk)
    signed = {"actor": staff.finance, "note": "as agreed"}
    ledger.transfer(held, to=home, source_id="proposal:1", **signed)
    for kind, cents in [
        (Kind.OFFLINE_GIFT, 30_00),
        (Kind.OPENING_BALANCE, 5_00),
        (Kind.ADJUSTMENT, -1),
        (Kind.DISBURSEMENT, -20_00),
    ]:
        ledger.post(place=home, kind=kind, cents=cents, source_id=f"x:{kind}", **signed)
    assert set(LedgerEntry.objects.values_list("kind", flat=True)) == set(Kind)
    assert reconciliation.run().discrepancies == []
    return Books(
        gift=ledger.gift_of(donation.intent_id),
        held=held,
        campaign_pk=live_campaign.pk,
        other_campaign_pk=CampaignFactory().pk,
    )


def totals(**fields):
    return lambda books: plant_total(**fields)


def days(**fields):
    return lambda books: DaySummary.objects.update(**fields)


def donations(**fields):
    return lambda books: Donation.objects.update(**fields)


def gift(**fields):
    """The gift is changed in the ledger, past its triggers."""
    return lambda books: breaking.change(books.gift, **fields)


def changed(kind: str, **fields):
    return lambda books: breaking.change(LedgerEntry.objects.filter(kind=kind).first(), **fields)


def gone(kind: str):
    return lambda books: breaking.take_out(LedgerEntry.objects.filter(kind=kind).first())


def noted(**fields):
    return lambda books: ReconciliationRun.objects.update(**fields)


def to_another_campaign(books):
    breaking.change(books.gift, campaign_id=books.other_campaign_pk)


def to_the_common_fund(books):
    breaking.change(books.gift, campaign_id=None, account="general")


def a_gift_that_nobody_meant(books):
    place = ledger.of_campaign(books.campaign_pk)
    ledger.post(place=place, kind=Kind.GIFT, cents=1_00, source_id="pi_forged")


def a_donation_that_was_never_booked(books):
    PaidDonationFactory(campaign_id=books.campaign_pk)


def held_money_that_stayed_behind(books):
    ledger.post(place=ledger.HELD, about=books.held, kind=Kind.REFUND, cents=-1, source_id="re_x")


def a_place_left_out(books):
    last = LedgerEntry.objects.order_by("position").last()
    breaking.change(last, position=F("position") + 1)


def two_places_changed(books):
    first, second = LedgerEntry.objects.order_by("position")[:2]
    places = first.position, second.position
    breaking.change(first, position=-1)
    breaking.change(second, position=places[0])
    breaking.change(first, position=places[1])


def forged_at_the_end(books):
    """Cut off, and filled up again by the trigger's own hand: every hash fits the one before."""
    breaking.cut_off(1)
    place = ledger.of_campaign(books.campaign_pk)
    ledger.post(place=place, kind=Kind.FEE, cents=-1, source_id="txn_forged")


DONATION = "gift of donation:"
# All but the gift, to which others point, and the last entry, which leaves no gap.
FOLLOWED_BY_OTHERS = [kind for kind in Kind.values if kind not in {"gift", "disbursement"}]
IN_OUR_BOOKS = [
    # The public total and the sums by day.
    (totals(raised_cents=1), "total of campaign:"),
    (totals(gift_count=1), "gift count of campaign:"),
    (lambda books: CampaignTotal.objects.all().delete(), "total of campaign:"),
    *((days(**{name: 77}), f" {name}: ") for name in ("entries", "gifts", "gross_cents")),
    *((days(**{name: 77}), f" {name}: ") for name in ("opening_cents", "returned_cents")),
    *((days(**{name: 77}), f" {name}: ") for name in ("corrected_cents", "moved_cents")),
    *((days(**{name: 77}), f" {name}: ") for name in ("fee_cents", "paid_out_cents")),
    (days(day=F("day") - timedelta(days=365)), "day of campaign:"),
    (lambda books: DaySummary.objects.all().delete(), "day of campaign:"),
    (lambda books: days(campaign=books.other_campaign_pk)(books), "day of campaign:"),
    # Donations beside their gifts.
    *(
        (donations(status=status, paid_at=None), DONATION)
        for status in ("open", "processing", "expired", "failed")
    ),
    (donations(amount_cents=1), DONATION),
    (lambda books: donations(campaign=books.other_campaign_pk)(books), "gift of entry:"),
    (a_donation_that_was_never_booked, DONATION),
    (a_gift_that_nobody_meant, "gift of entry:"),
    (gift(donation=None), DONATION),
    # Where money lies.
    (to_another_campaign, "gift of entry:"),
    (to_the_common_fund, "total of campaign:"),
    (held_money_that_stayed_behind, "held money of entry:"),
    (gone(Kind.TRANSFER), "transfer of proposal:1: "),
    (changed(Kind.TRANSFER, amount_cents=-1), "transfer of proposal:1: "),
    # Entries, each kind of which somebody may change or take out.
    *((gone(kind), "chain: entries are missing") for kind in FOLLOWED_BY_OTHERS),
    *((changed(kind, note="?"), "chain: entry ") for kind in Kind.values),
    (gift(amount_cents=1), DONATION),
    (gift(kind=Kind.REFUND_FAILED), DONATION),
    (gift(currency="USD", account="held", campaign_id=None), "total of campaign:"),
    (gift(effective_at="2020-01-01T12:00Z"), "day of campaign:"),
    (gift(booked_at="2020-01-01T12:00Z"), "chain: entry "),
    (gift(source_id="pi_other"), "chain: entry "),
    (changed(Kind.FEE, about=None), "chain: entry "),
    (changed(Kind.DISBURSEMENT, line_number=2), "chain: entry "),
    # The chain itself, and its end.
    (gift(hash="0" * 64), "chain: entry "),
    (gift(previous_hash="0" * 64), "chain: entry "),
    (a_place_left_out, "chain: entries are missing"),
    (two_places_changed, "chain: entry "),
    (lambda books: breaking.cut_off(1), "chain: the ledger was longer on "),
    (lambda books: breaking.cut_off(5), "chain: the ledger was longer on "),
    (forged_at_the_end, "chain: another entry stands where the ledger ended "),
    (noted(head_hash="0" * 64), "chain: another entry stands where the ledger ended "),
    (noted(head_position=F("head_position") + 1), "chain: the ledger was longer on "),
    (noted(head_position=F("head_position") - 1), "chain: another entry stands "),
    (noted(entry_count=F("entry_count") + 1), "entries are left of the "),
]


def test_what_is_planted_in_our_books_is_named_without_asking_stripe(books, standin, capsys):
    standin.requests.clear()
    unnamed = []
    for number, (plant, sentence) in enumerate(IN_OUR_BOOKS):
        with transaction.atomic():
            plant(books)
            with pytest.raises(SystemExit) as end:
                call_command("verify_books")
            transaction.set_rollback(True)
        said = capsys.readouterr().out
        if end.value.code != 1 or sentence not in said:
            unnamed.append((number, sentence, said))

    assert unnamed == []
    assert not standin.requests


def there(category: str, figure: str):
    """A figure of the last movement of this category is another one at Stripe."""

    def plant(books, standin):
        movement(standin, category)[figure] += 1

    return plant


def here(kind: str):
    """A figure of ours is another one than Stripe's, and its total and day are made to fit."""

    def plant(books, standin):
        changed(kind, amount_cents=F("amount_cents") * 2)(books)

    return plant


def forged(kind: str, cents: int):
    """An entry about the gift that Stripe has never heard of."""

    def plant(books, standin):
        ledger.post(
            place=ledger.of_campaign(books.campaign_pk),
            donation=books.gift.donation,
            about=books.gift,
            kind=kind,
            cents=cents,
            source_id="txn_nowhere",
        )

    return plant


def a_payment_forgotten(books, standin):
    one = movement(standin, "charge")
    standin.account.forget(TRANSACTION, one["id"])
    standin.account.forget(CHARGE, one["source"])


def a_refund_forgotten(books, standin):
    for one in standin.account.all(TRANSACTION):
        if one["source"] == standin.refunds()[-1]["id"]:
            standin.account.forget(TRANSACTION, one["id"])
    standin.account.forget(REFUND, standin.refunds()[-1]["id"])


def a_refund_that_did_not_fail(books, standin):
    standin.account.forget(TRANSACTION, movement(standin, "refund_failure")["id"])
    refund = standin.account.get(REFUND, standin.refunds()[-1]["id"])
    refund.update(status="succeeded", failure_balance_transaction=None)


def a_dispute_that_was_not_won(books, standin):
    one = movement(standin, "dispute_reversal")
    standin.account.forget(TRANSACTION, one["id"])
    case = standin.account.get(DISPUTE, one["source"])
    case["balance_transactions"].pop()


def a_dispute_of_nobody(books, standin):
    Dispute.objects.update(dispute_id="du_nowhere")


def money_from_elsewhere(books, standin):
    balance.enter(standin.account, "contribution", amount=-1, category="contribution")


def a_payout_of_another_sum(books, standin):
    standin.account.get(PAYOUT, standin.payouts()[-1]["id"])["amount"] -= 1


def a_payout_of_nobody(books, standin):
    Payout.objects.update(payout_id="po_nowhere")


BETWEEN_US_AND_STRIPE = [
    (there("charge", "amount"), "amounts_differ", "gift:pi_"),
    (there("charge", "fee"), "amounts_differ", "fee:txn_"),
    (there("refund", "amount"), "amounts_differ", "refund:re_"),
    (there("refund_failure", "amount"), "amounts_differ", "refund_failed:re_"),
    (there("dispute", "amount"), "amounts_differ", "dispute:txn_"),
    (there("dispute", "fee"), "amounts_differ", "fee:txn_"),
    (there("dispute_reversal", "amount"), "amounts_differ", "dispute_won:txn_"),
    (there("dispute_reversal", "fee"), "amounts_differ", "fee_returned:txn_"),
    *((here(kind), "amounts_differ", f"{kind}:") for kind in FROM_STRIPE),
    *(
        (forged(kind, -5_00 if kind in MINUS else 5_00), "missing_there", f"{kind}:txn_nowhere")
        for kind in FROM_STRIPE
    ),
    (a_payment_forgotten, "missing_there", "gift:pi_"),
    (a_refund_forgotten, "missing_there", "refund:re_"),
    (a_refund_that_did_not_fail, "missing_there", "refund_failed:re_"),
    (a_dispute_that_was_not_won, "missing_there", "dispute_won:txn_"),
    (a_dispute_of_nobody, "missing_there", "dispute:du_nowhere"),
    (money_from_elsewhere, "missing_here", "contribution:txn_"),
    (a_payout_of_another_sum, "payout_differs", "payout:po_"),
    (a_payout_of_nobody, "missing_there", "payout:po_nowhere"),
]


@pytest.mark.parametrize(("plant", "what", "where"), BETWEEN_US_AND_STRIPE)
def test_what_is_planted_between_us_and_stripe_is_named(books, standin, capsys, plant, what, where):
    plant(books, standin)

    with pytest.raises(SystemExit) as end:
        call_command("reconcile")

    assert end.value.code == 1
    assert f"{what} of {where}" in capsys.readouterr().out
    assert Matter.objects.filter(kind=what, resolved_at=None).exists()


def lost(kind: str):
    """An entry is taken out that Stripe can prove."""
    return lambda books, standin: gone(kind)(books)


def states(model, **fields):
    return lambda books, standin: model.objects.update(**fields)


PROVEN = [
    *(
        (lost(kind), {"total", "gift count", "day", "chain"})
        for kind in (Kind.REFUND, Kind.REFUND_FAILED, Kind.DISPUTE, Kind.DISPUTE_WON)
    ),
    *((lost(kind), {"day", "chain"}) for kind in (Kind.FEE, Kind.FEE_RETURNED)),
    (states(Dispute, status="lost"), set()),
    (states(Dispute, amount_cents=1), set()),
    (states(Payout, status="failed"), set()),
    (states(Payout, amount_cents=1), set()),
    (lambda books, standin: Payout.objects.all().delete(), set()),
]


@pytest.mark.parametrize(("plant", "still_named"), PROVEN)
def test_what_stripe_proves_is_put_right_and_counted(books, standin, plant, still_named):
    plant(books, standin)

    run = reconciliation.run()

    assert run.repaired == 1
    assert {what for what, *_ in found(run)} <= still_named
    assert reconciliation.run().repaired == 0
