"""Pages go over the wire compressed: a telephone on Tor waits for every kilobyte."""

from django.middleware.gzip import GZipMiddleware

KINDS = ("text/", "application/json", "application/xml", "application/atom+xml")


class CompressionMiddleware(GZipMiddleware):
    """Compresses the public pages, a few random bytes longer than they need to be.

    How well a page compresses tells whether two things in it are alike. So those of the desk, where
    secrets stand beside what somebody else wrote, go as they are. Stored pictures and static files
    have been compressed once already.
    """

    def process_response(self, request, response):
        is_text = response.headers.get("Content-Type", "").startswith(KINDS)
        if response.streaming or not is_text or request.path.startswith("/staff/"):
            return response
        return super().process_response(request, response)
