"""What goes back: refunds, disputes and their fees, booked where the money of the gift lies."""

import pytest

from campaigns import lifecycle
from donations import inbox, ledger, proposals, reconciliation, returns, sync
from donations.models import Dispute, Donation, LedgerEntry, Matter, Proposal, WebhookEvent
from tests.donations.agreement import differences
from tests.donations.books import entries, hear, hints, money_in, raised, waiting

GIFT, FEE = ("gift", 50_00), ("fee", -1_00)
DISPUTE_FEE = ("fee", -15_00)


def last_refund(standin) -> str:
    return standin.refunds()[-1]["id"]


def last_dispute(standin) -> str:
    return standin.disputes()[-1]["id"]


# Refunds


@pytest.mark.parametrize("heard", ["refund.created", "refund.updated", "charge.refund.updated"])
def test_a_refund_is_booked_once_whoever_tells_of_it(booked, standin, live_campaign, heard):
    told = standin.refund(booked.session_id, 20_00)

    for _ in range(2):
        hear(*[event for event in told if event["type"] == heard])

    assert entries(booked) == [GIFT, ("refund", -20_00)]
    assert raised(live_campaign) == (30_00, 1)


def test_a_refund_that_is_heard_of_first_brings_its_gift_along(donation, standin, live_campaign):
    standin.pay(donation.session_id)
    standin.refund(donation.session_id, 20_00)

    returns.sync_refund(last_refund(standin))

    assert entries(donation) == [GIFT, ("refund", -20_00)]


def test_a_refund_happened_when_stripe_says_so(booked, standin):
    standin.refund(booked.session_id)

    returns.sync_refund(last_refund(standin))

    refund = LedgerEntry.objects.get(kind="refund")
    assert refund.effective_at.timestamp() == standin.refunds()[0]["created"]


def test_partial_refunds_add_up(booked, standin, live_campaign):
    first = standin.refund(booked.session_id, 20_00)
    second = standin.refund(booked.session_id, 5_00)

    hear(*second, *first, *second)

    assert entries(booked) == [FEE, GIFT, ("refund", -20_00), ("refund", -5_00)]
    assert raised(live_campaign) == (25_00, 1)


def test_a_refund_that_failed_gives_the_money_back_to_the_campaign(booked, standin, live_campaign):
    hear(*standin.refund(booked.session_id, 20_00))
    assert raised(live_campaign) == (30_00, 1)

    told = standin.fail_refund(last_refund(standin))
    hear(*told, *told)

    assert entries(booked) == [FEE, GIFT, ("refund", -20_00), ("refund_failed", 20_00)]
    assert raised(live_campaign) == (50_00, 1)
    assert waiting() == ["refund_failed"]


def test_who_hears_late_of_a_failed_refund_ends_with_the_same_books(booked, standin, live_campaign):
    standin.refund(booked.session_id, 20_00)
    standin.fail_refund(last_refund(standin))

    returns.sync_refund(last_refund(standin))

    assert entries(booked) == [GIFT, ("refund", -20_00), ("refund_failed", 20_00)]
    assert raised(live_campaign) == (50_00, 1)


def test_after_a_refund_that_failed_the_gift_can_be_given_back_again(
    booked, standin, live_campaign
):
    hear(*standin.refund(booked.session_id))
    hear(*standin.fail_refund(last_refund(standin)))

    hear(*standin.refund(booked.session_id))

    assert raised(live_campaign) == (0, 1)


def test_a_refund_of_a_payment_no_session_of_ours_made_waits(live_campaign, begin, standin):
    donation = begin(live_campaign)
    standin.pay(donation.session_id)
    standin.refund(donation.session_id)
    with standin.account.changing():
        standin.account.forget("checkout.session", donation.session_id)

    with pytest.raises(returns.NotYet):
        returns.sync_refund(last_refund(standin))


# Charges: the fee, and the sum of refunds


def test_the_fee_is_booked_beside_the_gift_and_taken_from_no_total(
    donation, standin, live_campaign
):
    hear(*standin.pay(donation.session_id))

    assert entries(donation) == [FEE, GIFT]
    assert raised(live_campaign) == (50_00, 1)
    fee = LedgerEntry.objects.get(kind="fee")
    assert (fee.campaign, fee.about.kind) == (live_campaign, "gift")


def test_a_charge_whose_fee_is_not_known_yet_waits_for_its_update(booked, standin):
    """Stripe captures in the background: the movement is there seconds after the payment."""
    (charge,) = standin.account.all("charge")
    with standin.account.changing():
        movement, charge["balance_transaction"] = charge["balance_transaction"], None
    returns.sync_charge(charge["id"])
    assert entries(booked) == [GIFT]

    with standin.account.changing():
        charge["balance_transaction"] = movement
    returns.sync_charge(charge["id"])
    assert entries(booked) == [FEE, GIFT]


def test_a_charge_brings_all_its_refunds(booked, standin, live_campaign):
    standin.refund(booked.session_id, 20_00)
    standin.refund(booked.session_id, 5_00)

    returns.sync_charge(standin.refunds()[0]["charge"])

    assert raised(live_campaign) == (25_00, 1)
    assert waiting() == []


def test_a_charge_of_somebody_else_is_none_of_our_business(live_campaign, begin, standin):
    donation = begin(live_campaign)
    standin.pay(donation.session_id)
    with standin.account.changing():
        standin.account.forget("checkout.session", donation.session_id)

    returns.sync_charge(standin.account.all("charge")[0]["id"])

    assert not LedgerEntry.objects.exists()


def test_another_sum_of_refunds_than_stripes_waits_for_finance_until_it_agrees(booked, standin):
    (charge,) = standin.account.all("charge")
    with standin.account.changing():
        charge["amount_refunded"] = 7_00
    for _ in range(2):
        returns.sync_charge(charge["id"])

    matter = Matter.objects.get()
    assert (matter.kind, matter.subject) == ("refunds_differ", booked.intent_id)
    assert matter.data == {"ours_cents": 0, "stripe_cents": 7_00}

    with standin.account.changing():
        charge["amount_refunded"] = 0
    returns.sync_charge(charge["id"])
    assert waiting() == []


# Disputes


def test_an_inquiry_moves_no_money_and_waits_for_finance(booked, standin, live_campaign):
    hear(*standin.dispute(booked.session_id, inquiry=True))

    assert entries(booked) == [GIFT]
    matter = Matter.objects.get()
    assert (matter.kind, matter.subject) == ("inquiry", last_dispute(standin))
    assert matter.due_at is not None
    assert Dispute.objects.get().status == "warning_needs_response"


def test_an_inquiry_that_comes_to_nothing_settles_itself(booked, standin):
    hear(*standin.dispute(booked.session_id, inquiry=True))

    hear(*standin.close_inquiry(last_dispute(standin)))

    assert waiting() == []
    assert Dispute.objects.get().status == "warning_closed"
    assert entries(booked) == [GIFT]


def test_an_inquiry_can_become_a_dispute(booked, standin):
    hear(*standin.dispute(booked.session_id, inquiry=True))

    hear(*standin.withdraw_funds(last_dispute(standin)))

    assert waiting() == ["dispute"]
    assert entries(booked) == [("dispute", -50_00), DISPUTE_FEE, GIFT]


def test_a_dispute_is_booked_only_when_the_money_is_taken(booked, standin, live_campaign):
    hear(*standin.dispute(booked.session_id, withdraw=False))
    assert entries(booked) == [GIFT]
    assert waiting() == ["dispute"]

    hear(*standin.withdraw_funds(last_dispute(standin)))
    assert entries(booked) == [("dispute", -50_00), DISPUTE_FEE, GIFT]
    assert raised(live_campaign) == (0, 1)


def test_a_dispute_that_is_won_brings_the_money_back_but_not_its_fee(
    booked, standin, live_campaign
):
    hear(*standin.dispute(booked.session_id))

    told = standin.win(last_dispute(standin))
    hear(*told, *told)

    assert entries(booked) == [("dispute", -50_00), ("dispute_won", 50_00), DISPUTE_FEE, GIFT]
    assert raised(live_campaign) == (50_00, 1)
    assert (Dispute.objects.get().status, waiting()) == ("won", [])


def test_a_dispute_that_is_lost_leaves_the_money_with_the_donor(booked, standin, live_campaign):
    hear(*standin.dispute(booked.session_id))

    hear(*standin.lose(last_dispute(standin)))

    assert raised(live_campaign) == (0, 1)
    assert (Dispute.objects.get().status, waiting()) == ("lost", [])


def test_a_dispute_that_was_prevented_takes_nothing(booked, standin):
    hear(*standin.dispute(booked.session_id, withdraw=False))

    hear(*standin.prevent(last_dispute(standin)))

    assert entries(booked) == [GIFT]
    assert waiting() == []


def test_a_dispute_may_be_about_a_part_of_the_gift(booked, standin, live_campaign):
    hear(*standin.dispute(booked.session_id, 20_00))

    assert raised(live_campaign) == (30_00, 1)


def test_a_dispute_about_more_than_the_gift_is_booked_as_it_happened(
    booked, standin, live_campaign
):
    hear(*standin.dispute(booked.session_id, 60_00))

    assert raised(live_campaign) == (-10_00, 1)


def test_a_dispute_after_a_refund_takes_what_was_left(booked, standin, live_campaign):
    hear(*standin.refund(booked.session_id, 20_00))

    hear(*standin.dispute(booked.session_id))

    assert raised(live_campaign) == (0, 1)
    assert ledger.remainder(ledger.gift_of(booked.intent_id)) == 0


def test_a_dispute_whose_gift_was_never_heard_of_brings_it_along(donation, standin, live_campaign):
    standin.pay(donation.session_id)
    standin.dispute(donation.session_id)

    returns.sync_dispute(last_dispute(standin))

    assert entries(donation) == [("dispute", -50_00), DISPUTE_FEE, GIFT]


def test_a_dispute_of_a_payment_no_session_of_ours_made_waits(donation, standin):
    standin.pay(donation.session_id)
    standin.dispute(donation.session_id)
    with standin.account.changing():
        standin.account.forget("checkout.session", donation.session_id)

    with pytest.raises(returns.NotYet):
        returns.sync_dispute(last_dispute(standin))


def test_what_a_colleague_has_settled_comes_up_again_only_if_the_dispute_does(
    booked, standin, staff
):
    hear(*standin.dispute(booked.session_id, inquiry=True))
    Matter.objects.update(resolved_at=booked.paid_at, resolved_by=staff.finance)

    hear(*standin.review(last_dispute(standin)))
    assert waiting() == []

    hear(*standin.withdraw_funds(last_dispute(standin)))
    assert waiting() == ["dispute"]


def test_an_older_answer_of_stripes_does_not_outlast_a_newer_one(booked, standin, monkeypatch):
    """A slow colleague writes down what the dispute was before it was lost."""
    hear(*standin.dispute(booked.session_id))
    dispute_id = last_dispute(standin)
    fetch = returns.stripe_gateway.fetch_dispute
    older = fetch(dispute_id)
    standin.lose(dispute_id)
    answers = iter([older])
    monkeypatch.setattr(
        returns.stripe_gateway, "fetch_dispute", lambda name: next(answers, None) or fetch(name)
    )

    returns.sync_dispute(dispute_id)

    assert Dispute.objects.get().status == "lost"


# Fees that come back


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


# Warnings


def test_an_early_warning_of_fraud_waits_for_finance(booked, standin):
    told = standin.warn_of_fraud(booked.session_id)
    hear(*told, *told)

    matter = Matter.objects.get()
    assert (matter.kind, matter.entry.source_id) == ("fraud_warning", booked.intent_id)
    assert entries(booked) == [GIFT]


def test_a_warning_after_the_refund_is_late_and_no_matter(booked, standin):
    hear(*standin.refund(booked.session_id))

    hear(*standin.warn_of_fraud(booked.session_id))

    assert waiting() == []


def test_giving_the_whole_gift_back_answers_the_warning(booked, standin):
    hear(*standin.warn_of_fraud(booked.session_id))

    hear(*standin.refund(booked.session_id, 20_00))
    assert waiting() == ["fraud_warning"]

    hear(*standin.refund(booked.session_id))
    assert waiting() == []


# Where the money lies


@pytest.fixture
def held(donation, standin, live_campaign, staff) -> Donation:
    """Paid after the campaign was taken down: the money is held."""
    lifecycle.move(live_campaign.pk, "withdraw", actor=staff.moderator)
    standin.pay(donation.session_id)
    sync.sync_session(donation.session_id)
    donation.refresh_from_db()
    return donation


@pytest.fixture
def moved(held, staff):
    """The held money, which two colleagues moved to the common fund."""
    gift = ledger.gift_of(held.intent_id)
    proposal = proposals.propose(
        kind=Proposal.Kind.TRANSFER,
        actor=staff.finance,
        cents=gift.amount_cents,
        entry=gift,
        note="the donor agreed",
    )
    proposals.approve(proposal, actor=staff.second_finance)
    return held


def test_the_refund_of_a_held_gift_is_taken_from_the_held_money(held, standin, live_campaign):
    assert waiting() == ["withdrawn"]

    hear(*standin.refund(held.session_id))

    assert money_in("held") == 0
    assert raised(live_campaign) == (0, 0)
    assert waiting() == []


def test_the_refund_of_a_transferred_gift_is_taken_from_where_it_went(
    moved, standin, live_campaign
):
    assert (money_in("held"), money_in("general")) == (0, 50_00)

    hear(*standin.refund(moved.session_id, 20_00))

    assert (money_in("held"), money_in("general")) == (0, 30_00)
    assert raised(live_campaign) == (0, 0)


def test_a_dispute_about_a_held_gift_takes_and_brings_held_money(held, standin, live_campaign):
    hear(*standin.dispute(held.session_id))
    assert money_in("held") == 0
    assert waiting() == ["dispute", "withdrawn"]

    hear(*standin.win(last_dispute(standin)))
    assert money_in("held") == 50_00
    assert waiting() == ["withdrawn"]
    assert raised(live_campaign) == (0, 0)


def test_a_dispute_about_a_transferred_gift_takes_from_where_it_went(moved, standin):
    hear(*standin.dispute(moved.session_id))

    assert (money_in("held"), money_in("general")) == (0, 0)


def test_what_was_disputed_before_the_transfer_comes_back_where_the_gift_is(held, standin, staff):
    hear(*standin.dispute(held.session_id, 20_00))
    gift = ledger.gift_of(held.intent_id)
    proposal = proposals.propose(
        kind="transfer", actor=staff.finance, cents=30_00, entry=gift, note="the donor agreed"
    )
    proposals.approve(proposal, actor=staff.second_finance)

    hear(*standin.win(last_dispute(standin)))

    assert (money_in("held"), money_in("general")) == (0, 50_00)


def test_the_fee_of_a_held_gift_is_no_campaigns(held, standin):
    hear(*standin.events_of(held.session_id))

    assert LedgerEntry.objects.get(kind="fee").account == "held"


@pytest.fixture
def in_dollars(donation, standin) -> Donation:
    """Stripe took dollars for it; what it moves afterwards are euros."""
    with standin.account.changing():
        standin.account.get("checkout.session", donation.session_id)["currency"] = "usd"
    standin.pay(donation.session_id)
    sync.sync_session(donation.session_id)
    return donation


def test_a_refund_of_dollars_is_booked_in_dollars(in_dollars, standin, live_campaign):
    hear(*standin.refund(in_dollars.session_id))

    assert money_in("held", "USD") == 0
    assert raised(live_campaign) == (0, 0)
    assert waiting() == []


def test_a_dispute_about_dollars_is_booked_in_dollars_and_its_fee_in_euro(in_dollars, standin):
    hear(*standin.dispute(in_dollars.session_id))
    assert money_in("held", "USD") == 0

    hear(*standin.win(last_dispute(standin)))
    assert money_in("held", "USD") == 50_00
    assert money_in("held", "EUR") == 0
    assert LedgerEntry.objects.get(kind="fee", amount_cents=-15_00).currency == "EUR"


def test_events_that_tell_of_the_same_money_are_heard_of_in_the_usual_story(donation, standin):
    """The seven and more hints of a gift, in the order in which Stripe usually sends them."""
    told = standin.pay(donation.session_id) + standin.refund(donation.session_id, 20_00)
    told += standin.dispute(donation.session_id)
    told += standin.win(last_dispute(standin))

    assert [event["type"] for event in hints(told)] == [
        "checkout.session.completed",
        "charge.updated",
        "refund.created",
        "charge.refunded",
        "refund.updated",
        "charge.refund.updated",
        "charge.dispute.created",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.updated",
        "charge.dispute.funds_reinstated",
        "charge.dispute.closed",
    ]
