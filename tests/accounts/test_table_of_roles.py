"""Each cell of the table of roles: what a role does, and what it is refused, at its own address.

The rows are the rights a colleague asks about; the last column names what is tried.
"""

import pytest
from django.core.exceptions import PermissionDenied

from accounts import access, audit, invitations, people, roles
from accounts.models import AccessChange, AuditEntry
from accounts.roles import ADMINISTRATOR, CASEWORKER, FINANCE, MODERATOR, ROLES
from campaigns import choices, lifecycle, moderation
from campaigns.models import Campaign
from donations import proposals
from donations.models import Proposal
from tests.factories import CampaignFactory, UserFactory, book_gift
from tests.pages import desk_of

CAMPAIGNS = "/staff/campaigns/campaign/"


@pytest.fixture
def person(staff, request):
    """The colleague of the role that a test is about."""
    return getattr(staff, request.param)


def only(*allowed: str):
    """Each role, and whether the right is theirs."""
    return pytest.mark.parametrize(
        ("person", "may"), [(role, role in allowed) for role in ROLES], indirect=["person"]
    )


def opens(person, path: str) -> bool:
    return desk_of(person).get(path).status_code == 200


def does(act) -> bool:
    """Whether an act is made, and not refused."""
    try:
        act()
    except PermissionDenied:
        return False
    return True


@only(CASEWORKER)
def test_create_a_case(person, may):
    assert opens(person, f"{CAMPAIGNS}add/") == may


@only(CASEWORKER)
def test_edit_the_own_draft(person, may):
    draft = CampaignFactory(owner=person)

    assert (
        b"Send to review" in desk_of(person).get(f"{CAMPAIGNS}{draft.pk}/change/").content
    ) == may


@pytest.mark.parametrize("role", ROLES)
def test_nobody_edits_or_sees_the_draft_of_another(staff, draft, role):
    person = staff.other_caseworker if role == CASEWORKER else getattr(staff, role)
    path = f"{CAMPAIGNS}{draft.pk}/change/"

    answer = desk_of(person).get(path)
    assert answer.status_code != 200 or draft.story["en"] not in answer.content.decode()


@only(CASEWORKER)
def test_send_to_review(person, may):
    draft = CampaignFactory(owner=person)

    assert does(lambda: moderation.submit(draft, actor=person)) == may


@only(MODERATOR)
def test_approve_and_publish(draft, person, may):
    revision = moderation.submit(draft, actor=draft.owner)

    def approve():
        moderation.approve(revision, actor=person, checklist=moderation.CHECKLIST)

    assert does(approve) == may


@only(MODERATOR, ADMINISTRATOR)
def test_take_down_any_at_once(live_campaign, staff, person, may):
    Campaign.objects.update(owner=staff.other_caseworker)

    assert does(lambda: lifecycle.move(live_campaign.pk, "withdraw", actor=person)) == may


def test_a_caseworker_takes_down_their_own(live_campaign, staff):
    assert does(lambda: lifecycle.move(live_campaign.pk, "withdraw", actor=staff.caseworker))


@only(FINANCE)
def test_see_donations(live_campaign, person, may):
    gift = book_gift(live_campaign)

    assert opens(person, f"/staff/donations/donation/{gift.donation_id}/change/") == may


@only(FINANCE)
def test_refund(live_campaign, person, may):
    gift = book_gift(live_campaign)

    assert opens(person, f"/staff/donations/ledgerentry/{gift.pk}/refund/") == may


@only(FINANCE)
def test_propose_an_adjustment(live_campaign, person, may):
    def propose():
        proposals.propose(
            kind=Proposal.Kind.ADJUSTMENT,
            actor=person,
            cents=-100,
            note="Counted twice.",
            campaign=live_campaign,
        )

    assert does(propose) == may


@only(FINANCE)
def test_export_figures(person, may):
    answer = desk_of(person).post("/staff/donations/donation/report/export/", {})

    # An empty form is shown again to those who may send a full one.
    assert answer.status_code == (400 if may else 403)


@only(ADMINISTRATOR)
def test_export_the_audit_log(person, may):
    answer = desk_of(person).post("/staff/accounts/auditentry/export/")

    assert (answer.status_code == 200) == may


@only(ADMINISTRATOR)
def test_see_colleagues(person, may):
    assert opens(person, "/staff/accounts/user/") == may


@only(ADMINISTRATOR)
def test_invite(person, may):
    def invite():
        invitations.invite(email="b@mail.example", work_name="B", role=roles.FINANCE, actor=person)

    assert does(invite) == may


@only(ADMINISTRATOR)
def test_stop_a_colleague(person, may, staff):
    assert does(lambda: people.disable(staff.second_finance, actor=person)) == may


@only(ADMINISTRATOR)
def test_agree_to_another_role(person, may, staff):
    change = access.propose(
        kind=AccessChange.Kind.ROLES,
        person=staff.second_finance,
        actor=UserFactory(role=ADMINISTRATOR),
        note="why",
        new_roles=(MODERATOR,),
    )

    assert does(lambda: access.agree(change, actor=person)) == may


@only(ADMINISTRATOR)
def test_choose_what_the_site_says(person, may):
    def choose():
        choices.choose("name", {"name": "Our House"}, base=0, actor=person)

    assert does(choose) == opens(person, "/staff/campaigns/choice/write/name/") == may


@only(ADMINISTRATOR)
def test_read_the_whole_audit_log(person, may):
    entry = audit.record(None, "campaign.close", "campaign:2222222222")

    assert opens(person, f"/staff/accounts/auditentry/{entry.pk}/change/") == may


@only(CASEWORKER, ADMINISTRATOR)
def test_read_the_own_acts(person, may):
    entry = audit.record(person, "campaign.close", "campaign:2222222222")

    assert opens(person, f"/staff/accounts/auditentry/{entry.pk}/change/") == may


@pytest.mark.parametrize("role", ROLES)
def test_nobody_changes_settings_by_the_web(staff, role):
    desk = desk_of(getattr(staff, role))

    assert desk.get("/staff/auth/group/").status_code == 404
    assert not AuditEntry.objects.filter(action__startswith="settings.").exists()
