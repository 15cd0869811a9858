"""The handbook says what the desk says: labels, addresses, times, and pictures of real pages."""

import ast
import re
import struct
from functools import cache

import pytest
from django.conf import settings
from django.urls import resolve
from django.utils.text import capfirst

from accounts import invitations
from accounts.roles import ADMINISTRATOR, CASEWORKER, FINANCE, MODERATOR, ROLES
from campaigns import findings, paste_forms, pictures, preview_links
from campaigns.models import Revision
from tests.config.test_admin import NAMES, who_gets_in
from tests.screens.pictures import HANDBOOK as PICTURES

ROOT = settings.BASE_DIR
HANDBOOK = ROOT / "docs" / "handbook"
SCREENS = ROOT / "docs" / "screens"
# Whose page it is: what it names, all of these can open.
READERS = {
    "first-day.md": set(ROLES),
    "caseworker.md": {CASEWORKER},
    "moderator.md": {MODERATOR},
    "finance.md": {FINANCE},
    "administrator.md": {ADMINISTRATOR},
}
PAGES = sorted(READERS)
MOST_BYTES = 60_000

LABEL = re.compile(r"\*\*([^*]+)\*\*")
ADDRESS = re.compile(r"`(/[^`\s]*)`")
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)]+)\)")
IN_TEMPLATES = re.compile(
    r"""\{%\s*translate\s+(?:"([^"]+)"|'([^']+)')|\{%\s*blocktranslate[^%]*%\}([^{]+)\{%"""
)
MARKS = {"_", "gettext", "gettext_lazy", "pgettext", "pgettext_lazy"}


def text_of(page: str) -> str:
    return (HANDBOOK / page).read_text()


@cache
def said_by_the_desk() -> frozenset[str]:
    """Every text of ours that a page can show, as it stands in templates and modules."""
    found = set()
    for path in (ROOT / "templates").rglob("*.html"):
        found |= {one for row in IN_TEMPLATES.findall(path.read_text()) for one in row if one}
    for app in ("accounts", "campaigns", "donations", "config"):
        for path in (ROOT / app).rglob("*.py"):
            if "migrations" in path.parts:
                continue
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in MARKS:
                    last = node.args[-1]
                    if isinstance(last, ast.Constant):
                        found.add(last.value)
    return frozenset(capfirst(one) for one in found)


def test_each_role_has_a_page():
    assert {path.name for path in HANDBOOK.glob("*.md")} == set(PAGES)
    assert set.union(*READERS.values()) == set(ROLES)


@pytest.mark.parametrize("page", PAGES)
def test_every_label_in_bold_is_one_of_the_desk(page):
    labels = [" ".join(label.split()) for label in LABEL.findall(text_of(page))]

    assert labels
    assert sorted(set(labels) - said_by_the_desk()) == []


@pytest.mark.parametrize("page", PAGES)
def test_every_address_opens_for_those_who_read_of_it(page):
    for address in ADDRESS.findall(text_of(page)):
        match = resolve(address)
        assert match.namespace == "admin", address
        if match.url_name in NAMES:
            assert who_gets_in(match.url_name) >= READERS[page], address


@pytest.mark.parametrize("page", PAGES)
def test_every_picture_is_one_of_the_command_and_has_words_for_who_does_not_see_it(page):
    for words, target in PICTURE.findall(text_of(page)):
        assert words
        assert (HANDBOOK / target).resolve().parent == SCREENS
        assert (HANDBOOK / target).stem in PICTURES


def test_the_command_makes_the_pictures_that_are_there_and_each_is_shown():
    pages = [ROOT / "README.md", *HANDBOOK.glob("*.md")]
    shown = {
        name for page in pages for name in re.findall(r"screens/([\w-]+)\.png", page.read_text())
    }

    assert {path.name for path in SCREENS.glob("*.png")} == {f"{name}.png" for name in PICTURES}
    assert shown == set(PICTURES)


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_small_and_has_the_size_of_its_window(name):
    data = (SCREENS / f"{name}.png").read_bytes()
    size = struct.unpack(">II", data[16:24])

    assert size == (PICTURES[name].width, PICTURES[name].height)
    assert len(data) < MOST_BYTES


def test_times_and_sizes_are_those_of_the_code():
    hours = invitations.HELD.total_seconds() / 3600
    said = {
        "first-day.md": [
            f"within {hours:.0f} hours",
            f"{settings.STAFF_IDLE_SECONDS // 60} minutes without you",
            f"once in {settings.STAFF_WORK_SECONDS // 3600} hours",
            f"{settings.SESSION_COOKIE_AGE // 86400} days",
            f"within the last {settings.ACCOUNT_REAUTHENTICATION_TIMEOUT // 60} minutes",
        ],
        "administrator.md": [f"holds {hours:.0f} hours"],
        "caseworker.md": [
            f"up to {paste_forms.LONGEST_BYTES // 1000} kB",
            f"up to {pictures.MAX_BYTES // 1024**2} MB",
            f"for {preview_links.LIFE.total_seconds() / 3600:.0f} hours",
        ],
        "moderator.md": [f"for {preview_links.LIFE.total_seconds() / 3600:.0f} hours"],
    }

    missing = [
        (page, phrase)
        for page, phrases in said.items()
        for phrase in phrases
        if phrase not in " ".join(text_of(page).split())
    ]
    assert missing == []


def test_every_answer_to_a_finding_is_explained():
    assert first_cells("moderator.md") >= {str(label) for label in findings.ANSWERS.values()}


def test_every_state_of_what_was_sent_is_explained():
    assert first_cells("caseworker.md") >= {capfirst(label) for label in Revision.State.labels}


def first_cells(page: str) -> set[str]:
    """The labels that begin the rows of a page's tables."""
    return set(re.findall(r"^\| \*\*([^*]+)\*\* \|", text_of(page), re.MULTILINE))
