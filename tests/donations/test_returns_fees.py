"""Fees that Stripe gives back, with a dispute, with a refund or alone."""

from donations import inbox, reconciliation, returns
from donations.models import LedgerEntry, WebhookEvent
from tests.donations.agreement import differences
from tests.donations.books import entries, hear, raised

GIFT, FEE = ("gift", 50_00), ("fee", -1_00)
DISPUTE_FEE = ("fee", -15_00)


def last_dispute(standin) -> str:
    return standin.disputes()[-1]["id"]


def test_a_fee_that_comes_back_with_the_dispute_is_booked_as_such(booked, standin, live_campaign):
    hear(*standin.dispute(booked.session_id))
    told = standin.win(last_dispute(standin), fee_returned=True)
    hear(*told, *told)

    assert entries(booked) == [
        ("dispute", -50_00),
        ("dispute_won", 50_00),
        DISPUTE_FEE,
        ("fee_returned", 15_00),
        GIFT,
    ]
    assert raised(live_campaign) == (50_00, 1)
    back = LedgerEntry.objects.get(kind="fee_returned")
    assert (back.about.kind, back.campaign) == ("gift", live_campaign)


def test_a_dispute_whose_fee_comes_back_alone_moves_nothing_else(booked, standin, live_campaign):
    hear(*standin.dispute(booked.session_id))
    hear(*standin.win(last_dispute(standin), fee_returned=True))
    movement = standin.account.all("balance_transaction")[-1]
    case = standin.account.get("dispute", last_dispute(standin))
    with standin.account.changing():
        fee_alone = movement | {"id": "txn_fee_alone", "amount": 0, "fee": -2_00, "net": 2_00}
        standin.account.save("balance_transaction", fee_alone)
        case["balance_transactions"].append(fee_alone)

    returns.sync_dispute(case["id"])

    assert LedgerEntry.objects.get(source_id="txn_fee_alone").amount_cents == 2_00
    assert raised(live_campaign) == (50_00, 1)


def test_a_fee_that_comes_back_with_a_refund_is_booked_as_such(booked, standin):
    hear(*standin.refund(booked.session_id, 25_00, fee_returned=True))

    assert entries(booked) == [FEE, ("fee_returned", 50), GIFT, ("refund", -25_00)]


def test_fees_that_come_back_pass_the_door_the_inbox_and_a_comparison(
    booked, standin, deliver, client
):
    told = standin.events()
    told += standin.refund(booked.session_id, 25_00, fee_returned=True)
    told += standin.dispute(booked.session_id, 10_00)
    told += standin.win(last_dispute(standin), fee_returned=True)
    standin.return_fee(3_00)
    deliver(client, *told)
    inbox.process()

    run = reconciliation.run()

    assert not WebhookEvent.objects.exclude(last_error="").exists()
    assert (run.repaired, run.discrepancies) == (1, [])
    assert differences(standin.books()) == []
    assert sorted(entries()) == [
        ("dispute", -10_00),
        ("dispute_won", 10_00),
        DISPUTE_FEE,
        FEE,
        ("fee_returned", 50),
        ("fee_returned", 3_00),
        ("fee_returned", 15_00),
        GIFT,
        ("refund", -25_00),
    ]
