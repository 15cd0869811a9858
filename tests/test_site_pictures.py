"""The pictures of the public site: all there, all shown on one page, small, of the right size."""

import re
import struct

import pytest
from django.conf import settings

from tests.screens.site import PAGES, SITE

FOLDER = settings.BASE_DIR / "docs" / "screens"
GALLERY = settings.BASE_DIR / "docs" / "site.md"
MOST_BYTES = 90_000


def test_every_page_is_in_the_gallery_and_nothing_else_is():
    shown = re.findall(r"!\[([^\]]+)\]\(screens/(site/[\w-]+)\.png\)", GALLERY.read_text())

    assert [name for _words, name in shown] == list(SITE)
    assert {path.stem for path in (FOLDER / "site").iterdir()} == {
        name.removeprefix("site/") for name in SITE
    }


def test_every_page_of_the_site_has_a_picture():
    """Every template that a visitor can be shown, by the name that the gallery has for it."""
    templates = settings.BASE_DIR / "templates"
    shown = {path.stem.replace("_", "-") for path in (templates / "pages").glob("*.html")}
    shown |= {path.stem for path in templates.glob("[0-9]*.html")} | {"maintenance"}

    assert shown <= set(PAGES)


@pytest.mark.parametrize("name", SITE)
def test_a_picture_of_the_site_is_small_and_has_the_size_of_its_window(name):
    data = (FOLDER / f"{name}.png").read_bytes()

    assert struct.unpack(">II", data[16:24]) == (SITE[name].width, SITE[name].height)
    assert len(data) < MOST_BYTES
