"""What every template may know about the site itself."""

from django.conf import settings


def site(request):
    return {
        "site_url": settings.SITE_URL,
        "contact_email": settings.CONTACT_EMAIL,
        "onion_host": settings.ONION_HOST,
        "languages": settings.LANGUAGES,
    }
