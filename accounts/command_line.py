"""How our commands end: 0 fine, 1 something differs, 2 bad input, said in one line."""

from datetime import datetime

from django.core.management.base import CommandError
from django.utils import timezone


class BadUsage(CommandError):
    """Bad input or bad usage; the message is the one line the person reads."""

    def __init__(self, message: str):
        super().__init__(message, returncode=2)


def read_time(text: str | None) -> datetime:
    """Read the ISO time of `--now`; without a zone it is the site's own. None means now."""
    if text is None:
        return timezone.now()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BadUsage(f"--now: “{text}” is no ISO time such as 2026-03-31T18:00+02:00") from None
    return moment if moment.tzinfo else timezone.make_aware(moment)
