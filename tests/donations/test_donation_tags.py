from datetime import date

import pytest
from django.template import Context, Template

from campaigns import lifecycle
from donations import ledger
from donations.models import DonorMessage
from donations.templatetags.donation_tags import as_day
from tests.factories import CampaignFactory, DonationFactory, DonorMessageFactory, book_gift

State = DonorMessage.State


def shown(campaign) -> str:
    template = Template("{% load donation_tags %}{% gift_words campaign %}")
    return template.render(Context({"campaign": campaign}))


def leave(campaign, text, state=State.APPROVED, **words) -> DonorMessage:
    donation = book_gift(campaign, cents=31_00).donation
    return DonorMessageFactory(donation=donation, text=text, state=state, **words)


def test_only_what_a_moderator_let_through_is_shown(live_campaign):
    leave(live_campaign, "Hold on")
    leave(live_campaign, "Waiting words", state=State.WAITING)
    leave(live_campaign, "Refused words", state=State.REFUSED)

    page = shown(live_campaign)
    assert "Hold on" in page
    assert "Waiting words" not in page
    assert "Refused words" not in page


def test_words_stand_without_amount_and_time(live_campaign):
    message = leave(live_campaign, "Hold on", display_name="Olga")

    page = shown(live_campaign)
    assert "Olga" in page
    assert "31" not in page
    assert "<time" not in page
    assert str(message.donation.paid_at.year) not in page
    assert message.donation.receipt_code not in page


def test_words_without_a_name_are_anonymous_and_without_a_text_a_name(live_campaign):
    leave(live_campaign, "Hold on", display_name="")
    leave(live_campaign, "", display_name="Olga")

    page = shown(live_campaign)
    assert "Anonymous" in page
    assert page.count("<q ") == 1


def test_words_cannot_become_markup(live_campaign):
    leave(live_campaign, "<script>alert(1)</script>", display_name="<b>Olga</b>")

    assert "<script>" not in shown(live_campaign)
    assert "<b>" not in shown(live_campaign)


def test_words_of_other_campaigns_and_of_unpaid_gifts_are_not_shown(live_campaign):
    leave(CampaignFactory(), "Elsewhere")
    DonorMessageFactory(
        donation=DonationFactory(campaign=live_campaign), text="Unpaid", state=State.APPROVED
    )

    assert shown(live_campaign).strip() == ""


def test_the_ten_newest_come_first_and_cost_one_query(live_campaign, django_assert_num_queries):
    for number in range(12):
        leave(live_campaign, f"Words {number:02}")

    with django_assert_num_queries(1):
        page = shown(live_campaign)
    assert page.count("<li>") == 10
    assert page.index("Words 11") < page.index("Words 02")
    assert "Words 01" not in page


def test_a_day_comes_back_from_a_letters_context():
    assert as_day("2026-03-18") == date(2026, 3, 18)
    with pytest.raises(ValueError, match="Invalid isoformat"):
        as_day("soon")


@pytest.fixture
def hand_over(live_campaign, staff):
    """hand_over(line, cents): pay a part of the collected money to the hero."""

    def pay(line: int, cents: int):
        ledger.post(
            campaign_id=live_campaign.pk,
            kind=ledger.Kind.DISBURSEMENT,
            cents=-cents,
            source_id=f"disbursement:{line}",
            line_number=line,
            actor=staff.finance,
            note="as agreed",
        )

    return pay


def test_a_closed_campaign_says_which_lines_were_handed_over(
    live_campaign, staff, visitor, hand_over
):
    """Not while it runs: how far somebody's rent is paid is theirs to tell."""
    book_gift(live_campaign, 1_000_00)
    hand_over(1, 600_00)
    address = f"/en/c/{live_campaign.public_id}/"
    assert "handed over" not in visitor.get(address).content.decode()

    lifecycle.move(live_campaign.pk, "close", actor=staff.moderator)
    page = visitor.get(address).content.decode()
    assert page.count("Covered · handed over to the hero") == 1
    assert "handed over in part" not in page

    hand_over(2, 150_00)
    assert "Covered · handed over in part" in visitor.get(address).content.decode()
