"""The tables to take along say what the page says, and no spreadsheet takes them for formulas."""

import csv
import io
from datetime import UTC, datetime

import pytest

from accounts.spreadsheets import BYTE_ORDER_MARK
from campaigns import lifecycle
from donations import ledger
from tests.factories import CampaignFactory

pytestmark = pytest.mark.books_differ

PAGE = "/en/transparency/"


@pytest.fixture
def closed(staff, publish):
    """A closed campaign with a gift and a payment, whose title looks like a formula."""
    campaign = publish(CampaignFactory(owner=staff.caseworker, title={"en": "=SUM(A1:A9)"}))
    for number, (kind, cents, line) in enumerate(
        [("gift", 100_00, None), ("disbursement", -40_50, 1)]
    ):
        ledger.post(
            campaign_id=campaign.pk,
            kind=kind,
            cents=cents,
            source_id=f"{kind}:{number}",
            effective_at=datetime(2026, 2, 3, 12, tzinfo=UTC),
            line_number=line,
            actor=staff.finance if line else None,
            note="as agreed" if line else "",
        )
    lifecycle.move(campaign.pk, "close", actor=staff.moderator)
    return campaign


@pytest.fixture
def rows(visitor):
    def read(name: str) -> list[list[str]]:
        answer = visitor.get(f"{PAGE}{name}.csv")
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert f'filename="{name}.csv"' in answer.headers["Content-Disposition"]
        assert answer.content.startswith(BYTE_ORDER_MARK)
        return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))

    return read


def test_the_months_are_those_of_the_page(closed, rows):
    header, first, *_later = rows("months")

    assert header == ["month", "collected", "given_back", "fees", "paid_out", "held", "currency"]
    assert first == ["2026-02", "100.00", "0.00", "0.00", "40.50", "59.50", "EUR"]


def test_the_payments_are_those_of_the_page(closed, rows, visitor):
    header, *payments = rows("payments")
    html = visitor.get(PAGE).content.decode()

    assert header == ["month", "amount", "currency", "for", "campaign", "code"]
    label = closed.live_revision.content["lines"][0]["label"]["en"]
    assert payments == [["2026-02", "40.50", "EUR", label, "'=SUM(A1:A9)", closed.public_id]]
    assert f'href="{PAGE}payments.csv"' in html
    assert f'href="/en/c/{closed.public_id}/"' in html
    assert "=SUM(A1:A9)" in html


def test_without_payments_the_page_says_nothing_of_them(live_campaign, visitor, rows):
    assert "payments.csv" not in visitor.get(PAGE).content.decode()
    assert len(rows("payments")) == 1
