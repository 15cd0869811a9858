"""The environment variables that the site is given on this machine."""

import os
from urllib.parse import quote

from launcher import keys, places
from launcher.claim import exclusive

# For commands that never open the database, though the settings want to know one.
NO_SERVICES = {
    "DATABASE_URL": "postgresql://app@/postgres?host=/nonexistent",
    "REDIS_URL": "redis+socket:///nonexistent",
}


def for_commands() -> dict[str, str]:
    """Ours for what nobody set: what is set already, and not empty, wins."""
    with exclusive("set-up"):
        made = keys.load(places.LOCAL, places.state())
    ours = made | {
        "DEBUG": "1",
        "EMAIL_URL": f"filemail:///{quote(str(places.LOCAL / 'mail'))}",
        "MEDIA_ROOT": str(places.LOCAL / "media"),
    }
    given = os.environ.items()
    return ours | {name: value for name, value in given if value or name not in ours}


def for_site(url: str) -> dict[str, str]:
    """As for commands; and what the demo decides itself, whatever was set."""
    return for_commands() | {
        "DEBUG": "1",
        "SITE_URL": url,
        "ALLOWED_HOSTS": "127.0.0.1,localhost,[::1]",
        "PYTHONUNBUFFERED": "1",
    }
