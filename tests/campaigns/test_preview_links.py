"""Links for people outside: signed, short, revocable, and dead with the campaign."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from PIL import Image

from accounts.models import AuditEntry
from campaigns import lifecycle, moderation, pictures, preview_links
from campaigns.decisions import NotPossible
from campaigns.models import PreviewLink, Revision
from tests.threads import Meeting, at_once


@pytest.fixture
def revision(draft) -> Revision:
    image = BytesIO()
    Image.new("RGB", (80, 50)).save(image, "PNG")
    draft.picture = pictures.accept(image.getvalue(), origin="generated", alt={"en": "A lamp"})
    draft.save()
    return moderation.submit(draft, actor=draft.owner)


@pytest.fixture
def link(revision, staff) -> PreviewLink:
    return preview_links.make(revision, actor=staff.caseworker)


def address(link: PreviewLink) -> str:
    return f"/preview/{preview_links.token(link)}/"


def missing(visitor, path: str) -> bool:
    """Whether an address answers exactly as one that never was."""
    answer, unknown = visitor.get(path), visitor.get("/preview/1:nothing/")
    return (answer.status_code, answer.content) == (404, unknown.content)


def test_somebody_outside_reads_the_revision_marked_and_kept_nowhere(link, visitor):
    answer = visitor.get(address(link))

    text = answer.content.decode()
    assert answer.status_code == 200
    assert "<strong>a roof</strong>" in text
    assert "Not public." in text
    assert 'name="robots" content="noindex' in text
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "Back to the desk" not in text
    assert "Caseworker" not in text


def test_its_picture_comes_through_the_link_alone(link, revision, visitor):
    key = revision.content["picture"]["key"]

    assert f"{address(link)}480.webp" in visitor.get(address(link)).content.decode()
    assert visitor.get(f"{address(link)}480.webp").status_code == 200
    assert visitor.get(f"/media/pictures/{key}-480.webp").status_code == 404


def test_it_can_be_read_in_every_language(link, visitor):
    assert visitor.get(address(link) + "?language=be").status_code == 200
    assert visitor.get(address(link) + "?language=xx").status_code == 404


def test_it_ends_after_48_hours(link, visitor):
    token = preview_links.token(link)

    assert preview_links.find(token, link.made_at + timedelta(hours=47, minutes=59)) == link
    assert preview_links.find(token, link.made_at + timedelta(hours=48, minutes=1)) is None
    PreviewLink.objects.update(expires_at=timezone.now())
    assert missing(visitor, address(link))
    assert missing(visitor, address(link) + "480.webp")


ENDS = {
    "revoked": lambda link, staff: preview_links.revoke(link, actor=staff.moderator),
    "sent back": lambda link, staff: moderation.reject(
        link.revision, actor=staff.moderator, note="Too long."
    ),
    "taken back": lambda link, staff: moderation.recall(link.revision, actor=staff.caseworker),
}


@pytest.mark.parametrize("end", ENDS)
def test_it_leads_nowhere_once_it_has_ended(link, staff, visitor, end):
    ENDS[end](link, staff)

    assert missing(visitor, address(link))


def test_it_leads_nowhere_after_a_take_down_nor_when_that_is_undone(
    link, staff, visitor, restore, draft
):
    moderation.approve(link.revision, actor=staff.moderator, checklist=moderation.CHECKLIST)
    assert visitor.get(address(link)).status_code == 200

    lifecycle.move(draft.pk, "withdraw", actor=staff.caseworker)

    assert missing(visitor, address(link))
    assert missing(visitor, address(link) + "480.webp")
    restore(draft)
    assert missing(visitor, address(link))


@pytest.mark.parametrize(
    "token",
    [
        "",
        "1",
        "1:abc",
        "%00",
        "x" * 2000,
        signing.Signer(salt="campaigns.preview_links").sign("999999"),
        signing.Signer(salt="campaigns.preview_links").sign("x"),
        signing.Signer(salt="another").sign("1"),
    ],
)
def test_an_invented_token_leads_nowhere(db, token):
    assert preview_links.find(token) is None


@pytest.mark.parametrize(
    ("person", "may"),
    [
        ("caseworker", True),
        ("moderator", True),
        ("other_caseworker", False),
        ("finance", False),
        ("administrator", False),
    ],
)
def test_links_are_for_its_caseworker_and_for_moderators(revision, link, staff, person, may):
    actor = getattr(staff, person)

    if may:
        preview_links.revoke(preview_links.make(revision, actor=actor), actor=actor)
        return
    with pytest.raises(PermissionDenied):
        preview_links.make(revision, actor=actor)
    with pytest.raises(PermissionDenied):
        preview_links.revoke(link, actor=actor)


def test_what_is_not_on_its_way_gets_no_link(revision, staff):
    moderation.reject(revision, actor=staff.moderator, note="Too long.")

    with pytest.raises(NotPossible, match="not on its way"):
        preview_links.make(revision, actor=staff.moderator)


def test_there_are_only_so_many_at_a_time(revision, staff):
    for _ in range(preview_links.MOST):
        last = preview_links.make(revision, actor=staff.moderator)
    with pytest.raises(NotPossible, match="enough"):
        preview_links.make(revision, actor=staff.moderator)

    preview_links.revoke(last, actor=staff.moderator)
    preview_links.make(revision, actor=staff.moderator)


def test_revoking_twice_is_recorded_once(link, staff):
    for _ in range(2):
        preview_links.revoke(link, actor=staff.moderator)

    assert AuditEntry.objects.filter(action="preview.revoke").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_link_made_while_the_campaign_is_taken_down_leads_nowhere(
    live_campaign, staff, monkeypatch
):
    monkeypatch.setattr(preview_links, "may_share", Meeting().after(preview_links.may_share))
    at_once(
        lambda: preview_links.make(live_campaign.live_revision, actor=staff.moderator),
        lambda: lifecycle.move(live_campaign.pk, "withdraw", actor=staff.caseworker),
    )

    assert not preview_links.holding(timezone.now()).exists()
    assert not PreviewLink.objects.filter(revoked_at=None).exists()
