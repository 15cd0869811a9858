"""What the tables of campaigns refuse by themselves, whoever asks."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from campaigns import moderation
from campaigns.models import BudgetLine, Campaign, CampaignTotal, Category, ProtectedTerm, Revision
from tests.factories import BudgetLineFactory, CampaignFactory, CategoryFactory, PictureFactory

Status = Campaign.Status


@pytest.mark.parametrize("status", [Status.LIVE, Status.PAUSED, Status.CLOSED])
def test_the_database_lets_nothing_be_public_without_a_revision(draft, status):
    closed_at = timezone.now() if status == Status.CLOSED else None

    with pytest.raises(IntegrityError, match="public_needs_revision"), transaction.atomic():
        Campaign.objects.update(status=status, closed_at=closed_at)


def test_the_database_wants_to_know_when_a_campaign_was_closed(live_campaign):
    with pytest.raises(IntegrityError, match="closed_has_time"), transaction.atomic():
        Campaign.objects.update(status=Status.CLOSED)
    with pytest.raises(IntegrityError, match="closed_has_time"), transaction.atomic():
        Campaign.objects.update(closed_at=timezone.now())


def test_the_database_lets_one_revision_wait(draft, staff):
    revision = moderation.submit(draft, actor=draft.owner)

    with pytest.raises(IntegrityError, match="one_in_review"), transaction.atomic():
        Revision.objects.create(
            campaign=draft, number=2, content={}, goal_cents=1, submitted_by=staff.caseworker
        )
    with pytest.raises(IntegrityError, match="number_once"), transaction.atomic():
        Revision.objects.create(
            campaign=draft,
            number=revision.number,
            content={},
            goal_cents=1,
            submitted_by=staff.caseworker,
            state=Revision.State.RECALLED,
        )


def test_the_database_wants_the_reason_of_a_rejection(draft, staff):
    moderation.submit(draft, actor=draft.owner)

    with pytest.raises(IntegrityError, match="rejected_with_note"), transaction.atomic():
        Revision.objects.update(state=Revision.State.REJECTED, decided_by=staff.moderator)


def refused(constraint: str):
    return pytest.raises(IntegrityError, match=constraint)


def test_the_database_refuses_an_approval_by_the_author(draft, staff):
    moderation.submit(draft, actor=draft.owner)

    for decided_by in (staff.caseworker, None):
        with refused("approved_by_another"), transaction.atomic():
            Revision.objects.update(
                state=Revision.State.APPROVED, decided_by=decided_by, decided_at=timezone.now()
            )


def test_the_database_refuses_a_goal_of_nothing(draft, staff):
    moderation.submit(draft, actor=draft.owner)

    with refused("revision_goal_positive"), transaction.atomic():
        Revision.objects.update(goal_cents=0)


def test_a_budget_line_is_about_money(draft):
    with refused("budget_line_positive"), transaction.atomic():
        BudgetLine.objects.update(amount_cents=0)


def test_a_last_day_needs_a_day(draft):
    with refused("campaign_on_date_needs_date"), transaction.atomic():
        Campaign.objects.update(closing_rule=Campaign.ClosingRule.ON_DATE)


def test_every_amount_is_in_euro(live_campaign):
    for rows, constraint in [
        (Campaign.objects, "campaign_in_euro"),
        (BudgetLine.objects, "budget_line_in_euro"),
        (Revision.objects, "revision_in_euro"),
        (CampaignTotal.objects, "total_in_euro"),
    ]:
        with refused(constraint), transaction.atomic():
            rows.update(currency="USD")


def test_a_text_is_imported_once(staff):
    CampaignFactory.create_batch(2, owner=staff.caseworker)
    CampaignFactory(owner=staff.caseworker, import_digest="abc")

    with refused("campaign_imported_once"), transaction.atomic():
        CampaignFactory(owner=staff.caseworker, import_digest="abc")


def test_a_term_is_protected_once(draft):
    ProtectedTerm.objects.create(campaign=draft, word="w", digest="abc")

    with refused("protected_term_once"), transaction.atomic():
        ProtectedTerm.objects.create(campaign=draft, word="w", digest="abc")


def test_what_others_refer_to_stays(live_campaign):
    live_campaign.picture = PictureFactory()
    live_campaign.category = CategoryFactory()
    live_campaign.save(update_fields=["picture", "category"])

    for row in (
        live_campaign,
        live_campaign.owner,
        live_campaign.live_revision,
        live_campaign.picture,
        live_campaign.category,
    ):
        with pytest.raises(ProtectedError):
            row.delete()


def test_a_new_site_has_categories_in_every_language(db, settings):
    categories = Category.objects.all()

    assert len(categories) >= 5
    for category in categories:
        assert set(category.name) == dict(settings.LANGUAGES).keys()


def test_budget_lines_come_in_their_order(draft):
    first = BudgetLineFactory(campaign=draft, position=0)

    assert draft.budget_lines.first() == first


def test_names_in_lists_tell_no_secrets(draft):
    draft.protected_terms.create(word="w", digest="abc")

    assert str(draft) == draft.title["en"]
    assert str(Campaign(public_id="abc", title={})) == "abc"
    assert "abc" not in str(draft.protected_terms.get())
