"""The house: imports point left, some libraries have one door, each truth has one writer.

Every rule reads the syntax tree of one module and gives its violations; a violation planted on
purpose shows for each rule that it can fail.
"""

import ast
import sys
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR
LAYERS = ["accounts", "campaigns", "donations", "config"]
STANDIN = "donations/standin/"
DOORS = {
    "stripe": "donations/stripe_gateway.py",
    "PIL": "campaigns/pictures/drawing.py",
    "phonenumbers": "campaigns/leakguard/contacts.py",
    "nh3": "campaigns/markup.py",
    "cryptography": "accounts/sealed.py",
    "smtplib": "accounts/notices.py",
}
WRITERS = {
    "LedgerEntry": "donations/ledger.py",
    "AuditEntry": "accounts/audit.py",
    "Notice": "accounts/notices.py",
    "CampaignTotal": "campaigns/totals.py",
    "Choice": "campaigns/choices.py",
}
# The names under which the same rows are reached from their neighbours.
RELATED = {"ledger": "LedgerEntry", "total": "CampaignTotal"}
WRITES = {
    "create",
    "bulk_create",
    "get_or_create",
    "update_or_create",
    "update",
    "bulk_update",
    "save",
    "add",
    "set",
}
STATUS_MOVERS = {
    "campaigns/lifecycle.py",
    # Shows a campaign as it would be on its first day, and saves nothing.
    "campaigns/previews.py",
}
# What staff may choose otherwise; choices.current knows whether they did.
CHOSEN = {
    *["GIFT_PRESETS", "GIFT_PRESELECTED", "MIN_GIFT_CENTS", "MAX_GIFT_CENTS"],
    *["URGENT_DAYS", "STRIPE_STATEMENT_SUFFIX"],
}
# The form of a choice says what holds without one.
READERS_OF_DEFAULTS = {"campaigns/choices.py", "campaigns/choice_forms.py"}
LONGEST_MODULE = 400


def modules() -> list[str]:
    """Every module of the product, as "app/module.py"."""
    paths = [path for layer in LAYERS for path in (ROOT / layer).rglob("*.py")]
    return sorted(str(path.relative_to(ROOT)) for path in paths if "migrations" not in path.parts)


@cache
def tree_of(path: str) -> ast.Module:
    return ast.parse((ROOT / path).read_text())


def imported_names(path: str, tree: ast.AST) -> list[str]:
    """What a module imports, as absolute dotted names; `from . import x` is resolved."""
    names = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            package = Path(path).parent.parts
            above = package[: len(package) - node.level + 1] if node.level else ()
            base = [*above, *([node.module] if node.module else [])]
            names += [".".join([*base, alias.name]) for alias in node.names]
    return names


def imports_to_the_right(path: str, tree: ast.AST) -> list[str]:
    place = LAYERS.index(path.split("/")[0])
    return [
        name for name in imported_names(path, tree) if name.split(".")[0] in LAYERS[place + 1 :]
    ]


def libraries_beside_their_door(path: str, tree: ast.AST) -> list[str]:
    used = {name.split(".")[0] for name in imported_names(path, tree)}
    return [library for library, door in DOORS.items() if library in used and path != door]


def more_than_the_standard_library(path: str, tree: ast.AST) -> list[str]:
    if not path.startswith(STANDIN):
        return []
    return [
        name
        for name in imported_names(path, tree)
        if name.split(".")[0] not in sys.stdlib_module_names
        and not f"{name}.".startswith("donations.standin.")
    ]


def means_of_testing(path: str, tree: ast.AST) -> list[str]:
    unwanted = {"tests", "launcher", "pytest", "unittest", "factory"}
    return [name for name in imported_names(path, tree) if name.split(".")[0] in unwanted]


def imports_inside_functions(path: str, tree: ast.AST) -> list[str]:
    allowed = "ready" if path.endswith("/apps.py") else None
    return [
        f"{function.name}: {ast.unparse(node)}"
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) and function.name != allowed
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]


def names_in_chain(node: ast.AST) -> list[str]:
    """The names of `campaign.ledger.filter(…).update`, from left to right."""
    names = []
    while True:
        if isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Attribute):
            names.append(node.attr)
            node = node.value
        else:
            return [*([node.id] if isinstance(node, ast.Name) else []), *reversed(names)]


def truths_written_elsewhere(path: str, tree: ast.AST) -> list[str]:
    """Rows made or changed by another module than their writer."""
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        *chain, last = names_in_chain(node) or [""]
        truths = {last} if last in WRITERS else set()
        if last in WRITES:
            truths |= {RELATED.get(name, name) for name in chain} & WRITERS.keys()
        found += [ast.unparse(node) for truth in truths if path != WRITERS[truth]]
    return found


def status_moved_elsewhere(path: str, tree: ast.AST) -> list[str]:
    """Assignments to a campaign's status, and updates of many, beside the lifecycle."""
    if path in STATUS_MOVERS or not path.startswith(("campaigns/", "config/", "donations/admin")):
        return []
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            found += [ast.unparse(node)] if node.attr == "status" else []
        elif isinstance(node, ast.Call):
            writes = {"status"} & {keyword.arg for keyword in node.keywords}
            called = (names_in_chain(node) or [""])[-1]
            found += [ast.unparse(node)] if writes and called in WRITES | {"Campaign"} else []
    return found


def defaults_read_past_choices(path: str, tree: ast.AST) -> list[str]:
    """Settings that only hold as long as nobody chose, read as if nobody could."""
    if path in READERS_OF_DEFAULTS:
        return []
    return [
        ast.unparse(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in CHOSEN
    ]


def not_worth_reading(path: str, tree: ast.Module) -> list[str]:
    """Modules that do not say what they are for, or have become two."""
    source = (ROOT / path).read_text() if (ROOT / path).exists() else ""
    silent = source and not path.endswith(("/apps.py", "/urls.py")) and not ast.get_docstring(tree)
    long = len(source.splitlines()) > LONGEST_MODULE
    return ["says not what it is for"] * bool(silent) + ["is too long"] * long


RULES = [
    imports_to_the_right,
    libraries_beside_their_door,
    more_than_the_standard_library,
    means_of_testing,
    imports_inside_functions,
    truths_written_elsewhere,
    status_moved_elsewhere,
    defaults_read_past_choices,
    not_worth_reading,
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_its_rules(rule):
    violations = {path: found for path in modules() if (found := rule(path, tree_of(path)))}

    assert violations == {}


PLANTED = [
    (imports_to_the_right, "accounts/x.py", "from campaigns.models import Campaign"),
    (imports_to_the_right, "accounts/x.py", "import config.settings"),
    (imports_to_the_right, "campaigns/x.py", "from donations import ledger"),
    (imports_to_the_right, "campaigns/deep/x.py", "from ...donations import ledger"),
    (imports_to_the_right, "campaigns/x.py", "from .. import donations"),
    (imports_to_the_right, "donations/x.py", "def f():\n    from config import celery"),
    (libraries_beside_their_door, "donations/sync.py", "import stripe"),
    (libraries_beside_their_door, "donations/sync.py", "from stripe.error import StripeError"),
    (libraries_beside_their_door, "campaigns/forms.py", "from PIL import Image"),
    (libraries_beside_their_door, "campaigns/importer.py", "import phonenumbers as p"),
    (more_than_the_standard_library, "donations/standin/x.py", "from django.conf import settings"),
    (more_than_the_standard_library, "donations/standin/x.py", "from donations import ledger"),
    (more_than_the_standard_library, "donations/standin/x.py", "from .. import models"),
    (means_of_testing, "donations/x.py", "from tests.factories import CampaignFactory"),
    (imports_inside_functions, "donations/x.py", "def f():\n    import json"),
    (imports_inside_functions, "donations/apps.py", "def f():\n    from donations import sync"),
    (truths_written_elsewhere, "donations/sync.py", "LedgerEntry.objects.create(kind='gift')"),
    (truths_written_elsewhere, "donations/sync.py", "LedgerEntry(kind='gift').save()"),
    (truths_written_elsewhere, "donations/sync.py", "models.LedgerEntry(kind='gift')"),
    (truths_written_elsewhere, "donations/admin.py", "campaign.ledger.create(kind='gift')"),
    (truths_written_elsewhere, "donations/sync.py", "LedgerEntry.objects.filter(pk=1).update(x=1)"),
    (truths_written_elsewhere, "donations/ledger.py", "campaign.total.save()"),
    (truths_written_elsewhere, "campaigns/views.py", "AuditEntry.objects.bulk_create([])"),
    (truths_written_elsewhere, "donations/sync.py", "Notice.objects.get_or_create(x=1)"),
    (truths_written_elsewhere, "campaigns/admin.py", "Choice.objects.create(subject='name')"),
    (defaults_read_past_choices, "donations/forms.py", "least = settings.MIN_GIFT_CENTS"),
    (status_moved_elsewhere, "campaigns/admin.py", "campaign.status = 'live'"),
    (status_moved_elsewhere, "campaigns/admin.py", "a, campaign.status = 1, 'live'"),
    (status_moved_elsewhere, "campaigns/drafts.py", "Campaign.objects.create(status='live')"),
    (status_moved_elsewhere, "config/samples.py", "campaigns.filter(pk=1).update(status='live')"),
]


@pytest.mark.parametrize(("rule", "path", "source"), PLANTED)
def test_a_planted_violation_is_found(rule, path, source):
    assert rule(path, ast.parse(source))


ALLOWED = [
    (imports_to_the_right, "donations/x.py", "from campaigns import totals"),
    (imports_to_the_right, "config/x.py", "from donations import ledger"),
    (imports_to_the_right, "donations/models/x.py", "from .gifts import Donation"),
    (libraries_beside_their_door, "donations/stripe_gateway.py", "import stripe"),
    (libraries_beside_their_door, "donations/x.py", "from donations import stripe_gateway"),
    (more_than_the_standard_library, "donations/standin/x.py", "import json, http.server"),
    (more_than_the_standard_library, "donations/standin/x.py", "from .events import tell"),
    (
        imports_inside_functions,
        "donations/apps.py",
        "def ready(self):\n    from donations import x",
    ),
    (truths_written_elsewhere, "donations/ledger.py", "LedgerEntry.objects.create(kind='gift')"),
    (truths_written_elsewhere, "donations/x.py", "LedgerEntry.objects.filter(kind='gift').count()"),
    (truths_written_elsewhere, "donations/x.py", "ledger.post(kind='gift')"),
    (truths_written_elsewhere, "donations/x.py", "totals.add(1, cents=1)"),
    (status_moved_elsewhere, "campaigns/x.py", "Campaign.objects.filter(status='live')"),
    (status_moved_elsewhere, "donations/sync.py", "donation.status = status"),
]


@pytest.mark.parametrize(("rule", "path", "source"), ALLOWED)
def test_what_is_allowed_is_not_complained_of(rule, path, source):
    assert rule(path, ast.parse(source)) == []


def test_a_silent_module_and_a_module_without_end_are_found(tmp_path, monkeypatch):
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)
    (tmp_path / "x.py").write_text("a = 1\n" * (LONGEST_MODULE + 1))

    found = not_worth_reading("x.py", ast.parse((tmp_path / "x.py").read_text()))

    assert found == ["says not what it is for", "is too long"]


def test_every_door_and_every_writer_is_there():
    """A rule about a module that was renamed would hold for ever."""
    for path in {*DOORS.values(), *WRITERS.values(), *STATUS_MOVERS, *READERS_OF_DEFAULTS}:
        assert (ROOT / path).is_file(), path
