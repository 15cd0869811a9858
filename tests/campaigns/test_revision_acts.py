"""What the buttons on the page of a revision do, beside deciding."""

from datetime import timedelta

import pytest
from django.utils import timezone

from campaigns import moderation
from campaigns.models import Comment, PreviewLink, Revision
from tests.pages import desk_of, told


@pytest.fixture
def waiting(draft) -> Revision:
    return moderation.submit(draft, actor=draft.owner)


def address(revision: Revision, name: str) -> str:
    return f"/staff/campaigns/revision/{revision.pk}/{name}/"


def press(person, revision: Revision, name: str, **values):
    """Press a button; the answer is the page one lands on."""
    return desk_of(person).post(address(revision, name), values, follow=True)


def reach(role: str, staff, revision: Revision, name: str, **values) -> int:
    return desk_of(getattr(staff, role)).post(address(revision, name), values).status_code


def test_a_reviewer_takes_it_in_hand_and_lets_go(waiting, staff):
    text = press(staff.moderator, waiting, "claim", act="take").content.decode()
    assert "It is in your hands." in text
    assert "In the hands of Moderator" in (
        desk_of(staff.second_moderator).get(address(waiting, "change")).content.decode()
    )

    text = press(staff.moderator, waiting, "claim", act="release").content.decode()
    assert "Nobody reads it at the moment." in text


@pytest.mark.parametrize("act", ["", "approve"])
def test_there_is_no_other_act_of_holding(waiting, staff, act):
    assert reach("moderator", staff, waiting, "claim", act=act) == 404


@pytest.mark.parametrize("role", ["caseworker", "other_caseworker", "finance", "administrator"])
def test_nobody_else_holds_a_revision(waiting, staff, role):
    assert reach(role, staff, waiting, "claim", act="take") in {403, 404}
    assert Revision.objects.get().held_by is None


def test_author_and_reviewer_talk_on_its_page(waiting, staff):
    press(staff.moderator, waiting, "comment", text="Is the <town> needed?", place="story")

    answer = press(staff.caseworker, waiting, "comment", text="No.")

    text = answer.content.decode()
    assert "Is the &lt;town&gt; needed?" in text
    assert "about: Story" in text
    assert told(answer) == ["Sent. The others get a letter that says so."]


def test_an_empty_comment_is_refused_in_words(waiting, staff):
    assert told(press(staff.moderator, waiting, "comment", text=" ")) == ["Write something first."]


@pytest.mark.parametrize("role", ["other_caseworker", "finance", "administrator"])
def test_nobody_else_comments_nor_shares(waiting, staff, role):
    assert reach(role, staff, waiting, "comment", text="Hello") in {403, 404}
    assert reach(role, staff, waiting, "links") in {403, 404}
    assert not Comment.objects.exists()
    assert not PreviewLink.objects.exists()


def test_a_link_is_made_listed_followed_and_revoked(waiting, staff, visitor):
    answer = press(staff.caseworker, waiting, "links")
    ((link, url),) = answer.context["links"]
    assert url in answer.content.decode()
    assert visitor.get(url).status_code == 200

    text = press(staff.moderator, waiting, "links", revoke=link.pk).content.decode()

    assert "Revoked" in text
    assert url not in text
    assert visitor.get(url).status_code == 404


@pytest.mark.parametrize("number", ["0", "999999", "x", ""])
def test_a_link_of_nobody_is_not_revoked(waiting, staff, number):
    assert reach("moderator", staff, waiting, "links", revoke=number) == 404


def test_the_page_of_links_says_what_to_do_first(waiting, staff):
    text = desk_of(staff.caseworker).get(address(waiting, "links")).content.decode()

    assert "Make one when somebody outside should read this first." in text


@pytest.fixture
def planned(waiting, staff) -> Revision:
    return moderation.approve(
        waiting,
        actor=staff.moderator,
        checklist=moderation.CHECKLIST,
        publish_at=timezone.now() + timedelta(days=1),
    )


@pytest.mark.parametrize("role", ["caseworker", "moderator", "second_moderator"])
def test_a_planned_publication_is_cancelled_from_its_page(planned, staff, role):
    text = desk_of(getattr(staff, role)).get(address(planned, "change")).content.decode()
    assert "Cancel the publication" in text

    answer = press(getattr(staff, role), planned, "cancel", reason="A call.")

    assert told(answer) == ["Cancelled. Nothing is published; it needs a new review."]
    planned.refresh_from_db()
    assert planned.state == "recalled"


def test_what_is_cancelled_already_is_told(planned, staff):
    press(staff.caseworker, planned, "cancel")

    assert "Somebody was faster" in told(press(staff.moderator, planned, "cancel"))[0]


@pytest.mark.parametrize("role", ["other_caseworker", "finance", "administrator"])
def test_nobody_else_finds_the_button(planned, staff, role):
    assert reach(role, staff, planned, "cancel") in {403, 404}


@pytest.mark.parametrize("name", ["claim", "comment", "cancel"])
def test_a_link_presses_no_button(waiting, staff, name):
    assert desk_of(staff.moderator).get(address(waiting, name)).status_code == 405
