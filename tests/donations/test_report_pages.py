"""The report as finance sees it, and who may see it at all."""

import re
from datetime import UTC, datetime

import pytest
from django.utils import timezone

from accounts.models import AuditEntry
from campaigns import lifecycle
from campaigns.models import Campaign
from donations import ledger, report_pages
from tests.doors import enter
from tests.factories import CampaignFactory, book_gift

REPORT = "/staff/donations/donation/report/"
EXPORT = f"{REPORT}export/"
MARCH = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.fixture
def desk(client, staff):
    """The browser of a colleague from finance."""
    enter(client, staff.finance)
    return client


def refund(gift, cents):
    return ledger.post(
        campaign_id=gift.campaign_id,
        donation=gift.donation,
        kind=ledger.Kind.REFUND,
        cents=-cents,
        source_id=f"re_{gift.pk}",
        effective_at=gift.effective_at,
    )


def text_of(response):
    """What a page says, without its tags."""
    return re.sub(r"[ \n]+", " ", re.sub(r"<[^>]*>", " ", response.content.decode()))


@pytest.mark.parametrize(
    ("who", "status"),
    [("finance", 200), ("caseworker", 403), ("moderator", 403), ("administrator", 403)],
)
@pytest.mark.parametrize("what", ["months", "entries"])
def test_finance_alone_reads_and_takes_the_report(client, staff, who, status, what):
    enter(client, getattr(staff, who))

    assert client.get(REPORT).status_code == status
    assert client.post(EXPORT, {"what": what}).status_code == status
    assert AuditEntry.objects.filter(action="report.export").exists() == (status == 200)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("address", [REPORT, EXPORT])
def test_nobody_is_sent_to_the_log_in(client, db, method, address):
    answer = getattr(client, method)(address)

    assert answer.status_code == 302
    assert answer.url.startswith("/staff/login/")


def test_a_file_is_not_to_be_had_by_a_link(desk):
    assert desk.get(EXPORT).status_code == 405
    assert desk.post(REPORT).status_code == 405


def test_gross_returned_and_net_stand_on_the_page(desk, live_campaign):
    refund(book_gift(live_campaign, 50_00, paid_at=MARCH), 12_34)
    book_gift(live_campaign, 25_00, paid_at=MARCH)

    answer = desk.get(REPORT)

    total = answer.context["total"]
    assert (total.gross_cents, total.returned_cents, total.net_cents) == (75_00, -12_34, 62_66)
    text = text_of(answer)
    for sum_shown in ("€ 75.00", "−€ 12.34", "€ 62.66"):
        assert sum_shown.replace(" ", "\u202f") in text
    assert f"{live_campaign.public_id} Alesia" in text
    assert "Mar 2026" in text


def test_page_and_files_say_the_same(desk, live_campaign):
    refund(book_gift(live_campaign, 50_00, paid_at=MARCH), 12_34)
    page = desk.get(REPORT)
    book_gift(live_campaign, 99_00, paid_at=MARCH)

    # As the buttons of that page post it.
    files = [
        desk.post(EXPORT, page.context["filters"] | {"what": what}).getvalue().decode()
        for what in ("months", "entries")
    ]

    assert page.context["total"].net_cents == 37_66
    assert ",3766,37.66," in files[0]
    assert [line.split(",")[4] for line in files[1].splitlines()[1:]] == ["5000", "-1234"]


def test_filters_narrow_the_report(desk, live_campaign, staff):
    book_gift(live_campaign, 10_00, paid_at=MARCH)
    book_gift(live_campaign, 20_00, paid_at=MARCH.replace(month=4))
    book_gift(CampaignFactory(owner=staff.caseworker), 40_00, paid_at=MARCH)

    def net(**filters):
        return desk.get(REPORT, filters).context["total"].net_cents

    assert net() == 70_00
    assert net(**{"from": "", "to": "", "campaign": ""}) == 70_00
    assert net(**{"from": "2026-04-01"}) == 20_00
    assert net(to="2026-03-31") == 50_00
    assert net(campaign=live_campaign.public_id) == 30_00
    assert net(campaign=f" {live_campaign.public_id.upper()} ", to="2026-03-31") == 10_00


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"from": "banana"}, "“banana” is not a day. Write it like 2026-03-18."),
        ({"to": "2026-02-30"}, "“2026-02-30” is not a day."),
        ({"from": "0001-01-01"}, "Choose a day between 2000 and 2099."),
        ({"to": "9999-12-31"}, "Choose a day between 2000 and 2099."),
        ({"from": "2026-03-02", "to": "2026-03-01"}, "The last day is before the first."),
        ({"campaign": "nobody"}, "No campaign has the code “nobody”."),
        ({"campaign": "a\0b"}, "Null characters are not allowed."),
        ({"by": "hour"}, "Select a valid choice."),
    ],
)
def test_what_cannot_be_understood_is_said_and_nothing_typed_is_lost(
    desk, live_campaign, asked, sentence
):
    kept = {"from": "2026-01-01", "campaign": live_campaign.public_id}

    answer = desk.get(REPORT, kept | asked)

    text = answer.content.decode()
    assert sentence in text
    assert "<title>Error: " in text
    assert "total" not in answer.context
    for name, value in (kept | asked).items():
        if name in {"from", "campaign"} and "\0" not in value:
            assert f'value="{value}"' in text


def test_a_bad_export_says_why_and_writes_nothing_down(desk):
    answer = desk.post(EXPORT, {"what": "donors", "as_of": "soon", "from": "banana"})

    assert answer.status_code == 400
    text = text_of(answer)
    assert "“banana” is not a day" in text
    assert "donors is not one of the available choices" in text
    assert not AuditEntry.objects.filter(action="report.export").exists()


def test_an_empty_report_says_so(desk, live_campaign):
    book_gift(live_campaign, paid_at=MARCH)

    answer = desk.get(REPORT, {"to": "2020-01-01"})

    assert "Nothing was booked for these filters." in text_of(answer)
    assert b"<svg viewBox" not in answer.content


def test_the_page_says_until_when_it_counts(desk):
    text = text_of(desk.get(REPORT))

    assert f"{timezone.localtime():%-d %b %Y}" in text
    assert "days and months of Europe/Warsaw" in text


def test_the_chart_stands_above_a_table_with_its_numbers(desk, live_campaign):
    refund(book_gift(live_campaign, 50_00, paid_at=MARCH), 12_34)

    answer = desk.get(REPORT, {"by": "day"})

    chart = answer.content.decode().partition('<svg viewBox="0 0 10 1000"')[2]
    drawing, _, rest = chart.partition("</svg>")
    assert drawing.count("<rect") == 2
    assert "<text" not in drawing
    assert "10 Mar 2026" in rest
    assert "−€\u202f12.34" in rest


def test_nothing_on_the_page_needs_an_inline_style_or_script(desk, live_campaign):
    book_gift(live_campaign, paid_at=MARCH)

    page = desk.get(REPORT).content.decode()

    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", page)


def test_too_fine_a_step_is_made_coarser_with_a_word_about_it(desk, live_campaign):
    book_gift(live_campaign, paid_at=MARCH.replace(year=2024))
    book_gift(live_campaign, paid_at=MARCH)

    answer = desk.get(REPORT, {"by": "day"})

    assert answer.context["step"] == "week"
    assert "drawn by a longer step" in text_of(answer)


def test_a_draft_and_a_withdrawn_campaign_appear_as_code_only(desk, staff, live_campaign):
    draft = CampaignFactory(owner=staff.caseworker, hero_name={"en": "Zoska"})
    book_gift(draft, paid_at=MARCH)
    book_gift(live_campaign, paid_at=MARCH)
    lifecycle.move(live_campaign.pk, "withdraw", actor=staff.moderator)

    text = text_of(desk.get(REPORT))

    assert draft.public_id in text and live_campaign.public_id in text
    for word in ("Zoska", "Alesia", draft.title["en"], live_campaign.title["en"]):
        assert word not in text


def test_months_lead_to_their_entries_and_codes_to_their_report(desk, live_campaign):
    book_gift(live_campaign, 10_00, paid_at=MARCH)
    book_gift(live_campaign, 20_00, paid_at=MARCH.replace(month=4))

    row = desk.get(REPORT, {"to": "2026-03-15"}).context["rows"][0]

    assert row["entries"].endswith(
        f"/ledgerentry/?to=2026-03-15&campaign={live_campaign.public_id}&from=2026-03-01"
    )
    assert desk.get(row["entries"]).context["cl"].result_count == 1
    assert desk.get(row["report"]).context["total"].net_cents == 10_00


def test_a_long_table_ends_with_a_word_and_the_sum_of_all(desk, live_campaign, monkeypatch):
    monkeypatch.setattr(report_pages, "ROWS_SHOWN", 2)
    for month in range(1, 6):
        book_gift(live_campaign, 10_00, paid_at=MARCH.replace(month=month))

    answer = desk.get(REPORT)

    assert len(answer.context["rows"]) == 2
    assert answer.context["total"].net_cents == 50_00
    assert "2 of 5 rows; the total is of all, and the file has all." in text_of(answer)


def test_more_campaigns_ask_no_more_of_the_database(
    desk, staff, publish, django_assert_num_queries
):
    def look():
        # session, colleague, permissions of person and role, offered campaigns; rows, names, days,
        # money outside the campaigns
        with django_assert_num_queries(10):
            desk.get(REPORT)

    for _ in range(2):
        book_gift(publish(CampaignFactory(owner=staff.caseworker)), paid_at=MARCH)
    look()
    for _ in range(6):
        book_gift(publish(CampaignFactory(owner=staff.caseworker)), paid_at=MARCH)
    look()


def test_taking_a_file_is_written_down_before_the_first_byte(desk, live_campaign, staff):
    book_gift(live_campaign, paid_at=MARCH)
    asked = {
        "what": "entries",
        "from": "2026-03-01",
        "campaign": live_campaign.public_id,
        "as_of": "2027-01-01T00:00:00+00:00",
        "reason": "yearly audit",
    }

    answer = desk.post(EXPORT, asked)

    # The stream has not been touched yet.
    entry = AuditEntry.objects.get(action="report.export")
    assert (entry.actor, entry.target) == (staff.finance, "report:entries")
    assert entry.data["filters"] == {"from": "2026-03-01", "campaign": live_campaign.public_id}
    assert (entry.data["rows"], entry.data["reason"]) == (1, "yearly audit")
    assert entry.data["as_of"] <= timezone.now().isoformat()  # the future is not over yet
    assert answer.streaming
    assert answer.getvalue().count(b"\n") == 2


def test_the_file_has_a_neutral_name_and_stays_in_no_cache(desk, live_campaign):
    answer = desk.post(EXPORT, {"what": "months", "campaign": live_campaign.public_id})

    assert re.fullmatch(
        r'attachment; filename="months-\d{8}-\d{4}\.csv"', answer["Content-Disposition"]
    )
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "no-store" in answer["Cache-Control"]


def test_codes_of_campaigns_with_money_are_offered(desk, live_campaign, staff):
    CampaignFactory(owner=staff.caseworker)

    offered = desk.get(REPORT).context["campaigns"]

    assert Campaign.objects.count() == 2
    assert [(name.code, name.alias) for name in offered] == [(live_campaign.public_id, "Alesia")]
