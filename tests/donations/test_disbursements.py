"""What a campaign has, and what its budget lines were paid."""

from donations import disbursements, ledger
from donations.disbursements import Line
from donations.ledger import Kind
from tests.factories import book_gift


def post(campaign, kind: str, cents: int, **words) -> None:
    source_id = f"{kind}:{cents}"
    ledger.post(campaign_id=campaign.pk, kind=kind, cents=cents, source_id=source_id, **words)


def test_a_campaign_has_what_was_raised_less_fees_and_what_was_paid_out(live_campaign, staff):
    by_hand = {"actor": staff.finance, "note": "so"}
    book_gift(live_campaign, 100_00)
    post(live_campaign, Kind.REFUND, -10_00)
    post(live_campaign, Kind.FEE, -3_00)
    post(live_campaign, Kind.DISBURSEMENT, -40_00, line_number=1, **by_hand)
    post(live_campaign, Kind.ADJUSTMENT, -2_00, **by_hand)

    assert disbursements.balance(live_campaign.pk) == 45_00


def test_a_campaign_without_gifts_has_nothing(live_campaign):
    assert disbursements.balance(live_campaign.pk) == 0


def test_a_line_knows_what_was_planned_and_what_was_paid_of_it(live_campaign, staff):
    for cents in (-150_00, -250_00):
        post(
            live_campaign,
            Kind.DISBURSEMENT,
            cents,
            line_number=2,
            actor=staff.finance,
            note="so",
        )

    first, second = disbursements.lines(live_campaign)

    assert first == Line(1, first.label, 600_00, 0)
    assert second == Line(2, second.label, 400_00, 400_00)
    assert first.label.startswith("Rent of month")


def test_a_line_takes_no_more_than_planned():
    line = Line(1, "Rent", 600_00, 200_00)

    assert line.takes(400_00)
    assert not line.takes(400_01)
