"""Reading bank statements: what comes in, what stays out, and files that mean harm."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from donations import statements
from donations.statements import Unreadable
from tests.donations.statement_files import batch, credit, entry, statement

CODE, OTHER = "8kq2mwx3za", "bcdefghjkm"
CODES = {CODE, OTHER}


def read(*entries, **words):
    return statements.read(statement(*entries, **words), CODES)


def test_a_credit_is_its_day_its_cents_and_the_campaign_its_text_names():
    [found] = read(credit("12.50", text=f"For {CODE} with love", day="2026-03-10")).credits

    assert (found.number, found.day, found.cents) == ("1", date(2026, 3, 10), 12_50)
    assert found.code == CODE


@pytest.mark.parametrize("version", ["02", "04", "08", "13"])
def test_every_version_of_the_format_is_read(version):
    [found] = read(credit("5", text=CODE, version=version), version=version).credits

    assert (found.cents, found.code) == (5_00, CODE)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f"gift {CODE.upper()}", CODE),
        ("8KQ2 MWX3ZA", CODE),
        ("8kq2mw\n  x3za", CODE),
        (f"https://example.org/en/c/{CODE}/", CODE),
        (f"{CODE}, {CODE}", CODE),
        ("no code at all", ""),
        ("8kq2mwx3z", ""),
        (f"{CODE} or {OTHER}", ""),
        ("", ""),
    ],
)
def test_a_code_is_found_as_people_and_banks_write_it(text, code):
    [found] = read(credit("5", text=text)).credits

    assert found.code == code


def test_a_code_where_the_bank_keeps_references_is_found_too():
    [found] = read(credit("5", extra=f"<EndToEndId>{CODE}</EndToEndId>", text="")).credits

    assert found.code == CODE


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"sign": "DBIT"}, "It is a debit."),
        ({"reversal": True}, "It takes back an earlier booking."),
        ({"status": "PDNG"}, "The bank has not booked it yet."),
        (
            {"currency": "PLN"},
            "It is in another currency; enter by hand what it became in euros.",
        ),
        ({"day": "yesterday"}, "Its day or amount cannot be read."),
        ({"day": "0001-01-01"}, "Its day or amount cannot be read."),
        ({"amount": "12.345"}, "Its day or amount cannot be read."),
        ({"amount": "-5.00"}, "Its day or amount cannot be read."),
        ({"amount": "0.00"}, "Its day or amount cannot be read."),
        ({"amount": "1e3"}, "Its day or amount cannot be read."),
    ],
)
def test_what_cannot_be_a_gift_is_named_and_left_aside(changed, why):
    found = read(entry(**({"amount": "20.00", "text": CODE} | changed)), credit("5"))

    assert [(one.number, one.why) for one in found.ignored] == [("1", why)]
    assert [one.number for one in found.credits] == ["2"]


@pytest.mark.parametrize(
    ("amount", "cents"),
    [("5", 5_00), ("5.5", 5_50), ("5.05", 5_05), ("5.10000", 5_10), (" 1234567.89 ", 123456789)],
)
def test_amounts_become_whole_cents(amount, cents):
    assert [one.cents for one in read(credit(amount)).credits] == [cents]


def test_what_the_sender_instructed_in_another_currency_does_not_count():
    instructed = "<AmtDtls><InstdAmt><Amt Ccy='USD'>120.00</Amt></InstdAmt></AmtDtls>"

    [found] = read(credit("100.00", details=instructed, version="02")).credits

    assert found.cents == 100_00


def test_the_parts_of_a_batch_are_credits_of_their_own():
    found = read(batch("30.00", [("10.00", CODE), ("20.00", "nothing")])).credits

    assert [(one.number, one.cents, one.code) for one in found] == [
        ("1.1", 10_00, CODE),
        ("1.2", 20_00, ""),
    ]


def test_a_batch_whose_parts_do_not_add_up_is_one_credit():
    found = read(batch("30.00", [("10.00", CODE), ("10.00", OTHER)])).credits

    assert [(one.number, one.cents, one.code) for one in found] == [("1", 30_00, "")]


def test_the_same_statement_gives_the_same_digests():
    entries = [credit("5", reference="A1"), credit("5", reference="NONREF"), credit("5")]

    first, second = (read(*entries).credits for _ in range(2))

    assert [one.digest for one in first] == [one.digest for one in second]
    assert len({one.digest for one in first}) == 3


def test_two_credits_that_look_the_same_are_two():
    found = read(credit("5"), credit("5"), credit("5", reference="X"), credit("5", reference="X"))

    assert len({one.digest for one in found.credits}) == 4


def test_overlapping_statements_in_one_file_count_each_credit_once():
    found = read(credit("5", reference="A1"), credit("7"), repeat=2)

    assert [one.cents for one in found.credits] == [5_00, 7_00]
    assert [one.why for one in found.ignored] == ["It is in this file twice."] * 2


def test_another_account_another_day_and_another_amount_are_other_credits():
    digests = {
        read(credit("5", reference="A1"), account="PL1").credits[0].digest,
        read(credit("5", reference="A1"), account="PL2").credits[0].digest,
        read(credit("6", reference="A1"), account="PL1").credits[0].digest,
        read(credit("5", reference="A1", day="2026-03-11"), account="PL1").credits[0].digest,
    }

    assert len(digests) == 4


def test_nothing_of_the_sender_is_kept():
    found = read(
        credit("5", text=f"{CODE} from Hanna Novak", name="Hanna Novak", iban="LT1210000"),
        entry(sign="DBIT", amount="9", text="rent of Hanna", name="Hanna Novak"),
    )

    assert "Hanna" not in repr(found)
    assert "LT1210000" not in repr(found)


BOMB = """<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "haha">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">
<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;">]>
<Document>&e;</Document>"""
FETCHER = """<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<Document>&x;</Document>"""
OUTSIDE = """<?xml version="1.0"?><!DOCTYPE d SYSTEM "http://127.0.0.1:9/x.dtd"><Document/>"""
NO_XML = "This is not a bank statement in CAMT.053: the file is not plain XML."


@pytest.mark.parametrize(
    "content",
    [
        *(BOMB.encode(), FETCHER.encode(), OUTSIDE.encode()),
        *(b"", b"\x00", b"\xff\xfe", b"%PDF-1.7", b"a;b;c\n1;2;3", b"<Document>"),
        b"<?xml version='1.0' encoding='klingon'?><Document/>",
        b"<?xml version='1.0' encoding='utf-16'?><Document/>",
        "<Document>ł</Document>".encode("latin2"),
    ],
)
def test_bombs_fetchers_and_other_files_are_refused_with_a_sentence(content):
    with pytest.raises(Unreadable) as refused:
        statements.read(content, CODES)

    assert str(refused.value) == NO_XML


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04rest", "ZIP"),
        (b" " * (statements.MOST_BYTES + 1), "3 MB"),
        (b"<html/>", "052 or 054"),
        (b"<Document><BkToCstmrAcctRpt/></Document>", "052 or 054"),
        (b"<Document><BkToCstmrStmt><Stmt/></BkToCstmrStmt></Document>", "no entries"),
        (statement(*[credit("5")] * (statements.MOST_CREDITS + 1)), "301 credits"),
    ],
)
def test_each_wrong_file_gets_its_own_sentence(content, words):
    with pytest.raises(Unreadable, match=words):
        statements.read(content, CODES)


WHOLE = statement(credit("5", text=CODE), entry(sign="DBIT"), batch("3", [("1", "a"), ("2", "b")]))


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(WHOLE) - 1), st.integers(0, 60), st.binary(max_size=8))
def test_a_damaged_statement_is_read_or_refused_and_never_breaks(start, length, other):
    damaged = WHOLE[:start] + other + WHOLE[start + length :]

    try:
        found = statements.read(damaged, CODES)
    except Unreadable as refused:
        assert str(refused)
    else:
        assert all(one.cents > 0 for one in found.credits)


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=300))
def test_garbage_is_refused(content):
    with pytest.raises(Unreadable):
        statements.read(content, CODES)
