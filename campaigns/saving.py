"""Putting what was typed into a draft, beside what another window put there meanwhile."""

from datetime import timedelta

from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import audit
from accounts.models import AuditEntry
from campaigns import forms, parts
from campaigns.models import Campaign
from campaigns.public_ids import campaign_id

# One night of writing is a thousand autosaves; each field is noted once in this time.
NOTED_FOR = timedelta(minutes=10)
SALT = "campaigns.saving.code"


@transaction.atomic
def save(
    campaign: Campaign,
    *,
    actor,
    base: dict[str, str],
    typed: dict[str, object],
    also: tuple[str, ...] = (),
    by_itself: bool = False,
) -> tuple[Campaign, parts.Merge]:
    """Write what was typed and nobody else changed; give the draft as it is now, and the rest.

    base are the fingerprints the page began with, typed the values of its parts. `also` are names
    of other fields that the caller writes in the same transaction, for the audit log. by_itself
    is a save nobody asked for: it is not recorded every time.
    """
    campaign = Campaign.objects.locked(campaign.pk)
    if campaign.owner_id != actor.pk:
        raise PermissionDenied("only its own caseworker writes a campaign")
    if not forms.closing_is_open(campaign):
        typed = {name: value for name, value in typed.items() if name != "closing"}
    merged = parts.merge(base, typed, parts.read(campaign))
    fields = list(dict.fromkeys([*map(parts.field_of, merged.changes), *also]))
    if fields:
        parts.write(campaign, merged.changes)
        campaign.draft_saved_at = timezone.now()
        campaign.save(update_fields=["draft_saved_at"])
        campaign.editors.add(actor)
        target = f"campaign:{campaign.public_id}"
        if not (by_itself and set(fields) <= noted_lately(actor, target)):
            audit.record(actor, "campaign.edit", target, fields=fields)
    return campaign, merged


def noted_lately(actor, target: str) -> set[str]:
    """The fields of a draft that the audit log says this person changed a moment ago."""
    lately = AuditEntry.objects.filter(
        actor=actor, action="campaign.edit", target=target, at__gt=timezone.now() - NOTED_FOR
    )
    return {name for data in lately.values_list("data", flat=True) for name in data["fields"]}


# --- a new draft ---


def new_code(owner) -> str:
    """A code for a draft that is not stored yet, which its page carries until the first save.

    However often and from however many requests that page is saved, one draft comes of it.
    """
    return signing.dumps([owner.pk, campaign_id()], salt=SALT)


def begin(owner, code: str) -> Campaign:
    """The draft of this code, stored now if it was not; a code of others is as good as none."""
    try:
        owner_id, public_id = signing.loads(code, salt=SALT)
    except (signing.BadSignature, ValueError):
        owner_id, public_id = None, None
    if owner_id != owner.pk:
        public_id = campaign_id()
    begun = Campaign.objects.owned_by(owner).filter(public_id=public_id)
    if campaign := begun.first():
        return campaign
    try:
        with transaction.atomic():
            campaign = Campaign.objects.create(owner=owner, public_id=public_id)
            campaign.editors.add(owner)
            audit.record(owner, "campaign.create", f"campaign:{public_id}")
    except IntegrityError:
        return begun.get()
    return campaign
