"""The house locked down: everybody is put out, nothing is published, the public pages stay.

For the day on which somebody's laptop or account is in the wrong hands. A command on the server
begins and ends it; who may publish asks `refuse_publishing` first.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit, sessions
from accounts.locks import hold
from accounts.models import Lockdown

LOCK = "lockdown"


class InForce(ValueError):
    """Nothing is published now; the message is for the person who tried."""


def current() -> Lockdown | None:
    return Lockdown.objects.filter(ended_at=None).first()


def begin(reason: str = "") -> tuple[Lockdown, int]:
    """Lock the house, again if it is locked already; gives also how many sessions ended."""
    with transaction.atomic():
        # Whoever is publishing now comes first.
        hold(LOCK)
        lockdown = current() or Lockdown.objects.create(reason=reason)
        ended = sessions.end_everybodys()
        audit.record(None, "lockdown.begin", "house", reason=reason, sessions=ended)
    return lockdown, ended


def end() -> bool:
    """Unlock the house; False if it was not locked."""
    with transaction.atomic():
        lockdown = Lockdown.objects.select_for_update().filter(ended_at=None).first()
        if lockdown is None:
            return False
        lockdown.ended_at = timezone.now()
        lockdown.save(update_fields=["ended_at"])
        audit.record(None, "lockdown.end", "house")
    return True


def refuse_publishing() -> None:
    """Raise InForce while the house is locked down. For callers inside a transaction.

    Until that ends no lockdown begins: what is published was published before it.
    """
    hold(LOCK, shared=True)
    if current():
        raise InForce(_("The site is locked down: nothing is published until that ends."))
