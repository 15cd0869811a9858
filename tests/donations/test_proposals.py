"""Money entered by hand takes two people, whatever way somebody tries it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import AuditEntry, Notice
from donations import ledger, matters, proposals
from donations.models import LedgerEntry, Matter, Proposal
from donations.proposals import Kind, MoreThanThere, NotPossible, State
from tests.donations.books import entries, money_in, raised
from tests.factories import DonationFactory, PaidDonationFactory, book_gift


@pytest.fixture
def propose(live_campaign, staff):
    """propose(kind=…, cents=…): by staff.finance, for the live campaign."""

    def write(**words) -> Proposal:
        told = {
            "kind": Kind.OFFLINE_GIFT,
            "actor": staff.finance,
            "cents": 40_00,
            "note": "statement of March, line 4",
            "campaign": live_campaign,
        }
        return proposals.propose(**told | words)

    return write


@pytest.fixture
def held(live_campaign) -> LedgerEntry:
    """A gift of 50 euros that is held, with the matter that says why."""
    donation = PaidDonationFactory(campaign=live_campaign, amount_cents=50_00, flag="withdrawn")
    gift = ledger.post(
        place=ledger.HELD,
        donation=donation,
        kind=ledger.Kind.GIFT,
        cents=50_00,
        source_id=donation.intent_id,
    )
    matters.open_matter(matters.Kind.WITHDRAWN, gift.source_id, donation=donation, entry=gift)
    return gift


@pytest.fixture
def propose_transfer(propose, held):
    """propose_transfer(campaign=…): of all that is held; to the common fund unless said."""

    def write(**words) -> Proposal:
        told = {"kind": Kind.TRANSFER, "entry": held, "cents": 50_00, "campaign": None}
        return propose(**told | words)

    return write


def test_what_is_proposed_is_not_booked(propose, live_campaign):
    proposal = propose()

    assert proposal.state == State.PROPOSED
    assert entries() == []
    assert raised(live_campaign) == (0, 0)


def test_the_other_colleague_is_told_and_the_author_is_not(propose, staff):
    proposal = propose()

    notice = Notice.objects.get(template="proposal_waits")
    assert notice.dedupe_key == f"proposal:{proposal.public_id}:{staff.second_finance.pk}"


@pytest.mark.parametrize(
    ("kind", "cents", "booked", "total"),
    [
        (Kind.OFFLINE_GIFT, 40_00, 40_00, (40_00, 1)),
        (Kind.ADJUSTMENT, 40_00, 40_00, (40_00, 0)),
        (Kind.ADJUSTMENT, -40_00, -40_00, (-40_00, 0)),
        (Kind.DISBURSEMENT, 40_00, -40_00, (0, 0)),
    ],
)
def test_a_second_person_books_it(propose, staff, live_campaign, kind, cents, booked, total):
    day = timezone.localdate() - timedelta(days=3)
    lent = "lent until May" if kind == Kind.DISBURSEMENT else ""
    proposal = propose(
        kind=kind, cents=cents, effective_on=day, line_number=2, overdraft_reason=lent
    )

    proposals.approve(proposal, actor=staff.second_finance)

    entry = LedgerEntry.objects.get()
    assert (entry.kind, entry.amount_cents, entry.line_number) == (kind, booked, 2)
    note = "\n".join(filter(None, ["statement of March, line 4", lent]))
    assert (entry.actor, entry.note) == (staff.second_finance, note)
    assert timezone.localdate(entry.effective_at) == day
    assert entry.source_id == f"proposal:{proposal.public_id}"
    assert raised(live_campaign) == total


def test_nobody_books_what_they_proposed(propose, staff):
    proposal = propose()

    with pytest.raises(PermissionDenied):
        proposals.approve(proposal, actor=staff.finance)

    proposal.refresh_from_db()
    assert (proposal.state, entries()) == (State.PROPOSED, [])


def test_the_database_refuses_one_person_who_goes_round_the_rule(propose, staff):
    proposal = propose()
    decided = {"state": State.APPROVED, "decided_at": timezone.now()}

    for one in (staff.finance, None):
        with (
            pytest.raises(IntegrityError, match="proposal_approved_by_another"),
            transaction.atomic(),
        ):
            Proposal.objects.filter(pk=proposal.pk).update(decided_by=one, **decided)


@pytest.mark.parametrize("who", ["caseworker", "moderator", "administrator"])
def test_money_by_hand_is_for_finance(propose, staff, who):
    with pytest.raises(PermissionDenied):
        propose(actor=getattr(staff, who))
    proposal = propose()
    for act in (proposals.approve, proposals.decline):
        with pytest.raises(PermissionDenied):
            act(proposal, actor=getattr(staff, who))

    assert entries() == []


def test_a_proposal_is_decided_once(propose, staff):
    proposal = propose()
    proposals.approve(proposal, actor=staff.second_finance)

    for act in (proposals.approve, proposals.decline):
        with pytest.raises(NotPossible, match="Somebody was faster"):
            act(proposal, actor=staff.second_finance)

    assert len(entries()) == 1


@pytest.mark.parametrize("who", ["finance", "second_finance"])
def test_what_is_declined_is_never_booked(propose, staff, who):
    proposal = proposals.decline(propose(), actor=getattr(staff, who))

    assert proposal.state == State.DECLINED
    with pytest.raises(NotPossible):
        proposals.approve(proposal, actor=staff.second_finance)
    assert entries() == []


def test_both_acts_are_written_down(propose, staff):
    proposals.approve(propose(), actor=staff.second_finance)

    acts = AuditEntry.objects.filter(action__startswith="proposal.").order_by("pk")
    assert list(acts.values_list("action", "actor__email")) == [
        ("proposal.add", staff.finance.email),
        ("proposal.approved", staff.second_finance.email),
    ]
    assert acts[1].data["cents"] == 40_00


def test_a_booking_that_fails_leaves_the_proposal_waiting(propose, staff, monkeypatch):
    proposal = propose()

    def fail(*args, **kwargs):
        raise RuntimeError("the books are away")

    monkeypatch.setattr(ledger, "post", fail)
    with pytest.raises(RuntimeError):
        proposals.approve(proposal, actor=staff.second_finance)

    proposal.refresh_from_db()
    assert proposal.state == State.PROPOSED


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"note": "  "}, "Say what proves it"),
        ({"cents": 0}, "above zero"),
        ({"cents": -1}, "above zero"),
        ({"cents": 0, "kind": Kind.ADJUSTMENT}, "above zero"),
        ({"effective_on": timezone.localdate() + timedelta(days=2)}, "in the future"),
        ({"campaign": None}, "Choose a campaign"),
        ({"line_number": 0}, "no such budget line"),
        ({"line_number": 3}, "no such budget line"),
        ({"kind": Kind.TRANSFER}, "Choose the held gift"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(propose, words, sentence):
    with pytest.raises(NotPossible, match=sentence):
        propose(**words)

    assert not Proposal.objects.exists()


def test_a_draft_nobody_has_published_takes_no_money(propose, draft):
    draft.live_revision = None

    with pytest.raises(NotPossible, match="Choose a campaign"):
        propose(campaign=draft)


def test_a_line_of_a_statement_is_proposed_once(propose):
    propose(statement_line="march:4")

    with pytest.raises(IntegrityError, match="once_per_statement_line"), transaction.atomic():
        propose(statement_line="march:4")


# Money for the hero


@pytest.fixture
def pay_out(propose):
    """pay_out(cents=…): proposes a disbursement for the first budget line."""

    def write(cents: int, **words) -> Proposal:
        return propose(kind=Kind.DISBURSEMENT, cents=cents, line_number=1, **words)

    return write


def book_fee(campaign, cents: int) -> None:
    ledger.post(campaign_id=campaign.pk, kind=ledger.Kind.FEE, cents=-cents, source_id="txn_1")


def test_not_more_is_proposed_than_the_campaign_has_after_fees(pay_out, live_campaign):
    book_gift(live_campaign, 50_00)
    book_fee(live_campaign, 1_00)

    pay_out(49_00)
    with pytest.raises(MoreThanThere, match="has only €.49.00. To pay out more"):
        pay_out(49_01)

    assert Proposal.objects.count() == 1


def test_with_a_reason_more_can_be_paid_out_and_the_books_say_why(pay_out, live_campaign, staff):
    proposal = pay_out(80_00, overdraft_reason=" The common fund lends it until May. ")

    proposals.approve(proposal, actor=staff.second_finance)

    entry = LedgerEntry.objects.get()
    assert entry.note.splitlines()[1] == "The common fund lends it until May."
    data = AuditEntry.objects.get(action="proposal.approved").data
    assert data["overdraft"] == "The common fund lends it until May."


def test_what_went_back_meanwhile_is_not_paid_out(pay_out, live_campaign, staff):
    gift = book_gift(live_campaign, 50_00)
    proposal = pay_out(50_00)
    give_back(gift, 20_00)

    with pytest.raises(MoreThanThere, match="30.00"):
        proposals.approve(proposal, actor=staff.second_finance)

    proposal.refresh_from_db()
    assert proposal.state == State.PROPOSED


def test_two_proposals_are_not_paid_from_the_same_money(pay_out, live_campaign, staff):
    book_gift(live_campaign, 50_00)
    first, second = pay_out(30_00), pay_out(30_00)
    proposals.approve(first, actor=staff.second_finance)

    with pytest.raises(MoreThanThere, match="20.00"):
        proposals.approve(second, actor=staff.second_finance)


# Held money


def test_held_money_goes_to_a_campaign(propose_transfer, staff, live_campaign):
    proposal = propose_transfer(campaign=live_campaign)

    proposals.approve(proposal, actor=staff.second_finance)

    assert (money_in("held"), money_in("campaign")) == (0, 50_00)
    assert raised(live_campaign) == (50_00, 0)


def test_held_money_goes_to_the_common_fund(propose_transfer, staff, live_campaign):
    proposals.approve(propose_transfer(), actor=staff.second_finance)

    assert (money_in("held"), money_in("general")) == (0, 50_00)
    assert raised(live_campaign) == (0, 0)


def test_moving_it_answers_why_it_was_held_and_nothing_else(propose_transfer, staff, held):
    matters.open_matter(matters.Kind.DISPUTE, "du_1", donation=held.donation, entry=held)

    proposals.approve(propose_transfer(), actor=staff.second_finance)

    assert [matter.kind for matter in matters.still_open()] == ["dispute"]
    answered = Matter.objects.get(kind="withdrawn")
    assert answered.resolved_by == staff.second_finance


def give_back(gift, cents: int, source_id: str = "re_1") -> None:
    ledger.post(
        place=ledger.place_of(gift),
        kind=ledger.Kind.REFUND,
        cents=-cents,
        source_id=source_id,
        about=gift,
        donation=gift.donation,
    )


def test_what_was_given_back_meanwhile_is_not_moved(propose_transfer, staff, held):
    proposal = propose_transfer()
    give_back(held, 20_00)

    with pytest.raises(NotPossible, match="All that is left"):
        proposals.approve(proposal, actor=staff.second_finance)

    proposals.decline(proposal, actor=staff.second_finance)
    proposals.approve(propose_transfer(cents=30_00), actor=staff.second_finance)
    assert (money_in("held"), money_in("general")) == (0, 30_00)


def test_nothing_is_left_to_move(propose_transfer, held):
    give_back(held, 50_00)

    with pytest.raises(NotPossible, match="Nothing is left"):
        propose_transfer()


def test_a_gift_is_moved_once(propose_transfer, staff):
    proposals.approve(propose_transfer(), actor=staff.second_finance)

    with pytest.raises(NotPossible, match="not held any more"):
        propose_transfer()


def test_two_proposals_for_one_held_gift_do_not_wait_beside_each_other(propose_transfer):
    propose_transfer()

    with pytest.raises(IntegrityError, match="proposal_one_open_transfer"), transaction.atomic():
        propose_transfer()


def test_a_gift_that_lies_with_its_campaign_is_not_moved(propose_transfer, live_campaign):
    with pytest.raises(NotPossible, match="not held any more"):
        propose_transfer(entry=book_gift(live_campaign, 50_00))


def test_other_money_can_only_be_given_back(propose_transfer, live_campaign):
    donation = DonationFactory(campaign=live_campaign)
    donation.status, donation.paid_at, donation.flag = "paid", timezone.now(), "currency"
    donation.save()
    dollars = ledger.post(
        place=ledger.HELD,
        donation=donation,
        currency="USD",
        kind=ledger.Kind.GIFT,
        cents=50_00,
        source_id="pi_dollars",
    )

    with pytest.raises(NotPossible, match="another currency"):
        propose_transfer(entry=dollars)
