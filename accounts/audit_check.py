"""Whether the audit log is what was written into it."""

import logging
from dataclasses import asdict, dataclass

from django.db.models import F, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from accounts import audit, chain, notices, roles
from accounts.models import AuditCut, AuditEntry, AuditLink

# What is hashed, in this order; the migration that chains the log has the same list in SQL.
FIELDS = ("position", "previous_hash", "entry_id", "at", "actor_id", "action", "target", "details")
READ_AT_ONCE = 2000
# How the log itself says that it was checked.
CHECKED = "audit.check"

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Found:
    """How many entries there are, the head of their chain ("417:9f2c…"; "" for none), faults."""

    entries: int
    head: str
    faults: list[str]

    def as_json(self) -> dict:
        return asdict(self)


def check(known_head: str = "") -> Found:
    """Follow the chain from its first entry, or where it was last cut, to its last.

    A head that somebody wrote down earlier must still be part of it: without one, nobody could
    see that the newest entries were cut off. Raises ValueError when it is no head.
    """
    faults = list(chain.faults(rows(), fields=FIELDS, name="entry_id", after=beginning()))
    if loose := AuditEntry.objects.filter(link=None).count():
        faults.append(f"{loose} entries are not part of the chain")
    if known_head and not holds(known_head):
        faults.append(f"the head {known_head} is not part of the chain any more")
    last = AuditLink.objects.order_by("-position").first()
    return Found(AuditEntry.objects.count(), head_of(last), faults)


def check_tonight() -> Found:
    """Check the log against the head of the night before, and sound the alarm if it is broken.

    The head goes to the logs of the machine too, which are kept elsewhere.
    """
    before = last_check()
    found = check(before.data["head"] if before else "")
    if found.faults:
        logger.critical("audit log broken", extra={"faults": found.faults, "head": found.head})
        for colleague in roles.holders("accounts.view_auditentry"):
            notices.queue(
                template="audit_broken",
                to=colleague.email,
                dedupe_key=f"audit-broken:{timezone.localdate()}:{colleague.pk}",
                context={},
            )
    else:
        logger.info("audit log whole", extra={"head": found.head})
    audit.record(None, CHECKED, "audit", **found.as_json())
    return found


def last_check() -> AuditEntry | None:
    """The entry in which the last nightly check wrote down what it found."""
    return AuditEntry.objects.filter(action=CHECKED, actor=None).first()


def beginning() -> tuple[int, str]:
    """Place and hash of the last entry that was forgotten; zero and nothing before the first cut.

    An entry that was cut off without it being written down is missing from the chain.
    """
    last = AuditCut.objects.order_by("position").last()
    return (last.position, last.hash) if last else (0, "")


def rows():
    links = AuditLink.objects.order_by("position").values(
        "position",
        "previous_hash",
        "hash",
        "entry_id",
        at=F("entry__at"),
        actor_id=F("entry__actor_id"),
        action=F("entry__action"),
        target=F("entry__target"),
        # As PostgreSQL writes it: the trigger hashed this text.
        details=Cast("entry__data", TextField()),
    )
    return links.iterator(chunk_size=READ_AT_ONCE)


def holds(head: str) -> bool:
    position, _, hash_ = head.partition(":")
    if not (position.isdecimal() and hash_):
        raise ValueError(f"“{head}” is no head such as 417:9f2c…")
    cut, cut_hash = beginning()
    if int(position) <= cut:
        # What lay before the cut cannot be asked any more; the cut itself can.
        return int(position) < cut or hash_ == cut_hash
    return AuditLink.objects.filter(position=int(position), hash=hash_).exists()


def head_of(link: AuditLink | None) -> str:
    return f"{link.position}:{link.hash}" if link else ""
