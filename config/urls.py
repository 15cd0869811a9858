"""Where everything lives. Public pages carry their language in the path."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path
from django.views.static import serve

from config import health

urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("stripe/", include("donations.stripe_urls")),
    path("staff/", admin.site.urls),
    path("media/pictures/<path:path>", serve, {"document_root": settings.MEDIA_ROOT / "pictures"}),
]
urlpatterns += i18n_patterns(
    path("", include("campaigns.urls")),
    path("", include("config.pages")),
    path("", include("donations.urls")),
)
