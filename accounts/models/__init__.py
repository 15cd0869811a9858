"""Staff, the record of what they did, and the outbox. Donors and heroes have no accounts."""

from accounts.models.doors import DeskSession
from accounts.models.letters import Notice
from accounts.models.people import User
from accounts.models.record import AuditEntry, AuditLink

__all__ = ["AuditEntry", "AuditLink", "DeskSession", "Notice", "User"]
