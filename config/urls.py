"""Where everything lives. Public pages carry their language in the path."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path, re_path
from django.views.decorators.http import require_safe

from campaigns import pictures, previews
from campaigns.views import picture
from config import health, machines

urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("stripe/", include("donations.stripe_urls")),
    path("staff/", include("config.doors")),
    path("staff/", admin.site.urls),
    path("api/v1/", include("campaigns.api_urls")),
    path("sitemap.xml", require_safe(sitemap), {"sitemaps": machines.SITEMAPS}, name="sitemap"),
    path("robots.txt", machines.robots),
    path("site.webmanifest", machines.manifest, name="manifest"),
    path(".well-known/security.txt", machines.security),
    path("preview/<str:token>/", previews.of_link, name="preview"),
    re_path(
        rf"^preview/(?P<token>[^/]+)/{pictures.FILE}$",
        previews.picture_of_link,
        name="preview-picture",
    ),
    re_path(rf"^media/pictures/{pictures.NAME}$", picture),
]
urlpatterns += i18n_patterns(
    path("", include("campaigns.urls")),
    path("", include("config.pages")),
    path("", include("donations.urls")),
)

handler403 = "config.errors.forbidden"
handler404 = "config.errors.not_found"
handler429 = "config.errors.too_many"
handler500 = "config.errors.broken"
