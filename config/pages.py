"""The plain pages: what does not belong to one campaign."""

from django.urls import path
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from config import how_we_count, transparency

app_name = "pages"


def plain(template: str):
    """A page that is only its template."""
    return require_safe(TemplateView.as_view(template_name=f"pages/{template}.html"))


urlpatterns = [
    path("transparency/", transparency.page, name="transparency"),
    path("giving-safely/", plain("giving_safely"), name="giving-safely"),
    path("about/", plain("about"), name="about"),
    path("how-we-count/", how_we_count.page, name="how-we-count"),
    path("how-we-check/", plain("how_we_check"), name="how-we-check"),
    path("privacy/", plain("privacy"), name="privacy"),
]
