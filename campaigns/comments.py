"""What author and reviewers say to each other about a revision. Never public."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, OuterRef, Subquery
from django.utils.translation import gettext as _

from accounts import audit, notices
from campaigns import snapshot
from campaigns.decisions import NotPossible
from campaigns.models import Campaign, Comment, Revision
from campaigns.moderation import target

LONGEST = 4000


def write(revision: Revision, *, actor, text: str, place: str = "") -> Comment:
    """Add a comment and tell the others. Raises NotPossible when it is empty or too long."""
    text = text.strip()
    if not text:
        raise NotPossible(_("Write something first."))
    if len(text) > LONGEST:
        raise NotPossible(
            _("This is too long for a comment: %(most)s characters at most.") % {"most": LONGEST}
        )
    if not may_write(actor, revision.campaign):
        raise PermissionDenied("comments are for its caseworker and for moderators")
    if place and place not in places(revision):
        raise NotPossible(_("There is no such part in this revision."))
    with transaction.atomic():
        comment = Comment.objects.create(revision=revision, place=place, author=actor, text=text)
        # Who and where; the words stay out of the log.
        audit.record(actor, "revision.comment", target(revision), place=place)
        for colleague in concerned(revision, actor):
            notices.queue(
                template="revision_commented",
                to=colleague.email,
                dedupe_key=f"comment:{comment.pk}:{colleague.pk}",
                context={},
            )
    return comment


def may_write(actor, campaign: Campaign) -> bool:
    own = campaign.owner_id == actor.pk and actor.has_perm("campaigns.change_campaign")
    return own or actor.has_perm("campaigns.review_campaign")


def concerned(revision: Revision, actor) -> list:
    """Who hears of a comment: its author, who holds it, who decided, who took part before."""
    people = {revision.submitted_by, revision.held_by, revision.decided_by}
    people |= {comment.author for comment in revision.comments.select_related("author")}
    return sorted(
        (
            person
            for person in people - {None, actor}
            if person.is_active and may_write(person, revision.campaign)
        ),
        key=lambda person: person.pk,
    )


def places(revision: Revision) -> list[str]:
    """The parts of a revision that a comment can be about."""
    return list(
        dict.fromkeys(place for place, _language, _text in snapshot.texts(revision.content))
    )


def unanswered():
    """The newest revision of each campaign, where a comment came last: `last_by` is its author."""
    last = Comment.objects.filter(revision=OuterRef("pk")).order_by("-created_at", "-pk")
    newest = Revision.objects.filter(campaign=OuterRef("campaign")).order_by("-number")
    return (
        Revision.objects.annotate(
            last_by=Subquery(last.values("author")[:1]),
            last_at=Subquery(last.values("created_at")[:1]),
            newest=Subquery(newest.values("pk")[:1]),
        )
        .filter(last_by__isnull=False, pk=F("newest"))
        .exclude(campaign__status=Campaign.Status.WITHDRAWN)
        .order_by("last_at")
    )
