"""What the leak guard says about a text file."""

import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand

from accounts.command_line import BadUsage
from campaigns import importer, leakguard
from campaigns.leakguard.terms import Watch


class Command(BaseCommand):
    help = (
        "Look in a text for everything that could lead to a person. "
        "Exit status 1 when something was found."
    )
    # It works without any database.
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", help="a text file")
        parser.add_argument(
            "--term",
            action="append",
            default=[],
            metavar="TERM",
            help="a word that must not appear",
        )
        parser.add_argument("--terms", metavar="FILE", help="a file with one such word a line")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, **options):
        text = read(options["file"])
        words = [
            *options["term"],
            *(read(options["terms"]).splitlines() if options["terms"] else []),
        ]
        words = [word.strip() for word in words if word.strip()]
        findings = leakguard.find(text, Watch.in_clear(words))
        if options["json"]:
            found = [as_json(finding) for finding in findings]
            self.stdout.write(json.dumps({"findings": found}, ensure_ascii=False, indent=2))
        else:
            for finding in findings:
                self.stdout.write(told(finding, text))
        if findings:
            sys.exit(1)


def read(path: str) -> str:
    try:
        return importer.decode(Path(path).read_bytes())
    except OSError as error:
        raise BadUsage(f"{path}: {error.strerror}.") from None
    except importer.Unreadable as error:
        raise BadUsage(f"{path}: {error}") from None


def as_json(finding: leakguard.Finding) -> dict:
    found = finding.as_json()
    return {name: value for name, value in found.items() if name not in ("place", "language")}


def told(finding: leakguard.Finding, text: str) -> str:
    """One line for one place: where, how grave, what, and what to do."""
    line = text.count("\n", 0, finding.start) + 1
    piece = " ".join(finding.text.split())
    return f"line {line}: {finding.severity}, {finding.rule}: “{piece}”. {finding.advice}"
