"""Log lines as JSON, without people.

A log is copied, mailed and kept by machines nobody thinks of, so what could name a donor or a
hero is cut out here, whatever a library thought fit to say.
"""

import json
import logging
import re
from datetime import UTC, datetime

CUT = "[cut]"
PEOPLE = [
    re.compile(r"[^\s@<>\"']{1,64}@[^\s@<>\"']{1,255}"),  # mail addresses
    re.compile(r"\b(?:\d{1,3}\.){3}\d{1,3}\b"),  # IPv4 addresses
    # IPv6 addresses: with four groups or more, or shortened by two colons.
    re.compile(r"(?<![\w:])(?=(?:[0-9a-fA-F]*:){4}|[0-9a-fA-F:]*::)[0-9a-fA-F:]{3,39}(?![\w:])"),
    re.compile(r"\b(?:sk|rk|whsec)_[A-Za-z0-9_]+"),  # keys
    re.compile(r"\bcs_(?:test|live)_[A-Za-z0-9]+"),  # checkout sessions: a capability
    re.compile(r"(?<=/staff/invitation/)[^\s/]+"),  # links of letters that let somebody in
    re.compile(r"(?<=/preview/)[^\s/]+"),
    re.compile(r"(?<=/staff/password/new/)[^\s/]+/[^\s/]+"),
]
STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
# Django attaches the request; Celery attaches arguments and whole objects.
EXTRA_ALLOWED = (str, int, bool, type(None))


def pattern_of(request):
    """A function that gives the pattern of the request's address in place of any address."""
    match = getattr(request, "resolver_match", None)
    pattern = f"/{match.route}" if match else "an unknown address"
    return lambda value: pattern if str(value).startswith("/") else value


def without_people(text: str) -> str:
    for pattern in PEOPLE:
        text = pattern.sub(CUT, text)
    return text


class WithoutPeople(logging.Filter):
    """Cut addresses, keys and session ids out of the message before any handler sees it.

    Of an address on our site, which says what somebody looked at or typed, its pattern is left.
    """

    def filter(self, record):
        if request := getattr(record, "request", None):
            record.args = tuple(map(pattern_of(request), record.args or ()))
        try:
            message = record.getMessage()
        except (TypeError, ValueError, KeyError):
            # A library's slip in its own log line must not end the request that it was about.
            message = str(record.msg)
        record.msg, record.args = without_people(message), None
        return True


class JsonLines(logging.Formatter):
    """One JSON object a line; extras appear as fields when they are plain values."""

    def format(self, record):
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="seconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        for name, value in vars(record).items():
            if name not in STANDARD and isinstance(value, EXTRA_ALLOWED):
                line[name] = without_people(value) if isinstance(value, str) else value
        if record.exc_info:
            line["trace"] = without_people(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=True)
