"""Headers that every answer carries, whoever made it.

The Content-Security-Policy is django-csp's; these are the ones neither it nor Django sends.
"""

from django.conf import settings
from django.utils.cache import patch_cache_control

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
    "Cross-Origin-Resource-Policy": "same-origin",
    "Origin-Agent-Cluster": "?1",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in POWERFUL_FEATURES),
}


class HardeningMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        for name, value in FIXED.items():
            response.headers.setdefault(name, value)
        staff = request.path.startswith("/staff/")
        response.headers.setdefault(
            "X-Robots-Tag", "noindex, nofollow, noarchive" if staff else "noarchive"
        )
        # What a visitor read must not be found on their disk. Static files say otherwise
        # themselves, before they come by here.
        if "Cache-Control" not in response.headers:
            patch_cache_control(response, no_store=True)
        if settings.ONION_HOST and response.get("Content-Type", "").startswith("text/html"):
            response.headers.setdefault(
                "Onion-Location", f"http://{settings.ONION_HOST}{request.path}"
            )
        return response
