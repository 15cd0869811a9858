"""Small files that other people's machines look for at fixed addresses."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from campaigns import choices
from campaigns.sitemaps import CampaignSitemap, PageSitemap

# Under a year, as its standard asks; counted anew at every request, so it never runs out.
SECURITY_CONTACT_DAYS = 180
ICON_SIDES = (192, 512)

SITEMAPS = {
    "pages": PageSitemap(
        [
            "campaigns:list",
            "pages:about",
            "pages:giving-safely",
            "pages:how-we-check",
            "pages:how-we-count",
            "pages:privacy",
            "pages:transparency",
        ]
    ),
    "campaigns": CampaignSitemap(),
}


@require_safe
def robots(request):
    """Everything public may be read; what is not public is not listed anywhere."""
    sitemap = request.build_absolute_uri(reverse("sitemap"))
    return text(f"User-agent: *\nDisallow:\n\nSitemap: {sitemap}\n")


@require_safe
def security(request):
    """Whom to tell about a weakness (RFC 9116)."""
    expires = timezone.now().date() + timedelta(days=SECURITY_CONTACT_DAYS)
    with translation.override("en"):
        policy = reverse("pages:privacy")
    return text(
        f"Contact: mailto:{settings.CONTACT_EMAIL}\n"
        f"Expires: {expires.isoformat()}T00:00:00Z\n"
        f"Preferred-Languages: {', '.join(code for code, _ in settings.LANGUAGES)}\n"
        f"Canonical: {settings.SITE_URL}{request.path}\n"
        f"Policy: {settings.SITE_URL}{policy}#weakness\n"
    )


@require_safe
def manifest(request):
    """Name and icons for whoever puts the site on a home screen.

    As a bookmark, not as an app: no browser is to talk its user into leaving that trace.
    """
    icons = [
        {"src": static(f"img/icon-{side}.png"), "sizes": f"{side}x{side}", "type": "image/png"}
        for side in ICON_SIDES
    ]
    return JsonResponse(
        {
            "name": choices.current().name,
            "start_url": "/",
            "display": "browser",
            "background_color": "#faf9f8",
            "theme_color": "#2b2038",
            "icons": icons,
        },
        content_type="application/manifest+json",
    )


def text(lines: str) -> HttpResponse:
    return HttpResponse(lines, content_type="text/plain; charset=utf-8")
