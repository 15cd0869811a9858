"""Which entries a movement at Stripe asks for."""

from datetime import UTC, datetime

import pytest

from donations import claims, ledger
from donations.claims import Claim
from donations.models import LedgerEntry
from donations.stripe_objects import Movement

Kind = ledger.Kind


def movement(category: str, cents: int, *, fee: int = 0, intent: str | None = "pi_1") -> Movement:
    return Movement(
        id="txn_1",
        type="any",
        reporting_category=category,
        amount_cents=cents,
        fee_cents=fee,
        net_cents=cents - fee,
        currency="EUR",
        created_at=datetime(2026, 3, 1, tzinfo=UTC),
        source_id="x_1",
        intent_id=intent,
    )


@pytest.mark.parametrize(
    ("category", "cents", "kind", "source_id"),
    [
        ("charge", 50_00, Kind.GIFT, "pi_1"),
        ("refund", -50_00, Kind.REFUND, "x_1"),
        ("refund_failure", 50_00, Kind.REFUND_FAILED, "x_1"),
        ("dispute", -50_00, Kind.DISPUTE, "txn_1"),
        ("dispute_reversal", 50_00, Kind.DISPUTE_WON, "txn_1"),
        ("fee", -2_00, Kind.FEE, "txn_1"),
        ("fee", 2_00, Kind.FEE_RETURNED, "txn_1"),
        ("other_adjustment", 3, "other_adjustment", "txn_1"),
    ],
)
def test_each_category_asks_for_one_entry(category, cents, kind, source_id):
    assert claims.of_movement(movement(category, cents)) == [Claim(kind, source_id, cents, "EUR")]


def test_what_stripe_kept_is_an_entry_of_its_own():
    gift, fee = claims.of_movement(movement("charge", 50_00, fee=1_00))

    assert (gift.cents, fee) == (50_00, Claim(Kind.FEE, "txn_1", -1_00, "EUR"))


def test_what_stripe_gave_back_of_its_fee_is_an_entry_of_its_own():
    won, fee = claims.of_movement(movement("dispute_reversal", 50_00, fee=-15_00))

    assert (won.cents, fee) == (50_00, Claim(Kind.FEE_RETURNED, "txn_1", 15_00, "EUR"))


def test_a_movement_of_a_fee_alone_asks_for_the_fee_alone():
    asked = claims.of_movement(movement("dispute_reversal", 0, fee=-15_00))

    assert asked == [Claim(Kind.FEE_RETURNED, "txn_1", 15_00, "EUR")]


def test_a_payment_without_an_intent_goes_by_its_charge():
    (claim,) = claims.of_movement(movement("charge", 50_00, intent=None))

    assert claim.subject == "gift:x_1"


def test_a_movement_of_nothing_asks_for_nothing():
    assert claims.of_movement(movement("charge", 0)) == []


def test_a_whole_payment_asks_for_what_its_webhooks_would_book(given, standin):
    donation = given()
    standin.refund(donation.session_id, 20_00, fee_returned=True)
    standin.fail_refund(standin.refunds()[0]["id"])

    asked = {claim.key for claim in claims.of_payment(donation.intent_id)}

    refund_id = standin.refunds()[0]["id"]
    booked = set(LedgerEntry.objects.values_list("kind", "source_id"))
    txn = standin.refunds()[0]["balance_transaction"]
    assert asked == booked | {
        ("refund", refund_id),
        ("refund_failed", refund_id),
        ("fee_returned", txn),
    }


def test_a_payment_that_stripe_does_not_know_asks_for_nothing(db, standin):
    assert claims.of_payment("pi_nowhere") == []
