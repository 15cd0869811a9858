"""The books: entries are added, never changed, and each source once."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from campaigns.models import CampaignTotal
from donations import ledger
from donations.ledger import Kind
from donations.models import BY_HAND, MINUS, PLUS, Donation, LedgerEntry
from tests.factories import DonationFactory, PaidDonationFactory, book_gift


@pytest.fixture
def post(live_campaign, staff):
    """post(kind, cents, source_id): an entry for the live campaign."""

    def enter(kind=Kind.GIFT, cents=10_00, source_id="pi_1", **fields):
        if kind in BY_HAND:
            fields = {"actor": staff.finance, "note": "by bank transfer"} | fields
        if kind == Kind.GIFT:
            fields["donation"] = DonationFactory(campaign=live_campaign)
        entry = ledger.post(
            campaign_id=live_campaign.pk, kind=kind, cents=cents, source_id=source_id, **fields
        )
        if entry and entry.donation:
            paid = {"status": "paid", "paid_at": timezone.now(), "flag": "amount"}
            Donation.objects.filter(pk=entry.donation_id).update(**paid)
        return entry

    return enter


def total() -> tuple[int, int]:
    return CampaignTotal.objects.values_list("raised_cents", "gift_count").get()


def test_an_entry_moves_the_total_with_it(post):
    post(cents=10_00)

    assert total() == (10_00, 1)


def test_a_source_is_booked_once_under_each_kind(post):
    assert post(source_id="pi_1")
    assert post(source_id="pi_1", cents=99_00) is None
    assert post(Kind.REFUND, -10_00, "pi_1")

    assert total() == (0, 1)
    assert LedgerEntry.objects.count() == 2


def test_a_caller_may_repeat_itself_in_its_own_transaction(post):
    with transaction.atomic():
        post()
        assert post() is None
        assert post() is None

    assert total() == (10_00, 1)


@pytest.mark.books_differ  # half a transfer is one
@pytest.mark.parametrize("kind", Kind.values)
def test_every_kind_moves_the_total_as_it_should(post, kind):
    cents = -7_00 if kind in MINUS else 7_00

    post(kind, cents)

    assert total() == (
        cents if kind in LedgerEntry.RAISED else 0,
        int(kind in {Kind.GIFT, Kind.OFFLINE_GIFT}),
    )


def test_every_kind_has_a_sign():
    assert set(Kind.values) == {*PLUS, *MINUS, Kind.ADJUSTMENT, Kind.TRANSFER}


@pytest.mark.parametrize("kind", [*PLUS, *MINUS])
def test_the_sign_fits_the_kind(post, kind):
    wrong = 7_00 if kind in MINUS else -7_00

    with pytest.raises(IntegrityError, match="ledger_sign_fits_kind"), transaction.atomic():
        post(kind, wrong)


@pytest.mark.parametrize("kind", [Kind.ADJUSTMENT, Kind.TRANSFER])
def test_an_adjustment_and_a_transfer_go_either_way(post, kind):
    assert post(kind, 7_00, "x:in") and post(kind, -7_00, "x:out")


@pytest.mark.parametrize("kind", Kind.values)
def test_nothing_is_not_booked(post, kind):
    with pytest.raises(IntegrityError), transaction.atomic():
        post(kind, 0)


@pytest.mark.parametrize("missing", [{"actor": None}, {"note": ""}])
@pytest.mark.parametrize("kind", BY_HAND)
def test_what_is_entered_by_hand_is_signed(post, kind, missing):
    cents = -7_00 if kind in MINUS else 7_00

    with pytest.raises(IntegrityError, match="ledger_by_hand_is_signed"), transaction.atomic():
        post(kind, cents, **missing)


def test_an_entry_for_no_campaign_is_an_error_and_no_repetition(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        ledger.post(campaign_id=0, kind=Kind.GIFT, cents=1, source_id="pi_1")
        connection.check_constraints()


def test_a_refused_entry_leaves_the_total_alone(post):
    post()

    with pytest.raises(IntegrityError), transaction.atomic():
        post(Kind.REFUND, 5_00, "re_1")

    assert total() == (10_00, 1)


def test_when_it_happened_and_when_it_was_written_are_two_things(post):
    yesterday = timezone.now() - timedelta(days=1)

    entry = post(effective_at=yesterday)

    entry.refresh_from_db()
    assert entry.effective_at == yesterday < entry.booked_at


@pytest.mark.parametrize(
    "change",
    [
        lambda entries: entries.update(amount_cents=1),
        lambda entries: entries.update(note="corrected"),
        lambda entries: entries.delete(),
        lambda entries: entries._raw_delete("default"),
    ],
)
def test_nobody_changes_or_removes_an_entry(live_campaign, change):
    book_gift(live_campaign, 10_00)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        change(LedgerEntry.objects.all())

    assert LedgerEntry.objects.get().amount_cents == 10_00


def test_saving_an_entry_again_is_refused(live_campaign):
    entry = book_gift(live_campaign, 10_00)
    entry.amount_cents = 20_00

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        entry.save()


def test_the_database_knows_that_a_source_is_booked_once(live_campaign):
    entry = book_gift(live_campaign)

    with pytest.raises(IntegrityError, match="ledger_source_once"), transaction.atomic():
        LedgerEntry.objects.create(
            campaign=live_campaign,
            kind=entry.kind,
            source_id=entry.source_id,
            amount_cents=1,
            effective_at=timezone.now(),
        )


@pytest.mark.parametrize("place", ["campaign", "general"])
def test_every_entry_is_in_euro_unless_it_is_held(live_campaign, place):
    places = {"campaign": ledger.of_campaign(live_campaign.pk), "general": ledger.GENERAL}
    dollars = {"kind": Kind.FEE, "cents": -1, "source_id": "txn_1", "currency": "USD"}

    with pytest.raises(IntegrityError, match="ledger_in_euro"), transaction.atomic():
        ledger.post(place=places[place], **dollars)
    assert ledger.post(place=ledger.HELD, **dollars)


@pytest.mark.parametrize("account", ["held", "general"])
def test_what_is_no_campaigns_moves_no_total(live_campaign, account):
    ledger.post(place=ledger.Place(account), kind=Kind.FEE, cents=-1, source_id="txn_1")

    assert total() == (0, 0)


@pytest.mark.parametrize(("account", "of_one"), [("held", True), ("campaign", False)])
def test_an_account_and_its_campaign_fit_together(live_campaign, account, of_one):
    place = ledger.Place(account, live_campaign.pk if of_one else None)

    with pytest.raises(IntegrityError, match="ledger_account_fits"), transaction.atomic():
        ledger.post(place=place, kind=Kind.FEE, cents=-1, source_id="txn_1")


def test_what_is_left_of_a_gift_is_what_did_not_go_back(live_campaign):
    gift = book_gift(live_campaign, 50_00)
    for number, (kind, cents) in enumerate(
        [
            (Kind.REFUND, -20_00),
            (Kind.REFUND_FAILED, 20_00),
            (Kind.REFUND, -5_00),
            (Kind.DISPUTE, -30_00),
            (Kind.DISPUTE_WON, 30_00),
            (Kind.FEE, -15_00),
        ]
    ):
        ledger.post(
            campaign_id=live_campaign.pk,
            kind=kind,
            cents=cents,
            source_id=f"x:{number}",
            about=gift,
        )

    assert ledger.remainder(gift) == 45_00


def test_a_gift_lies_where_it_was_moved_last(live_campaign, staff):
    donation = PaidDonationFactory(
        campaign=live_campaign, amount_cents=50_00, intent_id="pi_1", flag="withdrawn"
    )
    gift = ledger.post(
        place=ledger.HELD, donation=donation, kind=Kind.GIFT, cents=50_00, source_id="pi_1"
    )
    assert ledger.place_of(gift) == ledger.HELD
    signed = {"actor": staff.finance, "note": "as agreed"}

    ledger.transfer(gift, to=ledger.GENERAL, source_id="first", **signed)
    assert ledger.place_of(gift) == ledger.GENERAL
    here = ledger.of_campaign(live_campaign.pk)
    ledger.transfer(gift, to=here, source_id="second", **signed)

    assert ledger.place_of(ledger.gift_of("pi_1")) == here
    assert total() == (50_00, 0)
    assert ledger.remainder(gift) == 50_00


@pytest.mark.parametrize("intent_id", [None, "", "pi_unknown"])
def test_a_payment_that_is_not_booked_has_no_gift(db, intent_id):
    assert ledger.gift_of(intent_id) is None


def test_sums_are_larger_than_any_campaign(post):
    """A total may pass what fits into 32 bits, in cents about 21 million euros."""
    post(cents=2**31)
    post(cents=2**31, source_id="pi_2")

    assert total() == (2**32, 2)
