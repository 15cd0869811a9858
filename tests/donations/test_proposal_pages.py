"""Proposing money by hand, deciding on it, and bank statements: pages of finance."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts import notices
from accounts.models import AuditEntry, Notice
from donations import proposals
from donations.models import LedgerEntry, Proposal
from donations.statements import MOST_BYTES
from tests.donations.statement_files import credit, entry, statement
from tests.factories import CampaignFactory, book_gift
from tests.pages import desk_of, told, typed

LIST = "/staff/donations/proposal/"
NEW = LIST + "new/"
STATEMENT = LIST + "statement/"
KINDS = ["offline_gift", "adjustment", "disbursement"]


@pytest.fixture
def desk(staff):
    return desk_of(staff.finance)


@pytest.fixture
def other_desk(staff):
    return desk_of(staff.second_finance)


@pytest.fixture
def fill_in(desk, live_campaign):
    """fill_in(kind, **typed): opens the form of a kind and sends it as a browser would."""

    def send(kind, **changes):
        address = f"{NEW}{kind}/"
        page = desk.get(address, {"campaign": live_campaign.public_id})
        given = {"amount": "25,50", "day": "2026-03-10", "note": "statement 7, entry 3"} | changes
        return desk.post(address, typed(page, "proposal-form", **given), follow=True)

    return send


def decide(desk, proposal, decision):
    return desk.post(f"{LIST}{proposal.pk}/decide/", {"decision": decision}, follow=True)


def upload(desk, content: bytes):
    return desk.post(STATEMENT, {"file": SimpleUploadedFile("statement.xml", content)})


def propose_all(desk, page, **changes):
    return desk.post(f"{STATEMENT}propose/", typed(page, "credits-form", **changes), follow=True)


@pytest.mark.parametrize(
    "address", [LIST, *(f"{NEW}{kind}/" for kind in KINDS), STATEMENT, f"{LIST}1/change/"]
)
@pytest.mark.parametrize("who", ["caseworker", "moderator", "administrator"])
def test_finance_alone_gets_in(staff, address, who):
    desk = desk_of(getattr(staff, who))

    assert desk.get(address).status_code == 403
    assert desk.post(address, {}).status_code == 403
    assert desk.post(f"{LIST}1/decide/", {"decision": "approve"}).status_code == 403
    assert desk.post(f"{STATEMENT}propose/", {}).status_code == 403


def test_an_offline_gift_is_booked_once_a_colleague_agrees(
    fill_in, other_desk, live_campaign, staff
):
    page = fill_in("offline_gift")
    proposal = Proposal.objects.get()

    assert "Proposed" in told(page)[0]
    assert not LedgerEntry.objects.exists()

    assert told(decide(other_desk, proposal, "approve")) == ["Booked."]
    booked = LedgerEntry.objects.get()
    assert (booked.kind, booked.amount_cents) == ("offline_gift", 25_50)
    assert (booked.campaign, booked.actor) == (live_campaign, staff.second_finance)
    assert timezone.localdate(booked.effective_at).isoformat() == "2026-03-10"


def test_an_adjustment_may_take_away(fill_in, other_desk, live_campaign):
    fill_in("offline_gift", amount="100")
    fill_in("adjustment", direction="minus", amount="10")
    for proposal in Proposal.objects.all():
        decide(other_desk, proposal, "approve")

    live_campaign.total.refresh_from_db()
    assert live_campaign.total.raised_cents == 90_00


def test_a_disbursement_names_a_line_of_the_published_budget(fill_in, other_desk, live_campaign):
    book_gift(live_campaign)
    book_gift(live_campaign)
    page = fill_in("disbursement", line_number="2")
    proposal = Proposal.objects.get()

    assert proposal.line_number == 2
    label = live_campaign.live_revision.content["lines"][1]["label"]["en"]
    assert f"2. {label}" in page.content.decode()

    decide(other_desk, proposal, "approve")
    booked = LedgerEntry.objects.get(kind="disbursement")
    assert (booked.amount_cents, booked.line_number) == (-25_50, 2)


def test_a_disbursement_over_more_than_there_is_asks_why(fill_in, desk, other_desk, live_campaign):
    refused = fill_in("disbursement", line_number="1", amount="700")
    text = refused.content.decode()
    assert refused.status_code == 400
    assert "To pay out more, propose it with the reason why." in text
    assert "statement 7, entry 3" in text
    assert not Proposal.objects.exists()

    sent = typed(refused, "proposal-form", overdraft_reason="The common fund lends it.")
    answer = desk.post(f"{NEW}disbursement/", sent, follow=True)
    proposal = Proposal.objects.get()
    assert "Proposed" in told(answer)[0]

    text = other_desk.get(f"{LIST}{proposal.pk}/change/").content.decode()
    assert "The common fund lends it." in text
    assert "The campaign has only €\u202f0.00." in text
    assert "€\u202f700.00 of the €\u202f600.00 of its budget line" in text
    assert told(decide(other_desk, proposal, "approve")) == ["Booked."]


def test_what_a_campaign_has_and_its_lines_were_paid_stands_on_the_form(desk, live_campaign):
    book_gift(live_campaign, 75_00)

    page = desk.get(f"{NEW}disbursement/", {"campaign": live_campaign.public_id})

    text = page.content.decode()
    assert "which has €\u202f75.00" in text
    assert "€\u202f0.00 of €\u202f600.00 paid" in text


def test_money_that_went_back_meanwhile_is_told_who_approves(
    fill_in, other_desk, live_campaign, staff
):
    book_gift(live_campaign, 30_00)
    fill_in("disbursement", line_number="1")
    proposals.approve(
        proposals.propose(
            kind="adjustment",
            actor=staff.finance,
            cents=-10_00,
            note="pi_1 was booked twice",
            campaign=live_campaign,
        ),
        actor=staff.second_finance,
    )
    proposal = Proposal.objects.get(kind="disbursement")

    [sentence] = told(decide(other_desk, proposal, "approve"))

    assert sentence.startswith("The campaign has only €\u202f20.00.")
    proposal.refresh_from_db()
    assert proposal.state == "proposed"


def test_the_budget_of_a_disbursement_is_asked_for_first(desk, live_campaign):
    assert desk.get(f"{NEW}disbursement/").context["asks_campaign"]
    wrong = desk.get(f"{NEW}disbursement/", {"campaign": "nothing"})

    assert wrong.context["asks_campaign"]
    assert "No published campaign has the code “nothing”." in wrong.content.decode()


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("amount", "much", "Write the amount in digits"),
        ("amount", "0", "The amount must be above zero."),
        ("amount", "-5", "must not be negative"),
        ("amount", "1,595", "not clear whether"),
        ("day", "2090-01-01", "The day lies in the future."),
        ("day", "tomorrow", "“tomorrow” is not a day."),
        ("campaign", "xyz", "No published campaign has the code “xyz”."),
        ("note", "", "This field is required."),
        ("note", "  ", "This field is required."),
    ],
)
def test_a_mistake_gets_a_sentence_and_loses_nothing(fill_in, field, value, sentence):
    page = fill_in("offline_gift", **{field: value})

    assert page.status_code == 400
    assert sentence in page.content.decode()
    kept = typed(page, "proposal-form")
    expected = {"amount": "25,50", "note": "statement 7, entry 3"}
    for name in expected.keys() - {field}:
        assert kept[name] == [expected[name]]
    assert not Proposal.objects.exists()


def test_money_cannot_be_proposed_for_what_was_never_published(desk, staff):
    draft = CampaignFactory(owner=staff.caseworker)

    page = desk.post(
        f"{NEW}offline_gift/",
        {"campaign": draft.public_id, "amount": "5", "day": "2026-03-10", "note": "cash"},
    )

    assert page.status_code == 400
    assert "No published campaign" in page.content.decode()


def test_nobody_books_what_they_proposed(fill_in, desk):
    page = fill_in("offline_gift")
    proposal = Proposal.objects.get()

    assert "Approve and book" not in page.content.decode()
    answer = decide(desk, proposal, "approve")
    assert told(answer) == ["Nobody books what they proposed: a colleague has to agree."]
    assert not LedgerEntry.objects.exists()
    assert told(decide(desk, proposal, "decline")) == ["Declined."]


def test_the_second_of_two_decisions_is_told(fill_in, other_desk):
    fill_in("offline_gift")
    proposal = Proposal.objects.get()
    decide(other_desk, proposal, "approve")

    for decision in ("approve", "decline"):
        [sentence] = told(decide(other_desk, proposal, decision))
        assert sentence.startswith("Somebody was faster")
    assert LedgerEntry.objects.count() == 1


def test_an_unknown_decision_or_kind_does_nothing(fill_in, other_desk):
    fill_in("offline_gift")

    answer = decide(other_desk, Proposal.objects.get(), "burn")

    assert told(answer) == ["Choose whether to approve or to decline it."]
    assert other_desk.get(f"{NEW}fee/").status_code == 404
    assert Proposal.objects.get().state == "proposed"


def test_what_waits_stands_first(fill_in, other_desk):
    for _ in range(2):
        fill_in("offline_gift")
    first, second = Proposal.objects.order_by("pk")
    decide(other_desk, second, "decline")

    assert list(other_desk.get(LIST).context["cl"].result_list) == [first, second]
    assert other_desk.get(f"{LIST}?state__exact=declined").context["cl"].result_count == 1


def test_a_statement_becomes_proposals_for_the_campaigns_it_names(desk, other_desk, live_campaign):
    file = statement(
        credit("20.00", text=f"For {live_campaign.public_id}", name="Hanna", iban="LT4711"),
        credit("7.00", text="hello"),
        entry(sign="DBIT", amount="9.00"),
    )

    page = upload(desk, file)
    text = page.content.decode()
    assert not Proposal.objects.exists()
    assert "It is a debit." in text
    assert "not matched" in text
    assert "Hanna" not in text

    assert told(propose_all(desk, page)) == ["1 gift proposed. A colleague has to agree."]
    proposal = Proposal.objects.get()
    assert (proposal.amount_cents, proposal.campaign) == (20_00, live_campaign)
    assert proposal.note == "bank statement of 2026-03-10, entry 1"
    assert not LedgerEntry.objects.exists()
    decide(other_desk, proposal, "approve")
    assert LedgerEntry.objects.get().amount_cents == 20_00


def test_the_same_statement_proposes_nothing_twice(desk, live_campaign):
    file = statement(credit("20.00", text=live_campaign.public_id), credit("7.00"))
    first, second = upload(desk, file), upload(desk, file)
    propose_all(desk, first)

    # The page that was open meanwhile, and the file once more.
    assert told(propose_all(desk, second)) == ["0 gifts proposed. A colleague has to agree."]
    again = upload(desk, file)
    assert "Proposed before" in again.content.decode()
    propose_all(desk, again, campaign_2=live_campaign.public_id)

    cents = Proposal.objects.order_by("pk").values_list("amount_cents", flat=True)
    assert list(cents) == [20_00, 7_00]


def test_a_wrong_code_beside_a_credit_loses_nothing(desk, live_campaign):
    page = upload(desk, statement(credit("20", text=live_campaign.public_id), credit("7")))

    answer = propose_all(desk, page, campaign_2="nobody")

    assert answer.status_code == 400
    assert "No published campaign has the code “nobody”." in answer.content.decode()
    kept = typed(answer, "credits-form")
    assert kept["campaign_1"] == [live_campaign.public_id]
    assert kept["campaign_2"] == ["nobody"]
    assert not Proposal.objects.exists()


def test_a_day_in_the_future_is_told_and_the_rest_proposed(desk, live_campaign):
    code = live_campaign.public_id
    page = upload(
        desk, statement(credit("20", text=code, day="2090-01-01"), credit("7", text=code))
    )

    answer = propose_all(desk, page)

    assert "Entry 1: The day lies in the future." in told(answer)
    assert Proposal.objects.get().amount_cents == 7_00


@pytest.mark.parametrize("credits", ["", "rubbish", "a:b:c"])
def test_a_page_that_was_changed_is_refused(desk, credits):
    answer = desk.post(f"{STATEMENT}propose/", {"credits": credits}, follow=True)

    assert told(answer) == ["This page is too old or was changed. Choose the file again."]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "This file is empty."),
        (b"\x00\xff", "the file is not plain XML"),
        (b"<a/>", "not a bank statement in CAMT.053"),
        (b" " * (MOST_BYTES + 1), "larger than 3 MB"),
    ],
)
def test_a_bad_file_gets_a_sentence(desk, content, sentence):
    page = upload(desk, content)

    assert page.status_code == 400
    assert sentence in page.content.decode()


def test_nothing_of_a_sender_is_stored(desk, live_campaign):
    text = f"{live_campaign.public_id} Hanna Novak"
    page = upload(desk, statement(credit("20", text=text, name="Hanna Novak", iban="LT4711")))
    propose_all(desk, page)

    stored = [
        *Proposal.objects.values_list(),
        *AuditEntry.objects.values_list(),
        *Notice.objects.values_list(),
    ]
    assert "Hanna" not in repr(stored)
    assert "LT4711" not in repr(stored)


def test_an_import_is_one_letter_for_each_colleague(desk, live_campaign, staff, mailoutbox):
    credits = [credit(str(amount), text=live_campaign.public_id) for amount in range(20, 57)]
    propose_all(desk, upload(desk, statement(*credits)))

    owed = Notice.objects.get(template="proposal_waits")
    notices.deliver_fold(owed.fold_key, owed.due_at)

    assert Proposal.objects.count() == owed.context["count"] == 37
    (letter,) = mailoutbox
    assert letter.to == [staff.second_finance.email]
    assert "37 proposals are waiting for you" in letter.body


def test_an_import_of_nothing_new_tells_nobody(desk, live_campaign):
    propose_all(desk, upload(desk, statement(credit("20"))))

    assert not Notice.objects.filter(template="proposal_waits").exists()
