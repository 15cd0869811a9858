"""The plain pages: what does not belong to one campaign."""

from django.shortcuts import render
from django.urls import path
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from campaigns import choices
from campaigns.choices import Subject
from campaigns.public import html_of
from config import how_we_count, transparency, transparency_files

app_name = "pages"


def plain(template: str):
    """A page that is only its template."""
    return require_safe(TemplateView.as_view(template_name=f"pages/{template}.html"))


def with_own_words(template: str, subject: str):
    """A page whose text staff may write themselves; in a language without one ours stands."""

    @require_safe
    def page(request):
        text = choices.current().text(subject, get_language())
        return render(request, f"pages/{template}.html", {"own_words": html_of(text)})

    return page


@require_safe
def about(request):
    return render(request, "pages/about.html", {"own_name": choices.current().own_name})


urlpatterns = [
    path("transparency/", transparency.page, name="transparency"),
    path("transparency/months.csv", transparency_files.months, name="months-csv"),
    path("transparency/payments.csv", transparency_files.payments, name="payments-csv"),
    path(
        "giving-safely/",
        with_own_words("giving_safely", Subject.GIVING_SAFELY),
        name="giving-safely",
    ),
    path("about/", about, name="about"),
    path("how-we-count/", how_we_count.page, name="how-we-count"),
    path("how-we-check/", plain("how_we_check"), name="how-we-check"),
    path("privacy/", with_own_words("privacy", Subject.PRIVACY), name="privacy"),
]
