"""What a hero agreed to: recorded, ended by one press, and remembered in time."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import AuditEntry, Notice
from campaigns import consents, lifecycle, moderation, preview_links, protected_terms, schedule
from campaigns.decisions import NotPossible
from campaigns.models import Campaign, Consent, Revision
from tests.factories import CampaignFactory, ConsentFactory
from tests.threads import at_once, kinds_of

TODAY = timezone.now().date()
YEAR = timedelta(days=365)
EVERY_BOX = list(moderation.CHECKLIST)


def agreed(**changes) -> dict:
    return {
        "channel": "messenger",
        "scope": "alias",
        "given_on": TODAY,
        "until": TODAY + YEAR,
    } | changes


@pytest.fixture
def bare(staff) -> Campaign:
    """A draft of staff.caseworker that lacks nothing but the hero's consent."""
    return CampaignFactory(owner=staff.caseworker, consent=False)


def approve(revision: Revision, staff, **more):
    return moderation.approve(revision, actor=staff.moderator, checklist=EVERY_BOX, **more)


# --- recording ---


def test_a_new_agreement_is_the_next_version_and_ends_the_one_before(bare, staff):
    for scope in ("named", "alias"):
        consents.record(bare, actor=staff.caseworker, **agreed(scope=scope))

    second, first = bare.consents.all()
    assert (second.version, second.scope, second.ended_at) == (2, "alias", None)
    assert (first.version, first.scope, first.ended_by) == (1, "named", "replaced")
    assert consents.current(bare, TODAY) == second
    assert consents.current(bare, TODAY + YEAR) == second
    assert consents.current(bare, TODAY + YEAR + timedelta(days=1)) is None


def test_what_must_never_appear_is_kept_as_digests_alone(bare, staff):
    consents.record(bare, actor=staff.caseworker, **agreed(), never=["Kavalchuk", "Stolin"])

    assert protected_terms.count(bare) == 2
    entry = AuditEntry.objects.get(action="consent.record")
    assert (entry.actor, entry.data) == (staff.caseworker, {"version": 1})
    kept = str([list(Consent.objects.values()), list(bare.protected_terms.values())])
    assert "Kavalchuk" not in kept
    assert "Stolin" not in kept


@pytest.mark.parametrize(
    "days",
    [
        {"given_on": TODAY + timedelta(days=2)},
        {"given_on": TODAY, "until": TODAY},
        {"given_on": TODAY - YEAR, "until": TODAY - timedelta(days=1)},
    ],
)
def test_days_that_cannot_be_are_not_recorded(bare, staff, days):
    with pytest.raises(NotPossible, match="Check the days"):
        consents.record(bare, actor=staff.caseworker, **agreed(**days))

    assert not bare.consents.exists()


@pytest.mark.parametrize("person", ["other_caseworker", "moderator", "finance", "administrator"])
def test_only_its_own_caseworker_records(bare, staff, person):
    with pytest.raises(PermissionDenied):
        consents.record(bare, actor=getattr(staff, person), **agreed())


def test_what_is_down_takes_no_consent_that_would_outlive_its_texts(live_campaign, staff):
    consents.withdraw(live_campaign, actor=staff.caseworker)

    with pytest.raises(NotPossible, match="brought back first"):
        consents.record(live_campaign, actor=staff.caseworker, **agreed())


@pytest.mark.parametrize(
    "wrong",
    [
        {"version": 0},
        {"version": 1},
        {"ended_at": None, "ended_by": ""},
        {"channel": "pigeon"},
        {"scope": "everything"},
        {"given_on": TODAY, "until": TODAY},
        {"ended_at": None},
        {"ended_by": ""},
        {"ended_by": "forgotten"},
    ],
)
def test_the_database_refuses_what_no_consent_can_be(draft, wrong):
    over = {"ended_at": timezone.now(), "ended_by": "replaced"}
    ConsentFactory(campaign=draft, **over)

    with pytest.raises(IntegrityError), transaction.atomic():
        ConsentFactory(campaign=draft, **(over | wrong))


@pytest.mark.parametrize(
    "change",
    [{"scope": "alias"}, {"until": TODAY + 9 * YEAR}, {"channel": "phone"}, {"version": 7}],
)
def test_the_database_keeps_what_was_agreed_to_as_it_was(draft, change):
    with pytest.raises(IntegrityError, match="consent_kept"), transaction.atomic():
        draft.consents.update(**change)


def test_what_has_ended_does_not_hold_again(draft, staff):
    consents.withdraw(draft, actor=staff.caseworker)

    with pytest.raises(IntegrityError, match="consent_kept"), transaction.atomic():
        draft.consents.update(ended_at=None, ended_by="")


# --- withdrawing ---


@pytest.mark.parametrize("move", [None, "pause", "close"])
def test_what_is_public_goes_down_with_the_consent(live_campaign, staff, visitor, move):
    if move:
        lifecycle.move(live_campaign.pk, move, actor=staff.moderator)

    consents.withdraw(live_campaign, actor=staff.caseworker)

    live_campaign.refresh_from_db()
    assert live_campaign.status == "withdrawn"
    assert visitor.get(f"/en/c/{live_campaign.public_id}/").status_code == 404
    (consent,) = live_campaign.consents.all()
    assert consent.ended_by == "withdrawn"
    acts = AuditEntry.objects.filter(action__endswith=".withdraw").order_by("pk")
    assert [(act.action, act.actor) for act in acts] == [
        ("consent.withdraw", staff.caseworker),
        ("campaign.withdraw", staff.caseworker),
    ]


def test_a_draft_can_no_longer_be_sent_until_there_is_a_new_consent(draft, staff):
    consents.withdraw(draft, actor=staff.caseworker)

    with pytest.raises(moderation.NotReady, match="has withdrawn the consent"):
        moderation.submit(draft, actor=staff.caseworker)
    with pytest.raises(moderation.NotReady, match="has withdrawn the consent"):
        moderation.submit(draft, actor=staff.caseworker, contested=True)
    consents.record(draft, actor=staff.caseworker, **agreed())
    moderation.submit(draft, actor=staff.caseworker)


def test_what_was_brought_back_needs_a_new_consent(live_campaign, staff, restore):
    consents.withdraw(live_campaign, actor=staff.moderator)

    with pytest.raises(moderation.NotReady, match="has withdrawn the consent"):
        moderation.submit(restore(live_campaign), actor=staff.caseworker)


def test_what_was_sent_is_not_approved_any_more_and_its_links_lead_nowhere(draft, staff):
    revision = moderation.submit(draft, actor=staff.caseworker)
    preview_links.make(revision, actor=staff.caseworker)

    consents.withdraw(draft, actor=staff.moderator)

    assert not preview_links.holding(timezone.now()).exists()
    later = timezone.now() + timedelta(days=1)
    for publish_at in (None, later):
        with pytest.raises(NotPossible, match="has withdrawn the consent"):
            approve(revision, staff, publish_at=publish_at)


def test_a_planned_publication_is_cancelled_at_once(draft, staff):
    revision = moderation.submit(draft, actor=staff.caseworker)
    approve(revision, staff, publish_at=timezone.now() + timedelta(days=1))

    consents.withdraw(draft, actor=staff.caseworker)

    revision.refresh_from_db()
    assert revision.state == "recalled"


@pytest.mark.parametrize(
    ("person", "may"),
    [
        ("caseworker", True),
        ("moderator", True),
        ("second_moderator", True),
        ("other_caseworker", False),
        ("finance", False),
    ],
)
def test_its_caseworker_and_moderators_may_withdraw(live_campaign, staff, person, may):
    actor = getattr(staff, person)

    if may:
        consents.withdraw(live_campaign, actor=actor)
        return
    with pytest.raises(PermissionDenied):
        consents.withdraw(live_campaign, actor=actor)


def test_a_second_press_says_that_nothing_is_left_to_withdraw(draft, staff):
    consents.withdraw(draft, actor=staff.caseworker)

    with pytest.raises(NotPossible, match="no consent"):
        consents.withdraw(draft, actor=staff.caseworker)
    assert AuditEntry.objects.filter(action="consent.withdraw").count() == 1


@pytest.mark.django_db(transaction=True)
def test_withdrawn_while_it_is_approved_nothing_stays_public(draft, staff):
    revision = moderation.submit(draft, actor=staff.caseworker)

    approved, withdrawn = at_once(
        lambda: approve(revision, staff),
        lambda: consents.withdraw(draft, actor=staff.caseworker),
    )

    assert withdrawn is None
    draft.refresh_from_db()
    # Whoever comes second sees it: the approval is refused, or what it published goes down.
    refused = isinstance(approved, NotPossible)
    assert (draft.status, refused) in {("draft", True), ("withdrawn", False)}


@pytest.mark.django_db(transaction=True)
def test_two_agreements_at_once_are_two_versions(bare, staff):
    results = at_once(*[lambda: consents.record(bare, actor=staff.caseworker, **agreed())] * 2)

    assert kinds_of(results) == ["Consent", "Consent"]
    assert list(bare.consents.values_list("version", "ended_by")) == [(2, ""), (1, "replaced")]


# --- on the day of publishing ---


def test_an_approval_for_later_needs_a_consent_that_still_holds_then(staff):
    draft = CampaignFactory(owner=staff.caseworker, consent__until=TODAY + timedelta(days=3))
    revision = moderation.submit(draft, actor=staff.caseworker)

    with pytest.raises(NotPossible, match="consent ended on"):
        approve(revision, staff, publish_at=timezone.now() + timedelta(days=5))
    approve(revision, staff, publish_at=timezone.now() + timedelta(days=1))


def test_a_narrower_consent_cancels_what_waits_for_its_time(staff):
    draft = CampaignFactory(owner=staff.caseworker, anonymity="named")
    revision = moderation.submit(draft, actor=staff.caseworker)
    approve(revision, staff, publish_at=timezone.now() + timedelta(days=1))
    consents.record(draft, actor=staff.caseworker, **agreed(scope="alias"))

    assert schedule.publish_due(timezone.now() + timedelta(days=2)) == []

    revision.refresh_from_db()
    assert revision.state == "recalled"


# --- reminding ---


def test_its_owner_is_told_two_weeks_before_and_on_the_last_day_once_each(staff):
    last = date(2027, 3, 18)
    draft = CampaignFactory(owner=staff.caseworker, consent__until=last)
    pk = draft.consents.get().pk

    told = {}
    for days in range(20, -20, -1):
        day = last - timedelta(days=days)
        told[days] = consents.remind_due(datetime(day.year, day.month, day.day, 4, tzinfo=UTC))

    assert [days for days, number in told.items() if number] == [14, 0]
    letters = Notice.objects.filter(template="consent_review").order_by("pk")
    assert [letter.dedupe_key for letter in letters] == [f"consent:{pk}:soon", f"consent:{pk}:end"]
    assert [letter.context for letter in letters] == [{}, {}]


def test_a_timetable_that_was_away_reminds_late_but_of_no_old_end(staff):
    last = date(2027, 3, 18)
    CampaignFactory(owner=staff.caseworker, consent__until=last)

    assert consents.remind_due(datetime(2027, 4, 2, tzinfo=UTC)) == 0
    assert consents.remind_due(datetime(2027, 4, 1, tzinfo=UTC)) == 1


def test_nobody_is_reminded_of_what_is_down_withdrawn_or_replaced(staff, publish):
    soon = timezone.now() + timedelta(days=1)
    down, ended, renewed = (
        CampaignFactory(owner=staff.caseworker, consent__until=soon.date()) for _ in range(3)
    )
    lifecycle.move(publish(down).pk, "withdraw", actor=staff.caseworker)
    consents.withdraw(ended, actor=staff.caseworker)
    consents.record(renewed, actor=staff.caseworker, **agreed())

    assert consents.remind_due() == 0
