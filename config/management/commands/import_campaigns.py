"""Text files to drafts, with their opening balances."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction

from accounts.command_line import BadUsage
from accounts.models import User
from accounts.roles import holders
from campaigns import drafts, importer
from campaigns.importer import ParsedCampaign
from campaigns.money import format_money
from config import imports


@dataclass(frozen=True)
class StoryFile:
    """One file as it was read; error says why it could not be."""

    name: str
    data: bytes = b""
    campaigns: tuple[ParsedCampaign, ...] = ()
    error: str | None = None

    def as_json(self) -> dict:
        return {
            "file": self.name,
            "error": self.error,
            "campaigns": [campaign.as_json() for campaign in self.campaigns],
        }


class Command(BaseCommand):
    help = "Make drafts of stories in text files. With --dry-run, show what they would become."
    # A dry run works without any database.
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument(
            "paths", nargs="+", metavar="PATH", help="a text file, or a folder of *.txt"
        )
        parser.add_argument("--dry-run", action="store_true", help="read and show, write nothing")
        parser.add_argument("--json", action="store_true", help="show the texts as JSON")
        parser.add_argument("--owner", metavar="EMAIL", help="the caseworker who gets the drafts")

    def handle(self, *args, **options):
        files = [read_file(path) for path in text_files(options["paths"])]
        unreadable = [file for file in files if file.error]
        notes = []
        if not unreadable and not options["dry_run"]:
            notes = store(files, owner=find_owner(options["owner"]))
        if options["json"]:
            self.stdout.write(json.dumps([file.as_json() for file in files], indent=2))
        else:
            for file in files:
                self.stdout.writelines(f"{row}\n" for row in table(file))
        for note in notes:
            (self.stderr if options["json"] else self.stdout).write(note)
        if unreadable:
            raise BadUsage(
                "Nothing was imported. "
                + " ".join(f"{file.name}: {file.error}" for file in unreadable)
            )


def text_files(paths: list[str]) -> list[Path]:
    """The files that are meant, each once; a folder means every *.txt in it."""
    found: dict[Path, Path] = {}
    for path in map(Path, paths):
        inside = sorted(path.glob("*.txt")) if path.is_dir() else []
        for file in inside or [path]:
            found.setdefault(file.resolve(), file)
    return list(found.values())


def read_file(path: Path) -> StoryFile:
    name = os.fsencode(path).decode("utf-8", "replace")
    if path.is_dir():
        return StoryFile(name, error="The folder holds no *.txt.")
    try:
        with path.open("rb") as file:
            data = file.read(importer.LARGEST_FILE_BYTES + 1)
        campaigns = importer.parse(importer.read(data))
    except importer.Unreadable as error:
        return StoryFile(name, error=str(error))
    except OSError as error:
        return StoryFile(name, error=f"{error.strerror}.")
    if not campaigns:
        return StoryFile(name, error="It holds no story.")
    return StoryFile(name, data, tuple(campaigns))


def find_owner(email: str | None) -> User:
    """The caseworker with this e-mail address, or the first one. Raises BadUsage."""
    caseworkers = holders("campaigns.submit_campaign").order_by("pk")
    if email:
        caseworkers = caseworkers.filter(email__iexact=email)
    owner = caseworkers.first()
    if owner is None:
        who = f"{email} is no active caseworker." if email else "There is no active caseworker."
        raise BadUsage(f"{who} Nothing was imported.")
    return owner


@transaction.atomic
def store(files: list[StoryFile], *, owner: User) -> list[str]:
    """Make drafts of all campaigns or of none; a sentence about each."""
    notes = []
    for file in files:
        for index, parsed in enumerate(file.campaigns):
            if parsed.language not in dict(settings.LANGUAGES):
                raise BadUsage(
                    f"{file.name}: the site has no pages in the language “{parsed.language}”. "
                    "Nothing was imported."
                )
            digest = drafts.file_digest(file.data, index)
            if earlier := imports.already(digest):
                notes.append(f"{file.name}: was imported before, as {earlier.public_id}.")
                continue
            campaign = imports.store(parsed, owner=owner, digest=digest)
            note = f"{file.name}: is now draft {campaign.public_id} of {owner.email}."
            if parsed.closed:
                note += " Its collection is over: close it once it is published."
            notes.append(note)
    return notes


def table(file: StoryFile) -> list[str]:
    """What a person wants to see before the drafts are made."""
    rows = [file.name]
    for campaign in file.campaigns:
        names = [campaign.alias or "none", *campaign.alias_spellings]
        rows += [
            row("title", campaign.title),
            row("lead", campaign.summary),
            row("story", f"{len(campaign.story.split())} words, {campaign.language}"),
            row("alias", ", also ".join(names)),
            *(row("note", sentence) for sentence in campaign.disclosures),
            *(row("editors", note) for note in campaign.editor_notes),
            *(row("line", f"{money(line.amount_cents)}  {line.label}") for line in campaign.budget),
            row("goal", money(campaign.goal_cents)),
            row("collected", money(campaign.collected_cents) + ", closed" * campaign.closed),
            *(row("look at", problem) for problem in campaign.problems),
        ]
    return rows


def row(name: str, text: str) -> str:
    return f"  {name:10} {text or 'none'}"


def money(cents: int | None) -> str:
    return "none" if cents is None else format_money(cents, "en")
