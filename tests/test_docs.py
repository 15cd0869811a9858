"""The documentation says what the code does, where a machine can compare the two."""

import re
from functools import cache

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import get_commands

from accounts.roles import ROLES
from campaigns.lifecycle import MOVES
from donations import declines, inbox
from donations.models import MINUS, PLUS, LedgerEntry

ROOT = settings.BASE_DIR
PAGES = sorted(
    path.relative_to(ROOT)
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *ROOT.glob("samples/*.md")]
)


@cache
def text_of(page) -> str:
    return (ROOT / page).read_text()


def table_rows(page: str) -> dict[str, list[str]]:
    """Every row of every table of a page, by its first cell without code marks."""
    rows = re.findall(r"^\|(.+)\|$", text_of(page), re.MULTILINE)
    cells = [[cell.strip() for cell in re.split(r"(?<!\\)\|", row)] for row in rows]
    return {first.replace("`", ""): rest for first, *rest in cells}


def words(cell: str) -> set[str]:
    return {word.strip() for word in cell.split(",")}


@pytest.mark.parametrize("name", sorted(MOVES))
def test_every_move_is_in_the_handbook(name):
    move = MOVES[name]
    sources, target, who, _follows = table_rows("docs/handbook/moderator.md")[name]

    assert words(sources) == move.sources
    assert target == move.target
    if name != "publish":
        roles = {role for role, permissions in ROLES.items() if move.permission in permissions}
        others = {"its caseworker": move.owner, "the clock": move.system}
        assert words(who) == roles | {other for other, allowed in others.items() if allowed}


def test_every_kind_of_ledger_entry_is_explained():
    explained = {}
    for kinds, cells in table_rows("docs/data-model.md").items():
        for place, kind in enumerate(kinds.split(" / ")):
            if kind in LedgerEntry.Kind:
                explained[kind] = (cells[0].split(" / ")[place], cells[1] == "yes")

    assert explained == {
        kind: (
            "+" if kind in PLUS else "−" if kind in MINUS else "±",
            kind in LedgerEntry.RAISED,
        )
        for kind in LedgerEntry.Kind.values
    }


def test_every_table_is_explained():
    explained = set(table_rows("docs/data-model.md"))

    tables = {
        model.__name__
        for app in ("accounts", "campaigns", "donations")
        for model in apps.get_app_config(app).get_models()
    }
    assert tables <= explained


def test_the_webhook_is_set_up_with_the_events_that_are_handled():
    sources = "checkout\\.session|charge|refund|radar|payout|payment_intent"
    named = set(re.findall(rf"`((?:{sources})\.[a-z_.]+)`", operations()))

    assert named == {*inbox.HANDLERS, declines.EVENT_TYPE}


def operations() -> str:
    return text_of("docs/operations.md")


@pytest.mark.parametrize("document", PAGES, ids=str)
def test_every_command_that_is_named_exists(document):
    named = re.findall(r"manage(?:\.py)? ([a-z_]+)", text_of(document))

    assert set(named) <= set(get_commands()) | {"runserver"}


@pytest.mark.parametrize("document", PAGES, ids=str)
def test_every_link_leads_somewhere(document):
    targets = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", text_of(document))

    missing = [one for one in targets if not ((ROOT / document).parent / one).exists()]
    assert missing == []


@pytest.mark.parametrize("document", PAGES, ids=str)
def test_every_link_into_a_page_leads_to_a_heading(document):
    for target, anchor in re.findall(r"\]\((?!https?:)([^)#\s]*)#([^)\s]+)\)", text_of(document)):
        page = (ROOT / document).parent / target if target else ROOT / document
        headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
        assert anchor in {slug(heading) for heading in headings}, f"{target}#{anchor}"


def slug(heading: str) -> str:
    """The anchor that code hosts give to a heading."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("document", PAGES, ids=str)
def test_every_file_of_ours_that_is_named_exists(document):
    named = re.findall(
        r"`((?:accounts|campaigns|donations|config)/[\w/]+\.\w+)`", text_of(document)
    )

    places = [ROOT, ROOT / "templates"]
    assert [one for one in named if not any((place / one).exists() for place in places)] == []
