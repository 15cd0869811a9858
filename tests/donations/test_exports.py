"""What leaves the house as CSV: the same figures, no people, no formulas, no memory."""

import csv
import io
import tracemalloc
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count

import pytest
from django.db import connection
from django.utils import timezone

from campaigns.models import Campaign
from donations import exports, ledger, reports
from donations.models import LedgerEntry
from donations.reports import Filters
from tests.factories import CampaignFactory, DonorContactFactory, DonorMessageFactory, book_gift

Kind = LedgerEntry.Kind

BOTH = [exports.EXPORTS["entries"], exports.EXPORTS["months"]]

numbers = count(1)


@pytest.fixture
def campaign(staff):
    return CampaignFactory(owner=staff.caseworker)


@pytest.fixture
def some_entries(campaign):
    """A gift, part of it refunded, and a fee, on certain days of March and April 2026."""
    march = datetime(2026, 3, 10, 12, tzinfo=UTC)
    gift = book_gift(campaign, 50_00, paid_at=march)
    for kind, cents, at in [
        (Kind.REFUND, -12_34, datetime(2026, 4, 1, 9, tzinfo=UTC)),
        (Kind.FEE, -1_05, march),
    ]:
        ledger.post(
            campaign_id=campaign.pk,
            donation=gift.donation,
            kind=kind,
            cents=cents,
            source_id=f"test:{next(numbers)}",
            effective_at=at,
        )
    return gift


def everything():
    return Filters(as_of=timezone.now())


def read(stream):
    """The lines of an export as dictionaries, and its bytes."""
    whole = b"".join(stream)
    assert whole.startswith(exports.BYTE_ORDER_MARK)
    return list(csv.DictReader(io.StringIO(whole.decode("utf-8-sig")))), whole


def test_the_report_is_the_one_on_the_page(campaign, some_entries):
    lines, _ = read(exports.stream_report(everything()))

    assert [(line["month"], line["campaign"], line["gifts"]) for line in lines] == [
        ("2026-04", campaign.public_id, "0"),
        ("2026-03", campaign.public_id, "1"),
    ]
    assert [line["net_minor"] for line in lines] == ["-1234", "5000"]
    assert [line["net"] for line in lines] == ["-12.34", "50.00"]
    assert [line["refunds"] for line in lines] == ["-12.34", "0.00"]
    assert [line["fees"] for line in lines] == ["0.00", "-1.05"]
    rows = list(reports.rows(everything()))
    assert sum(int(line["net_minor"]) for line in lines) == sum(
        row.figures.net_cents for row in rows
    )
    assert exports.EXPORTS["months"].count(everything()) == len(lines)


def test_entries_are_those_of_the_ledger_oldest_first(campaign, some_entries):
    lines, _ = read(exports.stream_entries(everything()))

    code = some_entries.donation.receipt_code
    assert [list(line.values())[:8] for line in lines] == [
        ["2026-03-10", "campaign", campaign.public_id, "gift", "5000", "50.00", "EUR", code],
        ["2026-03-10", "campaign", campaign.public_id, "fee", "-105", "-1.05", "EUR", code],
        ["2026-04-01", "campaign", campaign.public_id, "refund", "-1234", "-12.34", "EUR", code],
    ]
    assert exports.EXPORTS["entries"].count(everything()) == 3


@pytest.mark.parametrize("cents", [1, 5, 99, 100, 101, 10_00, 123_456_789_01])
def test_cents_and_euros_of_an_entry_are_the_same_sum(campaign, cents):
    ledger.post(
        campaign_id=campaign.pk,
        kind=Kind.ADJUSTMENT,
        cents=-cents,
        source_id="adjustment:1",
        actor=campaign.owner,
        note="counted twice",
    )

    entry, month = (read(export.stream(everything()))[0][0] for export in BOTH)

    assert Decimal(entry["amount"]) * 100 == int(entry["amount_minor"]) == -cents
    assert Decimal(month["corrections"]) * 100 == int(month["corrections_minor"]) == -cents


def test_days_are_those_of_the_organisation(campaign):
    book_gift(campaign, paid_at=datetime(2026, 3, 31, 22, 30, tzinfo=UTC))

    entries, _ = read(exports.stream_entries(everything()))
    months, _ = read(exports.stream_report(everything()))

    assert entries[0]["date"] == "2026-04-01"
    assert months[0]["month"] == "2026-04"


def test_filters_reach_the_files(campaign, some_entries, staff):
    other = CampaignFactory(owner=staff.caseworker)
    book_gift(other, paid_at=datetime(2026, 3, 10, 12, tzinfo=UTC))
    now = timezone.now()
    march = Filters(
        as_of=now,
        first_day=datetime(2026, 3, 1).date(),
        last_day=datetime(2026, 3, 31).date(),
        campaign=campaign,
    )

    assert [line["kind"] for line in read(exports.stream_entries(march))[0]] == ["gift", "fee"]
    assert [line["month"] for line in read(exports.stream_report(march))[0]] == ["2026-03"]
    earlier = Filters(as_of=now - timedelta(days=1))
    assert read(exports.stream_entries(earlier))[0] == []
    assert read(exports.stream_report(earlier))[0] == []


def test_every_line_says_until_when_it_counts(some_entries):
    filters = Filters(as_of=datetime(2099, 7, 1, 10, 30, tzinfo=UTC))

    for export in exports.EXPORTS.values():
        lines, _ = read(export.stream(filters))
        assert {line["as_of"] for line in lines} == {"2099-07-01T12:30:00+02:00"}


def test_names_and_addresses_are_in_no_file(campaign, some_entries):
    DonorContactFactory(donation=some_entries.donation, address="giver@mailbox.example")
    DonorMessageFactory(donation=some_entries.donation, display_name="Zoska", text="Vitaju")
    donation = some_entries.donation

    for export in exports.EXPORTS.values():
        _, whole = read(export.stream(everything()))
        text = whole.decode()
        for person in ("giver", "mailbox", "Zoska", "Vitaju", "Alesia", campaign.title["en"]):
            assert person not in text
        for trace in (donation.public_id, donation.session_id, donation.intent_id):
            assert trace not in text


def test_what_the_database_holds_cannot_become_a_formula(campaign, some_entries):
    Campaign.objects.filter(pk=campaign.pk).update(public_id="=1+1")

    for export in exports.EXPORTS.values():
        lines, _ = read(export.stream(everything()))
        assert {line["campaign"] for line in lines} == {"'=1+1"}


@pytest.mark.parametrize("what", exports.EXPORTS)
def test_nothing_is_asked_before_the_first_line_and_that_comes_at_once(
    some_entries, django_assert_num_queries, what
):
    with django_assert_num_queries(0):
        stream = exports.EXPORTS[what].stream(everything())
        assert next(stream).endswith(b"as_of\n")


def test_a_reader_who_leaves_early_leaves_the_connection_usable(some_entries):
    stream = exports.stream_entries(everything())
    next(stream)
    next(stream)

    stream.close()

    assert LedgerEntry.objects.count() == 3


def test_blocks_come_as_soon_as_they_are_full():
    endless = (b"0123456789abcdef" for _ in count())

    block = next(exports.blocks(endless))

    assert len(block) == exports.BLOCK_BYTES


def test_file_names_say_when_and_nothing_else():
    filters = Filters(as_of=datetime(2026, 3, 18, 23, 5, tzinfo=UTC))

    assert exports.file_name("entries", filters) == "entries-20260319-0005.csv"


@pytest.mark.books_differ
def test_a_hundred_thousand_entries_pass_in_the_memory_of_a_few(campaign):
    with connection.cursor() as cursor:
        # Unchained: a file of entries does not look at their hashes, and they take their time.
        cursor.execute("ALTER TABLE donations_ledgerentry DISABLE TRIGGER ledger_follows")
        cursor.execute(
            """
            INSERT INTO donations_ledgerentry
                (booked_at, effective_at, account, campaign_id, kind, amount_cents, currency,
                 source_id, source_salt, source_seal, note, position, previous_hash, hash)
            SELECT now(), now() - number * interval '5 minutes', 'campaign', %s, 'gift', number,
                   'EUR', 'test:' || number, '', '', '', number, '', ''
            FROM generate_series(1, 100000) number
            """,
            [campaign.pk],
        )
    stream = exports.stream_entries(everything())
    tracemalloc.start()

    lines = sum(block.count(b"\n") for block in stream)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert lines == 100_001
    assert most < 1024 * 1024
