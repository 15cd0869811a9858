"""The only writer of the audit log."""

from django.db import transaction

from accounts.models import AuditEntry


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
