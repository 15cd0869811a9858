"""What author and reviewers say to each other."""

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import AuditEntry, Notice
from campaigns import claims, comments, moderation
from campaigns.decisions import NotPossible
from campaigns.models import Comment, Revision


@pytest.fixture
def waiting(draft) -> Revision:
    return moderation.submit(draft, actor=draft.owner)


def readers() -> set[str]:
    """Whom a comment was announced to, by the end of the letter's key."""
    keys = Notice.objects.filter(template="revision_commented").values_list("dedupe_key", flat=True)
    return {key.rpartition(":")[2] for key in keys}


@pytest.mark.parametrize("person", ["caseworker", "moderator", "second_moderator"])
def test_its_caseworker_and_moderators_write(waiting, staff, person):
    comments.write(waiting, actor=getattr(staff, person), text=" The town? ", place="story")

    comment = Comment.objects.get()
    assert (comment.text, comment.place) == ("The town?", "story")


@pytest.mark.parametrize("person", ["other_caseworker", "finance", "administrator"])
def test_nobody_else_does(waiting, staff, person):
    with pytest.raises(PermissionDenied):
        comments.write(waiting, actor=getattr(staff, person), text="The town?")

    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    ("text", "place"), [("  ", ""), ("x" * 4001, ""), ("Fine.", "line 99"), ("Fine.", "__class__")]
)
def test_what_cannot_be_kept_is_said(waiting, staff, text, place):
    with pytest.raises(NotPossible):
        comments.write(waiting, actor=staff.moderator, text=text, place=place)


def test_the_others_hear_of_it_and_the_words_stay_out_of_letter_and_log(waiting, staff):
    claims.take(waiting, actor=staff.second_moderator)
    waiting.refresh_from_db()

    comments.write(waiting, actor=staff.moderator, text="Zarečča?")

    assert readers() == {str(staff.caseworker.pk), str(staff.second_moderator.pk)}
    assert "Zarečča" not in str(list(Notice.objects.values()) + list(AuditEntry.objects.values()))


def test_whoever_took_part_hears_of_the_answer(waiting, staff):
    comments.write(waiting, actor=staff.moderator, text="The town?")

    comments.write(waiting, actor=staff.caseworker, text="I take it out.")

    assert str(staff.moderator.pk) in readers()


def test_a_colleague_who_left_hears_nothing(waiting, staff):
    comments.write(waiting, actor=staff.moderator, text="The town?")
    staff.moderator.groups.clear()
    Notice.objects.all().delete()

    comments.write(waiting, actor=staff.caseworker, text="I take it out.")

    assert readers() == set()


def test_a_comment_can_be_about_every_part(waiting):
    assert comments.places(waiting) == [
        "title",
        "summary",
        "story",
        "hero_name",
        "line 1",
        "line 2",
    ]


def test_the_last_word_of_the_newest_revision_waits_for_an_answer(waiting, staff, draft):
    comments.write(waiting, actor=staff.moderator, text="The town?")
    assert [one.last_by for one in comments.unanswered()] == [staff.moderator.pk]

    comments.write(waiting, actor=staff.caseworker, text="I take it out.")
    assert [one.last_by for one in comments.unanswered()] == [staff.caseworker.pk]

    moderation.recall(waiting, actor=staff.caseworker)
    moderation.submit(draft, actor=draft.owner)
    assert list(comments.unanswered()) == []


def test_nothing_of_it_is_public(waiting, staff, visitor, draft):
    comments.write(waiting, actor=staff.moderator, text="A remark for nobody else")
    moderation.approve(waiting, actor=staff.moderator, checklist=moderation.CHECKLIST)

    for address in (
        f"/en/c/{draft.public_id}/",
        "/en/",
        f"/api/v1/campaigns/{draft.public_id}.json",
    ):
        assert "A remark" not in visitor.get(address).content.decode()
