"""The public page, before it is public."""

import html
import re
from urllib.parse import urljoin

import pytest

from campaigns import moderation
from campaigns.models import Campaign
from tests.factories import book_gift
from tests.pages import desk_of, told


def of_draft(campaign: Campaign, language: str = "") -> str:
    query = f"?language={language}" if language else ""
    return f"/staff/campaigns/campaign/{campaign.pk}/preview/{query}"


def of_revision(revision) -> str:
    return f"/staff/campaigns/revision/{revision.pk}/preview/"


def test_an_author_sees_the_draft_as_it_would_be_public(draft, staff):
    answer = desk_of(staff.caseworker).get(of_draft(draft))

    text = answer.content.decode()
    assert f"Preview: {draft.title['en']}" in text
    assert "<strong>a roof</strong>" in text
    assert "of €\u202f1\u202f000" in text


def test_a_preview_is_found_by_no_search_and_kept_by_no_cache(draft, staff):
    answer = desk_of(staff.caseworker).get(of_draft(draft))

    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert "noindex" in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_preview_offers_nothing_to_share(draft, staff):
    assert "t.me" not in desk_of(staff.caseworker).get(of_draft(draft)).content.decode()


@pytest.mark.parametrize("gift_cents", [5_00, 9_999_00])
def test_every_way_on_a_preview_leads_somewhere_and_none_to_giving(
    live_campaign, staff, gift_cents
):
    book_gift(live_campaign, cents=gift_cents)
    draft, desk = live_campaign, desk_of(staff.caseworker)

    text = desk.get(of_draft(draft)).content.decode()

    assert "Readers find the button to give here" in text
    assert "/give/" not in text
    ways = re.findall(r'<a [^>]*href="([^"#]+)', text)
    assert ways
    for way in ways:
        address = urljoin(of_draft(draft), html.unescape(way))
        assert desk.get(address).status_code == 200, way


def test_looking_changes_nothing(draft, staff):
    desk_of(staff.caseworker).get(of_draft(draft))

    draft.refresh_from_db()
    assert (draft.status, draft.published_at) == ("draft", None)
    assert not draft.revisions.exists()


def test_a_preview_can_be_read_in_every_language(draft, staff):
    draft.title = draft.title | {"be": "Новы пачатак"}
    draft.save()
    desk = desk_of(staff.caseworker)

    text = desk.get(of_draft(draft, "be")).content.decode()

    assert '<html lang="be"' in text
    assert "Новы пачатак" in text
    assert desk.get(of_draft(draft, "xx")).status_code == 404


def test_without_a_budget_there_is_no_page_yet(draft, staff):
    draft.budget_lines.all().delete()

    answer = desk_of(staff.caseworker).get(of_draft(draft), follow=True)

    assert told(answer) == ["A page needs a goal: write a budget line first."]


def test_a_half_written_draft_can_be_looked_at(draft, staff):
    Campaign.objects.filter(pk=draft.pk).update(title={}, story={}, hero_name={}, summary={})

    assert desk_of(staff.caseworker).get(of_draft(draft)).status_code == 200


@pytest.mark.parametrize("role", ["moderator", "finance", "administrator", "other_caseworker"])
def test_a_draft_is_shown_to_its_author_alone(draft, staff, role):
    assert desk_of(getattr(staff, role)).get(of_draft(draft)).status_code in {403, 404}


def test_a_reviewer_sees_the_revision_and_not_what_was_written_since(draft, staff):
    revision = moderation.submit(draft, actor=staff.caseworker)
    draft.story = {"en": "Written after it was sent."}
    draft.save()

    text = desk_of(staff.moderator).get(of_revision(revision)).content.decode()

    assert "<strong>a roof</strong>" in text
    assert "Written after" not in text


@pytest.mark.parametrize("role", ["finance", "administrator", "other_caseworker"])
def test_a_revision_is_shown_to_its_author_and_reviewers_alone(draft, staff, role):
    revision = moderation.submit(draft, actor=staff.caseworker)

    assert desk_of(staff.caseworker).get(of_revision(revision)).status_code == 200
    answer = desk_of(getattr(staff, role)).get(of_revision(revision))
    assert answer.status_code in {403, 404}
