"""What a real web server writes down about addresses that let somebody in."""

from datetime import timedelta

import pytest
from django.utils import timezone

from campaigns import moderation, preview_links

pytestmark = pytest.mark.django_db(transaction=True)


def test_no_line_of_the_server_holds_a_preview_link(draft, staff, start_web):
    revision = moderation.submit(draft, actor=staff.caseworker)
    long_ago = timezone.now() - timedelta(days=3)
    dead = preview_links.token(preview_links.make(revision, actor=staff.caseworker, now=long_ago))
    open_ = preview_links.token(preview_links.make(revision, actor=staff.caseworker))
    web = start_web()
    of_dead = [f"/preview/{dead}{rest}" for rest in ("/", "", "/640.webp", "/?language=en", "/x/")]

    answers = [web.ask("GET", path)[0] for path in (*of_dead, f"/preview/{open_}/")]
    posted = web.ask("POST", f"/preview/{open_}/")[0]

    assert (answers, posted) == ([404, 301, 404, 404, 404, 200], 403)
    written = web.service.log_text()
    assert "Not Found: /preview/[cut]" in written
    assert "Forbidden" in written
    for token in (dead, open_):
        assert token not in written
        assert token.partition(":")[2] not in written
