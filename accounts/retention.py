"""What is kept for how long, as rules; and doing what they say.

Each app lists its own rules, donations puts them together (donations/retention.py). What a rule
calls due is written beside the one writer of its rows; the figures stand in config/periods.py.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts import access, audit, invitations, notices, sessions

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Rule:
    """Rows of one table that are due at a moment, and what becomes of them: deleted, if not said.

    table is the name of the model; words say what is forgotten and, with `days`, when. `due` is
    asked for what ended or was written so many days ago, or for what is due now.
    """

    table: str
    words: str
    due: Callable[[datetime], QuerySet]
    forget: Callable[[QuerySet], object] = QuerySet.delete
    days: int = 0

    def __str__(self):
        return self.words % {"days": self.days}

    def due_at(self, now: datetime) -> QuerySet:
        return self.due(now - timedelta(days=self.days))


@dataclass
class Purged:
    """How many rows of each table were forgotten, and the words of the rules that failed."""

    counts: dict[str, int] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)


def run(rules: Sequence[Rule], now: datetime) -> Purged:
    """Forget what is due, each rule in a transaction of its own; twice is as good as once.

    A rule that fails is logged and named, and keeps none of the others from their work.
    """
    purged = Purged()
    for rule in rules:
        if rule is not LOG:
            carry_out(rule, now, purged)
    done = {table: count for table, count in purged.counts.items() if count}
    if done:
        audit.record(None, "data.purge", "data", **done)
    # Last of all, so that the entry just written is the newest, which stays.
    if LOG in rules:
        carry_out(LOG, now, purged)
    logger.info("purged", extra=done | {"failed": len(purged.failed)})
    return purged


def carry_out(rule: Rule, now: datetime, purged: Purged) -> None:
    """Do what one rule says, and write down in `purged` how it went."""
    purged.counts.setdefault(rule.table, 0)
    try:
        with transaction.atomic():
            due = rule.due_at(now)
            # Counted first: an act may be the reason why nothing is due any more.
            count = due.count()
            if count:
                rule.forget(due)
    except Exception:
        logger.exception("not purged", extra={"table": rule.table})
        purged.failed.append(str(rule))
    else:
        purged.counts[rule.table] += count


LOG = Rule(
    "AuditEntry",
    _("the beginning of the audit log, after %(days)s days; where it was cut stays known"),
    audit.written_before,
    audit.cut,
    days=settings.AUDIT_KEPT_DAYS,
)
RULES = [
    Rule("DeskSession", _("sessions that are over"), sessions.expired),
    Rule(
        "Invitation",
        _("invitations, with address and name, %(days)s days after they ended"),
        invitations.ended_before,
        days=settings.INVITATION_KEPT_DAYS,
    ),
    Rule(
        "Notice",
        _("letters that are out, given up or cancelled, after %(days)s days"),
        notices.settled_before,
        days=settings.LETTER_KEPT_DAYS,
    ),
    Rule(
        "AccessChange",
        _("changes of access, %(days)s days after they ended"),
        access.ended_before,
        days=settings.AUDIT_KEPT_DAYS,
    ),
    LOG,
]
