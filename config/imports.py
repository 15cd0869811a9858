"""From a parsed text to a draft and its opening balance, which is why it lives above both apps."""

from django.db import transaction

from campaigns import drafts
from campaigns.models import Campaign
from donations import ledger


def already(digest: str) -> Campaign | None:
    """The campaign that this text became before."""
    return Campaign.objects.filter(import_digest=digest).first()


@transaction.atomic
def store(parsed, *, owner, digest: str) -> Campaign:
    """Make the draft and book what was collected elsewhere, in one transaction."""
    campaign = drafts.create_draft(parsed, owner=owner, import_digest=digest)
    if parsed.collected_cents:
        ledger.post(
            campaign_id=campaign.pk,
            kind=ledger.Kind.OPENING_BALANCE,
            cents=parsed.collected_cents,
            source_id=f"import:{digest}",
            actor=owner,
            note="Collected before the import, as its text says.",
        )
    return campaign
