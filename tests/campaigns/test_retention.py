"""What is kept of stories and their review: there a day before its time, gone a day after."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts import retention
from accounts.models import AuditEntry
from campaigns import comments, lifecycle, moderation, pictures, preview_links, updates
from campaigns import retention as stories
from campaigns.findings import FALSE_ALARM
from campaigns.models import (
    Campaign,
    Comment,
    Consent,
    Picture,
    PreviewLink,
    ProtectedTerm,
    Revision,
    Update,
)
from donations import reconciliation
from tests.campaigns.pictures.files import encoded, scene
from tests.factories import CampaignFactory, UpdateFactory, book_gift
from tests.pages import desk_of

DAY = timedelta(days=1)
REVIEW_KEPT = settings.REVIEW_KEPT_DAYS_AFTER_CLOSING * DAY
SHOWN = settings.SHOWN_DAYS_AFTER_CLOSING * DAY
TEXT_KEPT = settings.TEXT_KEPT_DAYS_AFTER_TAKEDOWN * DAY
WORD = "Zaslauje"


def purge(now) -> dict:
    purged = retention.run(stories.RULES, now)
    assert purged.failed == []
    return {table: count for table, count in purged.counts.items() if count}


def a_picture() -> Picture:
    return pictures.accept(
        encoded(scene(), "PNG"), origin=Picture.Origin.ILLUSTRATION, alt={"en": "a yard"}
    )


def files_of(picture: Picture) -> list[str]:
    return [
        pictures.file_name(picture.key, width, kind)
        for width in pictures.WIDTHS
        for kind in pictures.KINDS
    ]


@pytest.fixture
def told(staff) -> Campaign:
    """A public campaign with a picture, reviewed after a rejection with comments; with news."""
    picture = a_picture()
    campaign = CampaignFactory(
        owner=staff.caseworker,
        story={"en": f"She lived in {WORD}, call +375 29 123 45 67."},
        picture=picture,
        case_ref="R-17",
        terms=["Kavalchuk"],
    )
    revision = moderation.submit(campaign, actor=staff.caseworker, contested=True)
    comments.write(revision, actor=staff.moderator, text=f"Is {WORD} a small town?")
    moderation.reject(revision, actor=staff.moderator, note=f"Leave {WORD} out.")
    again = moderation.submit(campaign, actor=staff.caseworker, contested=True)
    answers = {
        number: (FALSE_ALARM, f"The number of {WORD} is ours.")
        for number, _ in enumerate(again.findings, start=1)
    }
    moderation.approve(
        again, actor=staff.moderator, checklist=moderation.CHECKLIST, answers=answers
    )
    preview_links.make(again, actor=staff.caseworker)
    news = UpdateFactory(campaign=campaign, text={"en": f"The road to {WORD} is open."})
    updates.submit(news, actor=staff.caseworker)
    updates.approve(news, actor=staff.moderator, checklist=updates.CHECKLIST)
    campaign.refresh_from_db()
    return campaign


def words_left() -> list[str]:
    """The tables of campaigns in which the word still stands."""
    with connection.cursor() as cursor:
        found = []
        for table in connection.introspection.table_names(cursor):
            if table.startswith("campaigns_"):
                cursor.execute(
                    f"SELECT count(*) FROM {table} t WHERE t::text LIKE %s", [f"%{WORD}%"]
                )
                found += [table.removeprefix("campaigns_")] * bool(cursor.fetchone()[0])
    return sorted(found)


def end(campaign, ending, staff):
    lifecycle.move(campaign.pk, ending, actor=staff.moderator)
    return timezone.now()


@pytest.mark.parametrize("ending", ["close", "withdraw"])
def test_what_was_said_in_review_goes_three_months_after_the_end(told, staff, ending):
    over = end(told, ending, staff)

    review = ("Comment", "Revision", "Update")
    before = purge(over + REVIEW_KEPT - DAY)
    assert not before.keys() & set(review)
    assert Comment.objects.exists()
    purge(over + REVIEW_KEPT + DAY)

    assert not Comment.objects.exists()
    assert set(Revision.objects.values_list("note", flat=True)) == {"", stories.GONE}
    assert all(one.findings == [] and one.brief == {} for one in Revision.objects.all())
    assert purge(over + REVIEW_KEPT + DAY) == {}


def test_a_campaign_that_goes_on_keeps_its_review(told):
    assert purge(timezone.now() + 9 * REVIEW_KEPT) == {"PreviewLink": 1}


def test_who_let_a_finding_pass_stays_in_the_log(told, staff):
    purge(end(told, "close", staff) + REVIEW_KEPT + DAY)

    approved = AuditEntry.objects.get(action="revision.approved")
    assert approved.actor == staff.moderator
    assert {found["answer"] for found in approved.data["findings"]} == {FALSE_ALARM}
    assert "+375" not in str(approved.data)


def test_a_link_to_a_preview_goes_a_month_after_it_ended(told):
    link = PreviewLink.objects.get()
    kept = settings.PREVIEW_LINK_KEPT_DAYS * DAY

    purge(link.expires_at + kept - DAY)
    assert PreviewLink.objects.exists()
    purge(link.expires_at + kept + DAY)
    assert not PreviewLink.objects.exists()


def test_a_closed_campaign_is_shown_so_long_and_then_taken_down(told, staff, visitor):
    over = end(told, "close", staff)

    purge(over + SHOWN - DAY)
    assert visitor.get(f"/en/c/{told.public_id}/").status_code == 200
    purge(over + SHOWN + DAY)
    assert visitor.get(f"/en/c/{told.public_id}/").status_code == 404


@pytest.fixture
def forgotten(told, staff) -> Campaign:
    """The campaign with a gift, down for long enough, and forgotten."""
    book_gift(told, 25_00)
    lifecycle.move(told.pk, "withdraw", actor=staff.moderator)
    purge(timezone.now() + REVIEW_KEPT + TEXT_KEPT + DAY)
    told.refresh_from_db()
    return told


def test_a_text_goes_a_month_after_the_take_down(told, staff):
    down = end(told, "withdraw", staff)

    purge(down + TEXT_KEPT - DAY)
    assert "campaign" in words_left()
    purge(down + TEXT_KEPT + DAY)
    # What was said in review has a time of its own.
    assert words_left() == ["comment", "revision"]
    purge(down + REVIEW_KEPT + DAY)
    assert words_left() == []


def test_pictures_protected_terms_and_consents_go_with_the_text(told, staff):
    files = files_of(told.picture)
    assert all(map(default_storage.exists, files))

    with transaction.atomic():
        purge(end(told, "withdraw", staff) + TEXT_KEPT + DAY)
    assert not Picture.objects.exists()
    assert not ProtectedTerm.objects.exists()
    assert not Consent.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_files_of_a_picture_are_gone_when_its_campaign_is(staff, publish):
    picture = a_picture()
    campaign = publish(CampaignFactory(owner=staff.caseworker, picture=picture))
    lifecycle.move(campaign.pk, "withdraw", actor=staff.moderator)

    purge(timezone.now() + TEXT_KEPT + DAY)

    files = files_of(picture)
    assert not any(map(default_storage.exists, files))


def test_a_picture_that_another_campaign_shows_stays(told, staff):
    other = CampaignFactory(owner=staff.caseworker, picture=told.picture)

    purge(end(told, "withdraw", staff) + TEXT_KEPT + DAY)

    assert Picture.objects.get() == other.picture


def test_code_and_sums_stay(forgotten):
    revision = forgotten.live_revision

    assert (forgotten.status, forgotten.case_ref) == ("withdrawn", "")
    assert (forgotten.total.raised_cents, revision.goal_cents) == (25_00, 1000_00)
    assert [line["amount_cents"] for line in revision.content["lines"]] == [600_00, 400_00]
    assert reconciliation.check_books() == []
    assert purge(timezone.now() + 9 * REVIEW_KEPT) == {}


@pytest.mark.parametrize("person", ["caseworker", "moderator", "finance", "administrator"])
def test_the_desk_still_shows_what_is_left(forgotten, staff, person):
    desk = desk_of(getattr(staff, person))
    pages = ["/staff/", "/staff/campaigns/campaign/"]
    pages += [f"/staff/campaigns/campaign/{forgotten.pk}/{page}" for page in ("change/", "")]
    for revision in forgotten.revisions.all():
        pages += [f"/staff/campaigns/revision/{revision.pk}/change/"]
        pages += [f"/staff/campaigns/revision/{revision.pk}/preview/"]
    pages += [f"/staff/campaigns/update/{news.pk}/change/" for news in forgotten.updates.all()]

    answers = {page: desk.get(page, follow=True) for page in pages}

    assert {answer.status_code for answer in answers.values()} <= {200, 403, 404}
    assert not any(WORD in answer.content.decode() for answer in answers.values())


def test_a_forgotten_campaign_can_come_back_as_an_empty_draft(forgotten, restore):
    restore(forgotten)

    forgotten.refresh_from_db()
    assert (forgotten.status, forgotten.title) == ("draft", {})


@pytest.mark.parametrize(
    ("table", "change"),
    [
        (Revision, "content = '{}'"),
        (Revision, "content = content || '{\"story\": {}}'"),
        (Revision, "findings = '[]'"),
        (Revision, "brief = '{}'"),
        (Update, "title = '{}', text = '{}'"),
    ],
)
def test_nothing_is_forgotten_of_what_is_public(told, table, change):
    with (
        pytest.raises(DatabaseError, match="stays as it was|stands|frozen"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE {table._meta.db_table} SET {change}")


@pytest.mark.parametrize(
    ("table", "change"),
    [
        (Revision, 'content = content || \'{"story": {"en": "Another"}}\''),
        (Revision, "content = content || '{\"lines\": []}'"),
        (Revision, "findings = '[{}]'"),
        (Revision, "note = 'Another'"),
        (Revision, 'brief = \'{"who": "Another"}\''),
        (Revision, "decided_by_id = submitted_by_id"),
        (Update, 'title = \'{"en": "Another"}\''),
    ],
)
def test_nothing_is_written_anew_in_what_is_down(told, staff, table, change):
    lifecycle.move(told.pk, "withdraw", actor=staff.moderator)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table._meta.db_table} SET {change}")
