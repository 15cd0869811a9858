"""The environment variables that the site is given on this machine."""

import os
from urllib.parse import quote

from launcher import keys, places

# For commands that never open the database, though the settings want to know one.
NO_SERVICES = {
    "DATABASE_URL": "postgresql://app@/postgres?host=/nonexistent",
    "REDIS_URL": "redis+socket:///nonexistent",
}


def for_commands() -> dict[str, str]:
    """Ours for what nobody set: what is set already wins."""
    return (
        {
            "DEBUG": "1",
            "EMAIL_URL": f"filemail:///{quote(str(places.LOCAL / 'mail'))}",
            "MEDIA_ROOT": str(places.LOCAL / "media"),
        }
        | keys.load()
        | os.environ
    )


def for_site(url: str) -> dict[str, str]:
    """As for commands; and what the demo decides itself, whatever was set."""
    return for_commands() | {
        "DEBUG": "1",
        "SITE_URL": url,
        "ALLOWED_HOSTS": "127.0.0.1,localhost,[::1]",
        "PYTHONUNBUFFERED": "1",
    }
