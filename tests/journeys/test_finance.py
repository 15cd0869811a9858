"""Finance at work in a real browser: every page, small and wide, by keyboard, without scripts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from donations import matters, proposals, reconciliation, refund_orders, sync
from donations.models import (
    Dispute,
    LedgerEntry,
    Matter,
    Payout,
    Proposal,
    ReconciliationRun,
    RefundOrder,
    WebhookEvent,
)
from tests.donations.books import hear
from tests.donations.statement_files import credit, entry, statement
from tests.factories import WebhookEventFactory, book_gift
from tests.journeys.looking import FOR_THE_CHECKER, faults

DESK = "donations/"
STATEMENT = {"name": "statement.xml", "mimeType": "application/xml"}


def paid(donation, standin):
    standin.pay(donation.session_id)
    sync.sync_session(donation.session_id)
    donation.refresh_from_db()
    return donation


@pytest.fixture
def stray_payment(live_campaign, begin, standin) -> LedgerEntry:
    """25 euros that were paid for a donation that is not here; they are held."""
    stray = begin(live_campaign, 25_00)
    session_id = stray.session_id
    stray.delete()
    standin.pay(session_id)
    sync.sync_session(session_id)
    return LedgerEntry.objects.get(donation=None, kind="gift")


@pytest.fixture
def year_of_money(live_campaign, begin, standin, staff, stray_payment) -> dict[str, list[str]]:
    """Something of everything that finance sees; gives the addresses, by what is on them."""
    book_gift(live_campaign, 350_00)
    given_back = paid(begin(live_campaign, 50_00), standin)
    part = refund_orders.order(
        given_back.ledger.get(kind="gift"), actor=staff.finance, cents=20_00, reason="duplicate"
    )
    refund_orders.carry_out(part)
    waiting = paid(begin(live_campaign, 40_00), standin)
    refund_orders.order(
        waiting.ledger.get(kind="gift"), actor=staff.finance, cents=40_00, reason="fraudulent"
    )
    disputed = paid(begin(live_campaign, 70_00), standin)
    hear(*standin.dispute(disputed.session_id))
    hear(*standin.warn_of_fraud(given_back.session_id))
    standin.charge_fee(2_00)
    standin.pay_out()
    hear(*standin.fail_payout(standin.payouts()[0]["id"]))
    reconciliation.run()
    matters.open_matter(
        Matter.Kind.MISSING_HERE,
        "fee:txn_1NpQbLKZvKYlo2C0fa7Ty3Wx",
        stripe_cents=-2_00,
        ours_cents=0,
        currency="EUR",
        movement="txn_1NpQbLKZvKYlo2C0fa7Ty3Wx",
    )
    matters.open_matter(Matter.Kind.SILENT, "webhooks", missed=3, types=["a", "b"], first="evt_1")
    event = WebhookEventFactory(attempts=20, last_error="NotYet")
    matters.open_matter(Matter.Kind.GIVEN_UP, event.event_id, type=event.type, error="NotYet")
    propose(live_campaign, staff.finance, Proposal.Kind.OFFLINE_GIFT, 40_00)
    lent = {"line_number": 1, "overdraft_reason": "The common fund lends it until May."}
    propose(live_campaign, staff.second_finance, Proposal.Kind.DISBURSEMENT, 700_00, **lent)
    booked = propose(live_campaign, staff.second_finance, Proposal.Kind.ADJUSTMENT, -5_00)
    proposals.approve(booked, actor=staff.finance)
    return {
        "lists": [
            "",
            DESK,
            *(
                f"{DESK}{name}/"
                for name in (
                    *("donation", "ledgerentry", "matter", "proposal", "refundorder"),
                    *("dispute", "payout", "webhookevent", "reconciliationrun"),
                )
            ),
            f"{DESK}matter/?state=all",
            f"{DESK}donation/report/",
            f"{DESK}donation/report/?from=yesterday",
        ],
        "rows": [
            *(
                f"{DESK}{model._meta.model_name}/{pk}/change/"
                for model in (Matter, Proposal)
                for pk in model.objects.values_list("pk", flat=True)
            ),
            *(
                f"{DESK}{model._meta.model_name}/{model.objects.first().pk}/change/"
                for model in (
                    *(LedgerEntry, RefundOrder, Dispute, Payout, WebhookEvent),
                    ReconciliationRun,
                )
            ),
            *(f"{DESK}donation/{one.pk}/change/" for one in (given_back, waiting, disputed)),
        ],
        "forms": [
            f"{DESK}proposal/statement/",
            f"{DESK}proposal/new/offline_gift/",
            f"{DESK}proposal/new/adjustment/",
            f"{DESK}proposal/new/disbursement/",
            f"{DESK}proposal/new/disbursement/?campaign={live_campaign.public_id}",
            f"{DESK}ledgerentry/{stray_payment.pk}/refund/",
        ],
    }


def propose(campaign, actor, kind: str, cents: int, **words) -> Proposal:
    return proposals.propose(
        kind=kind,
        actor=actor,
        cents=cents,
        note="statement of March, entry 4",
        campaign=campaign,
        effective_on=timezone.localdate() - timedelta(days=3),
        **words,
    )


@pytest.fixture
def file(live_campaign) -> bytes:
    """A bank statement with a credit that names a campaign, one that does not, and a debit."""
    return statement(
        credit("120.00", text=f"For {live_campaign.public_id}"),
        credit("35.50", text="with love"),
        entry(sign="DBIT", amount="9.00"),
    )


@pytest.mark.browser
def test_finance_can_read_every_page(year_of_money, staff, sit_down, file):
    page = sit_down(staff.finance, **FOR_THE_CHECKER)
    found = []
    for address in [one for addresses in year_of_money.values() for one in addresses]:
        page.goto(address)
        found += faults(page)

    page.goto(f"{DESK}proposal/statement/")
    page.get_by_label("Bank statement").set_input_files(STATEMENT | {"buffer": file})
    page.get_by_role("button", name="Read it").click()
    page.get_by_text("2 credits").wait_for()
    found += faults(page)

    assert found == [], "\n".join(found)


@pytest.mark.browser
def test_money_is_given_back_without_a_mouse_and_without_scripts(stray_payment, staff, sit_down):
    page = sit_down(staff.finance, java_script_enabled=False)
    matter = Matter.objects.get(kind="unknown_payment")
    page.goto(f"{DESK}matter/{matter.pk}/change/")

    page.get_by_role("link", name="Give it back").press("Enter")
    page.get_by_label("Amount in euros").press("Control+A")
    page.keyboard.type("25")
    page.keyboard.press("Tab")
    page.keyboard.type("given twice")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    page.get_by_text("Nothing is left of this gift.").wait_for()
    order = RefundOrder.objects.get()
    assert (order.amount_cents, order.reason, order.state) == (25_00, "duplicate", "accepted")
