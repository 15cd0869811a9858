"""What every template may know about the site itself."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from campaigns import choices


@dataclass(frozen=True)
class Translation:
    """The page being shown, in one language of the site."""

    code: str
    name: str
    path: str
    is_current: bool


def site(request):
    return {
        "site_url": settings.SITE_URL,
        "site_name": SimpleLazyObject(lambda: choices.current().name),
        "contact_email": settings.CONTACT_EMAIL,
        "onion_host": settings.ONION_HOST,
        "contact_kept_days": settings.CONTACT_KEPT_DAYS_AFTER_CLOSING,
        "translations": SimpleLazyObject(lambda: translations(request)),
    }


def translations(request) -> list[Translation]:
    """This page in every language; empty for an address that carries no language."""
    # Escaped, and with the query, so that a filtered list stays filtered.
    _, code, *rest = request.get_full_path().split("/", 2)
    if code not in dict(settings.LANGUAGES) or not rest:
        return []
    return [
        Translation(other, name, f"/{other}/{rest[0]}", other == get_language())
        for other, name in settings.LANGUAGES
    ]
