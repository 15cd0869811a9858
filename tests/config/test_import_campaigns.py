import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from accounts.command_line import BadUsage
from campaigns.models import Campaign
from donations.models import LedgerEntry
from tests.factories import UserFactory

STORIES = settings.BASE_DIR / "tests" / "data" / "stories"
STORY = STORIES / "starred-note.txt"
CLOSED = STORIES / "closed-twice.txt"
KEYS = ["title", "summary", "story", "alias", "alias_spellings", "anonymous"]
KEYS += ["image_ai_generated", "currency", "goal_minor", "budget", "collected_minor", "closed"]
KEYS += ["language", "disclosures", "editor_notes", "problems"]


def run(*arguments):
    """The command's standard output and standard error."""
    output, errors = io.StringIO(), io.StringIO()
    call_command("import_campaigns", *map(str, arguments), stdout=output, stderr=errors)
    return output.getvalue(), errors.getvalue()


def refused(*arguments):
    """The command's standard output and the line it ends with, having written nothing."""
    output = io.StringIO()
    with pytest.raises(BadUsage) as refusal:
        call_command("import_campaigns", *map(str, arguments), stdout=output)
    assert refusal.value.returncode == 2
    message = str(refusal.value)
    assert "\n" not in message
    return output.getvalue(), message


def test_a_dry_run_as_json_is_the_promised_list():
    output, errors = run(STORIES, "--dry-run", "--json")

    files = json.loads(output)
    assert [list(file) for file in files] == [["file", "error", "campaigns"]] * 5
    assert [file["file"] for file in files] == [str(path) for path in sorted(STORIES.glob("*.txt"))]
    for file in files:
        assert file["error"] is None
        assert [list(campaign) for campaign in file["campaigns"]] == [KEYS]
        expected = Path(file["file"]).with_suffix(".expected.json")
        assert file["campaigns"] == json.loads(expected.read_text())
    assert errors == ""


def test_a_dry_run_needs_no_database():
    environment = os.environ | {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none", "DEBUG": "1"}
    manage = settings.BASE_DIR / "manage.py"

    done = subprocess.run(
        [sys.executable, manage, "import_campaigns", STORY, "no-such.txt", "--dry-run", "--json"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert [file["error"] for file in json.loads(done.stdout)] == [
        None,
        "No such file or directory.",
    ]
    assert done.stderr.splitlines() == [
        "BadUsage: Nothing was imported. no-such.txt: No such file or directory."
    ]


def test_a_person_sees_what_would_be_imported():
    output, _ = run(STORIES / "told-by-others.txt", "--dry-run")

    assert "alias      Sergei, also Siarhei" in output
    assert "line       €\u202f500  the loan" in output
    assert "goal       €\u202f1\u202f500" in output
    assert "collected  €\u202f1\u202f595\n" in output
    assert "look at    The alias “Sergei” is also spelled “Siarhei”." in output


def test_a_person_sees_that_a_collection_is_over():
    output, _ = run(CLOSED, "--dry-run")

    assert "collected  €\u202f2\u202f848, closed" in output


def test_a_file_that_is_named_twice_is_read_once():
    output, _ = run(STORY, STORIES, STORY, "--dry-run", "--json")

    assert len(json.loads(output)) == 5


def test_a_text_becomes_a_draft_with_its_opening_balance(staff):
    output, errors = run(STORY, "--owner", staff.other_caseworker.email.upper())

    campaign = Campaign.objects.get()
    assert campaign.status == Campaign.Status.DRAFT
    assert campaign.owner == staff.other_caseworker
    assert campaign.hero_name == {"en": "Sergei"}
    assert [line.amount_cents for line in campaign.budget_lines.all()] == [1400_00, 800_00, 800_00]
    entry = LedgerEntry.objects.get()
    assert (entry.kind, entry.amount_cents, entry.actor) == (
        "opening_balance",
        10_00,
        staff.other_caseworker,
    )
    assert f"is now draft {campaign.public_id} of {campaign.owner.email}." in output
    assert errors == ""


def test_the_first_active_caseworker_owns_what_nobody_claims(staff):
    staff.caseworker.is_active = False
    staff.caseworker.save()

    run(STORY)

    assert Campaign.objects.get().owner == staff.other_caseworker


def test_a_text_that_was_imported_before_is_left_alone(staff, tmp_path):
    run(STORY)
    copy = shutil.copy(STORY, tmp_path / "another-name.txt")

    output, _ = run(copy)

    campaign = Campaign.objects.get()
    assert f"another-name.txt: was imported before, as {campaign.public_id}." in output
    assert LedgerEntry.objects.count() == 1


def test_a_text_without_a_collected_sum_books_nothing(staff):
    run(STORIES / "without-blank-lines.txt")

    assert Campaign.objects.count() == 1
    assert LedgerEntry.objects.count() == 0


def test_a_closed_text_says_what_is_left_to_do(staff):
    output, _ = run(CLOSED)

    assert Campaign.objects.get().status == Campaign.Status.DRAFT
    assert "Its collection is over: close it once it is published." in output


def test_as_json_the_notes_go_to_standard_error(staff):
    output, errors = run(STORY, "--json")

    assert [file["error"] for file in json.loads(output)] == [None]
    assert "is now draft" in errors


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("empty.txt", b"", "It is empty."),
        ("picture.txt", b"\x89PNG\r\n\x1a\n\0\0", "a binary file"),
        ("furniture.txt", "• Story\n".encode(), "It holds no story."),
    ],
)
def test_one_bad_file_keeps_the_others_out_too(staff, tmp_path, name, data, why):
    (tmp_path / name).write_bytes(data)

    output, message = refused(STORY, tmp_path / name, "--json")

    errors = [file["error"] for file in json.loads(output)]
    assert errors[0] is None
    assert why in errors[1]
    assert f"{name}: {errors[1]}" in message
    assert Campaign.objects.count() == 0


def test_a_folder_without_texts_is_bad_input(tmp_path):
    _, message = refused(tmp_path, "--dry-run")

    assert message.endswith("The folder holds no *.txt.")


def test_a_language_the_site_has_no_pages_in_is_bad_input(staff, tmp_path):
    text = "Дах для Олега\n\nЙого звати Олег, і ми його знаємо.\n\nСкільки потрібно?\n€300 – дах"
    (tmp_path / "story.txt").write_text(text, encoding="utf-8")

    _, message = refused(STORY, tmp_path)

    assert "the site has no pages in the language “uk”" in message
    assert Campaign.objects.count() == 0


@pytest.mark.parametrize("email", ["nobody@office.example", "moderator@office.example"])
def test_the_owner_must_be_a_caseworker(staff, email):
    _, message = refused(STORY, "--owner", email)

    assert message == f"{email} is no active caseworker. Nothing was imported."
    assert Campaign.objects.count() == 0


def test_without_a_caseworker_nothing_is_imported(db):
    UserFactory()

    _, message = refused(STORY)

    assert message == "There is no active caseworker. Nothing was imported."
