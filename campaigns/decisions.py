"""What deciding on a text takes, be it a revision of a campaign or news of it.

Who may decide, what an approval and a request for changes need, and how a decision is kept.
"""

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit, notices
from accounts.roles import holders
from campaigns.findings import to_change


class NotPossible(ValueError):
    """The text is no longer what this act needs; the message is for the person."""


def call_reviewers(template: str, *, actor, key: str) -> None:
    """Write to everybody else who may review; key names what it is about: nobody reads it twice."""
    for reviewer in holders("campaigns.review_campaign").exclude(pk=actor.pk):
        notices.queue(
            template=template,
            to=reviewer.email,
            dedupe_key=f"{key}:{reviewer.pk}",
            context={},
        )


def reviewer_only(actor) -> None:
    if not actor.has_perm("campaigns.review_campaign"):
        raise PermissionDenied("reviewing is for moderators")


def another_only(is_author: bool) -> None:
    if is_author:
        raise PermissionDenied("nobody approves their own text")


def need_every_box(boxes: dict, ticked) -> None:
    """Raise NotPossible with the boxes that are not ticked; boxes are sentences by name."""
    missing = [str(sentence) for name, sentence in boxes.items() if name not in ticked]
    if missing:
        raise NotPossible(_("Not checked yet:") + " " + " ".join(missing))


def reason_for_changes(note: str, findings: list[dict]) -> str:
    """What the author is told: the note, and a line for each finding that must change.

    Raises NotPossible if that is nothing.
    """
    reason = "\n".join([note.strip(), *to_change(findings)]).strip()
    if not reason:
        raise NotPossible(_("Say what should change: the author needs the reason."))
    return reason


def keep(
    text, state: str, *, actor, act: str, target: str, when_field: str, note: str = "", **more
) -> None:
    """Store a decision on a text and record it.

    when_field: the one that says when it is public. act, target and more are for the audit log.
    """
    text.state, text.note = state, note
    text.decided_by, text.decided_at = actor, timezone.now()
    text.save(
        update_fields=[
            *("state", "note", "decided_by", "decided_at"),
            *("findings", "checked", when_field),
        ]
    )
    audit.record(
        actor,
        act,
        target,
        note=note,
        checklist=text.checked,
        findings=[
            {name: finding.get(name, "") for name in ("rule", "place", "answer", "reason")}
            for finding in text.findings
        ],
        **more,
    )
