"""`manage.py update_translations`: collect the texts of the site and compile their translations."""

import io
import os
import re
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

FOLDERS_ASIDE = [".venv", ".local", "locale", "tests"]
# They change with every run and say nothing that the history of the file does not.
NOISE = re.compile(r'^"(?:POT-Creation-Date|Report-Msgid-Bugs-To):.*\n', re.MULTILINE)
ALWAYS = datetime(2000, 1, 1, tzinfo=UTC)


class Command(BaseCommand):
    help = "Collect the texts for translators (needs GNU gettext) and compile their work."
    requires_system_checks = []

    def handle(self, *args, **options):
        languages = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
        os.chdir(settings.BASE_DIR)
        call_command(
            "makemessages",
            locale=languages,
            ignore_patterns=FOLDERS_ASIDE,
            add_location="file",
            verbosity=options["verbosity"],
        )
        for language in languages:
            source = settings.LOCALE_PATHS[0] / language / "LC_MESSAGES" / "django.po"
            source.write_text(NOISE.sub("", source.read_text()))
            source.with_suffix(".mo").write_bytes(compiled(source))


def compiled(source: Path) -> bytes:
    """The .mo of a .po file, the same bytes on every day and every machine."""
    with source.open("rb") as file:
        catalog = read_po(file, abort_invalid=True)
    catalog.creation_date = catalog.revision_date = ALWAYS
    catalog.last_translator = catalog.language_team = catalog.msgid_bugs_address = ""
    target = io.BytesIO()
    write_mo(target, catalog)
    return target.getvalue()
