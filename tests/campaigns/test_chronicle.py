"""What was public from when to when, who decided, and why."""

import pytest

from campaigns import chronicle, comments, lifecycle, moderation
from tests.factories import CampaignFactory
from tests.pages import desk_of


def page_of(person, campaign):
    return desk_of(person).get(f"/staff/campaigns/campaign/{campaign.pk}/record/")


@pytest.fixture
def eventful(live_campaign, staff, publish, restore):
    """Published, changed, taken down, brought back and published anew."""
    publish(live_campaign)
    lifecycle.move(live_campaign.pk, "pause", actor=staff.finance, reason="odd gifts")
    lifecycle.move(live_campaign.pk, "withdraw", actor=staff.caseworker)
    restore(live_campaign)
    return publish(live_campaign)


def test_each_period_names_its_revision_and_ends_where_the_next_begins(eventful):
    first, second, third = chronicle.periods(chronicle.entries(eventful))

    assert [first.revision, second.revision, third.revision] == [1, 2, 3]
    assert first.ended_at == second.began_at
    assert second.ended_at < third.began_at
    assert third.ended_at is None


def test_nothing_was_public_of_a_draft(draft, staff):
    moderation.submit(draft, actor=draft.owner)

    assert chronicle.periods(chronicle.entries(draft)) == []


def test_every_move_is_told_with_who_and_why(eventful, staff):
    told = [(act.words, act.actor, act.why) for act in chronicle.acts(chronicle.entries(eventful))]

    assert ("Paused giving", staff.finance, "odd gifts") in told
    assert ("Brought it back as a draft", staff.moderator, "It was a mistake.") in told
    assert told[-2:] == [("Approved", staff.moderator, ""), ("Published", staff.moderator, "")]


def test_the_log_of_another_campaign_is_not_mixed_in(eventful, publish, staff):
    other = publish(CampaignFactory(owner=staff.caseworker))

    assert all(other.public_id in entry.target for entry in chronicle.entries(other))
    assert len(chronicle.periods(chronicle.entries(other))) == 1


def test_the_page_shows_what_was_public_and_why_it_was_sent_back(draft, staff, publish):
    revision = moderation.submit(draft, actor=draft.owner)
    moderation.reject(revision, actor=staff.moderator, note="Take the town out.")
    publish(draft)

    text = page_of(staff.caseworker, draft).content.decode()

    assert "Public now" in text
    assert "Take the town out." in text
    assert "Moderator" in text


def test_an_empty_history_says_so(draft, staff):
    text = page_of(staff.caseworker, draft).content.decode()

    assert "Nothing of this campaign has been public so far." in text


@pytest.mark.parametrize(
    ("person", "status"),
    [
        ("caseworker", 200),
        ("moderator", 200),
        ("other_caseworker", 404),
        ("finance", 403),
        ("administrator", 403),
    ],
)
def test_it_is_for_its_caseworker_and_for_reviewers(live_campaign, staff, person, status):
    assert page_of(getattr(staff, person), live_campaign).status_code == status


def test_a_comment_is_noted_without_its_words(live_campaign, staff):
    comments.write(live_campaign.live_revision, actor=staff.moderator, text="Zarečča?")

    text = page_of(staff.moderator, live_campaign).content.decode()

    assert "Wrote a comment" in text
    assert "Zarečča" not in text
