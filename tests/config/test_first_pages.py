"""The first page of each role: its own figures, and nothing of what others are for."""

import pytest

from accounts import access
from accounts.models import AccessChange
from accounts.roles import ADMINISTRATOR, CASEWORKER, FINANCE, MODERATOR, ROLES
from campaigns import moderation, updates
from donations import proposals
from donations.models import Proposal
from tests.factories import (
    CampaignFactory,
    DonorMessageFactory,
    UpdateFactory,
    UserFactory,
    book_gift,
)
from tests.pages import desk_of

OWN, OTHERS = "The roof", "The school"
# What each role may find there, and nothing else; some of it only when there is something.
SECTIONS = {
    CASEWORKER: {
        *("Changes asked", "Your drafts", "In review", "Running", "News sent back to you"),
        *("Comments that wait for an answer", "Goes public soon", "Closes soon"),
    },
    MODERATOR: {
        *("Waiting for review", "Running campaigns", "News waiting for review", "Words of donors"),
        *("To bring back, if you agree", "Comments that wait for an answer"),
        *("Goes public soon", "Closes soon"),
    },
    FINANCE: {
        *("Alarm", "What waits for finance", "Proposals that wait for you"),
        *("To look at", "Donation report"),
    },
    ADMINISTRATOR: {"Waiting for a second administrator", "People", "What happened last"},
}


@pytest.fixture
def busy(staff, publish):
    """A day on which something waits for everybody; two campaigns run, of two caseworkers."""
    own = publish(CampaignFactory(owner=staff.caseworker, title={"en": OWN}))
    others = publish(CampaignFactory(owner=staff.other_caseworker, title={"en": OTHERS}))
    book_gift(own, 350_00)
    DonorMessageFactory(donation=book_gift(others, 77_00).donation, text="Hold on")
    moderation.submit(others, actor=staff.other_caseworker)
    updates.submit(UpdateFactory(campaign=own), actor=staff.caseworker)
    proposals.propose(
        kind=Proposal.Kind.OFFLINE_GIFT,
        actor=staff.second_finance,
        cents=12_34,
        note="Counted by two.",
        campaign=own,
    )
    access.propose(
        kind=AccessChange.Kind.ROLES,
        person=staff.second_finance,
        actor=staff.administrator,
        note="Another desk.",
        new_roles=(MODERATOR,),
    )


def first_page(person) -> tuple[dict[str, str], str]:
    """The text of each section by its title, and of the page as a whole, with plain spaces."""
    answer = desk_of(person).get("/staff/")
    sections = {
        section.title: " ".join(f"{row.text} {row.note} {row.badge}" for row in section.rows)
        for section in answer.context["sections"]
    }
    whole = answer.content.decode().partition("<main")[2]
    return {name: plain(text) for name, text in sections.items()}, plain(whole)


def plain(text: str) -> str:
    return text.replace("\u202f", " ")


@pytest.mark.parametrize("role", ROLES)
def test_a_first_page_has_the_sections_of_its_role_alone(busy, staff, role):
    sections, _ = first_page(getattr(staff, role))

    assert set(sections) <= SECTIONS[role]


def test_a_caseworker_finds_the_totals_of_the_own_campaigns_alone(busy, staff):
    sections, whole = first_page(staff.caseworker)
    of_others, _ = first_page(staff.other_caseworker)

    assert sections["Running"].strip() == f"{OWN} € 350 of € 1 000"
    assert of_others["Running"].strip() == f"{OTHERS} € 77 of € 1 000"
    assert OTHERS not in whole
    assert "Hold on" not in whole


def test_a_moderator_finds_the_totals_of_all_and_who_waits(busy, staff):
    sections, whole = first_page(staff.moderator)

    assert f"{OWN} € 350 of € 1 000" in sections["Running campaigns"]
    assert f"{OTHERS} € 77 of € 1 000" in sections["Running campaigns"]
    assert sections["Waiting for review"].startswith(f"{OTHERS} by Other caseworker")
    assert sections["Words of donors"].strip() == "Hold on"
    assert "12.34" not in whole


def test_finance_finds_all_money_and_no_stories(busy, staff):
    sections, whole = first_page(staff.finance)

    assert "€ 427.00 net, 2 gifts" in sections["Donation report"]
    proposal = "Offline gift: € 12.34 proposed by Second finance"
    assert sections["Proposals that wait for you"].strip() == proposal
    assert not [words for words in (OWN, OTHERS, "Hold on") if words in whole]


def test_an_administrator_finds_people_and_acts_and_neither_money_nor_stories(
    busy, staff, second_administrator
):
    sections, whole = first_page(second_administrator)

    for role, active in (
        ("Caseworker", 2),
        ("Moderator", 2),
        ("Finance", 2),
        ("Administrator", 2),
    ):
        assert f"{role} {active} active" in sections["People"]
    assert "Second finance" in sections["Waiting for a second administrator"]
    assert "€" not in whole
    assert not [words for words in (OWN, OTHERS, "Hold on") if words in whole]


@pytest.fixture
def second_administrator(staff):
    return UserFactory(role=ADMINISTRATOR, work_name="Second administrator")
