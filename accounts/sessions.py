"""Sessions that know whose they are, so that they can be listed and ended.

This module is the site's SESSION_ENGINE. A session that was ended while a request of it was on
its way is not written again: Django refuses to save a session whose row is gone.
"""

from datetime import datetime, timedelta

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts import audit
from accounts.models import DeskSession, User

# Where allauth keeps by which means somebody proved who they are.
RECORDS = "account_authentication_methods"
BEGAN = "began_at"
COARSE = timedelta(minutes=15)


class SessionStore(db.SessionStore):
    """Django's sessions in the database, with what a list of them shows beside the data."""

    @classmethod
    def get_model_class(cls):
        return DeskSession

    def create_model_instance(self, data):
        now = timezone.now()
        if SESSION_KEY in data:
            data.setdefault(BEGAN, now.timestamp())
        session = super().create_model_instance(data)
        session.used_at = coarsely(now)
        if SESSION_KEY in data:
            session.user_id = int(data[SESSION_KEY])
            session.began_at = datetime.fromtimestamp(data[BEGAN], tz=now.tzinfo)
            session.factor = factor_of(data)
        return session


def factor_of(data: dict) -> str:
    """The kind of second factor last proved in a session; "" for none."""
    kinds = [
        record.get("type", "") for record in data.get(RECORDS, []) if record["method"] == "mfa"
    ]
    return kinds[-1] if kinds else ""


def coarsely(moment: datetime) -> datetime:
    """A moment, rounded down: when somebody worked is not our business to the minute."""
    return moment - timedelta(seconds=moment.timestamp() % COARSE.total_seconds())


def of(user: User):
    """The sessions a colleague has open, the newest first."""
    return user.desk_sessions.filter(expire_date__gt=timezone.now()).order_by("-began_at")


def handle(session: DeskSession) -> str:
    """A name for a session that may stand on a page; the key itself would open the desk."""
    return salted_hmac("accounts.sessions.handle", session.session_key).hexdigest()[:24]


def end_one(user: User, name: str, *, actor: User) -> bool:
    """End the session with this handle; False if there is none any more."""
    for session in of(user):
        if constant_time_compare(handle(session), name):
            return end(user, of(user).filter(pk=session.pk), actor=actor, why="by hand") > 0
    return False


def end_all(user: User, *, actor: User | None, why: str, but: str | None = None) -> int:
    """End the sessions of a colleague, but one if its key is given; gives how many."""
    return end(user, user.desk_sessions.exclude(pk=but), actor=actor, why=why)


def end(user: User, sessions, *, actor: User | None, why: str) -> int:
    with transaction.atomic():
        ended, _ = sessions.delete()
        if ended:
            audit.record(actor, "session.end", f"user:{user.pk}", sessions=ended, why=why)
    return ended


def end_everybodys() -> int:
    """End every session of the house, also those whose log-in is not complete."""
    ended, _ = DeskSession.objects.all().delete()
    return ended


def expired(now: datetime):
    """The sessions that nobody can use any more."""
    return DeskSession.objects.filter(expire_date__lt=now)
