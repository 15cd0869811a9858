"""The only writer of the audit log."""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import Max, Min, Q

from accounts.models import AuditEntry, AuditLink


def record(actor, action: str, target: str, /, **data) -> AuditEntry:
    """Write down an act, in the caller's transaction.

    actor None means the system. action is dotted and ends in its verb (`campaign.publish`),
    target is plain text (`campaign:8kq2mwx3za`) so that it survives the row it names. data holds
    reasons, states and figures; never a donor, never a protected term. Its names are free: the
    three arguments are taken by their place alone.
    """
    return AuditEntry.objects.create(actor=actor, action=action, target=target, data=data)


def record_for_good(actor, action: str, target: str, /, **data) -> AuditEntry:
    """Write down what stays written although nothing came of it, such as a failed log-in.

    It is committed here. Raises RuntimeError inside a transaction, which could still undo it.
    """
    with transaction.atomic(durable=True):
        return record(actor, action, target, **data)


def written_before(moment: datetime):
    """The entries from the beginning of the log up to a moment, but never the newest of all.

    The log is forgotten from its beginning only: behind the first younger entry nothing is due.
    """
    links = AuditLink.objects.aggregate(
        younger=Min("position", filter=Q(entry__at__gte=moment)), newest=Max("position")
    )
    first_kept = links["younger"] or links["newest"] or 0
    return AuditEntry.objects.filter(link__position__lt=first_kept)


def cut(entries) -> None:
    """Forget these entries, the oldest of the log, and write down where the chain was cut.

    The database does it, with its owner's rights. For the site's own role it refuses to cut what
    is younger than the log is kept, whatever time the caller thinks it is.
    """
    last = entries.aggregate(last=Max("link__position"))["last"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_cut(%s)", [last])
