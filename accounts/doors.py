"""Who may pass the door of the staff site: how somebody stands there, request by request.

allauth writes into the session how its owner proved who they are, and when. That record decides,
and what it does not say is not so: whoever did not show a second factor in this very session
stays outside, whatever else they showed, then or elsewhere.
"""

import time
from enum import Enum

from allauth.account.authentication import get_authentication_records
from django.conf import settings

from accounts import factors

SEEN = "doors_seen"
# Not every request needs to be written down to know that somebody is there.
SEEN_STEP_SECONDS = 60


class Standing(Enum):
    STRANGER = "nobody has logged in"
    WITHOUT_ROLE = "a log-in to which no role is given"
    LOCKED = "too long idle, or logged in too long ago"
    WITHOUT_FACTOR = "must set up a second factor before anything else"
    RECOVERING = "came in by a spare code, and may only set up a new factor"
    UNPROVEN = "has a second factor and has not shown it in this session"
    INSIDE = "may work"


def standing(request) -> Standing:
    user = request.user
    if not user.is_authenticated:
        return Standing.STRANGER
    # Permissions come from roles alone.
    if not (user.is_active and user.is_staff and user.get_all_permissions()):
        return Standing.WITHOUT_ROLE
    if is_locked(request):
        return Standing.LOCKED
    if proofs(request):
        return Standing.INSIDE
    own = own_factors(request)
    if not factors.lasting(own.values(), user):
        return Standing.WITHOUT_FACTOR
    used = {own.get(record.get("id")) for record in records(request)}
    return Standing.RECOVERING if factors.RECOVERY in used else Standing.UNPROVEN


def records(request) -> list[dict]:
    """How the session's owner proved who they are: {"method", "at", …}, oldest first."""
    return get_authentication_records(request, request.user)


def own_factors(request) -> dict[int, str]:
    """What the session's owner has set up, asked of the database once in a request."""
    if not hasattr(request, "own_factors"):
        request.own_factors = factors.of(request.user)
    return request.own_factors


def proofs(request) -> list[dict]:
    """The records of second factors that count and that their owner still has."""
    own, accepted = own_factors(request), factors.accepted(request.user)
    return [
        record
        for record in records(request)
        if record["method"] == "mfa" and own.get(record.get("id")) in accepted
    ]


def is_locked(request) -> bool:
    """Whether a session has rested or lasted too long. One without any record never began."""
    written = records(request)
    if not written:
        return True
    now = time.time()
    return (
        now - written[0]["at"] > settings.STAFF_WORK_SECONDS
        or now - last_seen(request) > settings.STAFF_IDLE_SECONDS
    )


def last_seen(request) -> float:
    """When somebody was last at work in this session, to the step; seconds since 1970."""
    return max([request.session.get(SEEN, 0), *(record["at"] for record in records(request))])


def remember(request) -> None:
    """Write down that somebody is at work in this session."""
    now = time.time()
    if now - last_seen(request) >= SEEN_STEP_SECONDS:
        request.session[SEEN] = int(now)


def is_fresh(request) -> bool:
    """Whether what counts was shown moments ago; for those without a factor, the password."""
    shown = proofs(request) or records(request)
    last = max((record["at"] for record in shown), default=0)
    return time.time() - last < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
