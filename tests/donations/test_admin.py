"""The lists of money: who reads them, what they show, and what they cost."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.roles import permission
from campaigns import lifecycle
from donations import desk_lists, inbox, ledger
from donations.models import (
    Dispute,
    Donation,
    Payout,
    ReconciliationRun,
    RefundOrder,
    WebhookEvent,
)
from tests.doors import enter
from tests.factories import (
    CampaignFactory,
    DonationFactory,
    DonorContactFactory,
    DonorMessageFactory,
    WebhookEventFactory,
    book_gift,
)

DESK = "/staff/donations/"
LISTS = [
    *("donation", "ledgerentry", "webhookevent", "reconciliationrun"),
    *("dispute", "payout", "refundorder"),
]


@pytest.fixture
def desk(client, staff):
    """The browser of a colleague from finance."""
    enter(client, staff.finance)
    return client


@pytest.fixture
def gift(live_campaign):
    """50 euros of 10 March 2026, of which 20 went back and 5 of those came again."""
    entry = book_gift(live_campaign, 50_00, paid_at=datetime(2026, 3, 10, 12, tzinfo=UTC))
    for kind, cents in [(ledger.Kind.REFUND, -20_00), (ledger.Kind.REFUND_FAILED, 5_00)]:
        ledger.post(
            campaign_id=live_campaign.pk,
            donation=entry.donation,
            kind=kind,
            cents=cents,
            source_id=f"re_{kind}",
            effective_at=entry.effective_at,
        )
    return entry.donation


@pytest.fixture
def rows(gift, staff):
    """One row in each list, by the name of its model."""
    return {
        "donation": gift,
        "ledgerentry": gift.ledger.first(),
        "webhookevent": WebhookEventFactory(),
        "reconciliationrun": ReconciliationRun.objects.create(
            discrepancies=[{"what": "total", "expected_cents": 100}]
        ),
        "dispute": Dispute.objects.create(
            dispute_id="dp_1",
            donation=gift,
            intent_id=gift.intent_id,
            amount_cents=50_00,
            currency="EUR",
            status="needs_response",
        ),
        "payout": Payout.objects.create(
            payout_id="po_1",
            amount_cents=40_00,
            currency="EUR",
            status="paid",
            arrives_on="2026-03-12",
        ),
        "refundorder": RefundOrder.objects.create(
            donation=gift, amount_cents=20_00, reason="duplicate", asked_by=staff.finance
        ),
    }


def shown(answer):
    return list(answer.context["cl"].result_list)


def results(client, name="donation", **filters):
    return shown(client.get(f"{DESK}{name}/", filters))


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize(
    ("who", "status"),
    [("finance", 200), ("caseworker", 403), ("moderator", 403), ("administrator", 403)],
)
def test_finance_alone_reads_the_lists(client, staff, rows, name, who, status):
    enter(client, getattr(staff, who))

    assert client.get(f"{DESK}{name}/").status_code == status
    assert client.get(f"{DESK}{name}/{rows[name].pk}/change/").status_code == status


@pytest.mark.parametrize("name", LISTS)
def test_nothing_is_added_changed_or_deleted(desk, rows, name):
    row = f"{DESK}{name}/{rows[name].pk}"

    assert desk.get(f"{DESK}{name}/add/").status_code == 403
    assert desk.post(f"{row}/change/", {}).status_code == 403
    assert desk.post(f"{row}/delete/", {"post": "yes"}).status_code == 403
    chosen = {"_selected_action": [rows[name].pk], "action": "delete_selected", "post": "yes"}
    desk.post(f"{DESK}{name}/", chosen)
    rows[name].refresh_from_db()


@pytest.mark.parametrize("name", LISTS)
def test_nothing_on_the_pages_needs_an_inline_style_or_script(desk, rows, name):
    for address in (f"{DESK}{name}/", f"{DESK}{name}/{rows[name].pk}/change/"):
        page = desk.get(address).content.decode()
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", page)


def test_a_gift_shows_its_day_code_campaign_and_what_went_back(desk, gift, live_campaign):
    page = desk.get(f"{DESK}donation/").content.decode()

    assert f"{timezone.localtime(gift.created_at):%-d %b %Y}" in page
    assert gift.receipt_code in page
    assert f"{live_campaign.public_id} Alesia" in page
    assert "€\u202f50.00" in page
    assert "€\u202f15.00" in page


def test_disputes_payouts_and_orders_are_found_by_whole_ids(desk, rows, gift):
    for name, words in [
        ("dispute", ["dp_1", gift.intent_id, gift.receipt_code]),
        ("payout", ["po_1"]),
        ("refundorder", [rows["refundorder"].public_id, gift.receipt_code]),
    ]:
        for word in words:
            assert results(desk, name, q=word) == [rows[name]]
        assert results(desk, name, q="dp_") == []


def test_money_that_is_no_campaigns_says_where_it_lies(desk, gift):
    ledger.post(
        place=ledger.HELD, kind=ledger.Kind.GIFT, cents=7_00, source_id="pi_held", currency="USD"
    )

    page = desk.get(f"{DESK}ledgerentry/").content.decode()

    assert "held until somebody decides" in page
    assert "USD\u202f7.00" in page


def test_a_gift_shows_its_part_of_the_ledger(desk, gift):
    page = desk.get(f"{DESK}donation/{gift.pk}/change/").content.decode()

    shown_in_order = re.findall(r'class="field-source_id">([^<]+)', page)
    assert shown_in_order == [gift.intent_id, "re_refund", "re_refund_failed"]
    assert "−€\u202f20.00" in page


@pytest.mark.parametrize("name", ["donation", "ledgerentry"])
def test_no_person_and_no_draft_appears(desk, gift, live_campaign, staff, name):
    DonorContactFactory(donation=gift, address="giver@mailbox.example")
    DonorMessageFactory(donation=gift, display_name="Hanna", text="Vitaju")
    lifecycle.move(live_campaign.pk, "withdraw", actor=staff.moderator)
    row = gift if name == "donation" else gift.ledger.first()

    for address in (f"{DESK}{name}/", f"{DESK}{name}/{row.pk}/change/"):
        page = desk.get(address).content.decode()
        assert live_campaign.public_id in page
        for word in ("giver", "mailbox", "Hanna", "Vitaju", "Alesia", live_campaign.title["en"]):
            assert word not in page


@pytest.mark.parametrize(
    "question",
    [
        "contact__email__startswith=1",
        "message__text__contains=a",
        "campaign__title__en__startswith=A",
        "campaign__owner__email__startswith=c",
    ],
)
def test_addresses_cannot_ask_about_people_or_drafts(desk, gift, question):
    assert desk.get(f"{DESK}donation/?{question}").status_code == 400


def test_gifts_are_found_by_whole_ids_and_by_codes_as_people_write_them(desk, gift):
    other = DonationFactory(campaign=gift.campaign)
    code = gift.receipt_code

    for words in (
        *(code, code.lower(), code.replace("-", " "), f" {code.replace('-', '')} "),
        *(gift.public_id, gift.public_id.upper(), gift.session_id, gift.intent_id),
    ):
        assert results(desk, q=words) == [gift], words
    for words in (code[:4], gift.intent_id[:-1], "%", "nothing", "'"):
        assert results(desk, q=words) == [], words
    assert results(desk, q=" ") == [other, gift]


def test_gifts_are_narrowed_by_state_oddity_campaign_and_period(desk, gift, staff):
    late = DonationFactory(
        campaign=CampaignFactory(owner=staff.caseworker), flag=Donation.Flag.LATE
    )
    Donation.objects.filter(pk=late.pk).update(created_at=datetime(2026, 1, 31, 22, 59, tzinfo=UTC))

    assert results(desk) == [late, gift]
    assert results(desk, status__exact="paid") == [gift]
    assert results(desk, flag="any") == results(desk, flag="late") == [late]
    assert results(desk, flag="amount") == []
    assert results(desk, campaign=gift.campaign.public_id) == [gift]
    assert results(desk, to="2026-01-31") == [late]
    assert results(desk, to="2026-01-30") == []
    assert results(desk, **{"from": "2026-02-01"}) == [gift]
    assert results(desk, **{"from": "", "to": "", "campaign": "", "status__exact": "open"}) == [
        late
    ]


def test_typed_filters_keep_the_others(desk, gift):
    page = desk.get(f"{DESK}donation/", {"status__exact": "paid", "to": "2030-01-01"})

    form = page.content.decode().partition('class="typed-filter"')[2].partition("</form>")[0]
    assert '<input type="hidden" name="status__exact" value="paid">' in form
    assert 'value="2030-01-01"' in form


@pytest.mark.parametrize(
    ("filters", "sentence"),
    [
        ({"from": "banana"}, "“banana” is not a day."),
        ({"from": "2026-03-02", "to": "2026-03-01"}, "The last day is before the first."),
        ({"campaign": "nobody"}, "No campaign has the code “nobody”."),
    ],
)
@pytest.mark.parametrize("name", ["donation", "ledgerentry"])
def test_a_bad_filter_says_so_and_lists_nothing(desk, gift, name, filters, sentence):
    answer = desk.get(f"{DESK}{name}/", filters)

    assert sentence in answer.content.decode()
    assert shown(answer) == []


def test_ledger_entries_are_found_by_kind_period_source_and_code(desk, gift):
    first, refund, _ = gift.ledger.order_by("pk")

    assert len(results(desk, "ledgerentry")) == 3
    assert results(desk, "ledgerentry", kind__exact="refund") == [refund]
    assert results(desk, "ledgerentry", q="re_refund") == [refund]
    assert results(desk, "ledgerentry", q=gift.intent_id) == [first]
    assert len(results(desk, "ledgerentry", q=gift.receipt_code.lower())) == 3
    assert results(desk, "ledgerentry", q="re_") == []
    assert len(results(desk, "ledgerentry", **{"from": "2026-03-10", "to": "2026-03-10"})) == 3
    assert results(desk, "ledgerentry", **{"from": "2026-03-11"}) == []


def test_a_ledger_entry_leads_to_its_gift(desk, gift):
    page = desk.get(f"{DESK}ledgerentry/").content.decode()

    assert f'<a href="{DESK}donation/{gift.pk}/change/">{gift.receipt_code}</a>' in page


def test_the_list_of_gifts_leads_to_the_report(desk, gift):
    assert f'href="{DESK}donation/report/"' in desk.get(f"{DESK}donation/").content.decode()


@pytest.mark.parametrize(
    ("name", "queries"),
    # session, colleague, permissions of person and role; how many rows, the rows; of gifts also
    # their entries
    [("donation", 8), ("ledgerentry", 7), ("webhookevent", 7), ("reconciliationrun", 7)],
)
def test_more_rows_ask_no_more_of_the_database(
    desk, staff, publish, name, queries, django_assert_num_queries
):
    def grow():
        campaign = publish(CampaignFactory(owner=staff.caseworker))
        for _ in range(3):
            book_gift(campaign)
            WebhookEventFactory()
            ReconciliationRun.objects.create()

    for _ in range(3):
        grow()
        with django_assert_num_queries(queries):
            desk.get(f"{DESK}{name}/")


def test_counting_and_paging_stop_where_filters_serve_better(desk, live_campaign, monkeypatch):
    monkeypatch.setattr(desk_lists.BoundedPaginator, "MOST", 60)
    Donation.objects.bulk_create(
        Donation(campaign=live_campaign, amount_cents=5_00) for _ in range(61)
    )

    first, last = desk.get(f"{DESK}donation/"), desk.get(f"{DESK}donation/?p=2")

    assert "More than 60 found" in first.content.decode()
    assert (len(shown(first)), len(shown(last))) == (50, 10)
    Donation.objects.last().delete()
    assert "60 found" in desk.get(f"{DESK}donation/").content.decode()


def test_a_count_reads_no_more_rows_than_it_says(desk, live_campaign, django_assert_num_queries):
    paginator = desk_lists.BoundedPaginator(Donation.objects.all(), 50)

    with django_assert_num_queries(1) as asked:
        assert paginator.count == 0

    assert f"LIMIT {desk_lists.BoundedPaginator.MOST + 1}" in asked.captured_queries[0]["sql"]


@pytest.fixture
def events(db):
    """An event in each state of the inbox."""
    now = timezone.now()
    return {
        "waiting": WebhookEventFactory(attempts=3, due_at=now + timedelta(hours=1)),
        "given-up": WebhookEventFactory(attempts=inbox.TRIES, due_at=now, last_error="NotYet"),
        "done": WebhookEventFactory(attempts=1, processed_at=now, type="refund.created"),
    }


def test_events_are_waiting_given_up_or_done(desk, events):
    for state, event in events.items():
        assert results(desk, "webhookevent", state=state) == [event]
    assert len(results(desk, "webhookevent")) == 3
    assert results(desk, "webhookevent", about="refund.created") == [events["done"]]
    assert results(desk, "webhookevent", q=events["waiting"].object_id) == [events["waiting"]]
    page = desk.get(f"{DESK}webhookevent/").content.decode()
    assert re.findall(r'class="field-state">([^<]+)', page) == ["done", "given up", "waiting"]


def process_again(client, *events):
    chosen = {"_selected_action": [event.pk for event in events], "action": "process_again"}
    return client.post(f"{DESK}webhookevent/", chosen, follow=True)


def test_events_that_were_given_up_get_another_life(desk, staff, events):
    answer = process_again(desk, *events.values()).content.decode()

    for state in ("waiting", "given-up"):
        event = WebhookEvent.objects.get(pk=events[state].pk)
        assert (event.attempts, event.due_at) == (0, None)
    done = WebhookEvent.objects.get(pk=events["done"].pk)
    assert (done.attempts, done.processed_at) == (1, events["done"].processed_at)
    assert "2 events are due again." in answer
    assert "1 was done before and stays so." in answer
    entry = AuditEntry.objects.get(action="inbox.retry")
    assert entry.actor == staff.finance
    assert entry.data["events"] == [events["waiting"].event_id, events["given-up"].event_id]


def test_a_look_alone_gives_no_new_life(client, staff, events):
    staff.finance.groups.clear()
    staff.finance.user_permissions.add(permission("donations.view_webhookevent"))
    enter(client, staff.finance)

    process_again(client, events["given-up"])

    events["given-up"].refresh_from_db()
    assert events["given-up"].attempts == inbox.TRIES
    assert not AuditEntry.objects.filter(action="inbox.retry").exists()


def test_a_reconciliation_tells_what_it_found(desk, rows):
    run = rows["reconciliationrun"]

    page = desk.get(f"{DESK}reconciliationrun/{run.pk}/change/").content.decode()

    assert "what: total, expected_cents: 100" in page
