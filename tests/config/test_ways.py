"""Ways on the staff site: what is linked may be opened by whoever sees the link."""

import html
import re
from urllib.parse import urljoin, urlsplit

import pytest

from accounts.roles import ROLES
from tests.config.test_admin import house  # noqa: F401
from tests.pages import desk_of

# Rows of one kind have the same ways: one of each is followed.
ROW = re.compile(r"\d+")
LINK = re.compile(r'<a\b[^>]*?href="([^"]+)"')


@pytest.mark.parametrize("role", ROLES)
def test_every_way_a_role_is_shown_is_open_to_it(house, staff, role):  # noqa: F811
    desk = desk_of(getattr(staff, role))
    closed, seen, left = [], set(), [("/staff/", "")]
    while left:
        address, origin = left.pop()
        answer = desk.get(address, follow=True)
        if answer.status_code != 200:
            closed.append(f"{origin} → {address}: {answer.status_code}")
        elif urlsplit(address).path.startswith("/staff/"):
            for way in LINK.findall(answer.text):
                way = urlsplit(urljoin(address, html.unescape(way)))
                kind = ROW.sub("0", way.path)
                if way.scheme in {"", "http"} and kind not in seen:
                    seen.add(kind)
                    left.append((way.path, address))

    assert closed == [], "\n".join(closed)
