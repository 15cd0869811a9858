"""Links with which somebody outside reads a revision before it is public.

A link carries a signature and nothing else; the row behind it says how long it holds. It leads
nowhere once it is revoked or too old, or its revision is no longer on its way: then the address
answers like one that never was.
"""

from datetime import timedelta

from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from campaigns.decisions import NotPossible
from campaigns.models import Campaign, PreviewLink, Revision
from campaigns.moderation import target

SALT = "campaigns.preview_links"
LIFE = timedelta(hours=48)
# Links of one revision at a time; more people than that are the public.
MOST = 10
ON_ITS_WAY = (Revision.State.SUBMITTED, Revision.State.SCHEDULED, Revision.State.APPROVED)


def make(revision: Revision, *, actor, now=None) -> PreviewLink:
    """Give a new link; its address comes from `token`."""
    now = now or timezone.now()
    with transaction.atomic():
        campaign = Campaign.objects.locked(revision.campaign_id)
        revision = Revision.objects.get(pk=revision.pk)
        if not may_share(actor, campaign):
            raise PermissionDenied("links are for its caseworker and for moderators")
        if revision.state not in ON_ITS_WAY or campaign.status == Campaign.Status.WITHDRAWN:
            raise NotPossible(_("This revision is not on its way any more."))
        if holding(now).filter(revision=revision).count() >= MOST:
            raise NotPossible(_("There are enough links to this revision: revoke one first."))
        link = PreviewLink.objects.create(revision=revision, made_by=actor, expires_at=now + LIFE)
        audit.record(actor, "preview.share", target(revision), link=link.pk)
    return link


def revoke(link: PreviewLink, *, actor) -> None:
    """End a link at once; one that has ended stays as it is."""
    with transaction.atomic():
        if not may_share(actor, link.revision.campaign):
            raise PermissionDenied("links are for its caseworker and for moderators")
        if PreviewLink.objects.filter(pk=link.pk, revoked_at=None).update(
            revoked_at=timezone.now()
        ):
            audit.record(actor, "preview.revoke", target(link.revision), link=link.pk)


def revoke_all(campaign: Campaign) -> int:
    """End every link of a campaign, as part of its take-down; gives how many there were."""
    links = PreviewLink.objects.filter(revision__campaign=campaign, revoked_at=None)
    return links.update(revoked_at=timezone.now())


def token(link: PreviewLink) -> str:
    return signing.Signer(salt=SALT).sign(str(link.pk))


def find(text: str, now=None) -> PreviewLink | None:
    """The link of this token while it holds; None for anything else."""
    try:
        pk = int(signing.Signer(salt=SALT).unsign(text))
    except (signing.BadSignature, ValueError):
        return None
    return holding(now or timezone.now()).select_related("revision__campaign").filter(pk=pk).first()


def holding(now):
    """The links that lead somewhere at a moment."""
    return PreviewLink.objects.filter(
        ~Q(revision__campaign__status=Campaign.Status.WITHDRAWN),
        revoked_at=None,
        expires_at__gt=now,
        revision__state__in=ON_ITS_WAY,
    )


def may_share(actor, campaign: Campaign) -> bool:
    own = campaign.owner_id == actor.pk and actor.has_perm("campaigns.change_campaign")
    return own or actor.has_perm("campaigns.review_campaign")
