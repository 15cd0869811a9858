"""The plain pages: what does not belong to one campaign."""

from django.urls import path
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

app_name = "pages"


def plain(name: str):
    """A page that is only its template."""
    return require_safe(TemplateView.as_view(template_name=f"pages/{name}.html"))


urlpatterns = [
    path(f"{address}/", plain(template), name=address)
    for address, template in (
        ("transparency", "transparency"),
        ("giving-safely", "giving_safely"),
        ("how-we-check", "how_we_check"),
        ("privacy", "privacy"),
    )
]
