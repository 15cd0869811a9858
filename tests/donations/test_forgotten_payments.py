"""The numbers of a payment go after their time; sums, chain and code stay as they were."""

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts.models import AuditEntry
from campaigns.models import CampaignTotal
from config import rights
from donations import (
    chain,
    inbox,
    ledger,
    matters,
    reconciliation,
    refund_orders,
    retention,
    returns,
    sync,
)
from donations.models import DaySummary, Dispute, Donation, LedgerEntry, Matter, RefundOrder
from tests.donations.forgetting import DAY, PAYMENTS_KEPT, purge
from tests.factories import book_gift


@pytest.fixture
def story(live_campaign, begin, standin, deliver, client):
    """A gift with its fee and a refund of a part, as in life; gives the donation."""
    donation = begin(live_campaign, email="giver@mailbox.example")
    deliver(client, *standin.pay(donation.session_id))
    inbox.process()
    deliver(client, *standin.refund(donation.session_id, 10_00))
    inbox.process()
    donation.refresh_from_db()
    return donation


def figures() -> tuple:
    """All that the books say about money."""
    return (
        list(
            LedgerEntry.objects.order_by("pk").values_list("kind", "amount_cents", "effective_at")
        ),
        list(LedgerEntry.objects.order_by("pk").values_list("hash", "campaign", "donation")),
        list(CampaignTotal.objects.values()),
        list(DaySummary.objects.values()),
    )


def dump() -> str:
    """Everything the tables of donations hold, as one text."""
    with connection.cursor() as cursor:
        found = []
        for table in connection.introspection.table_names(cursor):
            if table.startswith("donations_"):
                cursor.execute(f"SELECT coalesce(string_agg(t::text, ' '), '') FROM {table} t")
                found.append(cursor.fetchone()[0])
    return " ".join(found)


def names_of_payment(donation: Donation) -> set[str]:
    entries = donation.ledger.values_list("source_id", flat=True)
    return {donation.public_id, donation.session_id, donation.intent_id, *entries}


def test_the_numbers_of_a_payment_go_and_the_sums_stay(story):
    names, before = names_of_payment(story), figures()
    kept = timezone.now() + PAYMENTS_KEPT

    purge(kept - DAY)
    assert all(name in dump() for name in names)
    assert purge(kept + DAY)["LedgerEntry"] == 1

    assert [name for name in names if name in dump()] == []
    assert figures() == before
    assert reconciliation.check_books() == []
    assert purge(kept + DAY) == {}


def test_the_code_of_a_gift_still_finds_it(story):
    purge(timezone.now() + PAYMENTS_KEPT + DAY)

    left = Donation.objects.get(receipt_code=story.receipt_code)
    assert (left.status, left.amount_cents) == ("paid", story.amount_cents)
    assert left.public_id != story.public_id


def test_a_payment_with_something_younger_about_it_is_kept_whole(live_campaign):
    old = timezone.now() - PAYMENTS_KEPT - DAY
    gift = book_gift(live_campaign, paid_at=old)
    ledger.post(
        kind=ledger.Kind.REFUND,
        cents=-1_00,
        source_id="re_yesterday",
        effective_at=timezone.now() - DAY,
        **sync.about(gift),
    )

    purge(timezone.now())
    assert ledger.gift_of(gift.source_id) == gift
    purge(timezone.now() + PAYMENTS_KEPT)
    assert ledger.with_payment().count() == 0


@pytest.mark.parametrize("open_thing", ["matter", "dispute", "order"])
def test_a_payment_about_which_something_is_open_is_kept(live_campaign, staff, open_thing):
    gift = book_gift(live_campaign, paid_at=timezone.now() - PAYMENTS_KEPT - DAY)
    if open_thing == "matter":
        matters.open_matter(matters.Kind.LATE, gift.source_id, entry=gift)
    elif open_thing == "dispute":
        Dispute.objects.create(
            dispute_id="dp_1", intent_id=gift.source_id, amount_cents=1, status="under_review"
        )
    else:
        refund_orders.order(gift, actor=staff.finance, cents=1_00, reason="duplicate")

    purge(timezone.now())

    assert ledger.gift_of(gift.source_id) == gift


def test_what_is_settled_about_a_payment_goes_with_it(live_campaign, staff):
    gift = book_gift(live_campaign, paid_at=timezone.now() - PAYMENTS_KEPT - DAY)
    matter = matters.open_matter(matters.Kind.LATE, gift.source_id, entry=gift)
    matters.resolve(matter, actor=staff.finance, resolution="It may stay.")
    Dispute.objects.create(
        dispute_id="dp_1", intent_id=gift.source_id, amount_cents=1, status="won"
    )
    order = refund_orders.order(gift, actor=staff.finance, cents=1_00, reason="duplicate")
    refund_orders.settle(order, RefundOrder.State.REFUSED)

    purge(timezone.now())

    assert not (Matter.objects.exists() or Dispute.objects.exists())
    assert not RefundOrder.objects.exists()
    assert AuditEntry.objects.filter(action="refund.order", actor=staff.finance).exists()


def test_a_settled_matter_without_a_gift_goes_in_its_own_time(staff):
    matter = matters.open_matter(matters.Kind.MISSING_HERE, "gift:pi_1")
    matters.resolve(matter, actor=staff.finance, resolution="Another account’s.")

    purge(timezone.now() + PAYMENTS_KEPT - DAY)
    assert Matter.objects.exists()
    purge(timezone.now() + PAYMENTS_KEPT + DAY)
    assert not Matter.objects.exists()


def test_money_entered_by_hand_keeps_its_evidence(live_campaign, staff):
    ledger.post(
        kind=ledger.Kind.OFFLINE_GIFT,
        campaign_id=live_campaign.pk,
        cents=5_00,
        source_id="offline:1",
        effective_at=timezone.now() - 2 * PAYMENTS_KEPT,
        actor=staff.finance,
        note="Statement of May, line 4",
    )

    purge(timezone.now())

    assert LedgerEntry.objects.get().source_id == "offline:1"


# --- after it was forgotten ---


@pytest.fixture
def forgotten(story):
    """The story, forgotten; gives its gift and how Stripe called its payment."""
    intent_id = story.intent_id
    gift = ledger.gift_of(intent_id)
    retention.forget_payments(LedgerEntry.objects.filter(pk=gift.pk))
    gift.refresh_from_db()
    return gift, intent_id


def test_a_forgotten_gift_cannot_be_given_back(forgotten, staff):
    gift, _ = forgotten

    with pytest.raises(refund_orders.NotPossible, match="forgotten by now"):
        refund_orders.order(gift, actor=staff.finance, cents=1_00, reason="duplicate")


def test_late_news_of_a_forgotten_payment_books_nothing_twice(forgotten, standin, monkeypatch):
    _, intent_id = forgotten
    entries = LedgerEntry.objects.count()
    monkeypatch.setattr(sync, "payments_known_since", lambda now: now + PAYMENTS_KEPT, raising=True)

    with pytest.raises(sync.Forgotten):
        returns.gift_for(intent_id)

    assert LedgerEntry.objects.count() == entries


def test_a_comparison_looks_back_no_further_than_payments_are_known(standin, db):
    run = reconciliation.run(since=timezone.now() - 9 * PAYMENTS_KEPT)

    assert timezone.now() - run.window_from < PAYMENTS_KEPT + DAY


def test_a_comparison_asks_nothing_about_a_forgotten_payment(forgotten, standin):
    standin.account = type(standin.account)()

    run = reconciliation.run(since=timezone.now() - DAY)

    assert run.discrepancies == []


def test_the_chain_names_a_source_that_was_exchanged(forgotten):
    gift, _ = forgotten
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE donations_ledgerentry DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE donations_ledgerentry SET source_id = 'pi_forged' WHERE id = %s", [gift.pk]
        )
        named = chain.broken_links()
        cursor.execute(
            "UPDATE donations_ledgerentry SET source_id = %s WHERE id = %s",
            [gift.source_id, gift.pk],
        )
        cursor.execute("ALTER TABLE donations_ledgerentry ENABLE TRIGGER USER")

    assert named == [f"entry {gift.pk} was changed after it was written"]


@pytest.mark.parametrize(
    "change",
    [
        "source_id = 'forgotten:' || id",
        "source_salt = ''",
        "source_id = 'forgotten:' || id, source_salt = '', amount_cents = 1",
        "source_id = 'forgotten:0', source_salt = ''",
        "source_id = 'forgotten:' || id, source_salt = '', note = 'x'",
    ],
)
def test_forgetting_changes_nothing_else(live_campaign, change):
    book_gift(live_campaign)

    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE donations_ledgerentry SET {change}")


def test_the_site_itself_cannot_forget_before_the_time(live_campaign):
    gift = book_gift(live_campaign)
    rights.grant("site_that_forgets")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE site_that_forgets")

    refused = f"kept for {settings.PAYMENT_ID_KEPT_DAYS} days"
    with pytest.raises(DatabaseError, match=refused), transaction.atomic():
        ledger.forget_sources(LedgerEntry.objects.filter(pk=gift.pk))
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")

    assert ledger.gift_of(gift.source_id) == gift


def test_the_site_itself_forgets_in_time(live_campaign):
    book_gift(live_campaign, paid_at=timezone.now() - PAYMENTS_KEPT - DAY)
    rights.grant("site_that_forgets")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE site_that_forgets")

    assert purge(timezone.now()) == {"LedgerEntry": 1}
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    assert ledger.with_payment().count() == 0
