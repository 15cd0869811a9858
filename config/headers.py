"""Headers that every answer carries, whoever made it.

The Content-Security-Policy and the transport rules are django-csp's and Django's. Some answers are
made before those have their turn (a file, a redirect, a refused host), and those get here what
they lack.
"""

from csp.utils import build_policy
from django.conf import settings
from django.middleware import security
from django.utils.cache import patch_cache_control
from django.utils.encoding import escape_uri_path

POWERFUL_FEATURES = (
    "accelerometer",
    "bluetooth",
    "browsing-topics",
    "camera",
    "clipboard-read",
    "display-capture",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "serial",
    "usb",
    "xr-spatial-tracking",
)

FIXED = {
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Origin-Agent-Cluster": "?1",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in POWERFUL_FEATURES),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
POLICY = "Content-Security-Policy"
# What only makes sense where TLS is; inside Tor the address itself is the certificate.
UPGRADE = "upgrade-insecure-requests"


class SecurityMiddleware(security.SecurityMiddleware):
    """Django's, which sends nobody from plain HTTP to TLS inside Tor: there is no TLS there."""

    def process_request(self, request):
        if not is_onion(request):
            return super().process_request(request)


class HardeningMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        for name, value in FIXED.items():
            response.headers.setdefault(name, value)
        # With DEBUG on django-csp leaves 404 and 500 to Django's own pages; only the one for
        # exceptions is still shown.
        if POLICY not in response.headers and response.status_code != 500:
            response.headers[POLICY] = build_policy()
        staff = request.path.startswith("/staff/")
        response.headers.setdefault(
            "X-Robots-Tag", "noindex, nofollow, noarchive" if staff else "noarchive"
        )
        # What a visitor read must not be found on their disk. Static files say otherwise
        # themselves, before they come by here.
        if "Cache-Control" not in response.headers:
            patch_cache_control(response, no_store=True)
        if settings.ONION_HOST:
            name_onion(request, response)
        return response


def name_onion(request, response) -> None:
    """Tell visitors of the clear net where the onion is, and those of the onion nothing of TLS."""
    if is_onion(request):
        response.headers.pop("Strict-Transport-Security", None)
        rules = response.headers.get(POLICY, "").split("; ")
        response.headers[POLICY] = "; ".join(rule for rule in rules if rule != UPGRADE)
    elif response.headers.get("Content-Type", "").startswith("text/html"):
        # Escaped: a line break in an address must not end the header.
        path = escape_uri_path(request.path)
        response.headers.setdefault("Onion-Location", f"http://{settings.ONION_HOST}{path}")


def is_onion(request) -> bool:
    return bool(settings.ONION_HOST) and request.META.get("HTTP_HOST") == settings.ONION_HOST
