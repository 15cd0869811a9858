"""How our commands end: 0 fine, 1 something differs, 2 bad input, said in one line."""

from django.core.management.base import CommandError


class BadUsage(CommandError):
    """Bad input or bad usage; the message is the one line the person reads."""

    def __init__(self, message: str):
        super().__init__(message, returncode=2)
