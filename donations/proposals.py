"""Money entered by hand: one person proposes, another one books.

Offline gifts, adjustments, disbursements and transfers of held money. Nothing here touches the
ledger until a second colleague of finance has agreed; the database refuses the same one twice.
"""

from datetime import datetime, time

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts import audit, notices
from accounts.roles import holders
from campaigns.models import Campaign
from campaigns.money import format_money
from donations import disbursements, ledger, matters
from donations.models import LedgerEntry, Proposal

Kind = Proposal.Kind
State = Proposal.State
WHY_HELD = {matters.Kind.WITHDRAWN, matters.Kind.UNKNOWN_PAYMENT}


class NotPossible(ValueError):
    """What was proposed cannot be, or not any more; the message is for the person."""


class MoreThanThere(NotPossible):
    """A disbursement over more than its campaign has, and nobody says why."""


def propose(**words) -> Proposal:
    """Write down what somebody wants to enter, and tell those who may agree.

    Takes what write_down takes.
    """
    with transaction.atomic():
        proposal = write_down(**words)
        tell_colleagues([proposal])
    return proposal


def write_down(
    *,
    kind: str,
    actor,
    cents: int,
    note: str,
    campaign=None,
    entry: LedgerEntry | None = None,
    line_number: int | None = None,
    effective_on=None,
    overdraft_reason: str = "",
    statement_line: str = "",
) -> Proposal:
    """Write down what somebody wants to enter. cents is above zero; signed for an adjustment.

    Nobody is told: see tell_colleagues.
    """
    if not actor.has_perm("donations.add_proposal"):
        raise PermissionDenied("entering money is for finance")
    with transaction.atomic():
        proposal = Proposal(
            kind=kind,
            campaign=campaign,
            entry=entry,
            line_number=line_number,
            amount_cents=cents,
            currency=entry.currency if entry else "EUR",
            effective_on=effective_on or timezone.localdate(),
            note=note.strip(),
            overdraft_reason=overdraft_reason.strip(),
            statement_line=statement_line,
            proposed_by=actor,
        )
        check(proposal)
        proposal.save()
        audit.record(actor, "proposal.add", target(proposal), **facts(proposal))
    return proposal


def tell_colleagues(proposals: list[Proposal]) -> None:
    """Owe everybody but their author, who is one person, a letter about all of these."""
    first = proposals[0]
    colleagues = holders("donations.decide_proposal").exclude(pk=first.proposed_by_id)
    for colleague in colleagues:
        notices.queue(
            template="proposal_waits",
            to=colleague.email,
            dedupe_key=f"proposal:{first.public_id}:{colleague.pk}",
            context={"count": len(proposals)},
            fold_key=f"proposal:{colleague.pk}",
        )


def check(proposal: Proposal) -> None:
    """Raise NotPossible with a sentence about what is wrong."""
    if not proposal.note:
        raise NotPossible(_("Say what proves it: the second person needs to know."))
    if proposal.amount_cents == 0 or (
        proposal.amount_cents < 0 and proposal.kind != Kind.ADJUSTMENT
    ):
        raise NotPossible(_("The amount must be above zero."))
    if proposal.effective_on > timezone.localdate():
        raise NotPossible(_("The day lies in the future."))
    if proposal.kind == Kind.TRANSFER:
        check_transfer(proposal)
    elif proposal.campaign is None or proposal.campaign.live_revision is None:
        raise NotPossible(_("Choose a campaign that was published."))
    elif proposal.line_number is not None:
        lines = proposal.campaign.live_revision.content["lines"]
        if not 1 <= proposal.line_number <= len(lines):
            raise NotPossible(_("This campaign has no such budget line."))
    if proposal.kind == Kind.DISBURSEMENT and not proposal.overdraft_reason:
        check_balance(proposal)


def check_balance(proposal: Proposal) -> None:
    """Nothing goes to a hero that others' gifts would have to pay for."""
    # Two disbursements at once would each find the same money.
    Campaign.objects.locked(proposal.campaign_id)
    there = disbursements.balance(proposal.campaign_id)
    if proposal.amount_cents > there:
        raise MoreThanThere(
            _("The campaign has only %(there)s. To pay out more, propose it with the reason why.")
            % {"there": format_money(there, get_language(), exact=True)}
        )


def check_transfer(proposal: Proposal) -> None:
    gift = proposal.entry
    if gift is None or gift.kind != ledger.Kind.GIFT:
        raise NotPossible(_("Choose the held gift to move."))
    ledger.hold_still(gift)
    if ledger.place_of(gift) != ledger.HELD:
        raise NotPossible(_("This gift is not held any more."))
    if gift.currency != "EUR":
        raise NotPossible(_("Money in another currency can only be given back."))
    if ledger.remainder(gift) <= 0:
        raise NotPossible(_("Nothing is left of this gift."))
    if proposal.amount_cents != ledger.remainder(gift):
        raise NotPossible(_("All that is left of this gift moves, no more and no less."))


def approve(proposal: Proposal, *, actor) -> Proposal:
    """Book it. Never by the one who proposed it."""
    with transaction.atomic():
        proposal = waiting(proposal, actor)
        if proposal.proposed_by_id == actor.pk:
            raise PermissionDenied("nobody books what they proposed")
        check(proposal)
        decide(proposal, State.APPROVED, actor)
        book(proposal)
    return proposal


def decline(proposal: Proposal, *, actor) -> Proposal:
    """Drop it; its own author may do that too."""
    with transaction.atomic():
        proposal = waiting(proposal, actor)
        decide(proposal, State.DECLINED, actor)
    return proposal


def waiting(proposal: Proposal, actor) -> Proposal:
    """The row, locked, if nobody has decided yet and this person may."""
    if not actor.has_perm("donations.decide_proposal"):
        raise PermissionDenied("deciding on money is for finance")
    proposal = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if proposal.state != State.PROPOSED:
        raise NotPossible(
            _("Somebody was faster: this is already “%(state)s”.")
            % {"state": proposal.get_state_display()}
        )
    return proposal


def decide(proposal: Proposal, state: str, actor) -> None:
    proposal.state, proposal.decided_by, proposal.decided_at = state, actor, timezone.now()
    proposal.save(update_fields=["state", "decided_by", "decided_at"])
    audit.record(actor, f"proposal.{state}", target(proposal), **facts(proposal))


def book(proposal: Proposal) -> None:
    source_id = f"proposal:{proposal.public_id}"
    if proposal.kind == Kind.TRANSFER:
        to = ledger.of_campaign(proposal.campaign_id) if proposal.campaign_id else ledger.GENERAL
        ledger.transfer(
            proposal.entry,
            to=to,
            source_id=source_id,
            actor=proposal.decided_by,
            note=proposal.note,
        )
        settle_matters(proposal)
        return
    sign = -1 if proposal.kind == Kind.DISBURSEMENT else 1
    ledger.post(
        campaign_id=proposal.campaign_id,
        kind=proposal.kind,
        cents=sign * proposal.amount_cents,
        source_id=source_id,
        line_number=proposal.line_number,
        effective_at=noon(proposal.effective_on),
        actor=proposal.decided_by,
        note="\n".join(filter(None, [proposal.note, proposal.overdraft_reason])),
    )


def settle_matters(proposal: Proposal) -> None:
    """Why the gift was held is answered with it; a dispute about it, say, is not."""
    for matter in matters.still_open(entry=proposal.entry, kind__in=WHY_HELD):
        matters.resolve(matter, actor=proposal.decided_by, resolution=proposal.note)


def noon(day) -> datetime:
    """A day as a moment in the organisation's own calendar."""
    return timezone.make_aware(datetime.combine(day, time(12)))


def target(proposal: Proposal) -> str:
    return f"proposal:{proposal.public_id}"


def facts(proposal: Proposal) -> dict:
    return {
        "kind": proposal.kind,
        "cents": proposal.amount_cents,
        "campaign": proposal.campaign and proposal.campaign.public_id,
        "line": proposal.line_number,
        "day": proposal.effective_on,
        "note": proposal.note,
    } | ({"overdraft": proposal.overdraft_reason} if proposal.overdraft_reason else {})
