"""Public pages, kept as bytes until anything that visitors may see changes.

Each request asks the database first whether something did, so the commit of a take-down ends every
page in every process, and there is no list of pages to throw away that could lack one. What else
a page depends on is in its name: its address, what staff chose, and the minute, for dates that
pass.
"""

import gzip
import hashlib
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps

from django.core.cache import caches
from django.db import connection
from django.http import HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from campaigns import choices
from campaigns.models import PublicChange

MINUTE = 60
# No page is kept, and no transaction lasts, nearly as long.
CHANGES_KEPT = timedelta(minutes=10)
# Changes commit out of order: one that comes late leaves the newest as it is, and adds one. As
# plain SQL, because Django takes longer to put such a question than PostgreSQL to answer it.
STATE = "SELECT max(id), count(*) FROM campaigns_publicchange"


@dataclass(frozen=True)
class KeptPage:
    gzipped: bytes
    content_type: str

    def answer(self, request) -> HttpResponse:
        """The page, compressed for a browser that takes it so."""
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            response = HttpResponse(self.gzipped, content_type=self.content_type)
            response.headers["Content-Encoding"] = "gzip"
        else:
            response = HttpResponse(gzip.decompress(self.gzipped), content_type=self.content_type)
        patch_vary_headers(response, ["Accept-Encoding"])
        return response


def kept(view):
    """Answer from what is kept. For views that show everybody the same, out of the database."""

    @wraps(view)
    def answer(request, *args, **kwargs):
        # Before the page is made: what commits meanwhile gives the next request another name.
        name = name_of(request)
        page = caches["process"].get(name)
        if page is None:
            response = view(request, *args, **kwargs)
            if response.status_code != 200:
                return response
            page = KeptPage(
                gzip.compress(response.content, mtime=0), response.headers["Content-Type"]
            )
            caches["process"].set(name, page, MINUTE)
        return page.answer(request)

    return answer


def name_of(request) -> str:
    """What a page shows follows from this; hashed, because anybody may write an address."""
    with connection.cursor() as cursor:
        cursor.execute(STATE)
        state = cursor.fetchone()
    minute = int(timezone.now().timestamp() // MINUTE)
    parts = (*state, choices.current().newest, minute, request.build_absolute_uri())
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def forget_changes(now=None) -> int:
    """Delete what no page is named by any more; gives how many."""
    past = (now or timezone.now()) - CHANGES_KEPT
    number, _tables = PublicChange.objects.filter(made_at__lt=past).delete()
    if number:
        # Fewer changes with the same newest one could be a state that was there before.
        PublicChange.objects.create()
    return number
