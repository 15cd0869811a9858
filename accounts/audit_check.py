"""Whether the audit log is what was written into it."""

from dataclasses import asdict, dataclass

from django.db.models import F, TextField
from django.db.models.functions import Cast

from accounts import chain
from accounts.models import AuditEntry, AuditLink

# What is hashed, in this order; the migration that chains the log has the same list in SQL.
FIELDS = ("position", "previous_hash", "entry_id", "at", "actor_id", "action", "target", "details")
READ_AT_ONCE = 2000


@dataclass(frozen=True)
class Found:
    """How many entries there are, the head of their chain ("417:9f2c…"; "" for none), faults."""

    entries: int
    head: str
    faults: list[str]

    def as_json(self) -> dict:
        return asdict(self)


def check(known_head: str = "") -> Found:
    """Follow the chain from its first entry to its last.

    A head that somebody wrote down earlier must still be part of it: without one, nobody could
    see that the newest entries were cut off. Raises ValueError when it is no head.
    """
    faults = list(chain.faults(rows(), fields=FIELDS, name="entry_id"))
    if loose := AuditEntry.objects.filter(link=None).count():
        faults.append(f"{loose} entries are not part of the chain")
    if known_head and not holds(known_head):
        faults.append(f"the head {known_head} is not part of the chain any more")
    last = AuditLink.objects.order_by("-position").first()
    return Found(AuditEntry.objects.count(), head_of(last), faults)


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
    return AuditLink.objects.filter(position=int(position), hash=hash_).exists()


def head_of(link: AuditLink | None) -> str:
    return f"{link.position}:{link.hash}" if link else ""
