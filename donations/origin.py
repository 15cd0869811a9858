"""Where a POST came from. With the form's token it stands in for a cookie we do not set."""

from functools import wraps

from django.conf import settings
from django.shortcuts import render

FOREIGN_SITES = {"cross-site", "same-site"}


def own_forms_only(view):
    """Answer 403 to a POST that the browser says another site has sent.

    Old browsers send neither header and may pass. “null” is what a page without an origin sends;
    under our Referrer-Policy our own forms never do.
    """

    @wraps(view)
    def checked(request, *args, **kwargs):
        if request.method == "POST" and is_foreign(request):
            return render(request, "donations/foreign.html", status=403)
        return view(request, *args, **kwargs)

    return checked


def is_foreign(request) -> bool:
    origin = request.headers.get("Origin")
    if origin is not None and origin != own_origin(request):
        return True
    return request.headers.get("Sec-Fetch-Site") in FOREIGN_SITES


def own_origin(request) -> str:
    """Scheme and host by which this visitor knows us; the host is one of ALLOWED_HOSTS."""
    return f"{request.scheme}://{request.get_host()}"


def way_back(request) -> str:
    """Where Stripe leads the donor afterwards: to the address they came by, if Stripe takes it.

    With real money Stripe goes back to TLS alone: from an onion without it, to the clear net.
    """
    if settings.STRIPE_LIVEMODE and not request.is_secure():
        return settings.SITE_URL
    return own_origin(request)
