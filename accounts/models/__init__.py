"""Staff, the record of what they did, and the outbox. Donors and heroes have no accounts."""

from accounts.models.access import AccessChange
from accounts.models.doors import DeskSession, Lockdown
from accounts.models.invitations import Invitation
from accounts.models.letters import Notice
from accounts.models.people import User
from accounts.models.record import AuditCut, AuditEntry, AuditLink

__all__ = [
    "AccessChange",
    "AuditCut",
    "AuditEntry",
    "AuditLink",
    "DeskSession",
    "Invitation",
    "Lockdown",
    "Notice",
    "User",
]
