"""What visitors see when something is missing, forbidden or broken.

None of these pages asks the database or the visitor's session anything, so that they can be drawn
when those are what is broken. None repeats the address that was asked for.
"""

import sys

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template.loader import render_to_string

from campaigns import choices

RETRY_SECONDS = 30


def page(template: str, status: int) -> HttpResponse:
    known = {"contact_email": settings.CONTACT_EMAIL, "site_name": choices.remembered().name}
    html = render_to_string(template, known)
    return HttpResponse(html, status=status)


def forbidden(request, exception=None):
    return page("403.html", 403)


def not_found(request, exception=None):
    return page("404.html", 404)


def too_many(request, exception=None):
    """Of tries to log in; donors are told of theirs by the page they are on."""
    return page("admin/doors/wait.html", 429)


def broken(request):
    """An error nobody caught; 503 when the database is away, for that passes by itself."""
    if isinstance(sys.exception(), (OperationalError, InterfaceError)):
        response = page("maintenance.html", 503)
        response.headers["Retry-After"] = str(RETRY_SECONDS)
        return response
    return page("500.html", 500)


def stale_form(request, reason=""):
    """Django's check of a staff form failed: an old page, or another site."""
    return page("403.html", 403)


class SameNotFound:
    """Shows our 404 page with DEBUG on too, as in the demo.

    Django's own would list every address and say which view found nothing; hidden and missing
    must look the same wherever somebody looks.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        html = response.headers.get("Content-Type", "").startswith("text/html")
        if settings.DEBUG and response.status_code == 404 and html:
            return not_found(request)
        return response
