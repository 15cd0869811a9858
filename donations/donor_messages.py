"""Words that donors leave: read by the leak guard and a moderator before anybody sees them."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from campaigns import leakguard
from donations.models import DonorMessage

State = DonorMessage.State

# What a moderator can decide, and what the message is then.
DECISIONS = {"show": State.APPROVED, "refuse": State.REFUSED}


class NotPossible(ValueError):
    """The message cannot be decided so; the text is for the moderator."""


def findings(message: DonorMessage) -> list[leakguard.Finding]:
    """What the leak guard says about the name and the words, with the campaign's own terms."""
    terms = message.donation.campaign.protected_terms.all()
    return [
        finding
        for text in (message.display_name, message.text)
        for finding in leakguard.find(text, terms)
    ]


def decide(pk: int, decision: str, *, seen: str, actor) -> None:
    """Show or refuse a message that was in the state `seen` when the moderator looked at it.

    Raises NotPossible if another moderator was faster, or if words that may lead to a person
    would be shown; then nothing changes.
    """
    if not actor.has_perm("donations.review_donormessage"):
        raise PermissionDenied("messages are for moderators")
    state = DECISIONS[decision]
    with transaction.atomic():
        message = DonorMessage.objects.select_related("donation__campaign").get(pk=pk)
        if state == State.APPROVED and any(
            finding.severity == leakguard.BLOCK for finding in findings(message)
        ):
            raise NotPossible(_("It may lead to a person, so it cannot be shown. Refuse it."))
        # Only from the state that was seen: a condition of the update, so that of two moderators
        # at once the second changes nothing.
        changed = DonorMessage.objects.filter(pk=pk, state=seen).exclude(state=state)
        if not changed.update(state=state, decided_by=actor):
            message.refresh_from_db(fields=["state"])
            raise NotPossible(
                _("Somebody was faster: this message is already “%(state)s”.")
                % {"state": message.get_state_display()}
            )
        audit.record(
            actor,
            f"message.{decision}",
            f"message:{pk}",
            campaign=message.donation.campaign.public_id,
            source=seen,
            target=state,
        )
