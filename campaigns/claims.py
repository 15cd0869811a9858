"""Who reads a revision at the moment, so that two reviewers do not do the same work at midnight.

A courtesy and no lock: whoever is there may decide, whoever else holds it.
"""

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from campaigns.models import Revision


def take(revision: Revision, *, actor) -> bool:
    """Hold it from now on, also out of a colleague's hands; False if nobody waits for it now."""
    reviewers_only(actor)
    waiting = Revision.objects.filter(pk=revision.pk, state=Revision.State.SUBMITTED)
    return bool(waiting.exclude(held_by=actor).update(held_by=actor, held_at=timezone.now()))


def release(revision: Revision, *, actor) -> bool:
    """Let go of it; False if it was not in this person's hands."""
    reviewers_only(actor)
    held = Revision.objects.filter(pk=revision.pk, held_by=actor)
    return bool(held.update(held_by=None, held_at=None))


def reviewers_only(actor) -> None:
    if not actor.has_perm("campaigns.review_campaign"):
        raise PermissionDenied("only reviewers hold a revision")
