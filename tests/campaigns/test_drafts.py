"""Drafts from texts that were written elsewhere."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from accounts.models import AuditEntry
from campaigns import brief, drafts, importer, moderation
from campaigns.models import Campaign
from tests.factories import ConsentFactory

TEXT = """A roof for three months

She came over the border with one bag and needs a place to stay until her first wage arrives.

Alesia is a nurse. She was dismissed and left the country.

€600 – rent
€400 – a language course
"""


@pytest.fixture
def parsed():
    (campaign,) = importer.parse(TEXT)
    return replace(campaign, language="en", alias="Alesia", alias_spellings=("Alesya",))


@pytest.fixture
def imported(parsed, staff) -> Campaign:
    return drafts.create_draft(parsed, owner=staff.caseworker, import_digest="digest")


def test_a_text_becomes_a_draft_of_its_caseworker(imported, staff):
    assert (imported.status, imported.owner) == (Campaign.Status.DRAFT, staff.caseworker)
    assert imported.title == {"en": "A roof for three months"}
    assert imported.hero_name == {"en": "Alesia"}
    assert imported.hero_spellings == {"en": ["Alesya"]}
    assert [(line.label, line.amount_cents) for line in imported.budget_lines.all()] == [
        ({"en": "rent"}, 600_00),
        ({"en": "a language course"}, 400_00),
    ]


def test_an_import_is_recorded(imported, staff):
    entry = AuditEntry.objects.get()

    assert (entry.actor, entry.action) == (staff.caseworker, "campaign.import")
    assert entry.target == f"campaign:{imported.public_id}"


def test_the_same_text_becomes_one_draft(imported, parsed, staff):
    with pytest.raises(IntegrityError, match="imported_once"), transaction.atomic():
        drafts.create_draft(parsed, owner=staff.caseworker, import_digest="digest")

    assert Campaign.objects.count() == AuditEntry.objects.count() == 1


def test_an_import_that_fails_leaves_nothing(parsed, staff):
    broken = replace(parsed, budget=(replace(parsed.budget[0], amount_cents=0),))

    with pytest.raises(IntegrityError), transaction.atomic():
        drafts.create_draft(broken, owner=staff.caseworker)

    assert not Campaign.objects.exists() and not AuditEntry.objects.exists()


def test_an_imported_draft_goes_through_the_same_review(imported, staff):
    imported.brief = {question.name: "We know." for question in brief.QUESTIONS}
    imported.save()
    with pytest.raises(moderation.NotReady, match="consent is not recorded"):
        moderation.submit(imported, actor=staff.caseworker)
    ConsentFactory(campaign=imported)

    revision = moderation.submit(imported, actor=staff.caseworker)

    assert revision.goal_cents == 1000_00


def in_belarusian(parsed):
    return replace(
        parsed,
        language="be",
        title="Дах на тры месяцы",
        alias="Алеся",
        budget=tuple(
            replace(line, label=label)
            for line, label in zip(parsed.budget, ["аренда", "курс"], strict=True)
        ),
    )


def test_another_language_is_added_to_the_same_draft(imported, parsed):
    drafts.add_language(imported, in_belarusian(parsed))

    imported.refresh_from_db()
    assert imported.title == {"en": "A roof for three months", "be": "Дах на тры месяцы"}
    assert imported.hero_name == {"en": "Alesia", "be": "Алеся"}
    assert [line.label for line in imported.budget_lines.all()] == [
        {"en": "rent", "be": "аренда"},
        {"en": "a language course", "be": "курс"},
    ]


def test_a_language_with_other_sums_is_another_story(imported, parsed):
    other = in_belarusian(parsed)
    other = replace(other, budget=(replace(other.budget[0], amount_cents=1), other.budget[1]))

    with pytest.raises(ValueError, match="budget lines differ"):
        drafts.add_language(imported, other)

    imported.refresh_from_db()
    assert set(imported.title) == {"en"}
