"""What waits for finance: opened by whatever notices it, settled by a person or by the facts."""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import audit, notices
from accounts.roles import holders
from donations.models import Matter

Kind = Matter.Kind


def open_matter(
    kind: str, subject: str, *, donation=None, entry=None, due_at=None, **data
) -> Matter:
    """Put something before finance, once as long as it is open, and owe finance a letter.

    subject is the id it is about. data holds ids, amounts and days; never a person.
    """
    try:
        with transaction.atomic():
            matter = Matter.objects.create(
                kind=kind, subject=subject, donation=donation, entry=entry, due_at=due_at, data=data
            )
    except IntegrityError:
        return Matter.objects.get(kind=kind, subject=subject, resolved_at=None)
    tell(matter)
    return matter


def tell(matter: Matter) -> None:
    """Owe everybody in finance a letter: one for all that comes up together.

    An alarm shares none with other matters, whose letter of this hour may be out already.
    """
    about = f"alarm:{matter.kind}" if matter.kind in Matter.ALARMS else "matter"
    for colleague in holders("donations.resolve_matter"):
        notices.queue(
            template="matter_opened",
            to=colleague.email,
            dedupe_key=f"matter:{matter.pk}:{colleague.pk}",
            context={},
            fold_key=f"{about}:{colleague.pk}",
        )


def resolve(matter: Matter, *, actor, resolution: str) -> bool:
    """A person settles a matter and says how; False if somebody else was faster."""
    if not actor.has_perm("donations.resolve_matter"):
        raise PermissionDenied("settling matters is for finance")
    with transaction.atomic():
        settled = still_open(kind=matter.kind, subject=matter.subject).update(
            resolved_at=timezone.now(), resolved_by=actor, resolution=resolution
        )
        if settled:
            audit.record(
                actor,
                "matter.resolve",
                f"matter:{matter.pk}",
                kind=matter.kind,
                subject=matter.subject,
                resolution=resolution,
            )
    return bool(settled)


def settle_by_fact(kind: str, subject: str, why: str) -> None:
    """Close a matter that is none any more: the refund came through, the dispute was won."""
    still_open(kind=kind, subject=subject).update(resolved_at=timezone.now(), resolution=why)


def is_signed_off(kind: str, subject: str, figures: dict) -> bool:
    """Whether a person has settled this difference as it stands: the same figures, not new ones."""
    return Matter.objects.filter(
        kind=kind, subject=subject, data__contains=figures, resolved_by__isnull=False
    ).exists()


def still_open(**which):
    return Matter.objects.filter(resolved_at=None, **which)


def alarms():
    """What the dashboard shows in red."""
    return still_open(kind__in=Matter.ALARMS)
