"""The staff site as a whole: its doors, its policy, and every address for every role."""

from base64 import b64decode

import pytest
from django.contrib import admin
from django.urls import URLPattern, reverse
from django.urls.exceptions import NoReverseMatch
from django.utils.functional import Promise

from accounts import access, audit, invitations, notices
from accounts.models import AccessChange, AuditEntry, Invitation, Notice
from accounts.roles import ADMINISTRATOR, CASEWORKER, FINANCE, MODERATOR, ROLES
from campaigns import choices, moderation, pictures, updates
from campaigns.models import Campaign, Update
from donations import matters, proposals, refund_orders
from donations.models import Dispute, Payout, Proposal, ReconciliationRun, RefundOrder
from tests.factories import (
    CampaignFactory,
    DonorMessageFactory,
    UpdateFactory,
    UserFactory,
    WebhookEventFactory,
    book_gift,
)
from tests.pages import desk_of

PIXEL = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
EVERYBODY = set(ROLES)
NOBODY = set()

# Whom an address shows a page, by its name; the longest beginning counts. Buttons show none.
REACH = {
    "": NOBODY,
    "index": EVERYBODY,
    "app_list": EVERYBODY,
    "password_change": EVERYBODY,
    "accounts_user_changelist": {ADMINISTRATOR},
    "accounts_user_change": {ADMINISTRATOR},
    "accounts_user_history": {ADMINISTRATOR},
    "accounts_user_propose": {ADMINISTRATOR},
    "accounts_invitation_changelist": {ADMINISTRATOR},
    "accounts_invitation_change": {ADMINISTRATOR},
    "accounts_invitation_add": {ADMINISTRATOR},
    "accounts_accesschange_changelist": {ADMINISTRATOR},
    "accounts_accesschange_change": {ADMINISTRATOR},
    "accounts_desksession_changelist": EVERYBODY,
    # Caseworkers read their own acts there.
    "accounts_auditentry_changelist": {ADMINISTRATOR, CASEWORKER},
    "accounts_auditentry_change": {ADMINISTRATOR},
    "accounts_notice": {ADMINISTRATOR},
    "accounts_notice_add": NOBODY,
    "accounts_notice_delete": NOBODY,
    "accounts_notice_history": NOBODY,
    "campaigns_campaign_changelist": EVERYBODY,
    "campaigns_campaign_change": EVERYBODY,
    "campaigns_campaign_add": {CASEWORKER},
    "campaigns_campaign_paste": {CASEWORKER},
    "campaigns_campaign_preview": {CASEWORKER},
    "campaigns_campaign_story": NOBODY,
    "campaigns_campaign_closing": {MODERATOR},
    "campaigns_campaign_history": {ADMINISTRATOR},
    "campaigns_campaign_takedown": {CASEWORKER, MODERATOR, ADMINISTRATOR},
    "campaigns_campaign_consent": {CASEWORKER, MODERATOR},
    "campaigns_campaign_record": {CASEWORKER, MODERATOR},
    "campaigns_campaign_picture": {CASEWORKER, MODERATOR},
    "campaigns_revision_changelist": {CASEWORKER, MODERATOR},
    "campaigns_revision_change": {CASEWORKER, MODERATOR},
    "campaigns_revision_preview": {CASEWORKER, MODERATOR},
    "campaigns_update_changelist": {CASEWORKER, MODERATOR, ADMINISTRATOR},
    "campaigns_update_change": {CASEWORKER, MODERATOR, ADMINISTRATOR},
    "campaigns_update_add": {CASEWORKER},
    "campaigns_revision_links": {CASEWORKER, MODERATOR},
    "campaigns_choice_changelist": {ADMINISTRATOR},
    "campaigns_choice_change": {ADMINISTRATOR},
    "campaigns_choice_write": {ADMINISTRATOR},
    "donations_donormessage_changelist": {MODERATOR},
    "donations_donormessage_change": {MODERATOR},
    "donations_donation_changelist": {FINANCE},
    "donations_donation_change": {FINANCE},
    "donations_report": {FINANCE},
    "donations_report_export": NOBODY,
    "donations_ledgerentry_changelist": {FINANCE},
    "donations_ledgerentry_change": {FINANCE},
    "donations_webhookevent_changelist": {FINANCE},
    "donations_webhookevent_change": {FINANCE},
    "donations_ledgerentry_refund": {FINANCE},
    "donations_matter_changelist": {FINANCE},
    "donations_matter_change": {FINANCE},
    "donations_proposal_changelist": {FINANCE},
    "donations_proposal_change": {FINANCE},
    "donations_proposal_new": {FINANCE},
    "donations_proposal_decide": NOBODY,
    "donations_statement": {FINANCE},
    "donations_statement_propose": NOBODY,
    "donations_dispute_changelist": {FINANCE},
    "donations_dispute_change": {FINANCE},
    "donations_payout_changelist": {FINANCE},
    "donations_payout_change": {FINANCE},
    "donations_refundorder_changelist": {FINANCE},
    "donations_refundorder_change": {FINANCE},
    "donations_reconciliationrun_changelist": {FINANCE},
    "donations_reconciliationrun_change": {FINANCE},
}
# Who may send a form to an address that shows them no page: the buttons, by their whole name.
SENDS = {
    "accounts_accesschange_decide": {ADMINISTRATOR},
    "accounts_auditentry_export": {ADMINISTRATOR},
    "accounts_desksession_end": EVERYBODY,
    "accounts_invitation_act": {ADMINISTRATOR},
    "accounts_user_act": {ADMINISTRATOR},
    "campaigns_campaign_duplicate": {CASEWORKER},
    "campaigns_campaign_note": {CASEWORKER},
    "campaigns_campaign_story": {CASEWORKER},
    # Refused with a sentence on the campaign's page, by the act itself.
    "campaigns_campaign_contest": EVERYBODY,
    "campaigns_campaign_move": EVERYBODY,
    "campaigns_campaign_recall": EVERYBODY,
    "campaigns_campaign_restoration": EVERYBODY,
    "campaigns_revision_cancel": {CASEWORKER, MODERATOR},
    "campaigns_revision_claim": {CASEWORKER, MODERATOR},
    "campaigns_revision_comment": {CASEWORKER, MODERATOR},
    "campaigns_update_discard": {CASEWORKER, MODERATOR},
    "campaigns_update_recall": {CASEWORKER, MODERATOR},
    "campaigns_update_redraft": {CASEWORKER, MODERATOR},
    "campaigns_update_withdraw": {CASEWORKER, MODERATOR, ADMINISTRATOR},
    "donations_donormessage_decide": {MODERATOR},
    "donations_proposal_decide": {FINANCE},
    "donations_report_export": {FINANCE},
    "donations_statement_propose": {FINANCE},
}
OPEN_DOORS = {"login", "logout"}
# Addresses without a page of their own: words for scripts, ways to other addresses.
NO_PAGE = {"jsi18n", "autocomplete", "view_on_site", "password_change_done", None}


def addresses() -> list[URLPattern]:
    """Every named address of the staff site, also those inside of models."""
    found, left = [], list(admin.site.get_urls())
    while left:
        pattern = left.pop()
        if isinstance(pattern, URLPattern):
            found.append(pattern)
        else:
            left += pattern.url_patterns
    return [pattern for pattern in found if pattern.name not in NO_PAGE]


NAMES = sorted({pattern.name for pattern in addresses()} - OPEN_DOORS)


def who_gets_in(name: str) -> set[str]:
    longest = max((beginning for beginning in REACH if name.startswith(beginning)), key=len)
    return REACH[longest]


@pytest.fixture
def house(staff, live_campaign) -> dict[str, int]:
    """One row of everything that has a page; the ids by model."""
    gift = book_gift(live_campaign)
    proposal = proposals.propose(
        kind=Proposal.Kind.OFFLINE_GIFT,
        actor=staff.finance,
        cents=5_00,
        note="Counted by two.",
        campaign=live_campaign,
    )
    order = refund_orders.order(
        gift, actor=staff.finance, cents=1_00, reason=RefundOrder.Reason.ASKED
    )
    dispute = Dispute.objects.create(
        dispute_id="du_1", intent_id="pi_1", amount_cents=1_00, currency="EUR", status="lost"
    )
    payout = Payout.objects.create(
        payout_id="po_1", amount_cents=1_00, currency="EUR", status="paid", arrives_on="2026-11-20"
    )
    picture = pictures.accept(PIXEL, origin="generated", alt={})
    Campaign.objects.filter(pk=live_campaign.pk).update(picture=picture)
    invitations.invite(
        email="b@mail.example",
        work_name="Newcomer",
        role=MODERATOR,
        actor=staff.administrator,
    )
    invitation = Invitation.objects.get()
    change = access.propose(
        kind=AccessChange.Kind.ROLES,
        person=staff.second_finance,
        actor=staff.administrator,
        note="Another desk.",
        new_roles=(MODERATOR,),
    )
    notices.queue(template="own_campaign_closed", to="a@mail.example", dedupe_key="a", context={})
    return {
        "campaign": live_campaign.pk,
        "picture": picture.key,
        "revision": moderation.submit(live_campaign, actor=staff.caseworker).pk,
        "update": published_update(live_campaign, staff).pk,
        "choice": choices.choose(
            "name", {"name": "Our house"}, base=0, actor=staff.administrator
        ).pk,
        "user": staff.finance.pk,
        "invitation": invitation.pk,
        "accesschange": change.pk,
        "auditentry": audit.record(None, "campaign.close", "campaign:2222222222").pk,
        "notice": Notice.objects.first().pk,
        "donation": gift.donation_id,
        "ledgerentry": gift.pk,
        "donormessage": DonorMessageFactory(donation=gift.donation).pk,
        "webhookevent": WebhookEventFactory().pk,
        "reconciliationrun": ReconciliationRun.objects.create().pk,
        "matter": matters.open_matter(matters.Kind.LATE, "pi_late", cents=1_00).pk,
        "proposal": proposal.pk,
        "refundorder": order.pk,
        "dispute": dispute.pk,
        "payout": payout.pk,
    }


def published_update(campaign, staff) -> Update:
    """One that everybody who may take it down can see."""
    update = updates.submit(UpdateFactory(campaign=campaign), actor=staff.caseworker)
    return updates.approve(update, actor=staff.moderator, checklist=list(updates.CHECKLIST))


def path_of(name: str, house: dict[str, int]) -> str:
    """The address of this name, for the row of its model."""
    if name == "app_list":
        return reverse("admin:app_list", args=["campaigns"])
    try:
        return reverse(f"admin:{name}")
    except NoReverseMatch:
        model = name.split("_")[1]
        if name == "campaigns_campaign_picture":
            return reverse(f"admin:{name}", args=[house["picture"], 480, "webp"])
        if name == "campaigns_choice_write":
            return reverse(f"admin:{name}", args=["name"])
        if name == "accounts_user_propose":
            return reverse(f"admin:{name}", args=[house[model], AccessChange.Kind.FACTORS])
        if name == "donations_proposal_new":
            return reverse(f"admin:{name}", args=[Proposal.Kind.OFFLINE_GIFT])
        return reverse(f"admin:{name}", args=[house[model]])


def test_every_address_answers_every_role_as_the_table_says(house, staff):
    people = {role: getattr(staff, role) for role in ROLES}
    wrong = []
    for role, person in people.items():
        desk = desk_of(person)
        for name in NAMES:
            status = desk.get(path_of(name, house)).status_code
            # 405: a button, which tests of its own press.
            expected = {200, 302} if role in who_gets_in(name) else {403, 404, 405}
            if status not in expected:
                wrong.append(f"{role} {name}: {status}")

    assert wrong == [], "\n".join(wrong)


def test_every_address_sends_a_stranger_to_the_log_in(house, client):
    for name in NAMES:
        path = path_of(name, house)

        for answer in (client.get(path), client.post(path, {})):
            assert answer.status_code == 302, name
            assert answer.url.startswith("/staff/login/"), name


def test_every_address_refuses_somebody_without_a_desk(house):
    desk = desk_of(UserFactory(is_staff=False, role=ADMINISTRATOR))

    for name in NAMES:
        assert desk.get(path_of(name, house)).status_code == 403, name


def test_an_empty_form_is_an_error_nowhere(house, staff):
    """What a role posts is taken or shown again where it may send something, else refused."""
    wrong = []
    for role in ROLES:
        desk = desk_of(getattr(staff, role))
        for name in NAMES:
            status = desk.post(path_of(name, house), {}).status_code
            may = role in who_gets_in(name) | SENDS.get(name, NOBODY)
            if status not in {403, 404, 405} | ({200, 302, 400} if may else set()):
                wrong.append(f"{role} {name}: {status}")

    assert wrong == [], "\n".join(wrong)


def test_every_button_is_an_address():
    assert set(SENDS) <= set(NAMES)


@pytest.mark.parametrize("role", ROLES)
def test_a_small_team_is_told_so_on_every_page_of_the_desk(house, staff, settings, role):
    sentence = "Nobody approves their own work."
    pages = ["index", *sorted(name for name in NAMES if name.endswith("_changelist"))]
    paths = [path_of(name, house) for name in pages if role in who_gets_in(name)]
    desk = desk_of(getattr(staff, role))

    assert not any(sentence in desk.get(path).content.decode() for path in paths)
    settings.SMALL_TEAM = True
    assert all(sentence in desk.get(path).content.decode() for path in paths)


@pytest.mark.parametrize("role", ROLES)
def test_every_column_field_and_filter_has_a_name_to_translate(staff, rf, role):
    request = rf.get("/staff/")
    request.user = getattr(staff, role)
    english = set()
    for model, model_admin in admin.site._registry.items():
        fields = {field.name: field for field in model._meta.get_fields()}
        shown = [
            *model_admin.get_list_display(request),
            *model_admin.get_list_filter(request),
            *(model_admin.fields or ()),
        ]
        names = [name[0] if isinstance(name, tuple) else name for name in shown]
        english |= {
            f"{model.__name__}.{name}"
            for name in names
            if name in fields and not isinstance(fields[name].verbose_name, Promise)
        }

    assert english == set()


@pytest.mark.parametrize("role", ROLES)
def test_unknown_rows_are_not_found_without_a_crash(staff, role):
    desk = desk_of(getattr(staff, role))

    for model in ("campaign", "revision"):
        for pk in ("0", "999999999", "x", "9" * 40):
            path = f"/staff/campaigns/{model}/{pk}/change/"
            assert desk.get(path).status_code in {302, 403, 404}


def test_a_caseworker_reaches_neither_money_nor_people(house, staff):
    desk = desk_of(staff.caseworker)

    own = {"accounts_auditentry_changelist", "accounts_desksession_changelist"}
    for name in set(NAMES) - own:
        if name.startswith(("accounts_", "donations_")):
            assert desk.get(path_of(name, house)).status_code in {403, 404, 405}, name


def test_logging_out_clears_the_browser(staff):
    desk = desk_of(staff.moderator)

    answer = desk.post("/staff/logout/")

    assert answer.headers["Clear-Site-Data"] == '"*"'
    assert desk.get("/staff/").status_code == 302


def test_a_link_does_not_log_anybody_out(staff):
    desk = desk_of(staff.moderator)

    assert desk.get("/staff/logout/").status_code == 405
    assert desk.get("/staff/").status_code == 200


def test_staff_pages_allow_scripts_of_this_host_and_nothing_inline(staff, client):
    for answer in (client.get("/staff/login/"), desk_of(staff.moderator).get("/staff/")):
        policy = answer.headers["Content-Security-Policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert "trusted-types" not in policy


def test_staff_pages_are_kept_nowhere_and_found_by_no_search(staff):
    answer = desk_of(staff.moderator).get("/staff/")

    assert "no-store" in answer.headers["Cache-Control"]
    assert "noindex" in answer.headers["X-Robots-Tag"]


@pytest.mark.parametrize(
    ("role", "heading"),
    [
        (CASEWORKER, "Your drafts"),
        (MODERATOR, "Waiting for review"),
        (FINANCE, "Donation report"),
        (ADMINISTRATOR, "People"),
    ],
)
def test_everybody_is_greeted_by_their_own_desk(staff, role, heading):
    text = desk_of(getattr(staff, role)).get("/staff/").content.decode()

    assert f"{heading}</h2>" in text


def test_somebody_without_a_role_is_told_whom_to_ask(db):
    text = desk_of(UserFactory()).get("/staff/").content.decode()

    assert "Ask an administrator to give you a role." in text


def test_the_admins_own_log_is_not_written(staff):
    draft = CampaignFactory(owner=staff.caseworker)
    desk = desk_of(staff.caseworker)

    desk.post(f"/staff/campaigns/campaign/{draft.pk}/change/", {})

    assert not admin.models.LogEntry.objects.exists()
    assert AuditEntry.objects.exists()
